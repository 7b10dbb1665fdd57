"""What is said of a change of a clock is read back as it was meant."""

import pytest

from oceanhil.protocol.board_faults import ClockFault
from oceanhil.scenarios.clock_change import (
    Drift,
    device_moved_words,
    drift_in,
    drift_words,
    is_device_moved,
    is_server_set_back,
    passed_words,
    server_frozen_words,
    server_moved_words,
    time_client_words,
    time_words,
    uptime_words,
)
from oceanhil.scenarios.units import UNITS_US

S = UNITS_US["s"]


@pytest.mark.parametrize("is_in_sleep", [True, False])
@pytest.mark.parametrize("parts_per_million", [-900, 0, 50_000])
def test_a_drift_is_read_back_with_the_clock_that_has_it(parts_per_million: int, is_in_sleep: bool) -> None:
    assert drift_in(drift_words(parts_per_million, is_in_sleep=is_in_sleep)) == Drift(parts_per_million, is_in_sleep)


def test_a_server_is_set_back_by_a_jump_backwards_alone() -> None:
    words = (*map(server_moved_words, (-S, S)), device_moved_words(-1), server_frozen_words(is_frozen=True))
    assert [is_server_set_back(each) for each in words] == [True, False, False, False]


def test_a_device_is_moved_by_what_sets_its_clock_alone() -> None:
    assert is_device_moved(device_moved_words(3600))
    assert not is_device_moved(server_moved_words(3600 * S))


def test_other_words_are_about_no_drift() -> None:
    times = (time_words(None), time_words(ClockFault.NTP_ERA_0), time_client_words(5000), uptime_words(S))
    assert [drift_in(each) for each in (*times, passed_words(S), server_moved_words(S))] == [None] * 6


def test_the_words_are_those_of_traces_that_were_written_before() -> None:
    assert server_moved_words(-1_500_000) == "server clock -1.5 s"
    assert server_frozen_words(is_frozen=False) == "server clock runs again"
    assert device_moved_words(3600) == "device clock +3600 s"
    assert drift_words(0, is_in_sleep=True) == "drift in deep sleep +0 ppm"
    assert time_words(ClockFault.SIGNED_32_BIT) == "time is signed-32-bit"
    assert (time_client_words(1_500_000), uptime_words(90 * S)) == ("SNTP client waits 1500 ms", "uptime 90 s")
    assert passed_words(90 * S) == "+1m 30s"
