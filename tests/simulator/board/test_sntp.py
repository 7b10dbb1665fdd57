import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.simulator.board.sntp import SntpClient

SECOND_US = 1_000_000
# 2036-02-07T06:28:16Z, the first second of NTP era 1, and 1968-01-20T03:14:08Z and 2104-02-26T09:42:24Z round it.
ERA_1_US = 2_085_978_496 * SECOND_US
FROM_US, TO_US = -61_505_152 * SECOND_US, 4_233_462_144 * SECOND_US


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
