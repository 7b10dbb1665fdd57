"""Each documented cause is named from the log that shows it."""

import pytest

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from tests.together import together

JOINED = "[SYSTEM] Device ID: ESP32_246F28AABBCC\n[WiFi] Connecting... Connected!\n[WiFi] IP Address: 192.168.1.100\n"
ASKING = JOINED + "[REG] Registering device...\n"
WORKED = (
    ASKING + "[REG] HTTP Response: 200\n[REG] ✓ Registration successful!\n[EEPROM] Token saved\n[INFO] Device ONLINE\n"
)
FAILED = "[WiFi] Connecting... Failed!\n"
RESET = "ets Jul 29 2019 12:21:46\n\nrst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\n"
LOADED = RESET + JOINED + "[EEPROM] Token loaded (slot A, seq 3)\n"

LOGS = {
    "expired": (ASKING + "[REG] HTTP Response: 401\n[REG] Token already used or expired\n", "token-expired"),
    "expired, page wording": (
        ASKING + "[REG] Registration failed: Token already used or expired\n",
        "token-expired",
    ),
    "401 without words": (ASKING + "[REG] HTTP Response: 401\n", "token-expired"),
    "body printed by the firmware": (
        ASKING + '[REG] HTTP Response: 401\n{"success": false, "error": "…", "code": "token_expired"}\n',
        "token-expired",
    ),
    "used": (ASKING + "[REG] HTTP Response: 410\n", "token-used"),
    "used, in words": (
        ASKING + "[REG] HTTP Response: 410\n[REG] Registration failed: Registration token already used\n",
        "token-used",
    ),
    "used, as the log itself shows": (
        WORKED + RESET + ASKING + "[REG] HTTP Response: 401\n[REG] Token already used or expired\n",
        "token-used",
    ),
    "reply lost": (
        ASKING + "[REG] HTTP Response: -11\n[REG] Registering device...\n[REG] HTTP Response: 410\n",
        "registration-reply-lost",
    ),
    "reply cut short": (
        ASKING + "[REG] HTTP Response: 200\n[REG] Registration failed: unreadable answer\n[REG] HTTP Response: 410\n",
        "registration-reply-lost",
    ),
    "reply lost before the power": (
        ASKING + "[REG] HTTP Response: -5\n" + RESET + ASKING + "[REG] HTTP Response: 410\n",
        "registration-reply-lost",
    ),
    "pasted wrongly": (
        ASKING + "[REG] HTTP Response: 401\n[REG] Registration failed: Invalid token\n",
        "token-pasted-wrongly",
    ),
    "pasted without its beginning": (
        ASKING + "[REG] Registration token: Xk2J9aaaaaaa…\n[REG] HTTP Response: 401\n",
        "token-pasted-wrongly",
    ),
    "pasted with a space": (ASKING + "[REG] Registration token: oc_reg_Xk2 J9a\n", "token-pasted-wrongly"),
    "not pasted at all": (ASKING + "[REG] Registration token: \n[REG] HTTP Response: 400\n", "token-pasted-wrongly"),
    "corrupted": (
        RESET + JOINED + "[EEPROM] Checksum mismatch\n[REG] HTTP Response: 410\n",
        "eeprom-corrupted",
    ),
    "forgotten": (WORKED + RESET + JOINED + "[EEPROM] Empty\n[REG] HTTP Response: 410\n", "eeprom-lost"),
    "save failed": (ASKING + "[REG] HTTP Response: 200\n[EEPROM] Save failed\n", "eeprom-save-failed"),
    "cut to 32 bytes": (
        WORKED
        + RESET
        + JOINED
        + "[EEPROM] Token loaded\n[SESSION] HTTP Response: 401\n[SESSION] Refused: Invalid token\n",
        "token-truncated",
    ),
    "another MAC": (LOADED + "[SESSION] HTTP Response: 403\n[SESSION] Refused: MAC address mismatch\n", "mac-mismatch"),
    "another board": (
        WORKED + LOADED.replace("AABBCC", "112233") + "[SESSION] HTTP Response: 401\n",
        "mac-mismatch",
    ),
    "reversed ID": (
        WORKED + LOADED.replace("246F28AABBCC", "CCBBAA286F24") + "[SESSION] HTTP Response: 401\n",
        "device-id-byte-order",
    ),
    "short ID": ("[SYSTEM] Device ID: ESP32_378B25BF58\n[REG] HTTP Response: 401\n", "device-id-byte-order"),
    "no ID": ("[SYSTEM] Device ID generation failed\n[SYSTEM] Halted: MAC unreadable\n", "device-id-failed"),
    "blank ID": ("[SYSTEM] Device ID: ESP32_FFFFFFFFFFFF\n", "device-id-failed"),
    "revoked": (LOADED + "[SESSION] HTTP Response: 403\n[SESSION] Refused: Token revoked\n", "token-revoked"),
    "403 without words": (WORKED + "[POLL] HTTP Response: 403\n", "token-revoked"),
    "deleted": (LOADED + "[SESSION] HTTP Response: 401\n[SESSION] Refused: Invalid token\n", "device-deleted"),
    "old token": (LOADED + "[SESSION] HTTP Response: 401\n", "eeprom-not-cleared"),
    "registered, then 401": (
        ASKING + "[REG] HTTP Response: 200\n[REG]  Registration successful!\n[SESSION] HTTP Response: 401\n",
        "registered-then-401",
    ),
    "no session ID": (LOADED + "[SESSION] No session ID in response\n", "session-missing-id"),
    "session forgotten": (WORKED + "[POLL] HTTP Response: 401\n[SESSION] Refused: Session not found\n", "session-lost"),
    "WiFi failed": ("[WiFi] Connecting... Failed!\n", "wifi-failed"),
    "WiFi endless": ("[WiFi] Connecting...\n" * 20, "wifi-failed"),
    "WiFi dots": ("Connecting to WiFi...........................\n" * 3, "wifi-failed"),
    "WiFi worked before": (WORKED + RESET + "[WiFi] Connecting... Failed!\n", "wifi-credentials-changed"),
    "no such network": (
        "[  6844][W][WiFiGeneric.cpp:1061] _eventCallback(): Reason: 201 - NO_AP_FOUND\n[WiFi] Connecting... Failed!\n",
        "wifi-network-not-found",
    ),
    "no such network, ESP8266": (
        "scandone\nno OceanNet found, reconnect after 1s\n[WiFi] Connecting... Failed!\n",
        "wifi-network-not-found",
    ),
    "wrong password": (
        "[W][WiFiGeneric.cpp:391] _eventCallback(): Reason: 15 - 4WAY_HANDSHAKE_TIMEOUT\n" + FAILED,
        "wifi-password-wrong",
    ),
    # -1 is what HTTPClient says of every connection that was not made: nothing in it points to a firewall.
    "no connection": (ASKING + "[REG] HTTP Response: -1\n", "server-unreachable"),
    "blocked": (
        ASKING + "E (14110) esp-tls: [sock=54] select() timeout\n[REG] HTTP Response: -1\n",
        "server-blocked",
    ),
    "slow": (ASKING + "[REG] HTTP Response: -11\n", "server-slow"),
    "dropped": (WORKED + "[POLL] HTTP Response: -5\n", "connection-drops"),
    "too many requests": (ASKING + "[REG] HTTP Response: 429\n", "rate-limited"),
    "maintenance": (ASKING + "[REG] HTTP Response: 503\n", "maintenance"),
    "server error": (ASKING + "[REG] HTTP Response: 502\n", "server-error"),
    "slash missing": (ASKING + "[REG] HTTP Response: 404\n", "wrong-address"),
    "request refused": (LOADED + "[SESSION] HTTP Response: 415\n", "bad-request"),
    "clock refused": (
        ASKING
        + "[REG] HTTP Response: 401\n[REG] Registration failed: Clock skew too large\n[TIME] Clock skew +86401 s\n",
        "clock-skew",
    ),
    "clock off": (ASKING + "[TIME] Clock skew -301 s\n[REG] HTTP Response: 401\n", "clock-skew"),
    "no time server": (
        JOINED + "[TIME] No answer from time server\n[REG] Registering device...\n[REG] HTTP Response: 401\n",
        "clock-skew",
    ),
    "1970": (
        ASKING + "[TLS] Certificate is expired or not yet valid.\n[REG] HTTP Response: -1\n",
        "clock-1970-tls",
    ),
    "brownout": (JOINED + "\nBrownout detector was triggered\n\n" + RESET, "brownout"),
    "panic": (
        JOINED + "Guru Meditation Error: Core  1 panic'ed (LoadProhibited). Exception was unhandled.\n",
        "panic",
    ),
    "exception": (
        JOINED + "--------------- CUT HERE FOR EXCEPTION DECODER ---------------\n\nException (28):\n",
        "panic",
    ),
    "watchdog": (JOINED + "\n ets Jan  8 2013,rst cause:4, boot mode:(3,6)\n\nwdt reset\n", "watchdog"),
    "nothing in flash": ("invalid header: 0xffffffff\n" * 30, "flash-invalid"),
    "boot button": (
        "rst:0x1 (POWERON_RESET),boot:0x3 (DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2))\nwaiting for download\n",
        "download-mode",
    ),
    "boot loop": (RESET * 6, "boot-loop"),
}


