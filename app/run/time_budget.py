"""A run in the time that there is: which cases come first, and from when on none is begun.

On boards a case takes as long as it waits, and the whole library a day. Whoever has half an hour wants as many
scenarios as fit into it: of each there is one case before the next, and what is likely to wait least comes first. A
case that was begun ends by itself, and one that was not is skipped by name.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from oceanhil.app.run.collection import CaseItem
from oceanhil.scenarios.devices.steps.serial import WITHIN_US

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

    from oceanhil.scenarios.scenario import Case


@runtime_checkable
class Lasts(Protocol):
    """A step that says how long it takes."""

    for_us: int


@runtime_checkable
class AwaitsLong(Protocol):
    """A step that says how long it waits at most, a minute if nothing else is said."""

    within_us: int


def likely_us(case: Case) -> int:
    """Give the time that a case is likely to take, µs: what its steps last, and what they allow beyond a minute."""
    steps = [placed.step for placed in case.bound().steps]
    lasting = sum(step.for_us for step in steps if isinstance(step, Lasts))
    return lasting + sum(max(0, step.within_us - WITHIN_US) for step in steps if isinstance(step, AwaitsLong))


def in_turns(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Put the cases of these items in the order in which a run that may end early has most of them.

    What is no case stays in front, in its order.
    """
    turns = Counter[tuple[str, str]]()
    ranked: list[tuple[int, int, int, pytest.Item]] = []
    for place, item in enumerate(items):
        if not isinstance(item, CaseItem):
            ranked.append((-1, 0, place, item))
            continue
        key = item.case.scenario.id, item.subject
        ranked.append((turns[key], likely_us(item.case), place, item))
        turns[key] += 1
    return [item for *_, item in sorted(ranked, key=lambda each: each[:3])]
