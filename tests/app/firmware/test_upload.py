"""Flashing virtual boards on a pty through the unmodified esptool."""

from pathlib import Path

import pytest

from oceanhil.app.firmware.tool_errors import DriveError, FirmwareToolError
from oceanhil.app.firmware.upload import check_volume, copy_onto, entry_of_port, find_volume, flash_board
from oceanhil.hil.boards.entry import BoardEntry, PowerControl
from oceanhil.hil.download.esptool import ChipReport
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.simulator.image import FirmwareImage, image_parts
from tests.app.firmware.user import pico_uf2

pytestmark = pytest.mark.usefixtures("own_state")

IMAGE = FirmwareImage(Firmware("oc_reg_" + "T" * 43), "http://127.0.0.1:9")


@pytest.mark.slow
@pytest.mark.parametrize("family", [Board.ESP32, Board.ESP8266], ids=lambda board: board.value)
def test_a_blank_board_runs_what_it_was_given(family: Board) -> None:
    reports: list[ChipReport] = []
    with VirtualBoardProcess("--board", family.value, "--no-agent") as board:
        board.control.power(on=True)
        flash_board(entry_of_port(board.port_url, family), image_parts(family, IMAGE), reports.append)
        assert board.control.ask().mode.value == "running"
    assert [report.name.lower()[:5] for report in reports] == [family.value[:5]]


@pytest.mark.slow
def test_a_board_of_the_inventory_that_is_off_is_flashed_and_off_again() -> None:
    with VirtualBoardProcess("--board", "esp8266", "--no-agent") as board:
        power = PowerControl(board.control_address)
        entry = BoardEntry(name="desk", kind=Board.ESP8266, lines=ModemPolicy.NONE, power=power, port=board.port_url)
        flash_board(entry, image_parts(Board.ESP8266, IMAGE), lambda _: None)
        assert not board.control.ask().powered
        assert board.control.power(on=True).mode.value == "running"


@pytest.mark.slow
def test_nothing_is_written_to_another_chip() -> None:
    with VirtualBoardProcess("--board", "esp8266", "--no-agent") as board:
        board.control.power(on=True)
        with pytest.raises(FirmwareToolError, match="is an esp8266, the firmware is for esp32; nothing was written"):
            flash_board(entry_of_port(board.port_url, Board.ESP32), image_parts(Board.ESP32, IMAGE), lambda _: None)
        assert board.control.reset().mode.value == "blank"


def test_lines_are_pulled_only_where_a_port_can_have_them(tmp_path: Path) -> None:
    assert entry_of_port("rfc2217://127.0.0.1:4000", Board.ESP32).lines is ModemPolicy.CLASSIC
    assert entry_of_port("socket://127.0.0.1:4000", Board.ESP32).lines is ModemPolicy.NONE
    assert entry_of_port(str(tmp_path / "pty"), Board.ESP32).lines is ModemPolicy.NONE


UF2 = pico_uf2(b"firmware")


def drive(folder: Path, board: str = "RPI-RP2") -> Path:
    folder.mkdir()
    text = f"UF2 Bootloader v3.0\r\nModel: Raspberry Pi RP2\r\nBoard-ID: {board}\r\n"
    (folder / "INFO_UF2.TXT").write_bytes(text.encode())
    return folder


def test_the_drive_of_a_pico_is_found_among_others(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    pico = drive(tmp_path / "RPI-RP2")
    drive(tmp_path / "RP2350", "RP2350")
    assert find_volume(tmp_path.iterdir()) == pico


def test_without_a_pico_the_next_step_is_told(tmp_path: Path) -> None:
    with pytest.raises(DriveError, match="hold BOOTSEL while you plug the Pico in"):
        find_volume(tmp_path.iterdir())


def test_of_several_picos_none_is_guessed(tmp_path: Path) -> None:
    drive(tmp_path / "one")
    drive(tmp_path / "two")
    with pytest.raises(DriveError, match="several Picos are in their boot loaders"):
        find_volume(tmp_path.iterdir())


def test_a_file_is_copied_whole(tmp_path: Path) -> None:
    pico = drive(tmp_path / "RPI-RP2")
    copy_onto(pico, UF2)
    assert (pico / "firmware.uf2").read_bytes() == UF2


@pytest.mark.parametrize("board", ["RP2350", "SAMD21G18A-Feather-v0"])
def test_the_drive_of_another_chip_is_left_alone(tmp_path: Path, board: str) -> None:
    with pytest.raises(DriveError, match=f"belongs to a '{board}', expected 'RPI-RP2'; nothing was written"):
        copy_onto(drive(tmp_path / "drive", board), UF2)
    assert not (tmp_path / "drive" / "firmware.uf2").exists()


def test_any_other_folder_is_no_drive(tmp_path: Path) -> None:
    with pytest.raises(DriveError, match=r"is not the drive of a boot loader: it has no 'INFO_UF2\.TXT'"):
        check_volume(tmp_path)


def test_a_drive_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    pico = drive(tmp_path / "RPI-RP2")
    (pico / "firmware.uf2").mkdir()
    with pytest.raises(DriveError, match="cannot be written: is a directory"):
        copy_onto(pico, UF2)
