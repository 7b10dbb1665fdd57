"""What was over is not named first, and a consequence not before the root that stands in the log."""

import io

import pytest
from rich.console import Console

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from oceanhil.analysis.diagnosis.report import render
from tests.together import together

WELL = "ESP32_A0B765DD4C18\nip 192.168.1.88\nsession 200\npoll 200\npoll 200\n"
ROM = "rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\nload:0x3fff0030,len:1344\nentry 0x400805f0\n"
LOCAL = "Connecting to 192.168.1.10:1884\n"
SLEEPS = (
    "07:00:00 ets Jan  8 2013,rst cause:1, boot mode:(3,7)\n07:00:01 ESP8266_18FE34D9A0B7\n07:00:07 {say}\n"
    "{time} ets Jan  8 2013,rst cause:{cause}, boot mode:(3,7)\n{time} ESP8266_18FE34D9A0B7\n{time} {say}\n"
)
ZEROS = "[SYSTEM] Device ID: ESP32C3_000000000000\n"
OTA = "Portail v1.0\nip: 10.0.0.3\nOTA Error[3]: Receive Failed\n"
FUSES = "E (44) system_api: Base MAC address from BLK0 of EFUSE CRC error\n"
EXPIRED = "mqtt: certificate has expired\n"


@together
@pytest.mark.parametrize(
    ("log", "cause"),
    [
        ("ESP32_A0B765DD4C18\nreason 205\nwlan: verbunden\nregister 401 token_expired\n", "token-expired"),
        ("ESP32_A0B765DD4C18\nreason: 201\nreason: 201\nreg 410 token_used\n", "token-used"),
        ("[WiFi] Connection failed\n[REG] HTTP Response: 401\n[REG] Token already used or expired\n", "token-expired"),
        ("ESP32_A0B765DD4C18\nreason 205\nreason 205\nreason 205\n", "wifi-failed"),
        (WELL + 'poll -1 ssl=-1000 "Unable to allocate memory for SSL structures and buffers."\n' * 2, "out-of-memory"),
        (WELL + "poll 0 not enough heap (11220) for TLS\n" * 2, "out-of-memory"),
        (WELL + "E ota: Update.begin(1533936) failed: Not Enough Space\npoll 200\n", "update-too-large"),
        (WELL + "ota: The OTA partition on the ESP is too small.\npoll 200\n", "update-too-large"),
        (WELL + "ERROR[6]: MD5 Check Failed\npoll 200\n", "update-failed"),
        (WELL + "E esp_image: Checksum failed. Calculated 0x5c\nOTA failed, image is corrupted\n", "update-failed"),
        (ROM + "E (186) boot: No bootable app partitions in the partition table\n", "flash-invalid"),
        (ROM + "E (59) flash_parts: partition 0 invalid magic number 0xffff\n", "partition-table-missing"),
        (ROM + "E (70) boot: load partition table error!\n", "partition-table-missing"),
        (
            "[SYSTEM] Device ID: ESP32C3_000000000000\n[WiFi] Connected!\n[SESSION] Token revoked\n",
            "device-id-before-wifi",
        ),
        (LOCAL + "connect(): socket error on fd 48, errno: 104\nfailed, rc=-2\n", "server-unreachable"),
        ("sntp: synchronized 2026-05-30 12:00:04\n" + EXPIRED, "certificate-expired"),
        ("ntp: no response\n" + EXPIRED, "clock-1970-tls"),
        (EXPIRED, "certificate-expired"),
        (
            "I (900) time: 2026-08-01 10:00:01\nverification info: ! The certificate validity has expired\n",
            "certificate-expired",
        ),
        ("BearSSL: certificate is expired or not yet valid\n", "clock-1970-tls"),
        ("E tls: BADCERT_EXPIRED\nclock: 1970-01-01\n" + EXPIRED, "clock-1970-tls"),
        ("ntp ok 2026-05-30 12:00:04\ntime: 1970-01-01\n" + EXPIRED, "clock-1970-tls"),
        (SLEEPS.format(say="gehe in Tiefschlaf, 600 s", time="07:35:13", cause=2), "sleep-without-wake"),
        (SLEEPS.format(say="ESP.deepSleep(600e6)", time="07:35:13", cause=2), "sleep-without-wake"),
        ("Attempting MQTT connection...failed, rc=5 try again in 5 seconds\n" * 3, "broker-refuses-login"),
        ("E (612) SPIFFS: mount failed, -10025\nusing defaults\n", "filesystem-unusable"),
        (
            "<wrn> littlefs: can't mount (LFS -84); formatting\n<err> littlefs: format failed (LFS -5)\n",
            "filesystem-unusable",
        ),
        ("[00:00:00.140,000] <err> fs: fs mount error (-19)\n", "filesystem-unusable"),
        ("The filesystem appears to be corrupted. If you had important data there, you\n", "filesystem-unusable"),
        ("The filesystem starting at sector 154 with size 358 sectors looks corrupt.\n", "filesystem-unusable"),
        ("CIRCUITPY drive could not be found or created.\n", "filesystem-unusable"),
        ("Dateisystem beschädigt, keine Einstellungen\n", "filesystem-unusable"),
        ("sistema de archivos dañado\n", "filesystem-unusable"),
        ("file system danneggiato, uso valori predefiniti\n", "filesystem-unusable"),
        ("système de fichiers corrompu\n", "filesystem-unusable"),
        (OTA + "OTA: 50%\nOTA: 100%\nERROR[6]: MD5 Check Failed\n", "update-failed"),
        (OTA + "OTA: 40%\nOTA Error[3]: Receive Failed\n", "update-failed"),
        (
            "E (44) system_api: Base MAC address from BLK0 of EFUSE CRC error\nabort() was called at PC 0x4\n",
            "device-id-failed",
        ),
    ],
)
def test_the_root_is_named_first(log: str, cause: str) -> None:
    diagnosis = diagnose(log)
    assert diagnosis.verdict is LogVerdict.PROBLEM
    assert diagnosis.findings[0].cause == cause


