"""What the server refuses with is known where a sketch says it in the words of its own language."""

import pytest

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from tests.together import together

DEVICE = "oceanremote client\n"


@together
@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("Fehler: Token wurde widerrufen", "token-revoked"),
        ("erreur : jeton révoqué", "token-revoked"),
        ("el token fue revocado", "token-revoked"),
        ("令牌已被吊销", "token-revoked"),
        ("Token bereits verwendet", "token-used"),
        ("ungültiger Token", "token-pasted-wrongly"),
        ("jeton d'enregistrement expiré", "token-expired"),
        ("ошибка: токен уже использован", "token-used"),
        ("このトークンは使用済みです", "token-used"),
        ("token já utilizado", "token-used"),
        ("jeton déjà utilisé", "token-used"),
        ("token już użyty", "token-used"),
        ("token già usato", "token-used"),
        ("Registrierungstoken abgelaufen", "token-expired"),
        ("Token bereits benutzt oder abgelaufen", "token-expired"),
        ("jetonun süresi dolmuş", "token-expired"),
        ("Token inválido", "token-pasted-wrongly"),
        ("токен недействителен", "token-pasted-wrongly"),
        ("403 adres MAC nie pasuje", "mac-mismatch"),
        ("MAC stimmt nicht überein", "mac-mismatch"),
        ("falsche MAC-Adresse", "mac-mismatch"),
        ("indirizzo MAC non corrispondente", "mac-mismatch"),
        ("MAC adresa nesouhlasí", "mac-mismatch"),
        ("MAC adresi uyuşmuyor", "mac-mismatch"),
        ("エラー: MACアドレスが一致しません", "mac-mismatch"),
        ("token byl zneplatněn", "token-revoked"),
        ("platnost tokenu vypršela", "token-expired"),
        ("トークンの有効期限が切れています", "token-expired"),
        ("token už byl použit", "token-used"),
        ("neplatný token", "token-pasted-wrongly"),
        ("jeton non valide", "token-pasted-wrongly"),
        ("le jeton n'est pas valide", "token-pasted-wrongly"),
        ("el token no es válido", "token-pasted-wrongly"),
        ("o token não é válido", "token-pasted-wrongly"),
        ("Token ist nicht gültig", "token-pasted-wrongly"),
        ("registrazione rifiutata: troppe richieste", "rate-limited"),
        ("Refus : trop de requêtes", "rate-limited"),
        ("Registro rechazado: demasiadas peticiones", "rate-limited"),
        ("Anmeldung abgelehnt: zu viele Anfragen", "rate-limited"),
        ("регистрация: слишком много запросов", "rate-limited"),
        ("HTTP 429 リクエストが多すぎます", "rate-limited"),
        ("Session : serveur en maintenance", "maintenance"),
        ("Servidor en mantenimiento", "maintenance"),
        ("il server è in manutenzione", "maintenance"),
        ("Sitzung: Server in Wartung", "maintenance"),
        ("sessie geweigerd: in onderhoud", "maintenance"),
        ("HTTP 503 サーバーメンテナンス中", "maintenance"),
        ("Sitzung beendet vom Server: 403 Token revoked", "token-revoked"),
        ("session ended: Token revoked", "token-revoked"),
        ("session expired (403 MAC address mismatch)", "mac-mismatch"),
        ("sesión caducada: Clock skew too large", "clock-skew"),
    ],
)
def test_a_refusal_in_another_language_names_the_cause(line: str, cause: str) -> None:
    assert diagnose(f"{DEVICE}{line}\n").findings[0].cause == cause


CLOCKS = [
    "Uhr weicht zu stark ab",
    "décalage d'horloge trop important",
    "desfase de reloj demasiado grande",
    "orologio sfasato di troppo",
    "differenza d'orario troppo grande",
    "relógio desajustado",
    "klok wijkt te veel af",
    "zegar za bardzo się różni",
    "zbyt duża różnica czasu",
    "hodiny se příliš liší",
    "saat farkı çok büyük",  # noqa: RUF001 - Turkish
    "слишком большое расхождение часов",
    "時計のずれが大きすぎます",
    "时钟偏差过大",
]
WITHOUT_ID = [
    "Antwort ohne Session-ID",
    "pas d'identifiant de session dans la réponse",
    "la respuesta no trae ID de sesión",
    "nessun ID di sessione nella risposta",
    "sem ID de sessão na resposta",
    "brak ID sesji w odpowiedzi",
    "v odpovědi chybí ID relace",
    "yanıtta oturum kimliği yok",  # noqa: RUF001 - Turkish
    "В ответе нет идентификатора сессии",  # noqa: RUF001 - Russian
    "у відповіді немає ідентифікатора сесії",  # noqa: RUF001 - Ukrainian
    "応答にセッションIDがありません",
    "响应中没有会话ID",
]


