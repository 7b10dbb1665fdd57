"""The one-time token is exchanged for the permanent one: what is sent, what each answer leads to."""

import pytest

from oceanhil.protocol.http import Exchanged, HttpFailure, HttpResponse
from oceanhil.protocol.record import RecordFlag, StorePolicy
from tests.simulator.answers import NOW_S, PERMANENT, answers, refused, registered, reply
from tests.simulator.program.fake_hardware import REGISTRATION, FakeHardware, firmware, run
from tests.together import together

START = "[REG] Registering device..."
SHOWN = "[REG] Registration token: oc_reg_RRRRR…"


def said_after(hardware: FakeHardware, line: str) -> list[str]:
    return hardware.lines[hardware.lines.index(line) + 1 :]


def registering(*script: Exchanged, until_s: int = 1) -> FakeHardware:
    """Run until shortly after the first answers: joining takes two seconds."""
    return run(FakeHardware(answers(register=script), until_s=2 + until_s))


def test_the_request_carries_the_four_fields_and_the_devices_time() -> None:
    sent = registering(registered()).sent[0]
    assert (sent.method, sent.path) == ("POST", "/api/device/register/")
    assert sent.headers == {"x-device-time": str(NOW_S + 2), "content-type": "application/json"}
    assert sent.json == {
        "token": REGISTRATION,
        "device_id": "ESP32_246F28AABBCC",
        "mac_address": "24:6F:28:AA:BB:CC",
        "ip": "192.168.1.100",
    }


def test_the_token_is_saved_with_the_registration_used_flag() -> None:
    record = registering(registered()).saves[0].record
    assert record is not None
    assert (record.token, record.flags) == (PERMANENT, RecordFlag.REGISTRATION_USED)
    assert record.device_id == "ESP32_246F28AABBCC"


def test_legacy_firmware_goes_on_with_the_token_as_its_record_cut_it() -> None:
    hardware = run(FakeHardware(), firmware(store=StorePolicy.LEGACY))
    assert hardware.sent[1].headers["x-device-token"] == PERMANENT[:32]


def test_a_save_that_failed_is_told_and_the_device_goes_on_without() -> None:
    hardware = FakeHardware()
    hardware.storage.slots.broken = True
    lines = run(hardware).lines
    assert "[EEPROM] Save failed" in lines
    assert lines[-1] == "[INFO] Device ONLINE"


@together
@pytest.mark.parametrize(
    ("answer", "lines", "wait_s"),
    [
        (
            refused(401, "Token already used or expired", "token_expired"),
            [
                "[REG] HTTP Response: 401",
                "[REG] Token already used or expired",
                "[REG] Registration failed: Token already used or expired",
            ],
            600,
        ),
        (
            refused(410, "Registration token already used", "token_used"),
            [
                "[REG] HTTP Response: 410",
                "[REG] Token already used or expired",
                "[REG] Registration failed: Registration token already used",
            ],
            600,
        ),
        (
            refused(401, "Invalid token"),
            ["[REG] HTTP Response: 401", "[REG] Registration failed: Invalid token"],
            600,
        ),
        (
            refused(403, "Token revoked", "token_revoked"),
            ["[REG] HTTP Response: 403", "[REG] Registration failed: Token revoked"],
            600,
        ),
        (
            refused(400, "token is missing", "bad_request"),
            ["[REG] HTTP Response: 400", "[REG] Registration failed: token is missing"],
            600,
        ),
        (
            refused(429, "Rate limited", "rate_limited"),
            ["[REG] HTTP Response: 429", "[REG] Registration failed: Rate limited"],
            300,
        ),
        (
            reply(429, {"error": "Rate limited"}, retry_after="17"),
            ["[REG] HTTP Response: 429", "[REG] Registration failed: Rate limited"],
            17,
        ),
        (
            reply(503, {"error": "Server maintenance"}, retry_after="90"),
            ["[REG] HTTP Response: 503", "[REG] Registration failed: Server maintenance"],
            90,
        ),
        (
            HttpResponse(500, b"<html>"),
            ["[REG] HTTP Response: 500", "[REG] Registration failed: unreadable answer"],
            2,
        ),
        (HttpFailure.TIMEOUT, ["[REG] HTTP Response: -11"], 2),
        (HttpFailure.REFUSED, ["[REG] HTTP Response: -1"], 2),
        (
            HttpFailure.TLS,
            ["[TLS] Certificate is expired or not yet valid.", "[REG] HTTP Response: -1"],
            2,
        ),
    ],
)
def test_each_refusal_has_its_lines_and_its_wait(answer: Exchanged, lines: list[str], wait_s: float) -> None:
    hardware = registering(answer)
    assert said_after(hardware, SHOWN) == [*lines, f"[SYSTEM] Next attempt in {wait_s} s"]
    assert hardware.waits_s == [wait_s]


