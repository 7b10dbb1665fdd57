"""What a scenario sees of the world it runs in: devices, the server, the network and time, as interfaces.

A world implements these protocols and says by `capabilities` what it can do. Classes of this project derive from
them: mypy then names the method that one lacks where it is made. Code whose types nobody checks should not derive: a
body inherited from here does nothing and gives None, where a missing method would be an error.

Everything is synchronous: a wait runs the kernel in a simulated world and blocks on the port in a real one. Times are
µs since the run began unless a name says `unix`. Observations go into the world's `Trace`; expectations are judged on
that trace alone, so they mean the same in every world.

`device`, `server` (with the network), `world` (with its factory) and `traits`, which only some worlds have. The words
that they use, such as `Capability`, are those of `oceanhil.scenarios.world_terms`. All of them are imported from here;
what can be wrong with a board, why it starts and what is round it is told by `oceanhil.protocol`.
"""

from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.scenarios.world.device import MAIN_DEVICE, NO_WEAR, Device, FlashWear, MovesCuts
from oceanhil.scenarios.world.server import Generated, Network, Server
from oceanhil.scenarios.world.traits import (
    ChoosesBoards,
    IsForBoards,
    LimitsItsSensor,
    LooksClosely,
    NamesItsRelays,
    NamesServersLack,
    SpeaksItsOwn,
    TakesAnyFirmware,
    WatchesEdges,
    WearsBoards,
    boards_of_world,
    is_foreign,
    is_held_to_pages,
    is_unspoken,
    seen_relays,
)
from oceanhil.scenarios.world.world import World, WorldFactory, WorldRequest
from oceanhil.scenarios.world_terms import (
    BEYOND_AGENTS,
    OF_PROGRAMS,
    Capability,
    CutWork,
    LackingError,
    LineFault,
    WorldError,
)

__all__ = [
    "BEYOND_AGENTS",
    "MAIN_DEVICE",
    "NO_WEAR",
    "OF_PROGRAMS",
    "Capability",
    "ChoosesBoards",
    "CutWork",
    "Device",
    "DeviceStatus",
    "FlashWear",
    "Generated",
    "IsForBoards",
    "LackingError",
    "LimitsItsSensor",
    "LineFault",
    "LooksClosely",
    "MovesCuts",
    "NamesItsRelays",
    "NamesServersLack",
    "Network",
    "Server",
    "SpeaksItsOwn",
    "TakesAnyFirmware",
    "WatchesEdges",
    "WearsBoards",
    "World",
    "WorldError",
    "WorldFactory",
    "WorldRequest",
    "boards_of_world",
    "is_foreign",
    "is_held_to_pages",
    "is_unspoken",
    "seen_relays",
]
