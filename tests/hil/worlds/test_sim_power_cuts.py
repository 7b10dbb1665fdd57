"""A power cut can be arranged for a boot that comes or is under way, and for no other."""

import pytest

from oceanhil.hil.worlds import load_world
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.world import Device, World, WorldError, WorldRequest

MINUTE_US = 60_000_000


@pytest.fixture
def world() -> World:
    return load_world("sim").make(WorldRequest(board=Board.ESP32, seed=0, profile=load_profile()))


@pytest.fixture
def device(world: World) -> Device:
    device = world.device()
    device.flash(Firmware(world.server.generate_firmware(device.board, "bench").registration_token))
    return device


def test_a_boot_that_is_over_cannot_be_cut(world: World, device: Device) -> None:
    device.power_on()
    world.run_for(MINUTE_US)
    done = device.flash_units(1)
    assert done > 0
    device.power_off()
    for _ in range(2):
        with pytest.raises(WorldError, match=f"^boot 1 of device is over, with {done} units of flash work; the next"):
            device.cut_power(1, 5)
        device.power_on()


def test_a_boot_that_comes_can_be_cut_and_is_over_then(world: World, device: Device) -> None:
    device.cut_power(1, 5)
    device.power_on()
    world.run_for(MINUTE_US)
    assert not device.has_power
    with pytest.raises(WorldError, match=r"^boot 1 of device is over, with 5 units of flash work; the next is 2$"):
        device.cut_power(1, 6)


def test_the_boot_under_way_can_be_cut(world: World, device: Device) -> None:
    device.power_on()
    device.cut_power(1, 5)
    world.run_for(MINUTE_US)
    assert not device.has_power