@together
@pytest.mark.parametrize("line", CLOCKS)
@pytest.mark.parametrize("status", ["", "HTTP 401\n"])
def test_a_clock_that_is_off_is_no_deleted_device_in_any_language(line: str, status: str) -> None:
    found = diagnose(f"{DEVICE}POST /api/device/session/\n{status}{line}\n" * 2).findings
    assert [finding.cause for finding in found] == ["clock-skew"]


@together
@pytest.mark.parametrize("line", WITHOUT_ID)
def test_an_answer_without_a_session_is_told_in_any_language(line: str) -> None:
    found = diagnose(f"{DEVICE}POST /api/device/session/\nHTTP 200\n{line}\n" * 2).findings
    assert [finding.cause for finding in found] == ["session-missing-id"]


def test_who_asks_again_and_again_for_a_session_that_no_answer_has_is_a_device_of_the_platform() -> None:
    log = "Запрос сессии\nОтвет HTTP 200\nВ ответе нет идентификатора сессии\n"  # noqa: RUF001 - Russian
    assert diagnose(log).findings == ()
    found = diagnose(log * 3).findings
    assert [finding.cause for finding in found] == ["session-missing-id"]
    assert diagnose("web: no session id in cookie\nGET /cart 200\n" * 9).findings == ()


def test_the_same_words_mean_nothing_in_the_log_of_another_device() -> None:
    assert diagnose("Token wurde widerrufen\nToken abgelaufen\n").findings == ()


@together
@pytest.mark.parametrize(
    "line",
    [
        "access token abgelaufen",
        "Spotify: Token abgelaufen",
        "Token nicht abgelaufen",
        "Token gültig bis er widerrufen wird",
        "ist das Token widerrufen?",
        "token ok, calibration corrupted, defaults",
        "BLE beacon MAC address mismatch",
        "ESP-NOW peer MAC wrong",
        "token ok, DHT value invalid",
        "token handed over to the session",
        "Uhr weicht 3 s ab",
        "Zisterne in Wartung",
        "aggiornamento: server in manutenzione, riprovo domani",
        "NTP server: too many requests (RATE)",
        "web login: invalid token (csrf)",
        "server: Filter in Wartung",
        "Web: zu viele Anfragen im Puffer",
        "Wetterdienst api.wetter.de: HTTP 429 zu viele Anfragen",
        "token bis Mai nicht gültig wenn leer",
        "maintenance task done, http ok",
        "Uhrzeit: 12 Uhr, Abweichung vom Sollwert 0.3",
        "klok wijkt 120 s af, maar goed genoeg",
        "saat 12 fark 3 derece",
        "DS3231: Uhr geht falsch, warte auf NTP",
        "time difference between sensors too large",
        "keine gespeicherte Session-ID",
        "noch keine Session-ID, fordere an",
        "pas encore d'identifiant de session",
        "нет сессии, открываю",
    ],
)
def test_words_that_are_no_refusal_of_the_server_accuse_nothing(line: str) -> None:
    log = f"{DEVICE}{line}\npoll 200\npoll 200\n"
    assert (diagnose(log).verdict, diagnose(log).findings) == (LogVerdict.HEALTHY, ())


@together
@pytest.mark.parametrize("clock", ["hora 1970-01-01 00:00:20", "time is Thu Jan 1 00:00:20 1970", "NTP: no answer"])
def test_a_bare_401_while_the_clock_is_not_set_is_the_clock_s(clock: str) -> None:
    assert diagnose(f"{DEVICE}{clock}\nregister 401\n").findings[0].cause == "clock-skew"
    assert diagnose(f"{DEVICE}register 401\n").findings[0].cause == "token-expired"
    assert (
        diagnose(f'{DEVICE}{clock}\nregister 401\n{{"code": "token_expired"}}\n').findings[0].cause == "token-expired"
    )