@together
@pytest.mark.parametrize(
    "log",
    [
        WELL + "ota: check failed: 404\npoll 200\npoll 200\n",
        "<wrn> littlefs: can't mount (LFS -84); formatting\n<inf> littlefs: /lfs mounted\n" + WELL,
        OTA + "OTA: 10%\nOTA: 100%\nOTA: fin, redémarrage\n" + ROM + "Portail v1.1\n",
        OTA + "Progress: 100%\nEnd\n" + ROM + "Portail v1.1\n",
        WELL + "SPIFFS mount failed, formatting\npoll 200\npoll 200\n",
        WELL + "LittleFS corrupted, formatting\npoll 200\npoll 200\n",
        WELL + "filesystem is not corrupted\n",
        WELL + "littlefs: lfs.c:1351: Corrupted dir pair at {0x0, 0x1}\n",
        WELL + "checking filesystem for corruption: none\n",
        WELL + "file system: 0 corrupted blocks\n",
        WELL + "SD card: file system corrupted, no log is kept\n",
        WELL + "MQT: Connect failed to 10.0.0.2:1883, rc 5. Retry in 10 sec\npoll 200\npoll 200\n",
    ],
)
def test_what_does_the_device_no_harm_is_no_cause(log: str) -> None:
    assert diagnose(log).verdict in (LogVerdict.HEALTHY, LogVerdict.RECOVERED)


@together
@pytest.mark.parametrize(("time", "cause"), [("07:10:09", 5), ("07:10:20", 2), ("07:35:13", 5)])
def test_who_wakes_is_not_called_asleep(time: str, cause: int) -> None:
    diagnosis = diagnose(SLEEPS.format(say="going to deep sleep for 600 s", time=time, cause=cause))
    assert not [each for each in diagnosis.findings if each.cause == "sleep-without-wake"]


@together
@pytest.mark.parametrize(
    ("log", "remedy"),
    [
        ("E (4) efuse: Base MAC address is not set\n[SYSTEM] Device ID generation failed\n", "espefuse.py"),
        ("ESP32_A0B765DD4C18\nDS1307: 2026-05-27 16:20:00\nip 10.0.0.2\nsession: 401 clock_skew\n", "Set the RTC"),
        (WELL + "ota: OTA failed, image is corrupted\npoll 200\n", "Nothing has to be erased"),
    ],
)
def test_the_advice_is_one_that_can_help(log: str, remedy: str) -> None:
    assert remedy in diagnose(log).findings[0].remedy


def test_a_join_that_was_slow_once_refuses_no_password() -> None:
    diagnosis = diagnose("ESP32_A0B765DD4C18\nwifi AUTH_EXPIRE\n" + WELL)
    assert diagnosis.verdict is LogVerdict.RECOVERED
    assert [each.cause for each in diagnosis.findings] == ["wifi-failed"]
    assert diagnose("ESP32_A0B765DD4C18\n" + "wifi AUTH_EXPIRE\n" * 5).findings[0].cause == "wifi-password-wrong"


def test_what_is_over_is_said_to_be_among_what_is_possible() -> None:
    diagnosis = diagnose("ESP32_A0B765DD4C18\nreason 205\nreason 205\nregister 401 token_expired\n")
    console = Console(file=io.StringIO(), width=200)
    with console.capture() as capture:
        console.print(render("device.log", diagnosis, everything=False))
    assert "The device cannot join the WiFi network (88 %, line 2, passed by itself)" in capture.get()


@together
@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("セッション: 403, トークン失効 (token_revoked)", "セッション: 403, トークン失効 (token_revoked)"),
        ("会话 403\uff0c令牌已吊销 token_revoked", "会话 403\uff0c令牌已吊销 token_revoked"),
        ("Schlüssel ungültig: 403 token_revoked", "Schlüssel ungültig: 403 token_revoked"),
        ("Ger\u200bät\u202e\x07 403 token_revoked", "Gerät 403 token_revoked"),
    ],
)
def test_a_line_is_quoted_in_its_own_letters(printed: str, shown: str) -> None:
    diagnosis = diagnose(f"ESP32_3C610512AA34\n{printed}\n")
    assert [each.text for each in diagnosis.findings[0].evidence] == [shown]


@together
@pytest.mark.parametrize(
    ("refused", "cause"),
    [
        ("register 401 Token already used or expired", "token-expired"),
        ("register 410 token_used", "token-used"),
        ("session 403 Token revoked", "token-revoked"),
        ("[SESSION] HTTP Response: 403\n[SESSION] MAC address mismatch", "mac-mismatch"),
    ],
)
@pytest.mark.parametrize("limited", ["register 429 Rate limited", "session 429", "[REG] HTTP Response: 429"])
def test_who_is_told_to_wait_because_he_asks_on_after_a_refusal_is_refused(
    refused: str, cause: str, limited: str
) -> None:
    log = "ESP32_A0B765DD4C18\n" + f"{refused}\n" * 9 + f"{limited}\n" * 30
    found = [finding.cause for finding in diagnose(log).findings]
    assert (found[0], "rate-limited" in found) == (cause, True)
    assert diagnose("ESP32_A0B765DD4C18\n" + f"{limited}\n" * 30).findings[0].cause == "rate-limited"
    # A refusal that was over before has not brought it about.
    over = diagnose(f"ESP32_A0B765DD4C18\n{refused}\nregister 200\nsession 200\n" + f"{limited}\n" * 30)
    assert ("rate-limited", 96) in [(finding.cause, finding.confidence) for finding in over.findings]
