"""An error of the function that a wait was given is its caller's alone."""

import pytest

from oceanhil.hil.worlds import load_world
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import DeviceStatus, WorldRequest

MINUTE_US = 60_000_000


def test_it_is_raised_at_the_wait_and_the_device_lives_on() -> None:
    world = load_world("sim").make(WorldRequest(board=Board.ESP32, seed=0, profile=load_profile()))
    made = world.server.generate_firmware(Board.ESP32, "bench")
    world.device().flash(Firmware(made.registration_token))
    world.device().power_on()
    with pytest.raises(KeyError, match="pth") as found:
        world.wait_for(lambda event: event.kind is EventKind.SERIAL and event.fields["pth"] == "x", MINUTE_US)
    assert not [each for each in found.traceback if "simulator" in str(each.path)]
    world.run_for(MINUTE_US)
    assert world.server.status(made.id) is DeviceStatus.ONLINE
