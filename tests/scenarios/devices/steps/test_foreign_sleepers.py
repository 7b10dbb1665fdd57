"""Expectations about foreign firmware that sleeps for minutes between two polls, and keeps its session meanwhile."""

import pytest

from oceanhil.protocol.lines import Line
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.runner import run_case
from tests.scenarios.devices.steps.foreign_steps import WELL, OwnFactory, reported, run, session
from tests.scenarios.fake_world import Planned, S, boot, line, requested
from tests.scenarios.writing import case_of

EVERY_S = 300
SESSION = "5e551000"
LONGEST_S = 5 * EVERY_S
UNWATCHED = "without: [I4, I7, I10, I13, I14]\n"


def polled(after_s: int, status: int = 200, session: str = SESSION, code: str = "") -> Planned:
    refused = {"code": code} if code else {}
    return requested("state", status, after_s * S, "device", session=session, **refused)


def opened(after_s: int, session: str = SESSION) -> Planned:
    return requested("session", 200, after_s * S, session=session)


def judged(
    steps: str, *planned: Planned, is_foreign: bool = True, is_read: bool = False, every_s: int = EVERY_S
) -> Result:
    return run(steps, *planned, is_foreign=is_foreign, is_read=is_read, head=UNWATCHED, every_s=every_s)


def is_met(
    steps: str, *planned: Planned, is_foreign: bool = True, is_read: bool = False, every_s: int = EVERY_S
) -> bool:
    result = judged(steps, *planned, is_foreign=is_foreign, is_read=is_read, every_s=every_s)
    assert result.outcome in {Outcome.PASSED, Outcome.FAILED}, result.reason
    return result.outcome is Outcome.PASSED


# A failure that is left at the next poll

REQUEST = "- expect.request: {path: session, status: 200}\n"
LINE = '- expect.serial: "[REG] HTTP Response: 200"\n'


def test_who_polls_seldom_may_ask_again_as_late_as_anybody_who_waits_for_the_longest_time() -> None:
    over = polled(200, 401, code="session_unknown")
    last_s = 200 + LONGEST_S + 60
    assert is_met(REQUEST, over, session(last_s - 1))
    failure = judged(REQUEST, over, session(last_s + 1)).failure
    assert failure is not None
    why = "1m in the file, and until it asked again, as it polls so seldom"
    assert failure.expected == f"request to session answered 200 within 29m 20s ({why})"


def test_its_lines_may_come_as_late() -> None:
    asked = requested("register", 200, 1000 * S), line("[REG] HTTP Response: 200", 1000 * S + 1)
    assert is_met(LINE, requested("register", 500, 2 * S), *asked)
    assert not is_met(LINE, *asked)


def test_no_other_device_has_that_time() -> None:
    life = polled(30, 401, code="session_unknown"), session(400)
    assert not is_met(REQUEST, *life, is_foreign=False)
    assert not is_met(REQUEST, *life, is_read=True)
    assert not is_met(REQUEST, *life, every_s=5)


def test_without_a_failure_there_is_no_more_time_than_till_the_next_poll() -> None:
    assert not is_met(REQUEST, polled(200), session(400))


def test_a_session_that_is_counted_exactly_may_be_opened_at_the_next_poll() -> None:
    counted = "- time.run: 10m\n- expect.count: {path: session, status: 200, count: 2}\n"
    ended = polled(590, 401, code="session_expired")
    assert is_met(counted, opened(1), ended, opened(890, "5e552000"))
    assert not is_met(counted, opened(1), polled(590), opened(890, "5e552000"))


def test_each_poll_that_is_spoilt_by_number_may_be_left_for_the_longest_time() -> None:
    steps = "- server.fault: {kind: status, path: state, status: 500, times: 2}\n" + REQUEST.replace("session", "state")
    assert is_met(steps, polled(60 + 295 + 2 * LONGEST_S - 1))
    assert not is_met(steps, polled(60 + 295 + 2 * LONGEST_S + 1))


# Sessions that outlive a start

