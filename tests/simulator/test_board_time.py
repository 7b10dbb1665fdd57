import pytest

from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.lines import Line
from oceanhil.simulator.resets import ResetReason
from tests.simulator.fake_bench import SECOND_US, BoardOnBench

ONLINE = Line.ONLINE.build()


def asleep(family: Board, asked_s: int, drift_ppm: int = 0) -> BoardOnBench:
    """A board that was online and fell asleep; what it told before is forgotten."""
    on_bench = BoardOnBench(family)
    on_bench.power_on()
    on_bench.bench.boots.clear()
    on_bench.bench.lines.clear()
    on_bench.board.clock.set_sleep_drift(drift_ppm)
    on_bench.board.deep_sleep(asked_s * SECOND_US)
    return on_bench


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_a_board_in_deep_sleep_is_silent_and_then_starts_again(family: Board) -> None:
    on_bench = asleep(family, 3600)
    on_bench.run(3599)
    assert (on_bench.bench.boots, on_bench.bench.lines) == ([], [])
    on_bench.run(30)
    assert on_bench.bench.boots == [(2, ResetReason.DEEP_SLEEP)]
    assert on_bench.bench.lines[-1] == ONLINE


def test_a_fast_oscillator_wakes_the_board_early() -> None:
    on_bench = asleep(Board.ESP8266, 3600, drift_ppm=50_000)
    on_bench.run(3428)
    assert on_bench.bench.boots == []
    on_bench.run(1)
    assert on_bench.bench.boots == [(2, ResetReason.DEEP_SLEEP)]


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_without_power_a_board_does_not_wake(family: Board) -> None:
    on_bench = asleep(family, 60)
    on_bench.board.power_off()
    on_bench.run(120)
    on_bench.board.deep_sleep(60 * SECOND_US)
    on_bench.run(120)
    assert on_bench.bench.boots == []


def test_a_reset_ends_the_sleep_and_nothing_wakes_the_board_twice() -> None:
    on_bench = asleep(Board.ESP32, 60)
    on_bench.board.reset(ResetReason.PIN)
    on_bench.run(120)
    assert on_bench.bench.boots == [(2, ResetReason.PIN)]


@pytest.mark.parametrize(("delay_s", "synced"), [(0, True), (4, True), (5, False), (60, False)])
def test_a_time_client_that_starts_late_answers_only_who_waits_for_it(delay_s: int, synced: bool) -> None:
    on_bench = BoardOnBench()
    on_bench.board.sntp.start_up_delay_us = delay_s * SECOND_US
    bench = on_bench.power_on()
    assert (Line.TIME_NOT_SYNCED.build() not in bench.lines) is synced
