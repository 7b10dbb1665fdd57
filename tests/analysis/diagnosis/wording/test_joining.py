"""A bare number behind the name of a network is the state of joining it; elsewhere it is not."""

import pytest

from oceanhil.analysis.diagnosis import diagnose
from oceanhil.analysis.diagnosis.wording.line_context import Joining
from tests.together import together

PICO = "MAC d8:3a:dd:77:10:c5\nSSID 'aterm-3f9c21-g' に接続中\n"
ZEPHYR = '<inf> app: NET_REQUEST_WIFI_CONNECT "vodafoneB2C1" psk len 16\n<wrn> app: connect result: '


@together
@pytest.mark.parametrize(
    ("log", "cause"),
    [
        (PICO + "status=1\nstatus=-3\n切断\n", "wifi-password-wrong"),
        (PICO + "status=1\nstatus=-2\n", "wifi-network-not-found"),
        (PICO + "status: -1\n", "wifi-failed"),
        ("Conectando al wifi Finca\nestado 1001\nestado 201\n", "wifi-network-not-found"),
        ("connecting to WiFi home\nst 15\nst 202\n", "wifi-password-wrong"),
        ("Ligando a rede Casa\nstatus 1\nstatus 1\nstatus -3\n", "wifi-password-wrong"),
        (
            "waiting for wlan... status 1\nwaiting for wlan... status -3\nwlan failed, status -3\n",
            "wifi-password-wrong",
        ),
        ("wlan not connected: status -2\n", "wifi-network-not-found"),
        ("redo\nstatus: 1001\nstatus: 201\n", "wifi-network-not-found"),
        (ZEPHYR + "status 1\n", "wifi-failed"),
        (ZEPHYR + "status 3\n", "wifi-failed"),
        (ZEPHYR + "status 2\n", "wifi-password-wrong"),
        (ZEPHYR + "status 4\n", "wifi-network-not-found"),
        (ZEPHYR.replace("connect result: ", "connection request failed (") + "1)\n", "wifi-failed"),
    ],
)
def test_a_bare_state_while_a_network_is_joined_tells_why_it_is_not(log: str, cause: str) -> None:
    finding = diagnose(log * 2).findings[0]
    assert finding.cause == cause
    assert finding.evidence[-1].text in log


@together
@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("Verbindung fehlgeschlagen, da AP nicht erreicht werden konnte", "wifi-network-not-found"),
        ("Falló Conección, AP no pudo ser contactado", "wifi-network-not-found"),
        ("Sikertelen csatlakozás, AP nem elérhető", "wifi-network-not-found"),
        ("Polaczenie nie powiodlo sie jako AP nie mozna osiagnac", "wifi-network-not-found"),
        ("Verbindung fehlgeschlagen, da das Passwort falsch ist", "wifi-password-wrong"),
        ("Falló Conección, clave de AP incorrecta", "wifi-password-wrong"),
        ("Chyba pripojenia, nesprávne heslo pre AP", "wifi-password-wrong"),
        ("Polaczenie nie powiodlo sie z nieprawidlowym haslem dostepu AP", "wifi-password-wrong"),
        ("Verbindung fehlgeschlagen, da keine IP-Adresse zugeteilt wurde", "wifi-no-address"),
        ("Falló Conección, Dirección IP no recibida", "wifi-no-address"),
        ("Polaczenie nie powiodlo sie, poniewaz nie otrzymano adresu IP", "wifi-no-address"),
        ("Verbindung fehlgeschlagen, da der AP nicht antwortet (timeout)", "wifi-failed"),
    ],
)
def test_tasmota_tells_in_its_own_language_why_a_network_is_not_joined(line: str, cause: str) -> None:
    assert diagnose(f"00:00:08.013 WIF: {line}\n" * 3).findings[0].cause == cause


@together
@pytest.mark.parametrize(
    "log",
    [
        "status=-3\n",
        "state 1\nstate -3\n",
        "app: connect result: status 1\n",
        PICO + "status=3\nip 192.168.1.4\nstatus=-3\n",
        PICO + "GET https://example.org\nstatus=-3\n",
        PICO + "status=1\nstatus=3\n",
        PICO + "door status=-3 open\n",
        ZEPHYR + "status 0\n",
    ],
)
def test_the_same_number_elsewhere_is_no_state_of_a_network(log: str) -> None:
    assert diagnose(log).findings == ()


def test_the_word_of_a_row_is_left_as_it_is() -> None:
    joining = Joining()
    assert [joining.spelled(line) for line in ("status=-3", "ssid home", "status=-3")] == [
        "status=-3",
        "ssid home",
        "wlan status: -3",
    ]


@together
@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("No AP found in auth mode threshold", "wifi-security-mismatch"),
        ("No AP found with compatible security", "wifi-security-mismatch"),
        ("Pairwise Cipher Invalid", "wifi-security-mismatch"),
        ("Cipher Suite Rejected", "wifi-security-mismatch"),
        ("No AP found in RSSI threshold", "wifi-network-not-found"),
    ],
)
def test_what_esphome_says_of_a_network_that_it_does_not_join(reason: str, cause: str) -> None:
    log = f"[W][wifi_esp32]: Disconnected ssid='IoT' reason='{reason}'\n"
    assert diagnose(log).findings[0].cause == cause
