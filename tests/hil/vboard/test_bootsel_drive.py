"""The drive of a Pico W's boot ROM as a folder: what is copied into it, whole, cut off, foreign or interrupted."""

from __future__ import annotations

from pathlib import Path

import pytest

from oceanhil.hil.vboard.bootsel_drive import BootselDrive
from oceanhil.hil.vboard.vboard_errors import MachineRefusedError, VirtualBoardError
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.formats.uf2 import BLOCK_BYTES, Family, build_uf2
from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.board.mode import BoardMode
from oceanhil.simulator.download.uf2_disk import FLASH_AT
from oceanhil.simulator.image import FirmwareImage, build_image
from tests.hil.vboard.board_in_process import TOKEN, VirtualBench
from tests.hil.vboard.looping import Clock

PROGRAM = build_image(Board.PICOW, FirmwareImage(Firmware(TOKEN)))
UF2 = build_uf2(FLASH_AT, PROGRAM, Family.RP2040)
LOOK_US = 60_000
REBOOT_US = 1_000_000


class Desk:
    """A blank Pico W with power, and its drive."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bench = VirtualBench(Board.PICOW)
        self.bench.virtual.power(on=True)
        self.clock = Clock()
        self.clock.close()
        self.drive = BootselDrive(folder, self.bench.virtual, self.clock)

    def copy(self, data: bytes, name: str = "program.uf2") -> Desk:
        """Have these bytes in a file there, and let the ROM see them."""
        (self.folder / name).write_bytes(data)
        self.clock.wait(LOOK_US)
        return self


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "RPI-RP2")


def test_a_blank_board_shows_its_drive(desk: Desk) -> None:
    assert sorted(path.name for path in desk.folder.iterdir()) == ["INDEX.HTM", "INFO_UF2.TXT"]
    assert (desk.folder / "INFO_UF2.TXT").read_bytes() == (
        b"UF2 Bootloader v3.0\r\nModel: Raspberry Pi RP2\r\nBoard-ID: RPI-RP2\r\n"
    )


def test_a_file_that_is_copied_goes_into_flash_and_starts_a_second_later(desk: Desk) -> None:
    desk.copy(UF2)
    assert desk.bench.virtual.board.flash.dump(0, len(PROGRAM)) == PROGRAM
    assert (desk.folder.exists(), desk.bench.mode()) == (True, BoardMode.BLANK)
    desk.clock.wait(REBOOT_US)
    assert (desk.folder.exists(), desk.bench.mode()) == (False, BoardMode.RUNNING)


def test_a_file_that_grows_is_taken_as_it_grows(desk: Desk) -> None:
    for length in range(0, len(UF2), 700):
        desk.copy(UF2[:length])
        desk.clock.wait(REBOOT_US)
        assert desk.bench.mode() is BoardMode.BLANK
    desk.copy(UF2).clock.wait(REBOOT_US)
    assert desk.bench.mode() is BoardMode.RUNNING


@pytest.mark.parametrize("blocks", range(len(UF2) // BLOCK_BYTES))
def test_a_copy_that_was_interrupted_starts_nothing_and_can_be_repeated(tmp_path: Path, blocks: int) -> None:
    desk = Desk(tmp_path / "RPI-RP2")
    desk.copy(UF2[: blocks * BLOCK_BYTES + 100])
    desk.clock.wait(10 * REBOOT_US)
    desk.bench.virtual.reset(ResetReason.PIN)
    desk.clock.wait(LOOK_US)
    assert (desk.folder.exists(), desk.bench.mode()) == (True, BoardMode.BLANK)
    desk.copy(UF2, "again.uf2").clock.wait(REBOOT_US)
    assert desk.bench.mode() is BoardMode.RUNNING


@pytest.mark.parametrize(
    "data",
    [b"", b"no UF2 at all " * 100, build_uf2(FLASH_AT, PROGRAM, Family.RP2350_ARM_S)],
    ids=["empty", "no UF2", "of another chip"],
)
def test_a_file_that_is_none_for_this_chip_changes_nothing(desk: Desk, data: bytes) -> None:
    desk.copy(data).clock.wait(10 * REBOOT_US)
    assert desk.bench.virtual.board.flash.is_blank(0)
    assert (desk.folder.exists(), desk.bench.mode()) == (True, BoardMode.BLANK)


def test_power_that_is_lost_in_a_copy_takes_the_drive_away_until_it_is_back(desk: Desk) -> None:
    desk.bench.virtual.board.flash.arm_cut(300)
    desk.copy(UF2).clock.wait(LOOK_US)
    assert (desk.folder.exists(), desk.bench.mode()) == (False, BoardMode.OFF)
    desk.bench.virtual.power(on=True)
    desk.clock.wait(LOOK_US)
    desk.copy(UF2).clock.wait(REBOOT_US)
    assert desk.bench.mode() is BoardMode.RUNNING


def test_a_board_that_is_reset_before_it_would_start_by_itself_starts_once(desk: Desk) -> None:
    desk.copy(UF2)
    desk.bench.virtual.reset(ResetReason.PIN)
    desk.clock.wait(2 * REBOOT_US)
    assert (desk.bench.virtual.board.boots, desk.folder.exists()) == (1, False)


def test_a_held_button_brings_the_drive_back_at_each_reset(desk: Desk) -> None:
    desk.copy(UF2).clock.wait(REBOOT_US)
    desk.bench.virtual.strap(download=True)
    desk.bench.virtual.reset(ResetReason.PIN)
    desk.clock.wait(LOOK_US)
    assert (desk.folder.exists(), desk.bench.mode()) == (True, BoardMode.DOWNLOAD)
    desk.bench.virtual.strap(download=False)
    desk.bench.virtual.reset(ResetReason.PIN)
    desk.clock.wait(LOOK_US)
    assert (desk.folder.exists(), desk.bench.mode()) == (False, BoardMode.RUNNING)


def test_it_is_gone_when_the_board_ends(desk: Desk) -> None:
    desk.copy(UF2[:BLOCK_BYTES])
    desk.drive.close()
    assert not desk.folder.exists()


def test_what_is_there_already_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    with pytest.raises(VirtualBoardError, match=r"is there and holds 'mine', .*; if a board that was killed left it"):
        Desk(tmp_path)
    with pytest.raises(VirtualBoardError, match="is there and is no folder; choose another name for --bootsel"):
        Desk(tmp_path / "mine")
    assert (tmp_path / "mine").exists()


def test_a_place_where_no_folder_can_be_is_told(tmp_path: Path) -> None:
    with pytest.raises(MachineRefusedError, match="cannot be made: no such file or directory; choose a place"):
        Desk(tmp_path / "not there" / "drive")
