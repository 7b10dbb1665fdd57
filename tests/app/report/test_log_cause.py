"""A failure says what the device's serial log points to, as `diagnose` would, and nothing that was provoked."""

import msgspec
import pytest

from oceanhil.app.report.failure import failure_text
from oceanhil.app.report.log_cause import with_log_cause
from oceanhil.scenarios.result import Failure, Outcome, Result
from oceanhil.scenarios.trace import Event, EventKind, Scalar, Source
from tests.app.report.conftest import make_result

SECOND_US = 1_000_000
NO_WIFI = [
    "[SYSTEM] Device ID: ESP32_246F28072CD8",
    "[EEPROM] Empty",
    "[WiFi] Connecting... Failed!",
    "[SYSTEM] Next attempt in 3 s",
    "[WiFi] Connecting... Failed!",
]


def happened(second: int, kind: EventKind, **fields: Scalar) -> Event:
    return Event(second * SECOND_US, Source.DEVICE, kind, "device", fields)


def failed(lines: list[str], scenario: str = "probe", at_us: int | None = None) -> Result:
    failure = Failure("expect.online", "probe.yaml", 3, 5, "online", "silence", in_remedy=False, at_us=at_us)
    result = make_result(scenario, outcome=Outcome.FAILED, failure=failure)
    events = tuple(happened(second, EventKind.SERIAL, text=text) for second, text in enumerate(lines))
    return msgspec.structs.replace(result, events=events)


def test_the_documented_cause_stands_in_the_failure_with_what_to_do() -> None:
    result = with_log_cause(failed(NO_WIFI))
    assert result.log_cause is not None
    assert result.log_cause.title == "The device cannot join the WiFi network"
    text = failure_text(result)
    assert (
        f"the serial log points to: The device cannot join the WiFi network ({result.log_cause.confidence} %)" in text
    )
    assert "  seen        [WiFi] Connecting... Failed!" in text
    assert "  do this     Check in this order: the password;" in text
    assert "  documented  Firmware Flash Success But No Connection, cause 3" in text


def test_what_the_scenario_provokes_is_no_cause_of_its_failure() -> None:
    assert with_log_cause(failed(NO_WIFI, "wifi-password-wrong")).log_cause is None


def test_only_what_came_before_an_invariant_was_broken_counts() -> None:
    assert with_log_cause(failed(NO_WIFI, at_us=SECOND_US)).log_cause is None


@pytest.mark.parametrize("outcome", [Outcome.PASSED, Outcome.ERROR, Outcome.SKIPPED])
def test_who_did_not_fail_is_not_asked(outcome: Outcome) -> None:
    result = msgspec.structs.replace(failed(NO_WIFI), outcome=outcome, failure=None)
    assert with_log_cause(result) is result


DEAD = ["[REG] HTTP Response: 401", "[REG] Token already used or expired"]


def asked(second: int, path: str, status: int, **more: Scalar) -> Event:
    return happened(second, EventKind.REQUEST, method="POST", path=f"/api/device/{path}/", status=status, **more)


def told(second: int, *lines: str) -> list[Event]:
    return [happened(second, EventKind.SERIAL, text=text) for text in lines]


def caused_by(*events: Event | list[Event]) -> str:
    flat = [each for event in events for each in (event if isinstance(event, list) else [event])]
    return failure_text(with_log_cause(msgspec.structs.replace(failed([]), events=tuple(flat))))


BEGUN = told(0, "[SYSTEM] Device ID: ESP32_246F28072CD8", "[WiFi] Connecting... Connected!")


@pytest.mark.parametrize(
    ("code", "title"),
    [("token_expired", "The registration token has expired"), ("token_used", "The registration token was used before")],
)
def test_what_the_log_leaves_open_the_servers_own_reason_decides(code: str, title: str) -> None:
    text = caused_by(BEGUN, asked(1, "register", 401, code=code), told(2, *DEAD))
    assert f"what was answered points to: {title}\n  answered    POST register -> 401 {code}, at 0:00:01.000" in text
    assert "the server gives the same words" not in text


def test_a_log_that_no_reason_belongs_to_speaks_for_itself() -> None:
    assert "the serial log points to: The registration token has expired (80 %)" in caused_by(BEGUN, told(2, *DEAD))


