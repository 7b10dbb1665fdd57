"""What the radio and the board's settings have to do with it, in the words of cores, SDKs and an edge."""

import pytest

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from tests.together import together

JOINED = "sta ip: 192.168.1.9\n"
DROPPED = "Reason: 200 - BEACON_TIMEOUT\nReason: 2 - AUTH_EXPIRE\n" + JOINED
NO_NETWORK = "Reason: 201 - NO_AP_FOUND\n" * 2
BLANK = "[W][wifi_esp32:527]: Event: Disconnected ssid=' Lab' reason='Probe Request Unsuccessful'\n"
FIXED = "WiFi.config(10.0.0.77, 10.0.0.1, 255.255.255.0)\n" + JOINED
NOTHING = "hostByName(): DNS Failed for oceanremote.net\nconnect(): socket error on fd 48, errno: 113\n"
UNREAD = "E (299) quad_psram: PSRAM ID read error: 0x00ffffff, PSRAM chip not found or not supported\n"
WITHOUT = "E (300) esp_psram: PSRAM enabled but initialization failed. Bailing out.\n"
FLASH_UNREAD = (
    "ets Jun  8 2016 00:22:57\nrst:0x10 ({}),boot:{} (SPI_FAST_FLASH_BOOT)\nflash read err, 1000\nets_main.c 371\n"
)


