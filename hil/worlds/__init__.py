"""The worlds in which scenarios run, one module each, registered by entry point `oceanhil.worlds`.

Other distributions add worlds by naming a `scenarios.world.WorldFactory` under the same entry point.
"""

from collections.abc import Mapping
from importlib.metadata import entry_points

from protocol.profile import nearest
from scenarios.world import WorldError, WorldFactory

GROUP = "oceanhil.worlds"


def world_names() -> tuple[str, ...]:
    """Name every registered world."""
    return tuple(sorted({entry.name for entry in entry_points(group=GROUP)}))


def load_world(name: str) -> WorldFactory:
    """Load the factory of the world `name`; raises WorldError naming the nearest one there is."""
    found: Mapping[str, WorldFactory] = {}
    for entry in entry_points(group=GROUP, name=name):
        factory: WorldFactory = entry.load()()
        found = {name: factory}
    if name not in found:
        raise WorldError(f"unknown world {name!r}; {nearest(name, world_names())}")
    return found[name]
