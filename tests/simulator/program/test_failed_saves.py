"""A save that fails: the device goes on with what is in RAM, and tries again ever more seldom."""

from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from oceanhil.protocol.lines import Line
from oceanhil.protocol.record import RecordFlag, StorePolicy, decode_legacy, decode_reference
from oceanhil.simulator.eeprom.slots import Slot
from tests.simulator.answers import answers, refused, registered, reply, state
from tests.simulator.program.fake_hardware import PROFILE, FakeHardware, firmware, run

FAILED, SAVED = Line.EEPROM_SAVE_FAILED.template, Line.EEPROM_SAVED.template
SHORT_TOKEN = "oc_perm_" + "P" * 24
DAY_S = 86_400
STORES = pytest.mark.parametrize("store", StorePolicy, ids=lambda store: store.value)


@dataclass
class Timed(FakeHardware):
    """Knows when each save was tried."""

    tried_s: list[float] = field(default_factory=list)

    def print(self, text: str) -> None:
        super().print(text)
        if text.strip() in {FAILED, SAVED}:
            self.tried_s.append(self.now_us / 1_000_000)


def refusing(times: int, store: StorePolicy = StorePolicy.REFERENCE, until_s: int = 600) -> Timed:
    """Run a device whose first `times` saves are refused."""
    hardware = Timed(answers(register=[registered(SHORT_TOKEN)]), until_s=until_s)
    hardware.storage.slots.unwritten = hardware.storage.eeprom.uncommitted = times
    run(hardware, firmware(store=store))
    return hardware


def outcomes(hardware: FakeHardware) -> list[str]:
    return [line for line in hardware.lines if line in {FAILED, SAVED}]


@STORES
def test_a_save_that_failed_is_tried_again_until_it_is_done(store: StorePolicy) -> None:
    hardware = refusing(2, store)
    assert outcomes(hardware) == [FAILED, FAILED, SAVED]
    assert hardware.paths.count("POST /api/device/register/") == 1
    found = decode_legacy(hardware.storage.eeprom.stored), decode_reference(hardware.storage.slots.stored[Slot.A])
    assert SHORT_TOKEN in {reading.record.token for reading in found if reading.record is not None}


@STORES
def test_meanwhile_the_device_is_online(store: StorePolicy) -> None:
    hardware = refusing(100, store)
    assert Line.ONLINE.template in hardware.lines
    assert SAVED not in hardware.lines


def test_each_wait_is_twice_as_long_up_to_a_day() -> None:
    # A device whose token is refused rests for ten minutes each time, and then looks whether a save is due.
    hardware = Timed(answers(session=[refused(401)]), until_s=4 * DAY_S)
    hardware.storage.slots.unwritten = 100
    run(hardware)
    waits_s = [after - before for before, after in pairwise(hardware.tried_s)]
    first_s, rest_s = PROFILE.device.retry_max_s, PROFILE.device.refused_retry_s
    least_s = [min(first_s * 2**number, DAY_S) for number in range(len(waits_s))]
    assert len(waits_s) >= 10
    assert waits_s[-1] >= DAY_S
    assert all(least <= wait <= least + 2 * rest_s for wait, least in zip(waits_s, least_s, strict=True))


def test_a_relay_that_moves_before_the_next_attempt_is_saved_at_once() -> None:
    hardware = Timed(answers(poll=[state(), state(relay2=True)]), until_s=30)
    hardware.storage.slots.unwritten = 1
    run(hardware)
    assert outcomes(hardware) == [FAILED, SAVED]
    record = hardware.saves[-1].record
    assert record is not None
    assert RecordFlag.RELAY2 in record.flags


def test_a_device_that_finds_no_session_saves_between_its_attempts() -> None:
    hardware = Timed(answers(session=[reply(503, {})]), until_s=300)
    hardware.storage.slots.unwritten = 1
    run(hardware)
    assert outcomes(hardware) == [FAILED, SAVED]


def test_what_was_saved_is_not_saved_again() -> None:
    assert outcomes(refusing(0, until_s=3600)) == [SAVED]