@together
@pytest.mark.parametrize(
    ("log", "cause"),
    [
        ("Reason: 5 - ASSOC_TOOMANY\n" * 3, "wifi-full"),
        ("wifi:state: assoc -> init (5c0)\n", "wifi-full"),
        ("STA_DISCONNECTED, reason: 5\n", "wifi-full"),
        ("Reason: 203 - ASSOC_FAIL\nReason: 5 - ASSOC_TOOMANY\nReason: 203 - ASSOC_FAIL\n", "wifi-failed"),
        (("rssi -90\n" + DROPPED) * 2, "wifi-weak"),
        (("WiFi signal -89 dBm\nwifi lost\n") * 2, "wifi-weak"),
        (("WLAN verbunden, Empfang -91\n" + DROPPED) * 2, "wifi-weak"),
        (("scan: WLAN Nachbar Empfang -91\n" + DROPPED) * 2, "wifi-lost"),
        (("rssi -60\n" + DROPPED) * 2, "wifi-lost"),
        ('Connecting to "Haus am See "\n' + NO_NETWORK, "wifi-name-has-space"),
        ("SSID: [ Cocina], 7 caracteres\n" + NO_NETWORK, "wifi-name-has-space"),
        ('AT+CWJAP="lab ","secret"\n+CWJAP:3\nFAIL\n', "wifi-name-has-space"),
        ('AT+CWJAP_DEF=" lab","secret"\n+CWJAP:3\nFAIL\n', "wifi-name-has-space"),
        ('AT+CWJAP="lab"," secret "\n+CWJAP:3\nFAIL\n', "wifi-network-not-found"),
        (BLANK + "[W][wifi:583]: WiFi network can not be found anymore.\n", "wifi-name-has-space"),
        ('Connecting to "Atelier "\nrun(): [WIFI] no matching wifi found!\n', "wifi-name-has-space"),
        (BLANK.replace("' Lab", "'Lab"), "wifi-network-not-found"),
        ("[D][wifi:477]: Found networks:\n[W][wifi:536]: No matching network found!\n", "wifi-network-not-found"),
        ("connect status: joining\nconnect status: bad auth\nfailed to connect: -7\n" * 2, "wifi-password-wrong"),
        ("Wifi connection failed: bad auth\n" * 3, "wifi-password-wrong"),
        ("cyw43_arch_wifi_connect_timeout_ms returned -7\n" * 2, "wifi-password-wrong"),
        ("wlan0: WPA: 4-Way Handshake failed - pre-shared key may be incorrect\n", "wifi-password-wrong"),
        ("You are in safe mode because:\nPower dipped. Make sure you are providing enough power.\n", "brownout"),
        ("You are in safe mode because:\nThe power dipped. Make sure you are providing enough power.\n", "brownout"),
        ("reset: microcontroller.ResetReason.BROWNOUT\n", "brownout"),
        (UNREAD + WITHOUT + "E (900) lcd: failed to allocate 768000 bytes\n", "psram-wrong"),
        ("E (139) octal_psram: PSRAM chip is not connected, or wrong PSRAM line mode\nESP_ERR_NO_MEM\n", "psram-wrong"),
        (UNREAD, "psram-wrong"),
        ('Connecting to "Haus am See"\n' + NO_NETWORK, "wifi-network-not-found"),
        ('found "Haus am See "\n' + NO_NETWORK, "wifi-network-not-found"),
        (FIXED + NOTHING, "static-address-wrong"),
        ("feste IP 10.0.0.77/24\n" + NOTHING, "static-address-wrong"),
        (NOTHING, "name-not-resolved"),
        ("static IP config failed: 10.0.0.77\n" + NOTHING, "name-not-resolved"),
        (FIXED + NOTHING.partition("\n")[0], "name-not-resolved"),
        (
            "E cpu: Guru Meditation Error: Core 0 panic'ed (Cache disabled but cached memory region accessed)\n",
            "cache-disabled",
        ),
        ("Guru Meditation Error: Core 0 panic'ed (Cache error)\n", "panic"),
        (
            "BSSL:insecure_end_chain: Received cert FP doesn't match\nBSSL:Couldn't connect. Error = 62\n",
            "certificate-refused",
        ),
        (("BLE 4c:11:ae:01:02:03 rssi -90\n" + DROPPED) * 2, "wifi-lost"),
        ("Reason: 2 - AUTH_EXPIRE\n" * 3, "wifi-password-wrong"),
        ("Reason: 202 - AUTH_FAIL\n" * 3, "wifi-password-wrong"),
        (
            "E (206) psram: PSRAM ID read error: 0xffffffff\nE cpu_start: Failed to init external RAM!\nabort()",
            "psram-wrong",
        ),
        (
            "E (1) spi_flash: Detected size(2048k) smaller than the size in the binary image header(4096k)\n",
            "flash-size-wrong",
        ),
        (FLASH_UNREAD.format("RTCWDT_RTC_RESET", "0x33") * 2, "flash-strapping"),
        (FLASH_UNREAD.format("RTCWDT_RTC_RESET", "0x13") * 2, "flash-invalid"),
        (FLASH_UNREAD.format("USB_UART_CHIP_RESET", "0x2b") * 2, "flash-invalid"),
        (
            "https://oceanremote.net:8443\nesp-tls: [sock=54] delayed connect error: Connection reset by peer\n",
            "wrong-address",
        ),
        (
            "https://oceanremote.net\nesp-tls: [sock=54] delayed connect error: Connection reset by peer\n",
            "server-unreachable",
        ),
        ("oceanremote.net:443\nesp-tls: [sock=54] read error: Connection reset by peer\n", "connection-drops"),
        ("HTTP 403\nServer: cloudflare\nerror code: 1006\n", "server-blocked"),
        ("oceanremote.net\npoll 403\nerror code: 1009\n", "server-blocked"),
        ("STA disconnected reason: 5 retry\n", "wifi-full"),
        ("BLE on, WiFi disconnected: reason 201\n", "wifi-network-not-found"),
        ("oceanremote.net\nHTTP 429\nerror code: 1015\n", "rate-limited"),
        ("cevap kodu: 200\ncevap kodu: -11\n", "server-slow"),
        ('{"status": "pending", "message": "waiting for owner to claim device"}\n', "registration-pending"),
        ("device not yet claimed, retry in 30 s\n", "registration-pending"),
        (
            "oceanremote\nreg 200 permanent_token\nnvs_set_str fail: token NOT_ENOUGH_SPACE\npoll 200\npoll 200\n",
            "eeprom-save-failed",
        ),
    ],
)
def test_it_is_named(log: str, cause: str) -> None:
    assert diagnose(log).findings[0].cause == cause


@together
@pytest.mark.parametrize(
    "log",
    [
        "rssi -90\nrssi -91\n",
        "psram: PSRAM ID read error: 0xffffffff\ncpu_start: Failed to init external RAM; continuing without it.\n",
        "websocket closed, error code: 1006\nServer: cloudflare\n",
        "error code: 1006\n",
        "cevap kodu: -11\n",
        "warranty claim: waiting\n",
        "rst:0x1 (POWERON_RESET),boot:0x33 (SPI_FAST_FLASH_BOOT)\n",
        "reason: 5 minutes of silence\n",
    ],
)
def test_it_is_not_named_where_nothing_shows_it(log: str) -> None:
    assert diagnose(log).findings == ()


def test_a_password_that_is_refused_once_and_then_not_was_right(later_boot: str) -> None:
    refused = "Reason: 202 - AUTH_FAIL\n"
    assert diagnose(refused + later_boot.partition("entry 0x400805b8\n")[2]).verdict is LogVerdict.HEALTHY
    assert diagnose(refused * 3 + later_boot.partition("entry 0x400805b8\n")[2]).verdict is LogVerdict.RECOVERED


