"""What a step lays hands on, asked by its name, as a trace has it: by invariants, laws, reports."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from oceanhil.scenarios.devices.context import WorldStep
from oceanhil.scenarios.step import Touch

if TYPE_CHECKING:
    from collections.abc import Sequence


@cache
def touched_by(name: str) -> frozenset[Touch]:
    """Give what the step of this name lays hands on; nothing for a name that is no step's.

    A step that was done is a class, whoever declared it. So no list of steps is needed, and laws, which stand in that
    list themselves, can ask.
    """
    named = (kind for kind in _kinds() if vars(kind).get("name") == name)
    return frozenset[Touch]().union(*(kind.touches for kind in named))


def _kinds() -> Sequence[type[WorldStep]]:
    kinds = WorldStep.__subclasses__()
    for kind in kinds:
        # The loop comes to these, too.
        kinds += kind.__subclasses__()
    return kinds
