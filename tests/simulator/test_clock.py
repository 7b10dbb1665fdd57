import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.board import Board
from simulator.clock import DeviceClock
from simulator.resets import ResetReason

SECOND_US = 1_000_000
DAY_US = 86_400 * SECOND_US
SET_TO_US = 1_768_478_400 * SECOND_US
KEEPS = {(Board.ESP32, reason) for reason in (ResetReason.SOFTWARE, ResetReason.WATCHDOG, ResetReason.BROWNOUT)}


def powered_on(board: Board = Board.ESP32, *, shows_us: int = 0) -> DeviceClock:
    clock = DeviceClock(board)
    clock.boot(0, ResetReason.POWER_ON, shows_us)
    return clock


@pytest.mark.parametrize("board", Board)
def test_time_starts_in_1970_at_power_on(board: Board) -> None:
    clock = powered_on(board)
    assert clock.unix_us(0) == 0
    assert clock.unix_us(5 * SECOND_US) == 5 * SECOND_US


@pytest.mark.parametrize("reason", ResetReason)
@pytest.mark.parametrize("board", Board)
def test_only_esp32_keeps_its_time_and_only_through_resets_that_leave_its_rtc_on(
    board: Board, reason: ResetReason
) -> None:
    clock = powered_on(board)
    clock.set_unix_us(10, SET_TO_US)
    clock.boot(20, reason, 0)
    assert clock.unix_us(20) == (SET_TO_US + 10 if (board, reason) in KEEPS else 0)


def test_a_bench_may_choose_what_the_clock_shows_where_it_does_not_survive() -> None:
    assert powered_on(Board.PICOW, shows_us=SET_TO_US).unix_us(7) == SET_TO_US + 7


@pytest.mark.parametrize("reason", ResetReason)
@pytest.mark.parametrize("board", Board)
def test_uptime_starts_over_at_every_reset(board: Board, reason: ResetReason) -> None:
    clock = powered_on(board)
    clock.boot(DAY_US, reason, 0)
    assert clock.uptime_us(DAY_US) == 0
    assert clock.millis(DAY_US + 1999) == 1


def test_millis_wraps_to_0_after_49_days_17_hours() -> None:
    clock, wrap_us = powered_on(), 2**32 * 1000
    assert 49.7 < wrap_us / DAY_US < 49.72
    assert clock.millis(wrap_us - 1) == 2**32 - 1
    assert clock.millis(wrap_us) == 0


def test_uptime_can_be_set_to_just_before_the_wrap() -> None:
    clock = powered_on()
    clock.set_uptime_us(DAY_US, 2**32 * 1000 - SECOND_US)
    assert clock.millis(DAY_US) == 2**32 - 1000
    assert clock.millis(DAY_US + 2 * SECOND_US) == 1000


def test_setting_the_wall_clock_leaves_uptime_alone() -> None:
    clock = powered_on()
    clock.set_unix_us(SECOND_US, SET_TO_US)
    assert clock.uptime_us(SECOND_US) == SECOND_US


def test_a_clock_that_drifts_gains_its_parts_per_million() -> None:
    clock = powered_on()
    clock.set_drift(0, 100)
    assert clock.unix_us(DAY_US) == DAY_US + 8_640_000
    assert clock.uptime_us(DAY_US) == DAY_US + 8_640_000


def test_a_new_drift_does_not_make_the_clocks_jump() -> None:
    clock = powered_on()
    clock.set_drift(0, 5000)
    before = clock.unix_us(DAY_US), clock.uptime_us(DAY_US)
    clock.set_drift(DAY_US, -5000)
    assert (clock.unix_us(DAY_US), clock.uptime_us(DAY_US)) == before


DRIFTS = st.integers(-500_000, 1_000_000)
TIMES_US = st.integers(0, 60 * DAY_US)


@given(DRIFTS, TIMES_US, st.integers(0, DAY_US))
def test_a_clock_never_runs_backwards(drift_ppm: int, start_us: int, later_us: int) -> None:
    clock = powered_on()
    clock.set_drift(start_us, drift_ppm)
    assert clock.unix_us(start_us + later_us) >= clock.unix_us(start_us)


@given(DRIFTS, TIMES_US, st.integers(0, 10_000_000))
def test_who_sleeps_by_the_device_clock_finds_the_time_gone_by_on_it(
    drift_ppm: int, start_us: int, slept_ms: int
) -> None:
    clock = powered_on()
    clock.set_drift(0, drift_ppm)
    woken_us = start_us + clock.true_us(1000 * slept_ms)
    assert (clock.millis(woken_us) - clock.millis(start_us)) % 2**32 - slept_ms in {0, 1}


@pytest.mark.parametrize("drift_ppm", [-(10**6), -500_001, 1_000_001, 10**20])
def test_a_drift_that_would_stop_or_turn_time_is_refused(drift_ppm: int) -> None:
    with pytest.raises(ValueError, match=f"clock drift {drift_ppm} ppm, expected -500000 to 1000000"):
        powered_on().set_drift(0, drift_ppm)
