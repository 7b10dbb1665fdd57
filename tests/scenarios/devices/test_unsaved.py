"""A sweep that finds no flash work says what the device could have saved in that boot."""

import msgspec
import pytest

from oceanhil.protocol.record import RecordFlag, RecordReading, RecordVerdict, TokenRecord
from oceanhil.scenarios.devices.unsaved import unsaved_in
from tests.scenarios.fake_world import FakeDevice, FakeWorld, Planned, boot, fake_world, requested

RELAY_1_STORED = RecordReading(RecordVerdict.VALID, TokenRecord("oc_perm_abc", RecordFlag.RELAY1))


def second_boot(after_us: int) -> Planned:
    first = boot(after_us)
    return msgspec.structs.replace(first, fields={**first.fields, "number": 2})


def world_after(*planned: Planned) -> FakeWorld:
    world = fake_world()
    device = world.device()
    assert isinstance(device, FakeDevice)
    device.record = RELAY_1_STORED
    for each in planned:
        world.plan(each)
    world.run_for(100)
    return world


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (
            requested("register", 200, 25, granted="oc_perm_abc"),
            "none: the token that was granted in boot 2 was never saved",
        ),
        (requested("state", 200, 25, relay1=True, relay2=True), "none: relay 2 was switched in boot 2 and never saved"),
        (
            requested("state", 200, 25, relay1=True, relay2=False),
            "none: no token was granted and no relay was switched in boot 2, so there was nothing to save",
        ),
        (
            requested("state", 200, 15, relay1=False, relay2=True),
            "none: no token was granted and no relay was switched in boot 2, so there was nothing to save",
        ),
    ],
    ids=["token", "relay", "nothing new", "in another boot"],
)
def test_it_names_what_was_not_saved(told: Planned, found: str) -> None:
    assert unsaved_in(world_after(boot(10), second_boot(20), told), 2) == found


def test_a_boot_that_never_came_is_named() -> None:
    assert unsaved_in(world_after(boot(10)), 2) == "none: boot 2 never came, the device booted 1 time"
