"""A failure says what the device's serial log points to, as `diagnose` would, and nothing that was provoked."""

import msgspec
import pytest

from oceanhil.app.report.failure import failure_text
from oceanhil.app.report.log_cause import with_log_cause
from oceanhil.protocol.faults import AnswerChange, Fault, FaultKind, change_words
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


def test_of_a_line_that_went_on_for_long_the_beginning_is_shown() -> None:
    text = failure_text(with_log_cause(failed([*NO_WIFI[:4], f"[WiFi] Connecting{200 * '.'} Failed!"])))
    assert f"  seen        [WiFi] Connecting{62 * '.'}…\n" in text


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


@pytest.mark.parametrize("scenario", ["eeprom-power-loss", "probe"])
def test_a_token_lost_in_the_save_that_a_scenario_interrupts_was_not_flashed_to_two_devices(scenario: str) -> None:
    registered = told(2, "[REG] HTTP Response: 200", "[EEPROM] Token saved", "[INFO] Device ONLINE")
    again = told(4, "[EEPROM] Empty"), asked(5, "register", 410, code="token_used"), told(6, "[REG] HTTP Response: 410")
    events = [*BEGUN, asked(1, "register", 200), *registered, *again[0], again[1], *again[2]]
    result = with_log_cause(msgspec.structs.replace(failed([], scenario), events=tuple(events)))
    assert result.log_cause is not None
    assert result.log_cause.title == "The permanent token is gone from EEPROM, and the firmware's token is used up"


def test_a_log_that_no_reason_belongs_to_speaks_for_itself() -> None:
    assert "the serial log points to: The registration token has expired (80 %)" in caused_by(BEGUN, told(2, *DEAD))


def test_a_reason_that_a_later_answer_made_good_decides_nothing() -> None:
    refused, good = asked(1, "register", 401, code="token_used"), asked(3, "register", 200)
    assert "the serial log points to: The registration token has expired" in caused_by(
        BEGUN, refused, good, told(4, *DEAD)
    )


def test_a_session_that_the_server_ended_is_no_refusal_of_a_device_that_is_new() -> None:
    begun = [asked(1, "register", 200), asked(2, "session", 200), *told(2, "register -> 200", "session -> 200")]
    over = [asked(3602, "state", 401, code="session_expired"), *told(3602, "poll -> 401")]
    text = caused_by(BEGUN, begun, over)
    assert "what was answered points to: The server no longer knows the session" in text
    assert "  answered    POST state -> 401 session_expired, at 1:00:02.000" in text
    assert "Generate new firmware" not in text


MADE_UP = {"fault": "status", "changed": "no answer of the server's"}


def test_what_a_fault_answered_is_not_taken_for_the_servers_word() -> None:
    text = caused_by(BEGUN, asked(1, "register", 401, code="token_expired", **MADE_UP), told(2, *DEAD))
    assert "what was answered points to: A fault of the scenario's own made this answer" in text
    assert "  answered    POST register -> 401 token_expired, made up by a fault, at 0:00:01.000" in text
    assert "has expired" not in text


@pytest.mark.parametrize("change", [AnswerChange.LOOKALIKE, AnswerChange.IN_CHUNKS], ids=lambda change: change.value)
def test_an_answer_that_says_the_same_in_another_form_is_the_devices_to_read(change: AnswerChange) -> None:
    written = {"fault": "answer", "changed": change_words(Fault(FaultKind.ANSWER, change=change))}
    text = caused_by(BEGUN, asked(1, "session", 200, **written), told(2, "[SESSION] No session ID in response"))
    assert "what was answered points to: The device made nothing of an answer that was right" in text
    assert f"  answered    POST session -> 200, changed by a fault: {change.value} (" in text
    assert "see how the firmware reads this one" in text
    assert "Nothing that the log says" not in text


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.ANSWER, change=AnswerChange.MISSING),
        Fault(FaultKind.ANSWER, change=AnswerChange.LOOKALIKE, without="session_id"),
    ],
    ids=["missing", "lookalike-without"],
)
def test_an_answer_that_has_lost_something_is_the_scenarios(fault: Fault) -> None:
    changed = {"fault": "answer", "changed": change_words(fault)}
    text = caused_by(BEGUN, asked(1, "session", 200, **changed), told(2, "[SESSION] No session ID in response"))
    assert "what was answered points to: A fault of the scenario's own made this answer" in text


def test_what_a_fault_answered_hides_no_cause_beside_it() -> None:
    lost = ["[WiFi] Connecting... Failed!", "[SYSTEM] Next attempt in 3 s", "[WiFi] Connecting... Failed!"]
    text = caused_by(BEGUN, asked(1, "session", 503, **MADE_UP), told(2, "[SESSION] HTTP Response: 503", *lost))
    assert "the serial log points to: The WiFi network that worked before cannot be joined any more" in text


