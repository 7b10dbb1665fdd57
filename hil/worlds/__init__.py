"""The worlds in which scenarios run, one module each, registered by entry point `oceanhil.worlds`.

Other distributions add worlds by naming a `scenarios.world.WorldFactory` under the same entry point. A world that takes
an argument gets what stands behind the colon: `serial:bench1`.
"""

import inspect
from collections.abc import Callable
from importlib.metadata import entry_points

from protocol.profile import nearest
from scenarios.world import WorldError, WorldFactory

GROUP = "oceanhil.worlds"


def world_names() -> tuple[str, ...]:
    """Name every registered world."""
    return tuple(sorted({entry.name for entry in entry_points(group=GROUP)}))


def load_world(chosen: str) -> WorldFactory:
    """Load the factory of the world `NAME` or `NAME:ARGUMENT`; raises WorldError naming the nearest one there is."""
    name, _, argument = chosen.partition(":")
    found = tuple(entry_points(group=GROUP, name=name))
    if not found:
        raise WorldError(f"unknown world {name!r}; {nearest(name, world_names())}")
    make: Callable[..., WorldFactory] = found[-1].load()
    if not argument:
        return make()
    if not inspect.signature(make).parameters:
        raise WorldError(f"world {name!r} takes nothing behind a colon; expected {name!r} alone")
    return make(argument)