COUNTED = "- time.run: 10s\n- expect.count: {path: session, status: 200, count: 2}\n"
DASHBOARD = "- time.run: 10s\n- expect.server: {requests: {session: 2}}\n"
PIN = boot(3 * S, reason="pin")


@pytest.mark.parametrize("steps", [COUNTED, DASHBOARD])
def test_who_goes_on_with_its_session_behind_a_reset_need_not_open_another(steps: str) -> None:
    kept = opened(1), polled(2), PIN, polled(4)
    assert is_met(steps, *kept)
    assert is_met(steps, opened(1), polled(2), PIN, opened(4), polled(5))
    assert not is_met(steps, *kept, is_foreign=False)
    assert not is_met(steps, *kept, is_read=True)


@pytest.mark.parametrize("steps", [COUNTED, DASHBOARD])
def test_a_reset_excuses_nobody_who_was_not_seen_to_go_on(steps: str) -> None:
    assert not is_met(steps, opened(1), polled(2), PIN)
    assert not is_met(steps, opened(1), polled(2), PIN, polled(4, session="5e552000"))
    assert not is_met(steps, opened(1), polled(2), boot(3 * S, reason="deep-sleep"), polled(4))


# Reports that are polls

POLL = "- time.run: 3s\n- mark\n- expect.request: {path: state, method: GET, status: 200}\n"


def test_of_a_device_that_never_asks_for_the_state_a_report_is_a_poll() -> None:
    reports = opened(1), reported(2, session=SESSION), reported(40, session=SESSION)
    assert is_met(POLL, *reports)
    assert not is_met(POLL, *reports, is_foreign=False)
    assert not is_met(POLL, *reports, is_read=True)


def test_of_a_device_that_polls_a_report_is_none() -> None:
    asked = opened(1), reported(2, session=SESSION), polled(2)
    assert not is_met(POLL, *asked, reported(40, session=SESSION))


@pytest.mark.parametrize(("life", "method"), [((reported(2, session=SESSION),), "POST"), ((polled(2),), "GET")])
def test_what_is_to_spoil_polls_spoils_the_reports_of_such_a_device(life: tuple[Planned, ...], method: str) -> None:
    factory = OwnFactory(opened(1), *life, is_read=False)
    fault = "- time.run: 3s\n- server.fault: {kind: status, path: state, method: GET, status: 500}\n"
    run_case(case_of("given: {token: none}\n" + UNWATCHED, fault), factory, load_profile())
    assert [rule.match.method for rule in factory.worlds[0].server.rules] == [method]


# Attempts to join

TWICE = '- expect.serial: {line: "[WiFi] Connecting... Failed!", count: 2, within: 2m}\n' + WELL
FAILED = line("[WiFi] Connecting... Failed!", S)


def joins(*planned: Planned, is_read: bool = False) -> Outcome:
    factory = OwnFactory(*planned, is_read=is_read, spoken=frozenset(Line))
    return run_case(case_of("given: {token: none}\n" + UNWATCHED, TWICE), factory, load_profile()).outcome


def test_who_says_at_a_start_that_joining_has_failed_may_say_it_in_other_words_later() -> None:
    own = line("Still no network", 90 * S)
    assert joins(FAILED, own) is Outcome.PASSED
    assert joins(FAILED) is Outcome.FAILED, "it has said nothing since"
    assert joins(own) is Outcome.FAILED, "it has never said so"
    assert joins(FAILED, own, is_read=True) is Outcome.FAILED


def test_who_was_in_the_network_may_say_in_other_words_that_it_joins_no_more() -> None:
    assert joins(opened(1), line("Still no network", 90 * S)) is Outcome.PASSED


def test_who_gives_a_join_up_after_two_minutes_is_not_late() -> None:
    def fails(*at_s: int) -> list[Planned]:
        return [line("[WiFi] Connecting... Failed!", each * S) for each in at_s]

    assert joins(*fails(121, 242)) is Outcome.PASSED
    assert joins(*fails(121, 261)) is Outcome.FAILED
    assert joins(*fails(121, 242), is_read=True) is Outcome.FAILED
