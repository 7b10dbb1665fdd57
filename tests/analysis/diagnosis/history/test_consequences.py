"""Errors where the network is gone, and the troubles of others, are not what is wrong with a device."""

import pytest

from oceanhil.analysis.diagnosis import Diagnosis, LogVerdict, diagnose
from oceanhil.analysis.diagnosis.history.consequences import is_others
from tests.together import together

DEVICE = "oceanremote client\nIP address: 192.168.1.20\n"
POLLS = "poll 200\nstate 200 relay1=0\n"
BROKER = "mqtt: homeassistant.local:1883 connect failed rc=-2\n"


def names(diagnosis: Diagnosis) -> list[str]:
    return [finding.cause for finding in diagnosis.findings]


@together
@pytest.mark.parametrize(
    ("lost", "error"),
    [
        ("wifi lost", "DNS Failed for www.oceanremote.net"),
        ("state: run -> init (c800)", "couldn't get hostname for :oceanremote.net: getaddrinfo() returns 202"),
        ("WLAN verloren", "DNS-Fehler: www.oceanremote.net"),
        ("wifi lost", "OSError: -202"),
        ("BEACON_TIMEOUT", "connect: Host is unreachable"),
        ("wifi lost", "select() timeout"),
    ],
)
def test_what_fails_where_the_network_is_gone_is_its_consequence(lost: str, error: str) -> None:
    log = f"{DEVICE}{POLLS}" + f"{lost}\n{error}\n{error}\nIP address: 192.168.1.20\npoll 200\n" * 2
    assert names(diagnose(f"{log}{lost}\n{error}\n")) == ["wifi-lost"]
    assert names(diagnose(f"{log}{lost}\nIP address: 192.168.1.20\n{error}\n{error}\n"))[0] != "wifi-lost"


def test_an_error_before_the_network_was_lost_is_one_of_its_own() -> None:
    error = "DNS Failed for www.oceanremote.net\n"
    log = f"{DEVICE}{error}{error}wifi lost\nIP address: 192.168.1.20\n{error}"
    assert names(diagnose(log))[0] == "name-not-resolved"


def test_a_network_that_is_lost_again_and_again_is_no_password() -> None:
    lost = "state: run -> init (c800)\nstate: auth -> init (200)\nIP address: 192.168.1.20\n"
    finding = diagnose(f"{DEVICE}{lost}{lost}BEACON_TIMEOUT\nstate: auth -> init (200)\n").findings[0]
    assert (finding.cause, finding.confidence) == ("wifi-lost", 92)


def test_a_step_of_the_radio_is_no_answer() -> None:
    log = f"{DEVICE}wifi lost\n" + "state: auth -> init (200)\n" * 5
    assert diagnose(log).verdict is LogVerdict.PROBLEM


@together
@pytest.mark.parametrize(
    "other",
    [
        BROKER,
        "influx: POST http://192.168.1.9:8086/write -> -1\n",
        "GET https://api.openweathermap.org/data/2.5 -> 401\n",
        "telegram: certificate verify failed\n",
        "getaddrinfo(api.open-meteo.com) failed: EAI_AGAIN\n",
        "[wetter] DNS Failed for data.example.de\n",
    ],
)
def test_the_trouble_of_somebody_else_is_none_while_polls_are_answered(other: str) -> None:
    assert diagnose(DEVICE + (POLLS + other) * 3).verdict is LogVerdict.HEALTHY
    assert diagnose(f"{DEVICE}{other}{other}").verdict is not LogVerdict.HEALTHY


def test_without_an_answer_what_others_met_tells_why() -> None:
    weather = "weather: DNS Failed for api.openweathermap.org\n"
    assert names(diagnose(f"{DEVICE}{POLLS}{weather}state -1\n{weather}state -1\n"))[0] == "name-not-resolved"


def test_a_refusal_is_an_answer() -> None:
    weather = "weather: DNS Failed for api.openweathermap.org\n"
    assert names(diagnose(f"{DEVICE}session 403 token revoked\n{weather}")) == ["token-revoked"]


def test_in_another_device_s_log_there_are_no_others() -> None:
    posts = "http post /telemetry 200\n" * 3 + "http post /telemetry 503\n"
    assert "server-unreachable" in names(diagnose(posts + BROKER * 3))


@together
@pytest.mark.parametrize(
    ("name", "line", "others"),
    [
        ("net-dns", "DNS Failed for api.example.org", True),
        ("net-dns", "DNS Failed for www.oceanremote.net", False),
        ("net-dns", "DNS lookup failed", False),
        ("mqtt-state-2", "failed, rc=-2", True),
        ("http--1", "https://example.org/api/device/state -> -1", False),
        ("http-200", "GET http://api.example.org/ 200", False),
        ("net-refused", "poll: connect 192.168.1.1:443 refused", False),
        ("tls-name", "certificate is for fortigate.local", False),
        ("blocked", "Location: https://block.opendns.com/", False),
        ("net-timeout", "src/main.rs:50: connect timed out", False),
        ("wifi-lost", "weather: wifi lost", False),
    ],
)
def test_whose_a_line_is_shows_its_host_or_its_tag(name: str, line: str, others: bool) -> None:
    assert is_others(name, line) is others


@together
@pytest.mark.parametrize(
    "line",
    [
        "neighbour ESP32_A0B1C2D3E4F5 says: register 401 Token already used or expired",
        "mesh peer 3 reports: session 403 Token revoked",
        "Nachbar Schuppen meldet: session 403 Token revoked",
        "relayed from barn: poll 401 session expired, token revoked",
        "voisin cave dit: 403 Token revoked",
    ],
)
def test_what_a_neighbour_tells_befalls_the_neighbour(line: str) -> None:
    log = f"{DEVICE}session 200\n" + f"{POLLS}{line}\n" * 3 + POLLS
    diagnosis = diagnose(log)
    assert (diagnosis.verdict, diagnosis.findings) == (LogVerdict.HEALTHY, ())


@together
@pytest.mark.parametrize("line", ["no mesh peer, session 403 Token revoked", "server says: 403 Token revoked"])
def test_what_the_server_tells_befalls_the_device(line: str) -> None:
    assert names(diagnose(f"{DEVICE}{POLLS}" + f"{line}\n" * 3))[0] == "token-revoked"
