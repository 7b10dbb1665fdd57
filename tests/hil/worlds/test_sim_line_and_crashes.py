"""A simulated board on a bad serial line, and one that crashes."""

import pytest

from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.panics import PanicKind
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.resets import ResetKind
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.world import World, WorldError, WorldRequest
from oceanhil.scenarios.world_terms import LineFault

SECOND_US = 1_000_000
HEAVY = LineFault(noise_ppm=200_000, drop_ppm=50_000, duplicate_ppm=50_000, seed=7)


def world_with_device(board: Board = Board.ESP32) -> World:
    world = SimWorldFactory().make(WorldRequest(board=board, seed=0, profile=load_profile()))
    made = world.server.generate_firmware(board, "device")
    world.device().flash(Firmware(made.registration_token))
    return world


def lines(world: World) -> list[str]:
    return [str(event.fields["text"]) for event in world.trace if event.kind is EventKind.SERIAL]


def events(world: World, kind: EventKind) -> list[Event]:
    return [event for event in world.trace if event.kind is kind]


def booted(fault: LineFault | None) -> World:
    world = world_with_device()
    if fault is not None:
        world.device().break_line(fault)
    world.device().power_on()
    world.run_for(30 * SECOND_US)
    return world


def test_nothing_is_heard_over_a_stuck_line_and_the_device_works_all_the_same() -> None:
    sound, stuck = booted(None), booted(LineFault(stuck=True))
    assert lines(stuck) == []
    assert [each.fields for each in events(stuck, EventKind.REQUEST)] == [
        each.fields for each in events(sound, EventKind.REQUEST)
    ]


def test_a_disturbed_line_garbles_lines_of_boot_rom_and_firmware_alike() -> None:
    heard = lines(booted(HEAVY))
    assert heard
    assert not {"rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)", "[INFO] Device ONLINE"} & set(heard)


def test_the_same_fault_strikes_the_same_bytes_again() -> None:
    assert lines(booted(HEAVY)) == lines(booted(HEAVY))


def test_a_fault_without_any_share_changes_no_line() -> None:
    assert lines(booted(LineFault(seed=3))) == lines(booted(None))


def test_a_doubled_byte_in_a_cut_token_is_no_leak() -> None:
    heard = events(booted(LineFault(duplicate_ppm=1_000_000)), EventKind.SERIAL)
    assert any("oocc__rree" in str(event.fields["text"]) for event in heard)
    assert not [event for event in heard if event.fields.get("leak")]


def test_the_trace_says_what_is_wrong_with_the_line() -> None:
    world = world_with_device()
    for fault in (LineFault(stuck=True), LineFault(drop_ppm=5, seed=1), None):
        world.device().break_line(fault)
    assert [event.fields["change"] for event in events(world, EventKind.LINE)] == ["stuck", "lost 5 ppm", "sound"]


def test_a_line_under_way_ends_where_the_fault_begins_and_where_it_is_mended() -> None:
    world = world_with_device()
    world.device().power_on()
    world.wait_for(lambda event: event.kind is EventKind.LOAD, 5 * SECOND_US)
    world.run_for(SECOND_US)
    world.device().break_line(LineFault(drop_ppm=1_000_000))
    assert lines(world)[-1].startswith("[WiFi] Connecting...")
    world.device().break_line(None)
    world.run_for(30 * SECOND_US)
    assert "[INFO] Device ONLINE" in lines(world)


CRASHES = [
    (Board.ESP32, PanicKind.LOAD_PROHIBITED, "software"),
    (Board.ESP8266, PanicKind.SOFTWARE_WATCHDOG, "software"),
    (Board.ESP32, PanicKind.HARDWARE_WATCHDOG, "watchdog"),
    (Board.PICOW, PanicKind.PANIC, "watchdog"),
]


@pytest.mark.parametrize(("board", "kind", "reason"), CRASHES)
def test_a_crash_is_told_once_and_the_board_starts_again(board: Board, kind: PanicKind, reason: str) -> None:
    world = world_with_device(board)
    world.device().power_on()
    world.run_for(30 * SECOND_US)
    world.device().crash(kind)
    world.run_for(30 * SECOND_US)
    assert [event.fields["kind"] for event in events(world, EventKind.PANIC)] == [kind.value]
    assert [event.fields["reason"] for event in events(world, EventKind.BOOT)] == ["power-on", reason]
    assert not [event for event in world.trace if event.fields.get("leak")]


def test_a_reset_that_follows_a_crash_is_none() -> None:
    world = world_with_device()
    world.device().power_on()
    world.run_for(30 * SECOND_US)
    world.device().crash(PanicKind.ABORT)
    world.run_for(30 * SECOND_US)
    world.device().reset(ResetKind.WATCHDOG)
    assert len(events(world, EventKind.PANIC)) == 1


def test_a_reset_before_the_first_crash_is_none() -> None:
    world = world_with_device()
    world.device().power_on()
    world.run_for(30 * SECOND_US)
    world.device().reset(ResetKind.WATCHDOG)
    world.run_for(30 * SECOND_US)
    world.device().crash(PanicKind.ABORT)
    assert [event.fields["kind"] for event in events(world, EventKind.PANIC)] == ["abort"]


@pytest.mark.parametrize("kind", [PanicKind.LOAD_PROHIBITED, PanicKind.BROWNOUT])
def test_a_crash_that_the_family_has_not_is_an_error_that_names_those_it_has(kind: PanicKind) -> None:
    world = world_with_device(Board.PICOW)
    world.device().power_on()
    with pytest.raises(WorldError, match=rf"picow has no crash '{kind.value}'; known: .*panic"):
        world.device().crash(kind)


def test_a_device_without_power_does_not_crash() -> None:
    world = world_with_device()
    world.device().crash(PanicKind.ABORT)
    assert not events(world, EventKind.PANIC)
