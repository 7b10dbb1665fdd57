"""Virtual boards behind adapters, as processes: what the harness does over their lines, and the drive of a Pico W."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.hil.link.port_errors import LineTimeoutError
from oceanhil.hil.link.spec import PortSpec
from oceanhil.hil.vboard.control_client import ControlError
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.formats.uf2 import Family, build_uf2
from oceanhil.simulator.board.mode import BoardMode
from oceanhil.simulator.download.uf2_disk import FLASH_AT
from oceanhil.simulator.image import FirmwareImage, build_image
from tests.hil.vboard.board_in_process import TOKEN
from tests.user import Command

pytestmark = pytest.mark.slow
WAIT_S = 60.0


def becomes(board: VirtualBoardProcess, mode: BoardMode) -> bool:
    """Wait until the board is in this mode."""
    pause = threading.Event()
    for _ in range(round(WAIT_S / 0.02)):
        if board.control.ask().mode is mode:
            return True
        pause.wait(0.02)
    return False


@pytest.mark.long
@pytest.mark.parametrize(
    ("board", "kind", "lines"),
    [
        ("esp32", "cp210x", ModemPolicy.CLASSIC),
        ("esp8266", "ch340", ModemPolicy.CLASSIC),
        ("esp32", "ftdi", ModemPolicy.CLASSIC),
        ("esp32c3", "cdc", ModemPolicy.USB_JTAG),
    ],
)
def test_the_harness_resets_a_board_and_brings_it_into_download_mode(board: str, kind: str, lines: ModemPolicy) -> None:
    arguments = ("--board", board, "--rfc2217", "0", "--adapter", kind, "--token", TOKEN, "--no-agent")
    with VirtualBoardProcess(*arguments) as made:
        made.control.power(on=True)
        with SerialLink(PortSpec(made.port_url, lines=lines)) as link:
            assert made.control.ask().boots == 1
            link.reset()
            link.wait_line("[SYSTEM] Device ID", WAIT_S)
            assert made.control.ask().boots == 2
            link.enter_download()
            assert becomes(made, BoardMode.DOWNLOAD)
            link.reset()
            assert becomes(made, BoardMode.RUNNING)
        assert made.control.ask().boots == 3


def test_stuck_lines_reset_nothing_and_a_parted_close_does() -> None:
    with VirtualBoardProcess("--rfc2217", "0", "--adapter", "cp210x", "--token", TOKEN) as made:
        made.control.power(on=True)
        with SerialLink(PortSpec(made.port_url, lines=ModemPolicy.CLASSIC)) as link:
            made.control.adapter(stuck_lines=True)
            link.reset()
            with pytest.raises(LineTimeoutError, match="no line with 'rst:' within"):
                link.wait_line("rst:", 0.3)
            made.control.adapter(parted=True)
            link.reset()
            link.wait_line("rst:", WAIT_S)
        SerialLink(PortSpec(made.port_url, lines=ModemPolicy.CLASSIC)).close()
        boots = 2
        pause = threading.Event()
        for _ in range(round(WAIT_S / 0.02)):
            if made.control.ask().boots > boots:
                break
            pause.wait(0.02)
        assert made.control.ask().boots == boots + 1


def test_a_board_without_an_adapter_says_so() -> None:
    with VirtualBoardProcess() as made, pytest.raises(ControlError, match="no twin of an adapter; start it with --ada"):
        made.control.adapter(parted=True)


def test_a_sketch_is_copied_onto_the_drive_and_1200_baud_bring_it_back(tmp_path: Path) -> None:
    drive = tmp_path / "RPI-RP2"
    uf2 = build_uf2(FLASH_AT, build_image(Board.PICOW, FirmwareImage(Firmware(TOKEN))), Family.RP2040)
    arguments = ("--board", "picow", "--rfc2217", "0", "--adapter", "cdc", "--bootsel", str(drive))
    with VirtualBoardProcess(*arguments) as made:
        made.control.power(on=True)
        assert becomes(made, BoardMode.BLANK)
        pause = threading.Event()
        for _ in range(round(WAIT_S / 0.02)):
            if (drive / "INDEX.HTM").exists():
                break
            pause.wait(0.02)
        (drive / "sketch.uf2").write_bytes(uf2)
        assert becomes(made, BoardMode.RUNNING)
        assert not drive.exists()
        SerialLink(PortSpec(made.port_url, baud=1_200)).close()
        assert becomes(made, BoardMode.DOWNLOAD)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("esp32", "--tcp", "0", "--adapter", "ftdi"), "--adapter needs --pty LINK or --rfc2217 PORT"),
        (
            ("esp32", "--pty", "b", "--adapter", "cdc"),
            "an esp32 has no adapter 'cdc', expected cp210x or ch340 or ftdi",
        ),
        (("picow", "--pty", "b", "--adapter", "ch340"), "a picow has no adapter 'ch340', expected cdc"),
        (("esp32", "--pty", "b", "--bootsel", "d"), "an esp32 has no such drive, expected picow with --bootsel"),
    ],
)
def test_what_cannot_be_is_told(oceanhil: Command, words: tuple[str, ...], said: str) -> None:
    done = oceanhil("vboard", "--board", *words)
    assert done.code == 2
    assert said in done.err
