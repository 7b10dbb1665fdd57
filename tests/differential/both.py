"""Living one life in both worlds, and saying where the two part."""

from itertools import zip_longest

import msgspec

from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.scenarios.comparison import first_difference
from oceanhil.scenarios.trace import Event
from oceanhil.scenarios.world import WorldFactory
from tests.differential.life import Life, live

_CONTEXT = 4
_REPLAY = "run it again: python -m tests.differential"


def disagreement(life: Life, native: WorldFactory) -> str:
    """Say where the traces of both programs part, times included; empty when they are the same event for event."""
    left, right = live(life, SimWorldFactory()), live(life, native)
    if left == right:
        return ""
    seen = first_difference(left, right)
    what = "nothing observable, but an event or its time" if seen is None else f"{seen.kind.value}, place {seen.index}"
    return "\n".join((f"the programs part in {what}", _side_by_side(left, right), f"{_REPLAY} '{life}'"))


def _side_by_side(left: list[Event], right: list[Event]) -> str:
    pairs = list(zip_longest(left, right))
    place = next(index for index, (one, other) in enumerate(pairs) if one != other)
    before = [f"  both    {_shown(one)}" for one, _ in pairs[max(0, place - _CONTEXT) : place]]
    after = pairs[place : place + _CONTEXT]
    python = [f"  python  {_shown(one)}" for one, _ in after]
    return "\n".join((*before, *python, *(f"  native  {_shown(other)}" for _, other in after)))


def _shown(event: Event | None) -> str:
    return "nothing more" if event is None else msgspec.json.encode(event).decode()
