import io

import pytest
from rich.console import Console

from oceanhil.host.progress import QUIET_S, LiveProgress, Words


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


def plain(clock: Clock) -> tuple[LiveProgress, io.StringIO]:
    file = io.StringIO()
    return LiveProgress(Console(file=file, force_terminal=False), clock), file


def test_a_short_session_says_nothing(clock: Clock) -> None:
    progress, file = plain(clock)
    progress.start(100)
    for _ in range(100):
        progress.finished(is_unhappy=False)
    progress.stop()
    assert file.getvalue() == ""


def test_a_long_session_says_how_far_it_is(clock: Clock) -> None:
    progress, file = plain(clock)
    progress.start(3)
    for is_unhappy in (False, True, False):
        clock.now_s += QUIET_S
        progress.finished(is_unhappy=is_unhappy)
    assert file.getvalue().splitlines() == [
        "1 of 3 cases done",
        "2 of 3 cases done, 1 not passed",
        "3 of 3 cases done, 1 not passed",
    ]


def test_lines_keep_their_distance(clock: Clock) -> None:
    progress, file = plain(clock)
    progress.start(1_000)
    for _ in range(1_000):
        clock.now_s += QUIET_S / 100
        progress.finished(is_unhappy=False)
    assert len(file.getvalue().splitlines()) <= 10


def test_what_goes_on_beside_it_is_told_now_and_then_and_always_on_a_terminal(clock: Clock) -> None:
    progress, file = plain(clock)
    progress.start(3)
    for number in range(3):
        progress.meanwhile(f"removing: {number}")
        clock.now_s += QUIET_S / 2
    assert file.getvalue().splitlines() == ["removing: 2"]
    screen = io.StringIO()
    shown = LiveProgress(Console(file=screen, force_terminal=True, width=120, _environ={}), clock)
    shown.start(3)
    shown.meanwhile("removing: 0")
    shown.stop()
    assert "removing: 0" in screen.getvalue()


def test_nothing_is_said_before_the_start(clock: Clock) -> None:
    progress, file = plain(clock)
    clock.now_s += QUIET_S
    progress.finished(is_unhappy=False)
    assert file.getvalue() == ""


def test_a_terminal_gets_a_bar_with_the_running_case(clock: Clock) -> None:
    file = io.StringIO()
    progress = LiveProgress(Console(file=file, force_terminal=True, width=100, _environ={}), clock)
    progress.start(2)
    progress.case_started("token-expired@esp32#[b]")
    progress.finished(is_unhappy=True)
    progress.stop()
    assert "1/2" in file.getvalue()
    assert "1 not passed" in file.getvalue()
    assert "token-expired@esp32#[b]" in file.getvalue()


def test_stopping_without_a_start_is_harmless(clock: Clock) -> None:
    progress, file = plain(clock)
    progress.stop()
    progress.stop()
    assert file.getvalue() == ""


def test_a_slow_session_says_how_long_the_rest_takes(clock: Clock) -> None:
    progress, file = plain(clock)
    progress.start(121)
    clock.now_s += 30
    progress.finished(is_unhappy=False)
    assert file.getvalue() == "1 of 121 cases done, about 1 h left\n"


def test_things_have_the_name_that_they_are_given(clock: Clock) -> None:
    file = io.StringIO()
    progress = LiveProgress(Console(file=file, force_terminal=False), clock, Words("items", "not as expected"))
    progress.start(2)
    clock.now_s += QUIET_S
    progress.finished(is_unhappy=True)
    progress.note("waiting 30 s: the server answered 429")
    assert file.getvalue() == "1 of 2 items done, 1 not as expected\nwaiting 30 s: the server answered 429\n"


def test_a_terminal_shows_what_is_left_and_what_it_is_about(clock: Clock) -> None:
    file = io.StringIO()
    progress = LiveProgress(
        Console(file=file, force_terminal=True, width=100, legacy_windows=False, _environ={}), clock
    )
    progress.start(3)
    progress.case_started("session/opens")
    progress.finished(is_unhappy=False)
    progress.stop()
    assert "2 to go" in file.getvalue()
    assert "session/opens" in file.getvalue()


def test_the_rest_is_told_by_the_work_and_not_by_the_number(clock: Clock) -> None:
    progress, file = plain(clock)
    progress.start(3, work=1.0 + 1.0 + 40.0)
    for work in (1.0, 1.0, 40.0):
        clock.now_s += 3 * work
        progress.finished(is_unhappy=False, work=work)
    assert file.getvalue().splitlines() == [
        "1 of 3 cases done, about 2 min 3 s left",
        "2 of 3 cases done, about 2 min left",
        "3 of 3 cases done",
    ]


def test_who_was_told_what_is_left_is_told_to_the_end(clock: Clock) -> None:
    progress, file = plain(clock)
    progress.start(4)
    for _ in range(4):
        clock.now_s += 10
        progress.finished(is_unhappy=False)
    assert file.getvalue().splitlines() == [
        "1 of 4 cases done, about 30 s left",
        "2 of 4 cases done, about 20 s left",
        "3 of 4 cases done, about 10 s left",
        "4 of 4 cases done",
    ]