def test_question_marks_that_are_turned_round_are_no_text() -> None:
    diagnosis = diagnose("f⸮⸮⸮`⸮xx⸮⸮|x⸮~x⸮⸮\n" * 4)
    assert diagnosis.hints[0].startswith("most of it is not text")


def test_a_page_that_sends_to_a_login_is_a_portals() -> None:
    page = '200 <html><head><meta http-equiv=refresh content="1;url=https://wlan.bahn.example/{}?orig=1">\n'
    assert diagnose(page.format("hotspot")).findings[0].cause == "captive-portal"
    assert diagnose(page.format("news")).findings == ()


def test_a_number_that_is_none_is_no_json() -> None:
    report = 'POST https://www.oceanremote.net/api/device/report/ {"temperature": nan} -> 400\n'
    finding = diagnose(report + "poll 200\n" * 9).findings[0]
    assert finding.cause == "report-has-nan"
    assert diagnose(report.replace("nan", "21.5")).findings[0].cause == "bad-request"


def test_a_clock_that_is_set_right_behind_the_refusal_was_asked_for_too_early() -> None:
    log = "[TIME] No answer from time server\n[SESSION] HTTP Response: 401\n[SESSION] Refused: Clock skew too large\n"
    assert "asked for before" in diagnose(log + "[TIME] Synced, clock corrected by 1790000000 s\n").findings[0].note
    assert diagnose(log).findings[0].note == ""


@together
@pytest.mark.parametrize(
    "log",
    [
        UNREAD + WITHOUT + "MicroPython v1.25.0 on 2025-04-15; Generic ESP32S3 module with ESP32S3\n",
        UNREAD + JOINED + "MQTT connected\n" + "published\n" * 3,
        'AT+CWJAP="lab ","secret"\nWIFI CONNECTED\nWIFI GOT IP\n',
        "You are in safe mode because:\nYou pressed the reset button during boot.\n",
    ],
)
def test_who_does_without_psram_or_joins_with_a_blank_has_no_trouble(log: str) -> None:
    assert not diagnose(log).findings


@together
@pytest.mark.parametrize(
    "log",
    [
        "mqtt connect status: bad auth\n",
        "motor failed to connect: -7\n",
        "cyw43_arch_wifi_connect_timeout_ms returned 0\n",
        "join: no matching network found in the band plan\n",
        "pairing failed, reason=5 wrong passkey\n",
        "BLE disconnected, reason 15\n",
        "[BLE] peer disconnected reason=201\n",
        "mqtt: disconnected (reason: 200)\n",
        "websocket closed, reason 201\n",
        "LoRa join denied reason 5\n",
        "relay 1 off, reason 5\n",
        "reset reason: 5\n",
        "CPU 0 reset reason 15\n",
        "wakeup reason 5\n",
        "reboot reason = 202\n",
    ],
)
def test_others_words_and_numbers_are_none_of_the_radio_s(log: str) -> None:
    assert not [each for each in diagnose(log * 3).findings if each.cause.startswith("wifi-")]


@together
@pytest.mark.parametrize(
    "log",
    [
        BLANK.replace("' Lab", "'Lab") + "[I][wifi:303]: WiFi Connected!\n" + JOINED,
        "connect status: bad auth\nconnect status: joining\nconnect status: link up\n" + JOINED,
    ],
)
def test_who_joins_at_the_next_try_has_the_right_name_and_password(log: str) -> None:
    assert diagnose(log).verdict is not LogVerdict.PROBLEM


@together
@pytest.mark.parametrize(
    "line",
    [
        "disconnect; reason=5 ",
        "I (8200) NimBLE: disconnect; reason=5 ",
        "I (8200) BLE_CLIENT: disconnected, reason: 5",
        "W (10:01:07.210) bt_gatts: disconnected, reason 15",
        "E (8200) ble_prov: disconnect reason 0x8, 201",
    ],
)
def test_a_reason_of_bluetooth_s_is_none_of_the_network_s(line: str) -> None:
    diagnosis = diagnose("oceanremote lamp\n" + JOINED + "session 200\n" + f"poll 200\n{line}\n" * 5 + "poll 200\n" * 3)
    assert (diagnosis.verdict, diagnosis.findings) == (LogVerdict.HEALTHY, ())


@together
@pytest.mark.parametrize(
    "line", ["disconnected; reason=5", "I (8200) wifi_sta: disconnect reason=5", "W (1) app: reason: 5"]
)
def test_one_of_a_station_is(line: str) -> None:
    assert diagnose(f"{line}\n" * 3).findings[0].cause == "wifi-full"