REFUSALS = [
    ("Serveren siger nej: denne registreringsnøgle har allerede været brugt", "token-used"),
    ("servern nekar: registreringsnyckeln är redan använd", "token-used"),
    ("palvelin hylkäsi: rekisteröintiavain on jo käytetty", "token-used"),
    ("rifiutato: il codice di registrazione è già stato usato", "token-used"),
    ("rechazado: el código de registro ya fue usado", "token-used"),
    ("odrzucono: kod rejestracyjny został już wykorzystany", "token-used"),
    ("refused: registration code was already redeemed", "token-used"),
    ("A szerver elutasította: a token vissza lett vonva", "token-revoked"),
    ("serveren afviste: token er trukket tilbage", "token-revoked"),
    ("tokenet er tilbakekalt", "token-revoked"),
    ("token on peruutettu", "token-revoked"),
    ("tokenul a fost revocat", "token-revoked"),
    ("refused: the token was withdrawn", "token-revoked"),
    ("token er udløbet", "token-expired"),
    ("token on vanhentunut", "token-expired"),
    ("a token lejárt", "token-expired"),
    ("ugyldigt token", "token-pasted-wrongly"),
    ("ogiltig token", "token-pasted-wrongly"),
    ("érvénytelen token", "token-pasted-wrongly"),
    ("geweigerd: de klok van dit apparaat loopt te ver uit de pas met de server", "clock-skew"),
    ("afvist: uret går forkert", "clock-skew"),
    ("elutasítva: az óra túlságosan eltér", "clock-skew"),
    ("hylätty: laitteen kello poikkeaa liikaa", "clock-skew"),
    ("odpytanie: serwer w trakcie konserwacji, spróbuj później", "maintenance"),
    ("poll: serveren er under vedligeholdelse", "maintenance"),
    ("szerver: karbantartás alatt", "maintenance"),
    ("palvelin on huollossa", "maintenance"),
    ("registrering afvist: for mange forespørgsler", "rate-limited"),
    ("palvelin: liian monta pyyntöä", "rate-limited"),
    ("szerver: túl sok kérés", "rate-limited"),
    ("session: turned away, server says this key belongs to a different board's hardware address", "mac-mismatch"),
    ("refused: the token is bound to another device", "mac-mismatch"),
    ("refusé : le jeton appartient à une autre carte", "mac-mismatch"),
    ("abgelehnt: der Token gehört zu einem anderen Gerät", "mac-mismatch"),
    ("rechazado: el token pertenece a otra placa", "mac-mismatch"),
    ("avvisad: token hör till en annan enhet", "mac-mismatch"),
    ("recusado: a chave foi cancelada no painel", "token-revoked"),
    ("rechazado: la clave fue anulada", "token-revoked"),
    ("el token ha sido cancelado", "token-revoked"),
    ("spørring avvist: økten er utløpt", "session-lost"),
]


@together
@pytest.mark.parametrize(("line", "cause"), REFUSALS)
def test_a_refusal_in_sentences_names_the_cause(line: str, cause: str) -> None:
    assert diagnose(f"{DEVICE}{line}\n").findings[0].cause == cause


@together
@pytest.mark.parametrize(
    "line",
    [
        "BLE: key belongs to another device",
        "mqtt client id belongs to another device",
        "the relay board belongs to another circuit",
        "registration code entered",
        "pumpen er under vedligeholdelse",
        "uret er stillet",
        "kello 12:04",
        "zone 4 already used today",
        "filter huollossa",
        "for mange alarmer",
        "comprobar si el token fue revocado",
        "no sé si el token fue revocado",
        "pedido de token cancelado",
        "a chave foi cancelada no armário",
        "ventetid økt til 60 s",
        "MQTT: recusado, a chave foi revogada",
    ],
)
def test_what_only_sounds_like_a_refusal_is_none(line: str) -> None:
    assert diagnose(f"{DEVICE}{line}\n" * 3).findings == ()
