"""What is wrong with the network, the time server, the server and the memory is known in plain words, of any language.

No core's number stands in these lines, and no library's words: sketches print them for people.
"""

import pytest

from oceanhil.analysis.diagnosis import Diagnosis, diagnose
from tests.together import together

DEVICE = "oceanremote client\n"
JOINED = f"{DEVICE}IP address: 192.168.1.7\n"


def first(diagnosis: Diagnosis) -> str:
    return diagnosis.findings[0].cause if diagnosis.findings else ""


@together
@pytest.mark.parametrize(
    "line",
    [
        'no network named "Shed" in range',
        "network Shed not found",
        "could not find network Shed",
        "kein Netz mit diesem Namen gefunden",
        "WLAN Garten nicht in Reichweite",
        "aucun réseau nommé Atelier à portée",
        "réseau Atelier hors de portée",
        "no hay ninguna red llamada Taller",
        "no se encontró la red Taller",
        "nessuna rete con questo nome",
        "rede Oficina fora de alcance",
        "brak sieci o tej nazwie",
        "nie znaleziono sieci Warsztat",
        "geen netwerk met die naam gevonden",
        "сеть с именем DACHA не обнаружена",  # noqa: RUF001 - Russian
        "没有找到名为 aquarium 的网络",
        "SSID kitchen が見つかりません",
        "와이파이를 찾을 수 없음: kitchen",
    ],
)
def test_a_network_that_is_not_there(line: str) -> None:
    assert first(diagnose(f"{line}\n" * 3)) == "wifi-network-not-found"


@together
@pytest.mark.parametrize(
    "line",
    [
        "network adapter not found",
        "wifi channel 14 is out of range",
        "network up, time not found",
        "датчик не обнаружен",
        "no network needed, named relays only",
        "temperature out of range",
    ],
)
def test_what_else_is_not_there_is_no_network(line: str) -> None:
    assert first(diagnose(f"{DEVICE}{line}\n" * 3)) != "wifi-network-not-found"


@together
@pytest.mark.parametrize(
    "line",
    [
        "WiFi-Kennwort wird abgelehnt",
        "senha do WiFi incorreta",
        "błędne hasło do sieci WiFi",
        "nesprávné heslo k WiFi",
        "wifi şifresi yanlış",  # noqa: RUF001 - Turkish
        "fel lösenord för wifi",
        "неверный пароль WiFi",
        "неправильный пароль от сети",
        "WiFi密码错误",
        "WiFiのパスワードが違います",
        "와이파이 비밀번호가 틀렸습니다",
    ],
)
def test_a_password_that_the_router_refuses(line: str) -> None:
    assert first(diagnose(f"{line}\n" * 3)) == "wifi-password-wrong"


@together
@pytest.mark.parametrize("line", ["MQTT: неверный пароль", "web login: 密码错误", "MQTT hasło odrzucone"])
def test_another_s_password_is_not_the_router_s(line: str) -> None:
    assert first(diagnose(f"{JOINED}{line}\n" * 3)) != "wifi-password-wrong"


@together
@pytest.mark.parametrize(
    "line",
    [
        "wifi disconnected, reconnecting",
        "lost connection to access point",
        "WLAN Verbindung abgebrochen",
        "WiFi getrennt, verbinde neu",
        "se perdió la conexión WiFi",
        "WiFi desconectado",
        "utracono połączenie WiFi",
        "rozłączono z WiFi",
        "wifi verbinding verbroken",
        "соединение с WiFi потеряно",  # noqa: RUF001 - Russian
        "WiFi连接断开",
        "WiFi が切断されました",
    ],
)
def test_a_network_that_is_lost(line: str) -> None:
    assert first(diagnose(f"{JOINED}{line}\n")) == "wifi-lost"
    assert diagnose(f"{JOINED}{line}\nIP address: 192.168.1.7\n").findings[0].course.value == "passed by itself"


def test_a_network_that_is_not_joined_yet_is_not_lost() -> None:
    assert first(diagnose(f"{DEVICE}WiFi disconnected\n")) == ""


@together
@pytest.mark.parametrize(
    "line",
    [
        "NTP server does not answer",
        "no answer from time server",
        "no time from NTP",
        "time sync failed",
        "Zeitserver antwortet nicht",
        "serveur NTP ne répond pas",
        "el servidor NTP no responde",
        "il server NTP non risponde",
        "servidor NTP não responde",
        "serwer NTP nie odpowiada",
        "NTP server neodpovídá",
        "NTP-server antwoordt niet",
        "NTP sunucusu cevap vermiyor",
        "сервер времени не отвечает",
        "NTP服务器无响应",
        "NTPサーバーから応答がありません",
    ],
)
def test_a_time_server_that_does_not_answer(line: str) -> None:
    assert first(diagnose(f"{JOINED}{line}\n" * 3)) == "time-not-set"