@pytest.mark.parametrize(
    ("sent", "is_flashed", "is_told"),
    [("oc_reg_old…", True, True), ("oc_reg_old…", False, False), ("oc_reg_new…", True, False), ("x", True, False)],
    ids=["kept", "not-flashed", "new", "neither"],
)
def test_a_device_that_keeps_the_token_of_older_firmware_is_told_so(sent: str, is_flashed: bool, is_told: bool) -> None:
    made = [
        happened(second, EventKind.DASHBOARD, action="generate", token=f"oc_reg_{word}…")
        for second, word in enumerate(("old", "new"))
    ]
    flashed = [happened(2, EventKind.STEP, lever="device.flash", line=7)] if is_flashed else []
    refused = asked(3, "register", 401, code="token_expired", token=sent)
    text = caused_by(BEGUN, made, flashed, refused, told(4, *DEAD))
    newer = "oc_reg_new…, which the dashboard made at 0:00:01.000, and firmware was flashed after that"
    assert (f"  note        the device sent {sent}, not {newer}" in text) is is_told


def test_a_refusal_that_a_made_up_answer_led_to_is_not_the_cause() -> None:
    fooled = [asked(1, "session", 401, **MADE_UP), *told(2, "[SESSION] HTTP Response: 401")]
    text = caused_by(BEGUN, fooled, asked(3, "register", 410, code="token_used"), told(4, "[REG] HTTP Response: 410"))
    assert "  answered    POST session -> 401, made up by a fault, at 0:00:01.000" in text
    assert "after that the server itself answered POST register -> 410 token_used, at 0:00:03.000" in text


def test_a_refusal_long_after_a_made_up_answer_has_its_own_cause() -> None:
    fooled = [asked(1, "session", 401, **MADE_UP), asked(2, "state", 200)]
    text = caused_by(BEGUN, fooled, asked(3, "register", 410, code="token_used"), told(4, "[REG] HTTP Response: 410"))
    assert "what was answered points to: The registration token was used before" in text


SKEW = "[SESSION] Refused: Clock skew too large"


def test_a_refusal_that_lasts_is_told_with_the_first_one_and_how_often_it_came() -> None:
    refused = [asked(second, "session", 401, code="clock_skew") for second in (5, 65, 125)]
    text = caused_by(BEGUN, told(4, "[TIME] Synced, clock corrected by +3 s"), refused, told(126, SKEW))
    answered = "POST session -> 401 clock_skew, at 0:00:05.000, the first of 3 such answers; the last at 0:02:05.000"
    assert f"  answered    {answered}\n" in text
    assert "  note        the device had last set its clock at 0:00:04.000\n" in text


def test_the_answer_that_came_last_is_told_though_a_scenario_is_there_to_bring_it_about() -> None:
    over = [
        asked(3, "state", 401, code="session_expired"),
        *told(3, "[POLL] HTTP Response: 401", "[SESSION] Expired, renewing"),
    ]
    refused = [asked(second, "session", 401, code="clock_skew") for second in (4, 35, 66)]
    lines = told(67, "[SESSION] HTTP Response: 401", "[SYSTEM] Next attempt in 30 s")
    opened = asked(1, "session", 200), *told(1, "[SESSION] HTTP Response: 200")
    events = [*BEGUN, *opened, *over, *refused, *lines]

    def cause_of(scenario: str, *more: Event) -> str:
        result = with_log_cause(msgspec.structs.replace(failed([], scenario), events=(*events, *more)))
        return result.log_cause.title if result.log_cause is not None else ""

    assert cause_of("four-hundred-days") == "The device's clock is more than 5 minutes off"
    again = (
        asked(70, "session", 200),
        asked(71, "state", 401, code="session_expired"),
        *told(71, "[POLL] HTTP Response: 401"),
    )
    assert cause_of("four-hundred-days", *again) == "The server no longer knows the session"


def test_what_was_made_good_in_between_begins_anew() -> None:
    refused = [asked(second, "session", 401, code="clock_skew") for second in (5, 65)]
    text = caused_by(BEGUN, refused[0], asked(6, "session", 200), refused[1], told(66, SKEW))
    assert "  answered    POST session -> 401 clock_skew, at 0:01:05.000\n" in text


def step(second: int, lever: str, line: int) -> Event:
    return happened(second, EventKind.STEP, lever=lever, line=line)


def test_steps_of_the_scenario_that_bring_a_refusal_about_stand_beside_it() -> None:
    steps = [step(1, "clock.drift", 9), step(2, "radio.block", 17), step(3, "server.restart", 22)]
    refused = [asked(5, "session", 401, code="clock_skew"), *told(5, SKEW)]
    text = caused_by(BEGUN, steps, refused, [step(9, "clock.set_skew", 30)])
    expected = "by the scenario itself: clock.drift, line 9, at 0:00:01.000; radio.block, line 17, at 0:00:02.000\n"
    assert f"  provoked    {expected}" in text


@pytest.mark.parametrize(
    ("lever", "path", "status", "code", "line"),
    [
        ("server.revoke_token", "session", 401, "token_revoked", "[SESSION] Token revoked"),
        ("server.settings", "state", 429, "rate_limited", "[POLL] HTTP Response: 429"),
    ],
)
def test_every_kind_of_step_that_brings_a_refusal_about_is_told(
    lever: str, path: str, status: int, code: str, line: str
) -> None:
    text = caused_by(BEGUN, [step(1, lever, 9)], [asked(5, path, status, code=code), *told(5, line)])
    assert f"by the scenario itself: {lever}, line 9, at 0:00:01.000" in text


