"""What a device shows of its MAC, its ID and its token fits together, or is told not to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.analysis.diagnosis import diagnose
from oceanhil.analysis.diagnosis.history.identities import Identities, Mismatch, compare_device_ids
from oceanhil.analysis.diagnosis.model import Course
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.identity import Derivation, device_id
from tests.together import together

WRONG = (Derivation.REVERSED, Derivation.NO_LEADING_ZEROS, Derivation.LOW_32_BITS, Derivation.CHIP_ID)
"""Those that firmware in the field has; before Wi-Fi every MAC looks the same."""
MACS = st.binary(min_size=6, max_size=6).filter(lambda mac: len(set(mac)) > 1 and any(mac[3:]))


@given(st.sampled_from(PLATFORM_BOARDS), st.data(), MACS)
def test_the_same_mac_read_in_another_way_is_told_from_other_hardware(
    board: Board, data: st.DataObject, mac: bytes
) -> None:
    wrong = data.draw(st.sampled_from(WRONG))
    right, other = device_id(board, mac), device_id(board, mac, wrong)
    expected = None if right == other else Mismatch.REVERSED
    assert compare_device_ids(right, other) is expected
    assert compare_device_ids(other, right) is expected


def test_another_mac_is_other_hardware() -> None:
    one, other = (device_id(Board.ESP32, bytes.fromhex(mac)) for mac in ("246f28aabbcc", "246f28aabbcd"))
    assert compare_device_ids(one, other) is Mismatch.CHANGED


@pytest.mark.parametrize(("before", "now"), [("", "ESP32_246F28AABBCC"), ("ESP32_246F28AABBCC", ""), ("x_yz", "x_12")])
def test_nothing_is_said_about_an_unknown_id(before: str, now: str) -> None:
    assert compare_device_ids(before, now) is None


def test_the_same_id_is_no_change() -> None:
    same = device_id(Board.PICOW, bytes.fromhex("28cdc1aabbcc"), Derivation.STATION_MAC)
    assert compare_device_ids(same, same) is None


TOKEN = "oc_perm_" + "aB3-_xyZ9" * 4 + "0123456"


@together
@pytest.mark.parametrize(
    ("lines", "mismatches"),
    [
        (["MAC: 24:6F:28:AA:BB:CC", "id ESP32_246F28AABBCC"], []),
        (["mac address 24-6f-28-aa-bb-cc", "id ESP32_CCBBAA286F24"], [Mismatch.REVERSED]),
        (["BSSID (its MAC) of bssid 24:6F:28:AA:BB:CC", "id ESP32_CCBBAA286F24"], []),
        (["id ESP32_246F28AABBCC", "id ESP32_246F28AABBCD"], [Mismatch.CHANGED]),
        (["MAC 00:00:00:00:00:00"], [Mismatch.ZERO]),
        (["registered as PICOW_000000000000"], [Mismatch.ZERO]),
        ([f"got {TOKEN}", f"read {TOKEN}"], []),
        ([f"got {TOKEN}", f"read {TOKEN[:31]}"], [Mismatch.CUT]),
        ([f"got {TOKEN}", f"read {TOKEN[:31]}... from flash"], []),
        ([f"got {TOKEN}", f"read {TOKEN[:12]}"], []),
        ([f"read {TOKEN[:31]}", f"got {TOKEN}"], []),
        (["token has 51 bytes", "token from EEPROM, length=31"], [Mismatch.CUT]),
        (["token has 51 bytes", "registration token, length=31"], []),
        (["token has 51 bytes", "token length 50"], []),
        (["permanent token length 44", "session token length 32"], []),
        (["token loaded, len=48", "Influx token length: 24"], []),
        (["token loaded, len=48", "session_token: 32 chars", "telegram bot token 46 chars"], []),
        (["token loaded, len=48", "api token: 32 chars", "token loaded, len=31"], [Mismatch.CUT]),
        (["I am ESP32_246F28AABBCC", "espnow peer ESP32_246F28AABBDD rssi -60"], []),
        (["I am ESP32_246F28AABBCC", "scan: ESP32_246F28AABBDD ch 6"], []),
        (["I am ESP32_246F28AABBCC", "packet from ESP32_246F28AABBDD"], []),
        (["I am ESP32_246F28AABBCC", "espnow up, my ID ESP32_246F28AABBDD"], [Mismatch.CHANGED]),
        *(
            ([f"token: 51 {word}", f"token dimuat, 31 {word}"], [Mismatch.CUT])
            for word in ("karakter", "Zeichen", "caracteres", "tekens", "znaki", "bajtow", "merkkia", "caratteri")
        ),
        (["jeton longueur 51", "jeton longueur: 31"], [Mismatch.CUT]),
        (["Registrasi ok, token permanen (51 karakter)", "token 31 karakter"], [Mismatch.CUT]),
        (["token 51 karakter", "token de registro, 31 caracteres"], []),
        (["wifi:mode : sta (24:6f:28:aa:bb:cc)", "id ESP32_CCBBAA286F24"], [Mismatch.REVERSED]),
        (["WiFi.macAddress(): 24:6F:28:AA:BB:CC", "id ESP32_CCBBAA286F24"], [Mismatch.REVERSED]),
        (["MAC 00:00:00:00:00:00", "MAC 24:6F:28:AA:BB:CC"], [Mismatch.ZERO, Mismatch.READ]),
        (["mine 1762268580", "theirs 1762264978"], [Mismatch.CLOCKS, Mismatch.ZONE]),
        (["mine 1762268580", "theirs 1762268281"], []),
        (["mine 1762268580", "a", "b", "c", "later 1762278580"], []),
        (["X-Device-Time: 1771336704", "< Date: Tue, 17 Feb 2026 14:05:33 GMT"], [Mismatch.CLOCKS]),
        (["X-Device-Time: 1771336704", "< date: Tue, 17 Feb 2026 13:58:26 GMT"], []),
        (["rtc: 2026-02-17 13:58:24 UTC", "date: Tue, 17 Feb 2026 14:05:33 GMT"], [Mismatch.CLOCKS]),
        (["now 2026-02-17T14:05:31Z", "date: Tue, 17 Feb 2026 14:05:33 GMT"], []),
        (["now 2026-02-17T13:58:24", "date: Tue, 17 Feb 2026 14:05:33 GMT"], []),
        (["X-Device-Time: 1771336704", "last-modified: Tue, 03 Feb 2026 14:05:33 GMT"], []),
        (["X-Device-Time: 1771336704", "date: Tue, 77 Foo 2026 14:05:33 GMT"], []),
        (["tok=oc_perm_VG.. n=51", "tok=oc_perm_VG.. n=32"], [Mismatch.CUT]),
        (["tok=oc_perm_VG.. n=51", "token found, run 32 of today"], []),
        (["token 51 B", "token 32 B"], [Mismatch.CUT]),
        (["trvalý token (51 znaků)", "eeprom: uloženo 32 z 51 znaků"], [Mismatch.CUT]),
        (["token has 51 bytes", "saved 32 of 51"], [Mismatch.CUT]),
        (["token has 51 bytes", "saved 51 of 51"], []),
        (["token has 51 bytes", "log saved, line 32 of 64"], []),
        (["oc_perm_ab.. (51)", "loaded oc_perm_ab.. (31)"], [Mismatch.CUT]),
        (["TOKEN = ' oc_reg_zvk2losD66usrjtFJns3AfQxHEHmw125vZzGFshF0WI'"], [Mismatch.PASTED]),
        (['reg token: "oc_reg_vKGO9_tKx_uJkj7Y82qZC97VjbajB55O2eXnFvDRyQp "'], [Mismatch.PASTED]),
        (["startswith('oc_reg_') = False"], [Mismatch.PASTED]),
        (["oc_reg_Xq81z... (longueur 46)"], [Mismatch.PASTED]),
        (["oc_reg_gtD7f.. (51)"], [Mismatch.PASTED]),
        (["oc_reg_..., 50 zn."], []),
        (['{"token": "oc_reg_Ubo3k...", "n": 3}', "startswith('oc_reg_') = True"], []),
        (['reg token: "oc_reg_vKGO9 ..."', "oc_reg_vKGO9, 2 of 3 tries"], []),
    ],
)
def test_what_does_not_fit_is_told(lines: list[str], mismatches: list[Mismatch]) -> None:
    identities = Identities()
    assert [each for line in lines for each in identities.learn(line)] == mismatches


def test_a_mac_of_zeros_of_another_device_is_nobody_s_trouble() -> None:
    assert diagnose("MAC 00:00:00:00:00:00\nGot IP 10.0.0.2\n").findings == ()


@together
@pytest.mark.parametrize("shown", ["STA MAC: 24:6F:28:AA:BB:CC", "I (612) wifi:mode : sta (24:6f:28:aa:bb:cc)"])
def test_an_id_of_zeros_beside_a_mac_that_is_there_was_made_too_early(shown: str) -> None:
    log = f"[SYSTEM] Device ID: ESP32_000000000000\n{shown}\n[REG] HTTP Response: 400\n"
    assert diagnose(log).findings[0].cause == "device-id-before-wifi"


def test_a_cut_token_that_is_refused_is_what_is_wrong() -> None:
    refusal = '{"success": false, "error": "Invalid token", "code": "token_invalid"}'
    log = f"saved {TOKEN}\nread {TOKEN[:31]}\nPOST session -> 401\n{refusal}\n"
    assert diagnose(log).findings[0].cause == "token-truncated"


@together
@pytest.mark.parametrize(
    "asked",
    [
        "POST /api/device/session/ X-Device-Time: 1771336704\n< HTTP/1.1 401 Unauthorized\n",
        "clock 2026-02-17T13:58:24Z\nPOST https://oceanremote.net/api/device/session/\nHTTP/1.1 401\n",
    ],
)
def test_a_refusal_with_the_server_s_date_beside_the_own_clock_tells_of_the_clock(asked: str) -> None:
    log = f"{asked}< Date: Tue, 17 Feb 2026 14:05:33 GMT\n"
    finding = diagnose(log).findings[0]
    assert finding.cause == "clock-skew"
    assert "Date:" in finding.evidence[-1].text
    assert "clock-skew" not in [each.cause for each in diagnose(log.replace("14:05:33", "13:58:27")).findings]


def test_a_token_that_shows_to_be_pasted_wrongly_is_shown_before_it_is_refused() -> None:
    refused = '{"success": false, "error": "Invalid token", "code": "token_invalid"}\n'
    finding = diagnose(f"reg oc_reg_Xq81z... (longueur 46)\nregister 401\n{refused}").findings[0]
    assert (finding.cause, finding.evidence[0].line) == ("token-pasted-wrongly", 1)
    used = refused.replace("Invalid token", "Registration token already used").replace("token_invalid", "token_used")
    assert diagnose(f"reg oc_reg_Xq81z... (longueur 46)\nregister 410\n{used}").findings[0].cause == "token-used"


@together
@pytest.mark.parametrize(
    "line",
    [
        "Base MAC address from BLK0 of EFUSE CRC error, efuse_crc = 0x00; calc_crc = 0x8e",
        "esp_read_mac(ESP_MAC_WIFI_STA) -> 0x102",
        "esp_efuse_mac_get_default failed: ESP_ERR_INVALID_CRC",
        "no usable hardware address",
        "refusing to enroll without uid",
        "No device ID, cannot register. Halting for 60 s.",
        "cannot register without a device ID",
        "E id: not registering without an id",
    ],
)
def test_a_board_without_an_address_of_its_own_has_no_device_id(line: str) -> None:
    assert diagnose(f"{line}\nidle\n" * 2).findings[0].cause == "device-id-failed"


@together
@pytest.mark.parametrize(
    "line",
    [
        "esp_read_mac(ESP_MAC_WIFI_STA) -> 0x0",
        "esp_read_mac() = ESP_OK",
        "Base MAC address 24:6f:28:aa:bb:cc",
        "cannot connect without WiFi",
    ],
)
def test_an_address_that_is_read_is_no_trouble(line: str) -> None:
    assert diagnose(f"{line}\n").findings == ()


@together
@pytest.mark.parametrize(
    "log",
    [
        "MAC: C8:C9:A3:5D:20:74\nNVS: gespeicherte ID ESP32_C8C9A3F90B18\nSitzung 403 MAC address mismatch\n",
        "device id ESP32_C8C9A35D2074\nsaved id ESP32_C8C9A3F90B18\nsession -> 403\n",
        "record: device ESP32_C8C9A3F90B18, token ok\nmy id ESP32_C8C9A35D2074\nsession -> 403 mac_mismatch\n",
        "ID ESP32_C8C9A35D2074\nEEPROM: 保存済みID ESP32_C8C9A3F90B18\n403 MAC address mismatch\n",
    ],
)
def test_an_id_that_is_stored_is_not_that_of_the_board_before(log: str) -> None:
    finding = diagnose(f"oceanremote\n{log}").findings[0]
    assert (finding.cause, finding.confidence) == ("mac-mismatch", 98)
    same = log.replace("C8C9A3F90B18", "C8C9A35D2074")
    assert diagnose(f"oceanremote\n{same}").findings[0].confidence < 98
    again = "oceanremote\nID ESP32_C8C9A35D2074\nsession 200\nID ESP32_C8C9A35D2075\nsession 403 mac_mismatch\n"
    assert diagnose(again).findings[0].cause == "device-id-changed"


ONE, OTHER = "ESP32_246F28AABBCC", "ESP32_246F28112233"
SHARED = "[SYSTEM] Device ID: {}\n[EEPROM] Empty\n[REG] Registration token: oc_reg_7kQz…\n[REG] HTTP Response: {}\n"
REGISTERED = "[REG] Registration successful!\n[EEPROM] Token saved\n[INFO] Device ONLINE\n"


def test_one_code_on_two_devices_is_a_token_that_was_used_and_no_storage_that_was_lost() -> None:
    log = SHARED.format(ONE, 200) + REGISTERED + SHARED.format(OTHER, 410)
    finding = diagnose(log).findings[0]
    assert (finding.cause, "flashed to two" in finding.note) == ("token-used", True)
    other_token = log.replace("oc_reg_7kQz", "oc_reg_1aBc", 1)
    assert diagnose(other_token).findings[0].confidence < finding.confidence
    assert diagnose(log.replace(OTHER, ONE)).findings[0].cause == "eeprom-lost"


@together
@pytest.mark.parametrize(
    ("mac", "cause"),
    [
        ("24:6F:28:AA:BB:CD", "mac-of-other-interface"),
        ("24:6F:28:AA:BB:CF", "mac-of-other-interface"),
        ("26:6F:28:AA:BB:CC", "mac-of-other-interface"),
        ("24:6F:28:AA:BB:CC", "mac-mismatch"),
        ("24:6F:28:AA:BB:DD", "mac-mismatch"),
    ],
)
def test_the_mac_of_the_access_point_is_none_of_the_ids(mac: str, cause: str) -> None:
    request = f'session {{"device_id":"{ONE}","mac_address":"{mac}"}}\n'
    answer = 'session 403 {"success": false, "error": "MAC address mismatch", "code": "mac_mismatch"}\n'
    assert diagnose(request + answer).findings[0].cause == cause
    assert diagnose(f"softAP mac {mac}\nid {ONE}\n{answer}").findings[0].cause == "mac-mismatch"


@together
@pytest.mark.parametrize("mac", ["Device ID: PICOW_00A050B5595E", "wlan mac 00:a0:50:b5:59:5e"])
def test_a_radio_without_a_mac_of_its_own_shares_one(mac: str) -> None:
    log = f"[SYSTEM] {mac}\n[EEPROM] Token loaded\n"
    revoked = "[SESSION] HTTP Response: 403\n[SESSION] Refused: Token revoked\n"
    assert diagnose(log + revoked).findings[0].cause == "mac-placeholder"
    assert diagnose(log + "[SESSION] Got session ID: a1b2c3d4\n[INFO] Device ONLINE\n").findings == ()


@together
@pytest.mark.parametrize(
    ("off_s", "cause"), [(3600, "clock-in-local-time"), (19_800, "clock-in-local-time"), (4000, "clock-skew")]
)
def test_a_clock_that_is_off_by_whole_half_hours_tells_local_time(off_s: int, cause: str) -> None:
    log = (
        f"POST https://www.oceanremote.net/api/device/session/ time={1_790_000_000 + off_s}\n"
        '{"success": false, "error": "Clock skew too large", "code": "clock_skew", "server_time": 1790000001}\n'
    )
    assert diagnose(log).findings[0].cause == cause


def test_a_registration_that_is_refused_for_its_mac_is_no_stored_tokens() -> None:
    refused = "[REG] HTTP Response: 403\n[REG] Registration failed: MAC address mismatch\n"
    log = f"[SYSTEM] Device ID: {ONE}\n[EEPROM] Empty\n{refused}"
    assert diagnose(log).findings[0].cause == "claimed-for-another-mac"


MAC_REFUSED = '403 {"success": false, "error": "MAC address mismatch", "code": "mac_mismatch"}\n'


@together
@pytest.mark.parametrize(
    ("asked", "cause"),
    [
        ("POST /api/device/register/\n", "claimed-for-another-mac"),
        ("Anmeldung: Token oc_reg_Ab4K..., Gerät\n", "claimed-for-another-mac"),
        ("registering with oc_reg_Ab4K...\n", "claimed-for-another-mac"),
        ("Inscription avec oc_reg_Ab4K\n", "claimed-for-another-mac"),
        ("POST /api/device/session/\n", "mac-mismatch"),
        ("Registration token: oc_reg_Ab4K\n", "mac-mismatch"),
        ("already registered: oc_reg_Ab4K\n", "mac-mismatch"),
        ("Registrierung mit oc_reg_Ab4K nicht nötig\n", "mac-mismatch"),
        ("registering with oc_reg_Ab4K...\nregister 200\nPOST /api/device/session/\n", "mac-mismatch"),
        ("registering with oc_reg_Ab4K...\nregister 200\n", "mac-mismatch"),
    ],
)
def test_in_other_words_too_what_was_asked_for_tells_whose_mac_is_another(asked: str, cause: str) -> None:
    assert diagnose(asked + MAC_REFUSED).findings[0].cause == cause


ID_OF_ZEROS = "EEPROM: nothing stored\nI am {}_000000000000\nWiFi connected, 192.168.1.100\noceanremote register 200\n"


def test_an_esp8266_knows_its_mac_before_wifi_is_started_so_that_zeros_are_an_id_that_could_not_be_made() -> None:
    assert diagnose(ID_OF_ZEROS.format("ESP32")).findings[0].cause == "device-id-before-wifi"
    assert diagnose(ID_OF_ZEROS.format("ESP8266")).findings[0].cause == "device-id-failed"
    banner = " ets Jan  8 2013,rst cause:1, boot mode:(3,6)\n"
    documented = "[SYSTEM] Device ID: ESP8266_000000000000\n[WiFi] Connected\n[REG] HTTP Response: 200\n"
    causes = [each.cause for each in diagnose(banner + documented).findings]
    assert "device-id-before-wifi" not in causes
    assert "device-id-failed" in causes


def test_zeros_for_a_mac_stay_the_cause_whoever_works_with_them_now() -> None:
    board = "mac 00:00:00:00:00:00\nESP32_000000000000\noceanremote\nregister 200\nsession 200\n" + "poll 200\n" * 5
    log = board + "poll 403 Token revoked\n" + board
    finding = diagnose(log).findings[0]
    assert (finding.cause, finding.course) == ("device-id-before-wifi", Course.OPEN)


def test_a_token_that_was_there_before_the_upload_was_not_cleared() -> None:
    upload = "esptool.py v4.7\nWriting at 0x00010000\nHash of data verified.\n"
    boot = f"ets Jul 29 2019 12:21:46\n[SYSTEM] Device ID: {ONE}\n[EEPROM] Token loaded\n"
    refused = "[SESSION] HTTP Response: 403\n[SESSION] Refused: Token revoked\n"
    assert diagnose(upload + boot + refused).findings[0].cause == "eeprom-not-cleared"
    assert diagnose(boot + refused).findings[0].cause == "token-revoked"
    registers = "[REG] Registering device...\n[REG] Registration token: oc_reg_7kQz…\n"
    assert diagnose(upload + boot + refused + registers).findings[0].cause == "token-revoked"
    worked = "[SESSION] Got session ID: a1b2c3d4\n[INFO] Device ONLINE\n"
    assert diagnose(upload + boot + worked + refused).findings[0].cause == "token-revoked"


DRIVER = "I (742) wifi:mode : sta (7c:df:a1:00:10:20) + softAP (7c:df:a1:00:10:21)\n"
MISMATCH = "[REG] HTTP Response: 403\n[REG] Registration failed: MAC address mismatch\n"


@together
@pytest.mark.parametrize(
    ("log", "cause"),
    [
        (DRIVER + "[SYSTEM] Device ID: ESP32_7CDFA1001021\n" + MISMATCH, "mac-of-other-interface"),
        ("[SYSTEM] Device ID: ESP32_7CDFA1001022\n" + DRIVER + MISMATCH, "mac-of-other-interface"),
        (
            "STA MAC: 5C:CF:7F:01:02:03\nid ESP8266_5ECF7F010203\nPOST /api/device/register/ -> 403 mac_mismatch\n",
            "mac-of-other-interface",
        ),
        (DRIVER + "[SYSTEM] Device ID: ESP32_7CDFA1001020\n" + MISMATCH, "claimed-for-another-mac"),
    ],
)
def test_an_id_of_another_interfaces_mac_is_told(log: str, cause: str) -> None:
    assert diagnose(log).findings[0].cause == cause


def test_an_id_of_another_interfaces_mac_does_no_harm_by_itself() -> None:
    log = DRIVER + "[SYSTEM] Device ID: ESP32_7CDFA1001021\n[SESSION] HTTP Response: 200\n[INFO] Device ONLINE\n"
    assert not diagnose(log).findings


AGAIN = "rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\n"
SAME = "{}\nsession 200\npoll 200\n" + AGAIN + "{}\nsession 401 token_invalid\n"


@together
@pytest.mark.parametrize(
    ("before", "now", "cause"),
    [
        (
            "[SYSTEM] Device ID: ESP32_246F28A1B2C4",
            "[SYSTEM] Device ID: ESP32_246F28A1B2C4-kitchen",
            "device-id-changed",
        ),
        ("[SYSTEM] Device ID: ESP32_246F28A1B2C4_v1", "[SYSTEM] Device ID: ESP32_246F28A1B2C4", "device-id-changed"),
        ("device_id: ESP32_246F28A1B2C4", '{"device_id":"ESP32_246F28A1B2C4.v2","x":1}', "device-id-changed"),
        ("device_id: ESP32_246F28A1B2C4", "hostname: ESP32_246F28A1B2C4-sensor", "device-deleted"),
        ("device_id: ESP32_246F28A1B2C4", "device_id: ESP32_246f28a1b2c4", "device-deleted"),
    ],
)
def test_the_same_mac_under_another_id_is_a_changed_id(before: str, now: str, cause: str) -> None:
    finding = diagnose(SAME.format(before, now)).findings[0]
    assert finding.cause == cause
    assert ("as it was registered" in finding.remedy) is (cause == "device-id-changed")
