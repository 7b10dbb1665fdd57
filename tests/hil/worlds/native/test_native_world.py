"""World `native`: the same worlds as `sim`, with compiled firmware that is reset, cut off and doubled as any."""

import pytest

from oceanhil.hil.worlds.native import factory
from oceanhil.hil.worlds.native.abi import Settings
from oceanhil.hil.worlds.native.core import Core, CoreLibrary
from oceanhil.hil.worlds.native.factory import OWN_TIMES, NativeWorldFactory, core_settings
from oceanhil.hil.worlds.sim import SimWorld, SimWorldFactory
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.board_faults import MacFault
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.resets import ResetKind
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import WorldError, WorldRequest
from oceanhil.simulator.program.hardware import Hardware

SECOND_US = 1_000_000
PROFILE = load_profile()
# A unit of flash work of an ESP32's first boot, past what mounting takes and before its save is whole.
IN_THE_SAVE = 150


@pytest.fixture(scope="module")
def native() -> NativeWorldFactory:
    return NativeWorldFactory()


def powered(makes: SimWorldFactory, board: Board = Board.ESP32) -> tuple[SimWorld, str]:
    world = makes.make(WorldRequest(board=board, seed=1, profile=PROFILE))
    made = world.server.generate_firmware(board, "device")
    world.device().flash(Firmware(made.registration_token))
    world.device().power_on()
    return world, made.id


def lines(world: SimWorld, device: str = "device") -> list[str]:
    serial = (event for event in world.trace if event.kind is EventKind.SERIAL and event.device == device)
    return [str(event.fields["text"]) for event in serial if "rom" not in event.fields]


@pytest.mark.parametrize("board", PLATFORM_BOARDS, ids=lambda board: board.value)
def test_compiled_firmware_comes_online_with_the_very_trace_of_the_python_program(
    native: NativeWorldFactory, board: Board
) -> None:
    compiled, entry = powered(native, board)
    compiled.run_for(60 * SECOND_US)
    python, _ = powered(SimWorldFactory(), board)
    python.run_for(60 * SECOND_US)
    assert compiled.server.status(entry) is DeviceStatus.ONLINE
    assert compiled.trace.to_jsonl() == python.trace.to_jsonl()


def test_a_core_keeps_its_own_times_unless_the_profile_has_others() -> None:
    own = dict.fromkeys(OWN_TIMES, 7)
    device = PROFILE.override({"device.poll_interval_s": 9}).device
    made = core_settings(Board.ESP32, Firmware("oc_reg_a"), device, PROFILE.wire, own)
    assert {name: getattr(made, name) for name in OWN_TIMES} == {**own, "poll_interval_s": 9}


def test_a_core_is_told_why_its_board_started(monkeypatch: pytest.MonkeyPatch, native: NativeWorldFactory) -> None:
    told: list[int] = []

    def noting(library: CoreLibrary, hardware: Hardware, settings: Settings) -> Core:
        told.append(settings.reset)
        return Core(library, hardware, settings)

    monkeypatch.setattr(factory, "Core", noting)
    world, _ = powered(native)
    kinds = (ResetKind.PIN, ResetKind.SOFTWARE, ResetKind.WATCHDOG, ResetKind.BROWNOUT)
    for kind in kinds:
        world.run_for(SECOND_US)
        world.device().reset(kind)
    world.run_for(SECOND_US)
    world.device().power_off()
    world.device().power_on()
    world.run_for(SECOND_US)
    # The numbers of `or_reset` in board.h.
    assert told == [0, 1, 2, 3, 4, 0]


def reset_in_a_request(makes: SimWorldFactory) -> SimWorld:
    world, _ = powered(makes)
    assert world.wait_for(lambda event: event.fields.get("text") == "[REG] Registering device...", 60 * SECOND_US)
    world.device().reset(ResetKind.WATCHDOG)
    world.run_for(60 * SECOND_US)
    return world


def test_a_reset_in_the_middle_of_a_request_starts_a_core_that_knows_nothing_of_it(native: NativeWorldFactory) -> None:
    world = reset_in_a_request(native)
    assert lines(world).count("[REG] Registering device...") == 2
    assert world.trace.to_jsonl() == reset_in_a_request(SimWorldFactory()).trace.to_jsonl()


def test_nothing_is_printed_or_sent_after_power_was_lost_in_a_save(native: NativeWorldFactory) -> None:
    world, _ = powered(native)
    world.device().cut_power(1, IN_THE_SAVE)
    world.run_for(60 * SECOND_US)
    last = [event for event in world.trace if event.kind in {EventKind.SERIAL, EventKind.REQUEST, EventKind.POWER}][-1]
    assert (last.kind, last.fields["state"]) == (EventKind.POWER, "cut")
    assert not world.device().has_power


def cut_and_on_again(makes: SimWorldFactory) -> SimWorld:
    world, _ = powered(makes)
    world.device().cut_power(1, IN_THE_SAVE)
    world.run_for(60 * SECOND_US)
    world.device().power_on()
    world.run_for(60 * SECOND_US)
    return world


def test_the_boot_after_a_cut_save_is_that_of_the_python_program(native: NativeWorldFactory) -> None:
    world = cut_and_on_again(native)
    assert [event.fields["verdict"] for event in world.trace if event.kind is EventKind.LOAD] == ["empty", "empty"]
    assert world.trace.to_jsonl() == cut_and_on_again(SimWorldFactory()).trace.to_jsonl()


def test_two_boards_are_two_cores(native: NativeWorldFactory) -> None:
    world, _ = powered(native)
    other = world.device("other")
    other.flash(Firmware(world.server.generate_firmware(Board.ESP32, "other").registration_token))
    other.power_on()
    world.run_for(60 * SECOND_US)
    assert lines(world)[-1] == lines(world, "other")[-1] == "[INFO] Device ONLINE"
    assert lines(world)[0] != lines(world, "other")[0]


def test_firmware_that_cannot_read_its_mac_halts_and_says_why(native: NativeWorldFactory) -> None:
    world, _ = powered(native)
    world.device().break_mac(MacFault.UNREADABLE)
    world.device().reset(ResetKind.PIN)
    world.run_for(5 * SECOND_US)
    assert lines(world)[-1].startswith("[SYSTEM] Halted: ")
    assert [event.fields for event in world.trace if event.kind is EventKind.HALT] == [{"reason": "program ended"}]


def mended(makes: SimWorldFactory) -> bytes:
    world, _ = powered(makes)
    world.device().break_mac(MacFault.UNREADABLE)
    world.run_for(5 * SECOND_US)
    world.device().break_mac(None)
    world.device().reset(ResetKind.PIN)
    world.run_for(60 * SECOND_US)
    return world.trace.to_jsonl()


def test_flash_work_is_done_in_the_same_boot_as_by_the_python_program(native: NativeWorldFactory) -> None:
    assert mended(native) == mended(SimWorldFactory())


def test_a_token_that_the_core_has_no_room_for_is_an_error_of_the_world(native: NativeWorldFactory) -> None:
    world, _ = powered(native)
    world.device().flash(Firmware("x" * 191))
    with pytest.raises(WorldError, match="a registration token of 191 bytes; expected at most 190"):
        world.run_for(60 * SECOND_US)