def test_what_no_step_brings_about_is_not_said_to_be_provoked() -> None:
    refused = [asked(5, "session", 401, code="clock_skew"), *told(5, SKEW)]
    assert "provoked" not in caused_by(BEGUN, [step(1, "server.revoke_token", 9)], refused)


def test_a_line_that_differs_in_its_wording_is_the_cause_whatever_else_the_log_has() -> None:
    result = failed(NO_WIFI)
    assert result.failure is not None
    near = msgspec.structs.replace(result.failure, found="nearest: 'a b', without 'c', first at 0:00:01.000 | d")
    assert with_log_cause(msgspec.structs.replace(result, failure=near)).log_cause is None


def broken_by(invariant: str, at_second: int, *events: Event) -> Result:
    result = failed([], at_us=at_second * SECOND_US)
    assert result.failure is not None
    failure = msgspec.structs.replace(result.failure, invariant=invariant)
    return with_log_cause(msgspec.structs.replace(result, failure=failure, events=(*BEGUN, *events)))


MADE_UP_429 = [asked(9, "state", 429, code="rate_limited", **MADE_UP), *told(9, "[POLL] HTTP Response: 429")]


def test_a_device_that_disregards_what_a_fault_answered_is_told_of_with_its_request() -> None:
    text = failure_text(broken_by("I8", 14, *MADE_UP_429, asked(14, "session", 200)))
    assert "what was answered points to: What the device itself made of this answer" in text
    assert "  answered    POST state -> 429 rate_limited, made up by a fault, at 0:00:09.000" in text
    assert "  then        POST session 5s later, at 0:00:14.000" in text
    assert "Nothing that the log says" not in text


def test_what_the_server_itself_answered_may_be_disregarded_too() -> None:
    refused = asked(9, "state", 429, code="rate_limited")
    cause = broken_by("I8", 14, refused, asked(14, "state", 200)).log_cause
    assert cause is not None
    assert (cause.reason, cause.then) == (
        "POST state -> 429 rate_limited, at 0:00:09.000",
        "POST state 5s later, at 0:00:14.000",
    )


@pytest.mark.parametrize(
    ("invariant", "newest"),
    [("I8", asked(13, "session", 200)), ("I12", asked(14, "session", 200))],
    ids=["no request broke it", "it judges no requests"],
)
def test_no_fault_is_to_blame_for_a_broken_invariant(invariant: str, newest: Event) -> None:
    assert broken_by(invariant, 14, *MADE_UP_429, newest).log_cause is None


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
    assert [word for word in before if word.startswith("load:")] == []
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


CRASHED = told(2, "Guru Meditation Error: Core  1 panic'ed (LoadProhibited). Exception was unhandled.")


def test_a_crash_whose_place_is_known_is_to_be_mended_there() -> None:
    place = "global-buffer-overflow, 33 bytes written, id of 24 bytes, ask at lamp.ino:92"
    text = caused_by(BEGUN, CRASHED, happened(2, EventKind.PANIC, found="x", frames=f"{place}\nloop at lamp.ino:140"))
    assert f"  do this     Mend what the program did there: {place}, called in loop at lamp.ino:140.\n" in text
    assert not {"support", "documented"} & set(text.split())


def test_who_has_what_a_hang_waits_for_is_told_behind_the_place() -> None:
    frames = (
        "take at lamp.ino:40; the mutex is held by task net, which took it in keep at lamp.ino:9\nloop at lamp.ino:80"
    )
    line = "E (9) task_wdt: Task watchdog got triggered."
    text = caused_by(BEGUN, told(2, line), happened(2, EventKind.PANIC, found="x", frames=frames))
    held = "; the mutex is held by task net, which took it in keep at lamp.ino:9. See what it waits for"
    assert f"this: take at lamp.ino:40, called in loop at lamp.ino:80{held}" in text


@pytest.mark.parametrize(
    ("line", "place", "advice"),
    [
        ("E (9) task_wdt: Task watchdog got triggered.", "loop at lamp.ino:40", "such as a mutex that another task"),
        ("CORRUPT HEAP: Bad head at 0x3ffb8b4c.", "keep at lamp.ino:9", "Run the case with --sanitize"),
    ],
    ids=["watchdog", "heap"],
)
def test_a_hang_or_an_overwritten_heap_whose_place_is_known_is_told_with_it(line: str, place: str, advice: str) -> None:
    text = caused_by(BEGUN, told(2, line), happened(2, EventKind.PANIC, found="x", frames=f"{place}\nsetup at a.ino:1"))
    assert f"here: {place}, called in setup at a.ino:1" in text or f"this: {place}, called in setup at a.ino:1" in text
    assert advice in text
    assert not {"generated", "documented"} & set(text.split())


def test_a_crash_whose_place_nobody_knows_is_to_be_decoded() -> None:
    text = caused_by(BEGUN, CRASHED, happened(2, EventKind.PANIC, found="x"))
    assert "decode the Backtrace line" in text
    assert "documented  ESP32 Random Reset / Reboot" in text
