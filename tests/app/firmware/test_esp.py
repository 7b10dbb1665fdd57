"""Flashing virtual boards on a pty through the unmodified esptool."""

from pathlib import Path

import pytest

from oceanhil.app.firmware.errors import FirmwareToolError
from oceanhil.app.firmware.esp import entry_of_port, flash_board
from oceanhil.hil.boards.entry import BoardEntry, PowerControl
from oceanhil.hil.download.esptool import ChipReport
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.simulator.image import FirmwareImage, image_parts

IMAGE = FirmwareImage(Firmware("oc_reg_" + "T" * 43), "http://127.0.0.1:9")


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCEANHIL_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("OCEANHIL_LEASES", raising=False)


@pytest.mark.parametrize("family", [Board.ESP32, Board.ESP8266], ids=lambda board: board.value)
def test_a_blank_board_runs_what_it_was_given(family: Board) -> None:
    reports: list[ChipReport] = []
    with VirtualBoardProcess("--board", family.value, "--no-agent") as board:
        board.control.power(on=True)
        flash_board(entry_of_port(board.port_url, family), image_parts(family, IMAGE), reports.append)
        assert board.control.ask().mode.value == "running"
    assert [report.name.lower()[:5] for report in reports] == [family.value[:5]]


def test_a_board_of_the_inventory_that_is_off_is_flashed_and_off_again() -> None:
    with VirtualBoardProcess("--board", "esp8266", "--no-agent") as board:
        power = PowerControl(board.control_address)
        entry = BoardEntry(name="desk", kind=Board.ESP8266, lines=ModemPolicy.NONE, power=power, port=board.port_url)
        flash_board(entry, image_parts(Board.ESP8266, IMAGE), lambda _: None)
        assert not board.control.ask().powered
        assert board.control.power(on=True).mode.value == "running"


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
