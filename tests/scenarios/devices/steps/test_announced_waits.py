"""Foreign firmware that has announced a wait is waited for until it is over, and has the time of a limit behind it."""

import pytest

from oceanhil.scenarios.result import Outcome, Result
from tests.scenarios.devices.steps.foreign_steps import run, session
from tests.scenarios.fake_world import Planned, S, boot, line, requested, status

LINE = '- expect.serial: "[REG] HTTP Response: 200"\n'
REQUEST = "- expect.request: {path: register, status: 200}\n"


def waits(seconds: int, at_s: int = 2) -> Planned:
    return line(f"[SYSTEM] Next attempt in {seconds} s", at_s * S)


def registers(at_s: int) -> tuple[Planned, Planned]:
    return requested("register", 200, at_s * S), line("[REG] HTTP Response: 200", at_s * S + 1)


def judged(steps: str, *planned: Planned, is_foreign: bool = True, is_read: bool = False) -> Result:
    head = "without: [I7, I10]\n"
    return run(steps, boot(), session(1, 403), *planned, is_foreign=is_foreign, is_read=is_read, head=head)


def within(result: Result) -> str:
    assert result.failure is not None
    return result.failure.expected.partition(" within ")[2]


@pytest.mark.parametrize("steps", [LINE, REQUEST])
def test_who_says_how_long_it_waits_has_the_time_of_the_limit_behind_that(steps: str) -> None:
    assert judged(steps, waits(90), *registers(95)).outcome is Outcome.PASSED
    # With the jitter of the wait, a tenth of it.
    assert judged(steps, waits(90), *registers(155)).outcome is Outcome.PASSED
    late = judged(steps, waits(90), *registers(170))
    assert within(late) == "2m 41s (1m in the file, and until the wait was over that it had announced)"


ANEW = "- expect.request: {path: register, status: 200, anew: true}\n"


def test_a_wait_that_has_grown_is_no_reason_where_waits_are_to_have_begun_anew() -> None:
    late = judged(ANEW, waits(30), waits(61, 3), *registers(63))
    assert within(late) == "1m, for waits begin anew: its first wait was of 30 s, and this one of 61 s"


def test_a_wait_like_the_first_since_the_mark_and_the_start_is_waited_for() -> None:
    assert judged(ANEW, waits(30), waits(60, 3), *registers(63)).outcome is Outcome.PASSED
    assert judged(ANEW, waits(90), *registers(95)).outcome is Outcome.PASSED
    assert judged("- time.run: 5s\n- mark\n" + ANEW, waits(2), waits(90, 6), *registers(97)).outcome is Outcome.PASSED
    assert judged(ANEW, waits(2), boot(3 * S), waits(90, 4), *registers(95)).outcome is Outcome.PASSED


@pytest.mark.parametrize("steps", [LINE, REQUEST])
def test_who_is_refused_again_behind_its_wait_is_late(steps: str) -> None:
    twice = (waits(90), session(95, 403), waits(120, 96))
    late = judged(steps, *twice, *registers(220))
    assert within(late) == "2m 41s (1m in the file, and until the wait was over that it had announced)"


@pytest.mark.parametrize("steps", [LINE, REQUEST])
def test_an_hour_of_a_longer_wait_is_waited_for(steps: str) -> None:
    assert judged(steps, waits(86_400), *registers(3600 + 115)).outcome is Outcome.PASSED
    never = judged(steps, waits(86_400))
    assert within(never) == "1h 2m (1m in the file, and until the wait was over that it had announced)"


def test_who_is_granted_behind_its_wait_what_was_to_be_refused_is_not_judged_by_it() -> None:
    limited = '- expect.serial: "[REG] HTTP Response: 429"\n'
    lost = requested("register", 0, 2 * S, fault="drop_response")
    result = judged(limited, lost, waits(90), *registers(95))
    assert (result.outcome, result.reason) == (
        Outcome.SKIPPED,
        "lacking here: a refusal: the server granted this firmware what it asked of /api/device/register/",
    )
    assert judged(limited, lost, waits(90), requested("register", 429, 95 * S)).outcome is Outcome.FAILED


def test_behind_its_wait_a_minute_is_enough() -> None:
    never = judged('- expect.serial: {line: "[REG] HTTP Response: 200", within: 5m}\n', waits(600))
    assert within(never) == "12m 2s (5m in the file, and until the wait was over that it had announced)"


@pytest.mark.parametrize("steps", [LINE, REQUEST])
def test_who_announces_nothing_has_the_time_that_a_scenario_gives(steps: str) -> None:
    assert within(judged(steps, *registers(95))) == "1m"
    short = judged(steps, waits(10), *registers(95))
    assert within(short) == "1m"


@pytest.mark.parametrize("steps", [LINE, REQUEST])
def test_what_was_announced_before_a_start_is_over(steps: str) -> None:
    assert within(judged(steps, waits(90), boot(3 * S), *registers(95))) == "1m"


@pytest.mark.parametrize("steps", [LINE, REQUEST])
def test_documented_firmware_has_the_time_that_a_scenario_gives(steps: str) -> None:
    assert within(judged(steps, waits(90), *registers(95), is_foreign=False)) == "1m"
    assert within(judged(steps, waits(90), *registers(95), is_read=True)) == "1m"


def test_who_waits_behind_a_refusal_that_came_meanwhile_has_the_time_to_be_online() -> None:
    online = "- server.generate\n- expect.online: 1m\n"
    polls = (
        requested("session", 200, 95 * S, session="5e551000"),
        line("[INFO] Device ONLINE", 95 * S + 1),
        status("online", 95 * S + 1),
        requested("state", 200, 96 * S, session="5e551000"),
    )
    assert judged(online, waits(90), *polls).outcome is Outcome.PASSED
    assert within(judged(online, *polls)) == "1m"
    assert within(judged(online, waits(30), *polls)) == "1m"
    late = judged(online, waits(90))
    assert within(late) == "2m 41s (1m in the file, and until the wait was over that it had announced)"


# Waits that grow without a word

THRICE = '- expect.serial: {line: "[REG] HTTP Response: -1", count: 3, within: 2m}\n'


def fails(*at_s: int) -> list[Planned]:
    return [line("[REG] HTTP Response: -1", each * S) for each in at_s]


def test_who_is_to_fail_thrice_may_wait_twice_as_long_the_second_time() -> None:
    assert judged(THRICE, *fails(62, 94, 158)).outcome is Outcome.PASSED
    late = judged(THRICE, *fails(62, 94, 178))
    assert (
        within(late) == "2m 54s (2m in the file, and until twice the wait before was over, as waits grow), time 3 of 3"
    )


def test_one_failure_shows_no_wait_and_the_platforms_own_firmware_has_the_time_of_the_file() -> None:
    assert judged(THRICE, *fails(100, 132, 164)).outcome is Outcome.FAILED
    assert judged(THRICE, *fails(62, 94, 158), is_foreign=False).outcome is Outcome.FAILED


def test_what_is_no_failure_is_not_waited_for_as_one() -> None:
    granted = '- expect.serial: {line: "[REG] HTTP Response: 200", count: 3, within: 2m}\n'
    answered = [line("[REG] HTTP Response: 200", each * S) for each in (62, 94, 158)]
    assert judged(granted, *answered).outcome is Outcome.FAILED
