import pytest

from oceanhil.host.durations import clock, span

SECOND = 1_000_000
HOUR = 3_600 * SECOND


@pytest.mark.parametrize(
    ("t_us", "text"),
    [
        (0, "0:00:00.000"),
        (12_345_678, "0:00:12.345"),
        (59 * 60 * SECOND, "0:59:00.000"),
        (23 * HOUR, "23:00:00.000"),
        (24 * HOUR + SECOND, "1 d 0:00:01.000"),
    ],
)
def test_a_point_in_time_reads_as_a_clock(t_us: int, text: str) -> None:
    assert clock(t_us) == text


@pytest.mark.parametrize(
    ("duration_us", "text"),
    [
        (0, "0 µs"),
        (999, "999 µs"),
        (350_000, "350 ms"),
        (5 * SECOND, "5 s"),
        (6_240_000, "6.2 s"),
        (59_990_000, "59.9 s"),
        (3_595 * SECOND, "59 min 55 s"),
        (60 * SECOND, "1 min"),
        (25 * HOUR, "1 d 1 h"),
        (365 * 24 * HOUR * 4, "1,460 d"),
    ],
)
def test_a_duration_reads_with_its_two_largest_units(duration_us: int, text: str) -> None:
    assert span(duration_us) == text
