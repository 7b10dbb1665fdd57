"""picocom and tio, as the system has them: they show what a virtual board says, and a person types to its agent."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from tests.foreign.conftest import system
from tests.foreign.program import TOKEN, typed
from tests.foreign.terminal import Terminal

pytestmark = pytest.mark.slow
AGAIN_S = 2.0
BOOT = (
    "ets Jul 29 2019 12:21:46",
    r"rst:0x1 \(POWERON_RESET\),boot:0x13 \(SPI_FAST_FLASH_BOOT\)",
    r"\[SYSTEM\] Device ID: ESP32_246F28AABBCC",
    r"\[EEPROM\] Empty",
)


@dataclass(frozen=True)
class Program:
    """A terminal program: what it says when it is ready and when it ends, and its keys."""

    name: str
    ready: str
    over: str
    quit: str
    ask_lines: str
    told_of_lines: str
    """What it says when it is to show a line, or to set one."""
    line_feeds: tuple[str, ...]
    """Options that make of the Enter key what ends a sentence: the keyboard has CR alone."""


PICOCOM = Program(
    name="picocom",
    ready="Terminal ready",
    over="Thanks for using picocom",
    quit="\x01\x18",
    ask_lines="\x01\x14",
    told_of_lines=r"\*\*\* DTR: ",
    line_feeds=("--omap", "crcrlf"),
)
TIO = Program(
    name="tio",
    ready="Connected",
    over="Disconnected",
    quit="\x14q",
    ask_lines="\x14L",
    told_of_lines="Could not get line state",
    line_feeds=("--map", "OCRNL"),
)
each_program = pytest.mark.parametrize("program", [PICOCOM, TIO], ids=lambda program: program.name)


@each_program
def test_it_shows_the_boot_and_ends_by_its_keys(program: Program, tmp_path: Path) -> None:
    installed = system(program.name, tmp_path)
    with VirtualBoardProcess("--token", TOKEN) as board:
        board.control.power(on=True, hold=True)
        with Terminal(installed, program.name, "-b", "115200", *program.line_feeds, board.port_url) as terminal:
            terminal.expect(program.ready)
            terminal.ask(typed("GO"), r"\$HOK,1\*51")
            terminal.expect(*BOOT)
            # A pty has no lines: whatever a program makes of that, the board goes on.
            terminal.type(program.ask_lines)
            terminal.expect(program.told_of_lines)
            assert terminal.end(program.quit) == 0
            terminal.expect(program.over)
        assert board.is_running
        assert board.control.ask().boots == 1


@each_program
@pytest.mark.parametrize(
    ("baud", "seen"),
    [("74880", r" ets Jan  8 2013,rst cause:[12], boot mode:\(3,6\)"), ("115200", r"\[SYSTEM\] Device ID: ESP8266_")],
    ids=["rom", "firmware"],
)
def test_it_reads_what_an_esp8266_sends_at_its_own_rate(program: Program, tmp_path: Path, baud: str, seen: str) -> None:
    installed = system(program.name, tmp_path)
    with VirtualBoardProcess("--board", "esp8266", "--token", TOKEN) as board:
        with Terminal(installed, program.name, "-b", baud, board.port_url) as terminal:
            terminal.expect(program.ready)
            board.control.power(on=True)
            # It may have said that it is ready before it has set the rate.
            while not terminal.sees(seen, AGAIN_S):
                board.control.reset()
            assert terminal.end(program.quit) == 0
        assert (" ets Jan" in terminal.shown) is (baud == "74880")
