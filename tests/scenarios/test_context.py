"""What steps ask about the run so far."""

from protocol.board import Board
from scenarios.context import Context
from scenarios.firmware_choice import FirmwareChoice
from scenarios.trace import EventKind
from tests.scenarios.fake_world import S, boot, fake_world, line


def context_after(*planned_s: int) -> Context:
    """A run of 10 s with a boot of the main device at each of these seconds and one of its twin at the end."""
    world = fake_world()
    for second in planned_s:
        world.plan(boot(second * S))
    world.plan(line("hello", 5 * S))
    world.plan(boot(10 * S, "twin"))
    world.run_for(10 * S)
    return Context(world, Board.ESP32, FirmwareChoice())


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