@together
@pytest.mark.parametrize(("log", "cause"), LOGS.values(), ids=LOGS.keys())
def test_the_cause_is_named_first(log: str, cause: str) -> None:
    diagnosis = diagnose(log)
    assert diagnosis.verdict is LogVerdict.PROBLEM
    assert diagnosis.findings[0].cause == cause


@together
@pytest.mark.parametrize(("log", "cause"), LOGS.values(), ids=LOGS.keys())
def test_the_lines_that_show_it_are_lines_of_the_log(log: str, cause: str) -> None:
    lines = log.split("\n")
    for evidence in diagnose(log).findings[0].evidence:
        words = evidence.text.split("…")[0].split()
        assert (
            words[:2] == lines[evidence.line - 1].replace("✓ ", "").split()[:2] or words[0] in lines[evidence.line - 1]
        )


def test_the_status_before_a_refusal_is_shown_with_it() -> None:
    finding = diagnose(ASKING + "[REG] HTTP Response: 401\n[REG] Token already used or expired\n").findings[0]
    assert [evidence.line for evidence in finding.evidence] == [5, 6]


def test_trouble_is_shown_from_where_it_began_to_where_it_ends() -> None:
    poll = "poll 200\n"
    again = "".join(f'poll 401 {{"error": "Invalid token", "n": {number}}}\nwaiting\nhttp 401\n' for number in range(3))
    shown = diagnose("oceanremote\n" + poll * 8 + again).findings[0].evidence
    assert [evidence.line for evidence in shown] == [9, 10, 16]