@together
@pytest.mark.parametrize(
    "line",
    [
        "cannot connect to www.oceanremote.net",
        "connection to www.oceanremote.net failed",
        "www.oceanremote.net not reachable",
        "keine Verbindung zum Server",
        "connexion à www.oceanremote.net impossible",
        "no se pudo conectar con el servidor",
        "connessione a www.oceanremote.net fallita",
        "falha ao conectar em www.oceanremote.net",
        "nie można połączyć się z serwerem",
        "nelze se připojit k www.oceanremote.net",
        "kan niet verbinden met de server",
        "www.oceanremote.net bağlanılamadı",  # noqa: RUF001 - Turkish
        "не удалось подключиться к www.oceanremote.net",
        "Ошибка: не удалось подключиться к серверу",
        "连接 www.oceanremote.net 失败",
        "www.oceanremote.net に接続できません",
    ],
)
def test_no_connection_to_the_server(line: str) -> None:
    assert first(diagnose(f"{JOINED}{line}\n" * 3)) == "server-unreachable"
    assert diagnose(f"{JOINED}{line}\n{line}\npoll 200\npoll 200\npoll 200\n").findings[0].course.value != "open"


@together
@pytest.mark.parametrize(
    "line",
    [
        "cannot connect to MQTT server",
        "keine Verbindung zum MQTT-Server",
        "if the server does not answer, the relay stays as it is",
        "NTP server not reachable",
        "web server: no connection",
        "weather: server not reachable",
    ],
)
def test_another_s_connection_is_not_the_server_s(line: str) -> None:
    found = first(diagnose(f"{JOINED}poll https://oceanremote.net/api/device/state/ 200\n{line}\n" * 3))
    assert found != "server-unreachable"


@together
@pytest.mark.parametrize(
    "line",
    [
        "naam www.oceanremote.net niet gevonden",
        "name www.oceanremote.net not found",
        "Name broker.example.com nicht gefunden",
    ],
)
def test_a_name_that_is_told_before_it_is_not_found(line: str) -> None:
    assert first(diagnose(f"{JOINED}{line}\n" * 3)) == "name-not-resolved"


@together
@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("refused: Clock skew too large (401)", "clock-skew"),
        ("MAC address mismatch, HTTP 403", "mac-mismatch"),
        ("Token revoked (403)", "token-revoked"),
    ],
)
def test_the_server_s_words_tell_whose_log_it_is_with_their_status_behind_them_too(line: str, cause: str) -> None:
    assert first(diagnose(f"IP address: 192.168.1.7\n{line}\n")) == cause


def test_why_no_connection_comes_about_tells_more_than_that_there_is_none() -> None:
    log = f"{JOINED}DNS: www.oceanremote.net not found\ncannot connect to www.oceanremote.net\n"
    assert first(diagnose(log)) == "name-not-resolved"


@together
@pytest.mark.parametrize(
    "line",
    [
        "www.oceanremote.net: response timed out",
        "no answer from www.oceanremote.net within 10 s",
        "Server antwortet nicht rechtzeitig",
        "www.oceanremote.net: délai de réponse dépassé",
        "servidor: tiempo de respuesta agotado",
        "www.oceanremote.net: tempo scaduto in attesa della risposta",
        "serwer: przekroczono czas oczekiwania na odpowiedź",
        "server: geen antwoord binnen 10 s",
    ],
)
def test_an_answer_that_is_late(line: str) -> None:
    assert first(diagnose(f"{JOINED}{line}\n" * 3)) == "server-slow"


@together
@pytest.mark.parametrize(
    "line",
    [
        "nicht genug Speicher für TLS, frei 2100",
        "za mało pamięci na TLS",
        "te weinig geheugen voor TLS",
        "недостаточно памяти для TLS",
        "内存不足，无法建立TLS",  # noqa: RUF001 - Chinese
        "TLSのメモリが足りません",
    ],
)
def test_too_little_memory(line: str) -> None:
    assert first(diagnose(f"{JOINED}{line}\n" * 3)) == "out-of-memory"


@together
@pytest.mark.parametrize(
    ("level", "cause"),
    [
        ("signaal -91 dBm", "wifi-weak"),
        ("segnale -92 dBm", "wifi-weak"),
        ("sygnał -93 dBm", "wifi-weak"),
        ("сигнал -90 dBm", "wifi-weak"),
        ("信号强度 -94 dBm", "wifi-weak"),
        ("signaal -61 dBm", "wifi-lost"),
        ("LoRa signaal -94 dBm", "wifi-lost"),
    ],
)
def test_a_signal_that_is_weak_while_the_network_breaks(level: str, cause: str) -> None:
    log = f"{JOINED}verbonden, {level}\nbeacon timeout\n" * 3
    assert first(diagnose(log)) == cause


@together
@pytest.mark.parametrize("word", ["publicado", "pubblicato", "veröffentlicht:", "opublikowano", "gepubliceerd"])
def test_what_is_published_in_other_words_is_at_work(word: str) -> None:
    connected = "mqtt: conectado\n"
    assert diagnose(connected + f"{word} casa/nivel = 73\n" * 4).verdict.value == "healthy"
    assert diagnose(connected + f"não {word} casa/nivel = 73\n" * 4).verdict.value != "healthy"
