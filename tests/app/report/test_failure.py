from collections.abc import Callable

from oceanhil.app.report.failure import REQUESTS_SHOWN, SERIAL_LINES_SHOWN, failure_text
from oceanhil.scenarios.acts import Act, Call
from oceanhil.scenarios.result import AlsoBroken, Failure, Outcome, Result
from oceanhil.scenarios.trace import Event, EventKind, Scalar, Source

ResultOf = Callable[..., Result]


def serial(t_us: int, text: str, device: str = "device") -> Event:
    return Event(t_us, Source.DEVICE, EventKind.SERIAL, device, {"text": text})


def request(t_us: int, status: int, device: str = "device") -> Event:
    fields: dict[str, Scalar] = {"method": "POST", "path": "/api/device/register/", "status": status}
    return Event(t_us, Source.SERVER, EventKind.REQUEST, device, fields)


def test_it_names_the_step_its_place_expected_and_found(session: list[Result]) -> None:
    lines = failure_text(session[0]).splitlines()
    assert lines[0] == "token-expired on esp32, world sim, seed 0"
    assert lines[1] == session[0].title
    assert lines[2] == ("scenarios/library/token-expired.yaml:12:5: expect.serial: [REG] Token already used or expired")
    assert lines[3].startswith("  expected  the line '[REG] Token already used or expired'")
    assert lines[4].startswith("  found     '[REG] Registration failed: Invalid token'")


def test_it_ends_with_the_command_that_runs_it_again(session: list[Result]) -> None:
    assert failure_text(session[6]).endswith("again: oceanhil replay 'clock-skew@esp32#skew=-301 s'")


def test_a_remedy_that_did_not_cure_is_called_that(session: list[Result]) -> None:
    assert ":31:7: the remedy did not cure: expect.online" in failure_text(session[6])


def test_a_broken_invariant_is_named(result_of: ResultOf) -> None:
    failure = Failure("no secret on serial", "a.yaml", 3, 1, "none", "one", in_remedy=False, invariant="I1")
    assert "a.yaml:3:1: invariant I1: no secret on serial" in failure_text(result_of(failure=failure))


def test_a_broken_invariant_is_shown_as_it_was_when_it_broke(result_of: ResultOf) -> None:
    failure = Failure("invariant I8", "a.yaml", 3, 1, "none", "one", in_remedy=False, invariant="I8", at_us=2_000_000)
    events = (serial(1_000_000, "before"), request(2_000_000, 401), serial(1_800_000_000, "half an hour later"))
    text = failure_text(result_of(failure=failure, events=events))
    assert "a.yaml:3:1: invariant I8, broken at 0:00:02.000" in text
    assert "before" in text
    assert "half an hour later" not in text


def test_acts_behind_a_failure_are_told_with_their_times_and_places(result_of: ResultOf) -> None:
    calls = Call("poll", "lamp.ino", 7), Call("loop", "lamp.ino", 9)
    acts = Act(1_000_000, "sent GET /a", calls), Act(500_000, "printed", calls[1:], is_before=True)
    failure = Failure("invariant I8", "a.yaml", 3, 1, "none", "one", in_remedy=False, invariant="I8", acts=acts)
    assert failure_text(result_of(failure=failure)).splitlines()[4:7] == [
        "  found     one",
        "  where     0:00:01.000  sent GET /a in poll at lamp.ino:7, called in loop at lamp.ino:9",
        "            0:00:00.500  last before that: printed in loop at lamp.ino:9",
    ]


def test_what_else_was_broken_is_told_in_a_line_below(result_of: ResultOf) -> None:
    also = AlsoBroken("I8", "no retry storm", 123_000_000), AlsoBroken("I11", "flash is written", 300_000_000)
    failure = Failure("invariant I1", "a.yaml", 3, 1, "none", "one", in_remedy=False, invariant="I1", also=also)
    assert failure_text(result_of(failure=failure)).splitlines()[4:6] == [
        "  found     one",
        "  also broken: I8 at 0:02:03.000 (no retry storm), I11 at 0:05:00.000 (flash is written)",
    ]


def test_a_world_that_failed_gives_its_reason(result_of: ResultOf) -> None:
    text = failure_text(result_of(outcome=Outcome.ERROR, reason="the board is gone"))
    assert "error: the board is gone" in text


def test_lines_and_requests_stand_in_the_order_of_time(result_of: ResultOf) -> None:
    text = failure_text(result_of(events=(serial(1_000_000, "one"), request(2_000_000, 401), serial(3_000_000, "two"))))
    assert text.splitlines()[5:8] == [
        "  0:00:01.000  one",
        "  0:00:02.000  > POST /api/device/register/ -> 401",
        "  0:00:03.000  two",
    ]


def test_only_the_last_lines_and_requests_are_shown(result_of: ResultOf) -> None:
    events = [event for t in range(50) for event in (serial(t, f"line {t}"), *[request(t, 200)] * 2)]
    text = failure_text(result_of(events=tuple(events)))
    assert text.count("line ") == SERIAL_LINES_SHOWN
    assert text.count("> POST") == REQUESTS_SHOWN


def test_what_is_left_out_between_two_lines_is_counted_there(result_of: ResultOf) -> None:
    old = (serial(0, "first"), *(request(1_000_000 + t, 200) for t in range(6)), serial(2_000_000, "second"))
    new = tuple(request(3_000_000 + t, 401) for t in range(REQUESTS_SHOWN))
    assert failure_text(result_of(events=(*old, *new))).splitlines()[5:9] == [
        "  0:00:00.000  first",
        "  …            6 requests not shown",
        "  0:00:02.000  second",
        "  0:00:03.000  > POST /api/device/register/ -> 401",
    ]


def test_what_came_before_the_first_line_shown_is_counted_too(result_of: ResultOf) -> None:
    text = failure_text(result_of(events=tuple(serial(t, f"line {t}") for t in range(SERIAL_LINES_SHOWN + 2))))
    assert text.splitlines()[5:7] == ["  …            2 lines not shown", "  0:00:00.000  line 2"]


def test_what_would_be_left_out_alone_is_shown_instead_of_counted(result_of: ResultOf) -> None:
    old = (serial(0, "first"), request(1_000_000, 503), serial(2_000_000, "second"))
    text = failure_text(result_of(events=(*old, *(request(3_000_000 + t, 401) for t in range(REQUESTS_SHOWN)))))
    assert "  0:00:01.000  > POST /api/device/register/ -> 503" in text
    assert "not shown" not in text


def test_devices_are_named_when_there_are_several(result_of: ResultOf) -> None:
    text = failure_text(result_of(events=(serial(0, "one"), serial(1, "two", "twin"))))
    assert "0:00:00.000  twin  two" in text
