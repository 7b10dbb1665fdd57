"""A simulated world that is over."""

import gc
import weakref

from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.world import WorldRequest

MINUTE_US = 60_000_000


def begins_to_register(event: Event) -> bool:
    return event.kind is EventKind.SERIAL and str(event.fields["text"]).startswith("[REG] Registration token")


def test_a_world_that_is_closed_leaves_nothing_to_the_garbage_collector() -> None:
    # A request is under way, the board runs, and timers are due: all of them know it.
    gc.disable()
    try:
        world = SimWorldFactory().make(WorldRequest(board=Board.ESP32, seed=0, profile=load_profile()))
        device = world.device()
        device.flash(Firmware(world.server.generate_firmware(Board.ESP32, "device").registration_token))
        device.power_on()
        assert world.wait_for(begins_to_register, MINUTE_US) is not None
        world.run_for(1000)
        parts = [weakref.ref(part) for part in (device, world.server, world.network, world.trace)]
        world.close()
        del device, world
        assert [part() for part in parts] == [None, None, None, None]
    finally:
        gc.enable()
