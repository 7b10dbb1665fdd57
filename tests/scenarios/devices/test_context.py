"""What steps ask about the run so far."""

import pytest

from oceanhil.protocol.board import Board
from oceanhil.scenarios.devices.context import DeviceContext, WorldStep
from oceanhil.scenarios.devices.firmware import FirmwareChoice
from oceanhil.scenarios.devices.steps.crashes import ExpectPanic
from oceanhil.scenarios.devices.steps.device_state import ExpectBoots, ExpectPowerLost
from oceanhil.scenarios.devices.steps.online import ExpectOnline
from oceanhil.scenarios.devices.steps.requests import ExpectRequest
from oceanhil.scenarios.devices.steps.serial import ExpectNoSerial, ExpectSerial
from oceanhil.scenarios.step import Unmet
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import Capability
from tests.scenarios.fake_world import Planned, S, boot, fake_world, line, power, requested


def context_after(*planned_s: int) -> DeviceContext:
    """A run of 10 s with a boot of the main device at each of these seconds and one of its twin at the end."""
    world = fake_world()
    for second in planned_s:
        world.plan(boot(second * S))
    world.plan(line("hello", 5 * S))
    world.plan(boot(10 * S, "twin"))
    world.run_for(10 * S)
    return DeviceContext(world, Board.ESP32, FirmwareChoice())


def test_the_last_boot_of_a_device_is_found_among_those_of_others() -> None:
    assert context_after(1, 7).boot_index("device") == 2
    assert context_after(1, 7).boot_index("twin") == 3


def test_a_device_that_never_booted_began_with_the_run() -> None:
    assert context_after().boot_index("device") == 0


def test_events_are_found_by_kind_and_device_from_an_index_on() -> None:
    context = context_after(1, 7)
    assert [event.t_us for event in context.events(1, EventKind.BOOT, "device")] == [7 * S]


def test_an_event_that_happened_is_found_without_time_passing() -> None:
    context = context_after(1)
    assert context.find(0, lambda event: event.kind is EventKind.SERIAL, 60 * S) == 1
    assert context.world.now_us == 10 * S


def context_of(*planned: Planned, capabilities: frozenset[Capability] = frozenset(Capability)) -> DeviceContext:
    """A run in which nothing but this happened, all of it at once."""
    world = fake_world()
    world.capabilities = capabilities
    for each in planned:
        world.plan(each)
    world.run_for(0)
    return DeviceContext(world, Board.ESP32, FirmwareChoice())


@pytest.mark.parametrize(
    ("first", "step"),
    [
        (line("hello"), ExpectSerial(line="hello")),
        (requested("state", 200), ExpectRequest(path="state")),
        (power("cut"), ExpectPowerLost()),
        (Planned(0, EventKind.PANIC, {"kind": "abort", "found": "abort()", "text": ""}), ExpectPanic()),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_very_first_event_of_a_run_is_expected_once(first: Planned, step: WorldStep) -> None:
    context = context_of(first)
    step.run(context)
    with pytest.raises(Unmet):
        step.run(context)


def test_counting_begins_with_the_very_first_event() -> None:
    ExpectBoots(count=2).run(context_of(boot(), boot()))


def test_who_was_found_online_has_said_so_and_is_asked_no_more_about_it() -> None:
    planned = boot(), line("[INFO] Device ONLINE"), line("[INFO] after it")
    context = context_of(*planned, capabilities=frozenset())
    ExpectOnline().run(context)
    ExpectNoSerial(line="[INFO] Device ONLINE").run(context)
    ExpectSerial(line="[INFO] after it").run(context)
