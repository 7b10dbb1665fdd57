"""Who waits for a time before the turn of a counter of milliseconds waits for ever; who goes on is well."""

import pytest

from oceanhil.analysis.diagnosis.wraps import Wraps
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
