"""How much a case asks of the machine beside others, as far as its file tells: a hundred of them take most of a run.

Two things make a case dear: that it runs once for each point of a sweep, and that much time passes in its steps. Both
figures are those of the library in the world `sim`, rounded. Elsewhere they are other ones, and still nearer than none.
"""

from typing import Final

import msgspec

from oceanhil.protocol.units import HOUR_US
from oceanhil.scenarios.mistakes import ScenarioError
from oceanhil.scenarios.scenario import Case
from oceanhil.scenarios.step import Step

SWEEP: Final = 40.0
"""So many short cases are as much as a sweep."""
HOUR: Final = 5.0
"""So many are as much as an hour of a device that polls."""
_HOURS_MOST: Final = 24
"""Where more passes, the device sleeps, or has nothing to do."""


def expense_of(case: Case) -> float:
    """Give what the case asks for, in short cases: 1 and more."""
    try:
        bound = case.bound()
    except ScenarioError:
        return 1.0  # it ends before it begins
    waited_us = sum(_waited_us(placed.step) for placed in (*bound.steps, *bound.remedy))
    return (SWEEP if case.scenario.sweep is not None else 1.0) + HOUR * min(waited_us / HOUR_US, _HOURS_MOST)


def _waited_us(step: Step) -> int:
    """Give what the step says of time that passes in it; it may be over sooner."""
    if not step.waits:
        return 0
    fields = msgspec.structs.asdict(step).items()
    return sum(value for name, value in fields if name.endswith("_us") and isinstance(value, int))
