"""A run in the time that there is: which cases come first, and from when on none is begun.

On boards a case takes as long as it waits, and the whole library a day. Whoever has half an hour wants as many
scenarios as fit into it: of each there is one case before the next, and what waits least comes first. A case that was
begun ends by itself, and one that was not is skipped by name.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from oceanhil.app.run.collection import CaseItem

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

    from oceanhil.scenarios.scenario import Case


@runtime_checkable
class Lasts(Protocol):
    """A step that says how long it takes."""

    for_us: int


def least_us(case: Case) -> int:
    """Give the time that the steps of a case take at least, µs."""
    return sum(placed.step.for_us for placed in case.bound().steps if isinstance(placed.step, Lasts))


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
        ranked.append((turns[key], least_us(item.case), place, item))
        turns[key] += 1
    return [item for *_, item in sorted(ranked, key=lambda each: each[:3])]
