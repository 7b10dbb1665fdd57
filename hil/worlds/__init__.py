"""The worlds in which scenarios run, one module each, registered by entry point `oceanhil.worlds`.

Other distributions add worlds by naming a `scenarios.world.WorldFactory` under the same entry point. A world that takes
an argument gets what stands behind the colon: `serial:bench1`.
"""

import inspect
from collections.abc import Callable
from importlib.metadata import EntryPoint
from typing import cast

from oceanhil.host.untrusted import refusal
from oceanhil.protocol.data_files import is_untrusted
from oceanhil.protocol.plugins import plugin_maker, plugin_names
from oceanhil.protocol.suggestion import suggestion
from oceanhil.protocol.world_name import OwnWorld, WorldChoice
from oceanhil.scenarios.world import WorldError, WorldFactory

GROUP = "oceanhil.worlds"
_OWN = {
    name.value: EntryPoint(name.value, place, GROUP)
    for name, place in {
        OwnWorld.SIM: "oceanhil.hil.worlds.sim:SimWorldFactory",
        OwnWorld.SERIAL: "oceanhil.hil.worlds.serial.factory:serial_worlds",
        OwnWorld.NATIVE: "oceanhil.hil.worlds.native.factory:NativeWorldFactory",
        OwnWorld.EMULATED: "oceanhil.hil.worlds.emulated.factory:emulated_worlds",
        OwnWorld.SKETCH: "oceanhil.hil.worlds.sketch.factory:SketchWorldFactory",
    }.items()
}
"""The worlds of this project, for runs that trust no other package's."""


def world_names() -> tuple[str, ...]:
    """Name every registered world."""
    return tuple(sorted(plugin_names(GROUP)))


def load_world(chosen: str) -> WorldFactory:
    """Load the factory of the world `NAME` or `NAME:ARGUMENT`; raises WorldError naming the nearest one there is."""
    name, argument = WorldChoice.read(chosen)
    make = _maker(name)
    if argument and not _takes_an_argument(make):
        raise WorldError(f"world {name!r} takes nothing behind a colon; expected {name!r} alone")
    return make(argument) if argument else make()


def _maker(name: str) -> Callable[..., WorldFactory]:
    if is_untrusted():
        own = _OWN.get(name)
        if own is None:
            raise WorldError(refusal(f"world {name!r} is code of another package; {suggestion(name, _OWN)}"))
        return cast("Callable[..., WorldFactory]", own.load())
    found = plugin_maker(GROUP, name, "world", WorldError)
    if found is None:
        raise WorldError(f"unknown world {name!r}; {suggestion(name, world_names())}")
    return cast("Callable[..., WorldFactory]", found)


def _takes_an_argument(make: Callable[..., WorldFactory]) -> bool:
    try:
        return bool(inspect.signature(make).parameters)
    except (TypeError, ValueError):
        # Written in C, which does not say.
        return True