def test_after_the_wait_it_registers_again_and_goes_on() -> None:
    hardware = registering(HttpFailure.TIMEOUT, HttpResponse(502), registered(), until_s=30)
    assert hardware.waits_s[:2] == [2, 4]
    assert hardware.lines.count(START) == 3
    assert hardware.lines[-1] == "[INFO] Device ONLINE"


def test_after_registering_the_doubling_starts_over() -> None:
    script = answers(register=[HttpFailure.TIMEOUT, HttpFailure.TIMEOUT, registered()], session=[HttpFailure.TIMEOUT])
    assert run(FakeHardware(script, until_s=20)).waits_s[:4] == [2, 4, 2, 4]


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        ("", "no message"),
        (" \t\n", " ??"),
        ("Serveur arrêté", "Serveur arrêté"),
        ("two\r\nlines\0", "two??lines?"),
        ("try again " * 8, "try again " * 8),
        ("try-again " * 9, "try-again " * 8),
        ("=" * 1000, "=" * 80),
        (f"{REGISTRATION} is used", "oc_reg_RRRRR… is used"),
    ],
)
def test_the_servers_message_is_shown_as_one_short_printable_line_without_secrets(error: str, shown: str) -> None:
    assert f"[REG] Registration failed: {shown}" in registering(refused(401, error)).lines


def test_a_wait_of_a_day_is_announced_to_the_second() -> None:
    assert "[SYSTEM] Next attempt in 86400 s" in registering(reply(429, {}, retry_after="99999")).lines


@together
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "unreadable answer"),
        (b'{"success": true, "permanent_to', "unreadable answer"),
        (b"<html>welcome to the hotel</html>", "unreadable answer"),
        ({"success": True}, "unreadable answer"),
        ({"permanent_token": None}, "unreadable answer"),
        ({"permanent_token": 12}, "unreadable answer"),
        ({"permanent_token": PERMANENT, "success": False}, "unreadable answer"),
        ({"success": False, "error": "Try again"}, "Try again"),
        ({"permanent_token": ""}, "unusable token in answer"),
        ({"permanent_token": "x" * 65}, "unusable token in answer"),
        ({"permanent_token": "x" * 10_000}, "unusable token in answer"),
        ({"permanent_token": "a\0b"}, "unusable token in answer"),
        ({"permanent_token": "a\r\nX-Evil: 1"}, "unusable token in answer"),
        ({"permanent_token": "tökén"}, "unusable token in answer"),
    ],
)
@pytest.mark.parametrize("store", StorePolicy, ids=lambda store: store.value)
def test_a_200_without_a_usable_token_is_a_failure_that_is_told_and_saves_nothing(
    store: StorePolicy, body: object, reason: str
) -> None:
    hardware = run(FakeHardware(answers(register=[reply(200, body)]), until_s=3), firmware(store=store))
    assert said_after(hardware, "[REG] HTTP Response: 200")[0] == f"[REG] Registration failed: {reason}"
    assert hardware.saves == []
    assert hardware.waits_s == [2]


def test_the_answer_needs_no_more_than_the_token() -> None:
    assert registering(reply(200, {"permanent_token": PERMANENT}), until_s=9).lines[-1] == "[INFO] Device ONLINE"


@pytest.mark.parametrize(
    ("token", "shown"),
    [
        ("", ""),
        ("short", "short"),
        ("oc_reg_xxxxx", "oc_reg_xxxxx"),
        ("oc_reg_xxxxxx", "oc_reg_xxxxx…"),
        ("oc_reg_xx\nyyyyyyyy", "oc_reg_xx\\ny…"),
        ("\r\noc_reg_xxxxxxx", "\\r\\noc_reg_x…"),
        (" oc_reg_xxxxxxx", " oc_reg_xxxx…"),
        ("oc\x1b_\x07", "oc?_?"),
    ],
)
def test_at_most_twelve_printable_characters_of_the_registration_token_are_shown(token: str, shown: str) -> None:
    hardware = run(FakeHardware(until_s=3), firmware(token=token))
    assert said_after(hardware, START)[0] == f"[REG] Registration token: {shown}"
    body = hardware.sent[0].json
    assert isinstance(body, dict)
    assert body["token"] == token