def test_what_passed_before_is_not_shown_with_what_is_wrong_now() -> None:
    log = "oceanremote\npoll 503\npoll 200\npoll 200\npoll 503 second\nsession 429\npoll 503 third\n"
    finding = next(each for each in diagnose(log).findings if each.cause == "maintenance")
    assert [evidence.line for evidence in finding.evidence] == [5, 7]


def test_a_used_token_is_offered_beside_an_expired_one() -> None:
    causes = [finding.cause for finding in diagnose(ASKING + "[REG] Token already used or expired\n").findings]
    assert causes == ["token-expired", "token-used"]


def test_an_endless_attempt_is_surer_than_a_log_that_ends_in_one() -> None:
    once, endless = (diagnose("[WiFi] Connecting...\n" * number).findings[0] for number in (1, 20))
    assert once.confidence < 70 < endless.confidence


def test_a_registration_in_the_log_makes_an_expired_token_unlikely() -> None:
    refused = ASKING + "[REG] HTTP Response: 401\n[REG] Token already used or expired\n"
    first, again = (
        next(finding for finding in diagnose(log).findings if finding.cause == "token-expired")
        for log in (refused, WORKED + RESET + refused)
    )
    assert again.confidence < 50 < first.confidence


def test_a_skew_within_five_minutes_is_no_cause() -> None:
    assert diagnose(WORKED + "[TIME] Clock skew -300 s\n").verdict is LogVerdict.HEALTHY
