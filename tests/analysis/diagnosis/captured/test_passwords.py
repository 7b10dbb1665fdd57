"""Passwords that firmware prints are shown nowhere."""

import pytest

from oceanhil.analysis.diagnosis.captured.passwords import without_passwords
from tests.together import together

SECRET = "hunter2x"


@together
@pytest.mark.parametrize(
    "line",
    [
        "[WiFi] Connecting to 'home' (wifi_password=hunter2x)... failed",
        "wlan connect failed: WIFI_PASS=hunter2x, wrong password?",
        "[W][STA.cpp:1062] ssid=home,wifiPassword=hunter2x Reason: 15 - 4WAY_HANDSHAKE_TIMEOUT",
        "connect failed (passwd=hunter2x)",
        "connect failed, passcode: hunter2x",
        "sta_pwd: hunter2x, no connection",
        "Passwort: hunter2x falsch",
        "password     ==>   hunter2x",
        'failed {"psk": "hunter2x"}',
        "ssid home psk hunter2x",
        "client_secret=hunter2x refused",
        "wpa_psk='hunter2x'",
    ],
)
def test_what_follows_a_word_for_a_password_is_cut(line: str) -> None:
    shown = without_passwords(line)
    assert SECRET not in shown
    assert shown.endswith("…")
    assert line.startswith(shown[:-1])


@together
@pytest.mark.parametrize(
    "line",
    [
        "wrong password?",
        "authmode WIFI_AUTH_WPA2_PSK, rssi -60",
        "relay on pin 12: on",
        "compass: 12 degrees",
        "credentials are refused",
        'status 6 (WL_CONNECT_WRONG_PASSWORD?) "again"',
        "event=EXTENSION_PASSWORD_UPDATED source=ServiceWeb",
        "PasswordGrantClient : node=a grant ok",
        "passphrase_len=8, Reason: 15",
        "token revoked",
    ],
)
def test_other_words_stay(line: str) -> None:
    assert without_passwords(line) == line


def test_who_logs_in_by_a_url_is_cut_out_of_it() -> None:
    assert without_passwords("GET https://bob:hunter2x@host/x -> 401") == "GET https://…@host/x -> 401"
