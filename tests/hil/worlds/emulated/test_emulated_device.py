"""What scenarios do to an emulated board beyond a board on a desk: clocks at boot, deep sleep, crashes, a bad line."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from oceanhil.hil.worlds.emulated.device import EmulatedDevice
from oceanhil.hil.worlds.emulated.world import EmulatedWorld, EmulatedWorldFactory
from oceanhil.protocol.board import Board
from oceanhil.protocol.board_faults import MacFault
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.panics import PanicKind
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.resets import ResetKind
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.world import Capability, WorldRequest
from oceanhil.scenarios.world_terms import LineFault

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
HOUR_US = 60 * MINUTE_US
QUIET_US = 10 * SECOND_US
STUCK = LineFault(stuck=True)
EMULATED = (Board.ESP8266, Board.PICOW)
CRASHES = {Board.ESP8266: PanicKind.ILLEGAL_INSTRUCTION, Board.PICOW: PanicKind.PANIC}


@pytest.fixture(scope="module")
def factory() -> Iterator[EmulatedWorldFactory]:
    with closing(EmulatedWorldFactory()) as made:
        yield made


@pytest.fixture(params=EMULATED, ids=lambda board: board.value)
def board(request: pytest.FixtureRequest) -> Board:
    """Each family that is emulated."""
    assert isinstance(request.param, Board)
    return request.param


@pytest.fixture
def world(factory: EmulatedWorldFactory, board: Board) -> Iterator[EmulatedWorld]:
    """A world whose board has firmware that asks no time server, and no power."""
    with closing(factory.make(WorldRequest(board=board, seed=0, profile=load_profile()))) as made:
        made.device().flash(Firmware("oc_reg_of_nobody", sntp=False))
        yield made


def test_a_boot_clock_is_that_of_the_server_and_the_skew(world: EmulatedWorld) -> None:
    device = world.device()
    device.set_boot_clock(HOUR_US)
    device.power_on()
    assert _skew_us(world, device) == HOUR_US


def test_a_boot_clock_counts_at_a_reset_too(world: EmulatedWorld) -> None:
    device = world.device()
    device.power_on()
    device.set_boot_clock(-HOUR_US)
    device.reset(ResetKind.SOFTWARE)
    assert _skew_us(world, device) == -HOUR_US


def test_a_boot_clock_is_forgotten_when_none_is_chosen(world: EmulatedWorld) -> None:
    device = world.device()
    device.set_boot_clock(0)
    device.power_on()
    device.set_boot_clock(None)
    device.reset(ResetKind.PIN)
    assert _skew_us(world, device) == -world.server.unix_us


def test_a_board_wakes_from_deep_sleep_when_its_time_is_over(world: EmulatedWorld) -> None:
    device = world.device()
    device.power_on()
    device.deep_sleep(HOUR_US)
    woken = world.wait_for(lambda event: event.kind is EventKind.BOOT, 2 * HOUR_US)
    assert woken is not None
    assert woken.fields["reason"] == "deep-sleep"
    assert world.now_us == HOUR_US


def test_a_reset_cuts_short_the_line_that_was_begun(world: EmulatedWorld) -> None:
    device = world.device()
    device.power_on()
    world.run_for(SECOND_US)
    device.reset(ResetKind.PIN)
    assert _said(world)[-3] == "[WiFi] Connecting..."


def test_a_board_without_power_lives_through_no_time(world: EmulatedWorld) -> None:
    device = world.device()
    device.power_on()
    device.power_off()
    world.run_for(HOUR_US)
    device.power_on()
    assert device.hand.must_have_agent().clock_get().uptime_ms == 0


def test_a_crash_is_noted_as_what_it_is(world: EmulatedWorld, board: Board) -> None:
    device = world.device()
    device.power_on()
    device.crash(CRASHES[board])
    world.run_for(SECOND_US)
    panics = [event.fields["kind"] for event in world.trace.events if event.kind is EventKind.PANIC]
    assert panics == [CRASHES[board].value]


def test_a_stuck_line_brings_no_log_but_what_the_agent_reports(world: EmulatedWorld) -> None:
    device = world.device()
    device.break_line(STUCK)
    device.power_on()
    world.run_for(QUIET_US)
    assert not _said(world)
    assert any(event.kind is EventKind.LOAD for event in world.trace.events)


def test_a_mended_line_brings_the_log_again(world: EmulatedWorld) -> None:
    device = world.device()
    device.break_line(STUCK)
    device.power_on()
    device.break_line(None)
    device.reset(ResetKind.PIN)
    world.run_for(QUIET_US)
    assert any("Device ID" in text for text in _said(world))


def test_broken_fuses_stop_the_firmware(world: EmulatedWorld) -> None:
    device = world.device()
    device.break_mac(MacFault.UNREADABLE)
    device.power_on()
    world.run_for(QUIET_US)
    assert EventKind.HALT in {event.kind for event in world.trace.events}


def test_only_what_needs_a_radio_a_connection_or_skipped_time_is_lacking(
    factory: EmulatedWorldFactory, board: Board
) -> None:
    lacking = frozenset(Capability) - factory.capabilities_on(board)
    assert lacking == {
        Capability.VIRTUAL_TIME,
        Capability.RADIO,
        Capability.WIFI,
        Capability.JOIN_TIME,
        Capability.CONNECTION_FAULTS,
        Capability.FLASH_WEAR,
        Capability.MEMORY,
        Capability.BUTTON,
        Capability.TIME_REQUESTS,
        Capability.PATH_FAULTS,
        Capability.STORAGE_REFUSAL,
    }


def _skew_us(world: EmulatedWorld, device: EmulatedDevice) -> int:
    return device.hand.must_have_agent().clock_get().unix_us - world.server.unix_us


def _said(world: EmulatedWorld) -> list[str]:
    events: list[Event] = list(world.trace.events)
    return [str(event.fields["text"]) for event in events if event.kind is EventKind.SERIAL]
