"""Who waits for a time before the turn of a counter of milliseconds waits for ever; who goes on is well."""

import pytest

from oceanhil.analysis.diagnosis.history.wraps import Wraps
from tests.together import together

BEFORE = ["ms=4294948112 ok", "ms=4294963127 ok"]


@together
@pytest.mark.parametrize(
    ("lines", "waits"),
    [
        ([*BEFORE, *(f"ms={838 + 5000 * count} wait, next at 4294968127" for count in range(4))], 2),
        (
            [
                *(line.replace("ms=", "[tick] ") for line in BEFORE),
                *(f"[tick] {count} < 4295967000" for count in range(3)),
            ],
            1,
        ),
        ([*BEFORE, *(f"ms={838 + 5000 * count} ok, next at {5838 + 5000 * count}" for count in range(6))], 0),
        ([f"ms={count} wait, next at 4294968127" for count in range(6)], 0),
        ([*BEFORE, *(f"heap={count} of 4294963127" for count in range(6))], 0),
        (["serial 4294967294"] * 6, 0),
    ],
)
def test_a_time_that_the_counter_has_left_behind_is_waited_for(lines: list[str], waits: int) -> None:
    wraps = Wraps()
    assert sum(wraps.waits(line) for line in lines) == waits


def regular(start: int, times: int, text: str = "abfrage 200") -> list[str]:
    return [f"{start + 5003 * count} {text}" for count in range(times)]


def after(times: int) -> list[str]:
    return [f"{1200 + 60_000 * count} heap 190k" for count in range(times)]


@together
@pytest.mark.parametrize(
    ("lines", "waits"),
    [
        ([*regular(4294934000, 6), *after(6)], 4),
        # It goes on, or was never done regularly, or ended before.
        ([*regular(4294934000, 6), *after(1), "20000 abfrage 200", *after(6)[1:]], 0),
        ([*regular(4294934000, 2), "4294955000 abfrage 200", "4294955900 abfrage 200", *after(6)], 0),
        ([*regular(4294034000, 6), "4294966000 heap 190k", *after(6)], 0),
        ([*regular(4294934000, 6), *after(2)], 0),
    ],
)
def test_what_was_done_every_few_seconds_stops_at_the_turn(lines: list[str], waits: int) -> None:
    wraps = Wraps()
    assert sum(wraps.waits(line) for line in lines) == waits


@together
@pytest.mark.parametrize(
    ("line", "is_beyond"),
    [
        ("4294964990 ok, next 4294969990", True),
        ("4294964990 ok, next 2694", False),
        ("4294964990 of 9294969990", False),
        ("1294964990 ok, next 4294969990", False),
    ],
)
def test_a_time_that_the_counter_never_has_is_noticed(line: str, is_beyond: bool) -> None:
    assert Wraps().is_beyond(line) is is_beyond


@together
@pytest.mark.parametrize(
    ("lines", "waits"),
    [
        ([f"waiting, now={3120 + 60_000 * count} next=4294971296" for count in range(5)], 3),
        ([f"now={3120 + 60_000 * count} next={8120 + 60_000 * count}" for count in range(5)], 0),
        ([f"free {count} of 4294967296" for count in range(5)], 0),
        (["chip 12, id 4294971296"] * 5, 0),
    ],
)
def test_a_time_behind_the_turn_is_waited_for(lines: list[str], waits: int) -> None:
    wraps = Wraps()
    assert sum(wraps.is_beyond(line) and wraps.waits(line) for line in lines) == waits
