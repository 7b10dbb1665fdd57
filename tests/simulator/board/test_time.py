import pytest

from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.lines import Line
from oceanhil.protocol.resets import ResetReason
from tests.simulator.board.fake_observer import SECOND_US, ObservedBoard

ONLINE = Line.ONLINE.build()


def asleep(family: Board, asked_s: int, drift_ppm: int = 0) -> ObservedBoard:
    """A board that was online and fell asleep; what it told before is forgotten."""
    observed = ObservedBoard(family)
    observed.power_on()
    observed.observer.boots.clear()
    observed.observer.lines.clear()
    observed.board.clock.set_sleep_drift(drift_ppm)
    observed.board.deep_sleep(asked_s * SECOND_US)
    return observed


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_a_board_in_deep_sleep_is_silent_and_then_starts_again(family: Board) -> None:
    observed = asleep(family, 3600)
    observed.run(3599)
    assert (observed.observer.boots, observed.observer.lines) == ([], [])
    observed.run(30)
    assert observed.observer.boots == [(2, ResetReason.DEEP_SLEEP)]
    assert observed.observer.lines[-1] == ONLINE


def test_a_fast_oscillator_wakes_the_board_early() -> None:
    observed = asleep(Board.ESP8266, 3600, drift_ppm=50_000)
    observed.run(3428)
    assert observed.observer.boots == []
    observed.run(1)
    assert observed.observer.boots == [(2, ResetReason.DEEP_SLEEP)]


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_without_power_a_board_does_not_wake(family: Board) -> None:
    observed = asleep(family, 60)
    observed.board.power_off()
    observed.run(120)
    observed.board.deep_sleep(60 * SECOND_US)
    observed.run(120)
    assert observed.observer.boots == []


def test_a_reset_ends_the_sleep_and_nothing_wakes_the_board_twice() -> None:
    observed = asleep(Board.ESP32, 60)
    observed.board.reset(ResetReason.PIN)
    observed.run(120)
    assert observed.observer.boots == [(2, ResetReason.PIN)]


@pytest.mark.parametrize(("delay_s", "synced"), [(0, True), (4, True), (5, False), (60, False)])
def test_a_time_client_that_starts_late_answers_only_who_waits_for_it(delay_s: int, synced: bool) -> None:
    observed = ObservedBoard()
    observed.board.sntp.start_up_delay_us = delay_s * SECOND_US
    observer = observed.power_on()
    assert (Line.TIME_NOT_SYNCED.build() not in observer.lines) is synced
