from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.facts import clocks
from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.board.clock import DeviceClock, SntpClient
from tests.together import together

SECOND_US = 1_000_000
DAY_US = 86_400 * SECOND_US
SET_TO_US = 1_768_478_400 * SECOND_US
KEEPS = {
    (Board.ESP32, reason)
    for reason in (ResetReason.SOFTWARE, ResetReason.WATCHDOG, ResetReason.BROWNOUT, ResetReason.DEEP_SLEEP)
}
TIME_T_END_US = 2**31 * SECOND_US
# 2036-02-07T06:28:16Z, the first second of NTP era 1, and 1968-01-20T03:14:08Z and 2104-02-26T09:42:24Z round it.
ERA_1_US = 2_085_978_496 * SECOND_US
FROM_US, TO_US = -61_505_152 * SECOND_US, 4_233_462_144 * SECOND_US


def powered_on(board: Board = Board.ESP32, *, shows_us: int = 0) -> DeviceClock:
    clock = DeviceClock(board)
    clock.boot(0, ResetReason.POWER_ON, shows_us)
    return clock


@pytest.mark.parametrize("board", PLATFORM_BOARDS)
def test_time_starts_in_1970_at_power_on(board: Board) -> None:
    clock = powered_on(board)
    assert clock.unix_us(0) == 0
    assert clock.unix_us(5 * SECOND_US) == 5 * SECOND_US


@together
@pytest.mark.parametrize("reason", ResetReason)
@pytest.mark.parametrize("board", PLATFORM_BOARDS)
def test_only_esp32_keeps_its_time_and_only_through_resets_that_leave_its_rtc_on(
    board: Board, reason: ResetReason
) -> None:
    clock = powered_on(board)
    clock.set_unix_us(10, SET_TO_US)
    clock.boot(20, reason, 0)
    assert clock.unix_us(20) == (SET_TO_US + 10 if (board, reason) in KEEPS else 0)


def test_a_bench_may_choose_what_the_clock_shows_where_it_does_not_survive() -> None:
    assert powered_on(Board.PICOW, shows_us=SET_TO_US).unix_us(7) == SET_TO_US + 7


@together
@pytest.mark.parametrize("reason", ResetReason)
@pytest.mark.parametrize("board", PLATFORM_BOARDS)
def test_uptime_starts_over_at_every_reset(board: Board, reason: ResetReason) -> None:
    clock = powered_on(board)
    clock.set_uptime_us(0, 30 * DAY_US)
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


def test_micros_wraps_to_0_after_71_minutes_and_35_seconds() -> None:
    clock = powered_on()
    assert 71 * 60 + 34 < 2**32 / SECOND_US < 71 * 60 + 35
    assert clock.micros(2**32 - 1) == 2**32 - 1
    assert clock.micros(2**32) == 0


def test_asleep_esp32_counts_by_another_oscillator() -> None:
    clock = powered_on(shows_us=SET_TO_US)
    clock.set_drift(0, 10)
    clock.set_sleep_drift(-12_500)
    clock.fall_asleep(DAY_US)
    clock.boot(2 * DAY_US, ResetReason.DEEP_SLEEP, 0)
    assert clock.unix_us(2 * DAY_US) == SET_TO_US + 2 * DAY_US + 864_000 - 1080 * SECOND_US
    assert clock.unix_us(3 * DAY_US) - clock.unix_us(2 * DAY_US) == DAY_US + 864_000


@given(DRIFTS, st.integers(0, DAY_US))
def test_a_sleep_is_over_when_the_sleeping_clock_has_counted_it(drift_ppm: int, asked_us: int) -> None:
    clock = powered_on()
    clock.set_sleep_drift(drift_ppm)
    clock.fall_asleep(0)
    woken_us = clock.true_sleep_us(asked_us)
    clock.boot(woken_us, ResetReason.DEEP_SLEEP, 0)
    assert 0 <= clock.unix_us(woken_us) - asked_us <= 1


def test_a_32_bit_time_turns_back_to_1901_after_its_last_second() -> None:
    clock = powered_on(shows_us=TIME_T_END_US - SECOND_US)
    clock.signed_32_bit = True
    assert clock.unix_us(SECOND_US - 1) == TIME_T_END_US - 1
    assert clock.unix_us(SECOND_US) == -TIME_T_END_US


def test_mended_it_shows_the_time_it_has_counted() -> None:
    clock = powered_on(shows_us=TIME_T_END_US)
    clock.signed_32_bit = True
    clock.set_drift(5, 100)
    clock.signed_32_bit = False
    assert clock.unix_us(5) == TIME_T_END_US + 5


@pytest.mark.parametrize(
    ("shows_us", "is_set"), [(0, False), (1_483_228_799_999_999, False), (1_483_228_800_000_000, True)]
)
def test_a_clock_is_believed_from_2017_on(shows_us: int, is_set: bool) -> None:
    assert powered_on(shows_us=shows_us).is_set(0) is is_set


def test_the_year_from_which_a_clock_is_believed_is_the_one_behind_that_of_the_table() -> None:
    first = datetime(clocks.LAST_YEAR_UNSET.value + 1, 1, 1, tzinfo=UTC)
    shows_us = round(first.timestamp()) * SECOND_US
    assert [powered_on(shows_us=each).is_set(0) for each in (shows_us - 1, shows_us)] == [False, True]


@pytest.mark.parametrize("drift_ppm", [-(10**6), -500_001, 1_000_001, 10**20])
def test_a_drift_that_would_stop_or_turn_time_is_refused(drift_ppm: int) -> None:
    message = f"clock drift {drift_ppm} ppm, expected -500000 to 1000000"
    with pytest.raises(ValueError, match=message):
        powered_on().set_drift(0, drift_ppm)
    with pytest.raises(ValueError, match=message):
        powered_on().set_sleep_drift(drift_ppm)


def client(*, knows_eras: bool = True) -> SntpClient:
    made = SntpClient()
    made.knows_eras = knows_eras
    return made


@given(st.integers(FROM_US, TO_US - 1))
def test_from_1968_to_2104_the_time_is_right(unix_us: int) -> None:
    assert client().read(unix_us) == unix_us


@pytest.mark.parametrize(("unix_us", "read_us"), [(FROM_US - 1, TO_US - 1), (TO_US, FROM_US)])
def test_outside_it_is_one_era_off(unix_us: int, read_us: int) -> None:
    assert client().read(unix_us) == read_us


def test_who_knows_no_eras_is_right_up_to_the_last_second_and_then_in_1900() -> None:
    read = client(knows_eras=False).read
    assert read(ERA_1_US - 1) == ERA_1_US - 1
    assert read(ERA_1_US) == -2_208_988_800 * SECOND_US


def test_nothing_delays_the_first_request_unless_told() -> None:
    assert client().delay_us(77) == 0


def test_the_delay_counts_from_the_first_request_of_a_boot() -> None:
    late = client()
    late.start_up_delay_us = 5 * SECOND_US
    assert [late.delay_us(t_s * SECOND_US) for t_s in (10, 12, 15, 20)] == [5 * SECOND_US, 3 * SECOND_US, 0, 0]
    late.restart()
    assert late.delay_us(30 * SECOND_US) == 5 * SECOND_US