def test_a_reason_that_a_later_answer_made_good_decides_nothing() -> None:
    refused, good = asked(1, "register", 401, code="token_used"), asked(3, "register", 200)
    assert "the serial log points to: The registration token has expired" in caused_by(
        BEGUN, refused, good, told(4, *DEAD)
    )


MADE_UP = {"fault": "status", "changed": "no answer of the server's"}


def test_what_a_fault_answered_is_not_taken_for_the_servers_word() -> None:
    text = caused_by(BEGUN, asked(1, "register", 401, code="token_expired", **MADE_UP), told(2, *DEAD))
    assert "what was answered points to: A fault of the scenario's own made this answer" in text
    assert "  answered    POST register -> 401 token_expired, made up by a fault, at 0:00:01.000" in text
    assert "has expired" not in text


def test_what_a_fault_answered_hides_no_cause_beside_it() -> None:
    lost = ["[WiFi] Connecting... Failed!", "[SYSTEM] Next attempt in 3 s", "[WiFi] Connecting... Failed!"]
    text = caused_by(BEGUN, asked(1, "session", 503, **MADE_UP), told(2, "[SESSION] HTTP Response: 503", *lost))
    assert "the serial log points to: The WiFi network that worked before cannot be joined any more" in text


def test_a_refusal_that_a_made_up_answer_led_to_is_not_the_cause() -> None:
    fooled = [asked(1, "session", 401, **MADE_UP), *told(2, "[SESSION] HTTP Response: 401")]
    text = caused_by(BEGUN, fooled, asked(3, "register", 410, code="token_used"), told(4, "[REG] HTTP Response: 410"))
    assert "  answered    POST session -> 401, made up by a fault, at 0:00:01.000" in text
    assert "after that the server itself answered POST register -> 410 token_used, at 0:00:03.000" in text


def test_a_refusal_long_after_a_made_up_answer_has_its_own_cause() -> None:
    fooled = [asked(1, "session", 401, **MADE_UP), asked(2, "state", 200)]
    text = caused_by(BEGUN, fooled, asked(3, "register", 410, code="token_used"), told(4, "[REG] HTTP Response: 410"))
    assert "what was answered points to: The registration token was used before" in text


def test_steps_power_and_storage_stand_before_what_a_boot_rom_says() -> None:
    rom = [happened(1, EventKind.SERIAL, text=f"load:0x{number:08x}", rom=True) for number in range(30)]
    said = [
        happened(0, EventKind.STEP, lever="device.power_on", line=7),
        happened(0, EventKind.POWER, state="on"),
        happened(0, EventKind.BOOT, number=1, reason="power-on"),
        *rom,
        happened(2, EventKind.SERIAL, text="[EEPROM] Empty"),
        happened(2, EventKind.LOAD, verdict="empty"),
    ]
    text = failure_text(msgspec.structs.replace(failed([]), events=tuple(said)))
    before = text[text.index("before that:") : text.index("again:")].split()
    assert "device.power_on," in before
    assert "load:0x00000000" not in before
    for words in ("-- power on", "-- boot 1: power-on", "[EEPROM] Empty", "-- load empty"):
        assert words in text


def test_steps_of_the_boot_before_are_told_too() -> None:
    """Between a boot at which all was well and the next, in which it was not, stands what was done to the device."""
    levers = ["device.power_off", "storage.remember", "server.set_relay", "storage.cut_power", "device.power_on"]
    said = [
        happened(0, EventKind.SERIAL, text="[INFO] Device ONLINE"),
        *(happened(1, EventKind.STEP, lever=lever, line=7) for lever in levers),
        *(happened(1, kind, **fields) for kind, fields in ((EventKind.POWER, {"state": "on"}), (EventKind.BOOT, {}))),
        *(happened(second, EventKind.LOAD, verdict="valid") for second in range(2, 8)),
    ]
    text = failure_text(msgspec.structs.replace(failed([]), events=tuple(said)))
    assert [lever for lever in levers if f"== {lever}," not in text] == []


def test_where_nothing_else_was_said_the_boot_roms_words_are_told() -> None:
    rom = happened(1, EventKind.SERIAL, text="ets Jan  8 2013", rom=True)
    assert "ets Jan  8 2013" in failure_text(msgspec.structs.replace(failed([]), events=(rom,)))
