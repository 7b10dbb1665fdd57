"""What a case asks for beside others, told before it has run."""

from __future__ import annotations

import pytest

from oceanhil.scenarios.expense import HOUR, SWEEP, expense_of
from tests.scenarios.writing import case_of

WAITS = "remedy:\n  text: Wait.\n  steps:\n    - time.run: 2h"


def test_a_short_case_is_one() -> None:
    assert expense_of(case_of()) == 1


@pytest.mark.parametrize(("body", "steps"), [("", "- time.run: 2h"), (WAITS, "- device.power_on")])
def test_time_that_passes_is_counted_in_steps_and_remedy(body: str, steps: str) -> None:
    assert expense_of(case_of(body, steps)) == 1 + 2 * HOUR


def test_a_clock_that_jumps_takes_no_time() -> None:
    assert expense_of(case_of(steps="- time.advance: 100h\n- device.power_on")) == 1


def test_a_year_is_no_more_than_a_day() -> None:
    assert expense_of(case_of(steps="- time.run: 365d")) == expense_of(case_of(steps="- time.run: 24h"))


def test_a_sweep_is_as_much_as_many() -> None:
    swept = "sweep: {cut: {boot: 1, of: flash-units}}"
    assert expense_of(case_of(swept, "- storage.cut_power: ${cut}")) == SWEEP
