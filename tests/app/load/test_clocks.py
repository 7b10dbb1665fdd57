"""Clocks of workers that are not this machine's are found by when their reports come."""

from __future__ import annotations

import pytest

from oceanhil.app.load.clocks import Clocks
from oceanhil.protocol.units import SECOND_US


def seen(*taken_s: float) -> Clocks:
    """Reports that seem to have taken so many seconds each."""
    clocks = Clocks()
    for number, each in enumerate(taken_s, 1):
        made_us = 3 * number * SECOND_US
        clocks.see("pump_house_1", made_us, made_us + round(each * SECOND_US))
    return clocks


@pytest.mark.parametrize(
    "taken_s", [(), (0.1, 0.2), (-1.5, 0.1), (25, 4, 30)], ids=["no report", "at once", "a second off", "busy at times"]
)
def test_clocks_that_agree_are_not_spoken_of(taken_s: tuple[float, ...]) -> None:
    assert seen(*taken_s).wrong() == ()


@pytest.mark.parametrize(
    ("taken_s", "said"), [((-29.9, -30.2), "is 30 s ahead of this machine's"), ((301, 300), "is 300 s behind this")]
)
def test_another_clock_is_told_with_its_worker_and_what_to_do(taken_s: tuple[float, ...], said: str) -> None:
    (line,) = seen(*taken_s).wrong()
    assert line.startswith("the clock of worker 'pump_house_1' ")
    assert said in line
    assert "set both clocks" in line


def test_one_wrong_clock_blames_no_other_worker() -> None:
    clocks = seen(-60)
    clocks.see("here_2", 1, 2)
    assert len(clocks.wrong()) == 1
