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
    ],
)
def test_a_refusal_in_another_language_names_the_cause(line: str, cause: str) -> None:
    assert diagnose(f"{DEVICE}{line}\n").findings[0].cause == cause


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
