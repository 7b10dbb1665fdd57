"""The crashes of a log, with their places."""

import pytest

from oceanhil.analysis.panics import ElfError, Program
from oceanhil.analysis.panics.crashes import crash_report, family_of, panics_in
from oceanhil.protocol.board import Board
from tests.analysis.panics.elf_files import elf_file
from tests.protocol.panics.texts import ESP32_BOOT, ESP8266_BOOT, EXCEPTION, GURU

STAMPED = [f"12:01:02.345 -> {line}" for line in (GURU + ESP32_BOOT).splitlines()]
PROGRAM = Program(elf_file({"setup": (0x400E1400, 0x200)}), "a.elf")


def test_a_crash_is_found_behind_time_stamps_and_shown_with_its_places() -> None:
    report = list(crash_report(panics_in(STAMPED), PROGRAM))
    assert report[0].startswith("crash: Guru Meditation Error: Core 1 panic'ed (LoadProhibited)")
    assert report[0].endswith("PC 0x400e14ed, address 0x00000004; then software reset (SW_CPU_RESET)")
    assert report[1:] == ["  0x400e14ed: setup +237", "  0x400d0802: ?"]


def test_a_program_that_cannot_be_read_is_said_once_for_each_crash() -> None:
    report = list(crash_report(panics_in(STAMPED), ElfError("'a.elf' has no symbols")))
    assert report[1:] == ["  not decoded: 'a.elf' has no symbols"]


def test_of_a_boot_loop_only_the_last_crashes_are_shown() -> None:
    report = list(crash_report(panics_in((EXCEPTION + ESP8266_BOOT).splitlines() * 30), None))
    assert report[0] == "10 earlier crashes are left out"
    assert len(report) == 21


@pytest.mark.parametrize(
    ("text", "family"),
    [
        (GURU, Board.ESP32),
        (EXCEPTION, Board.ESP8266),
        (ESP8266_BOOT, Board.ESP8266),
        (ESP32_BOOT, Board.ESP32),
        ("[SYSTEM] Device ID: PICOW_28CDC1000001", Board.PICOW),
        ("*** PANIC ***", Board.PICOW),
        ("hello", None),
    ],
)
def test_a_log_tells_its_family(text: str, family: Board | None) -> None:
    assert family_of(text.splitlines()) is family


@pytest.mark.parametrize(
    "lines",
    [
        ["FaultType: HardFault", "PC   : 100043BE"],
        ["os: ***** HARD FAULT *****", "os: Faulting instruction address (r15/pc): 0x100043be"],
        ["Hard fault! pc=100043be"],
    ],
)
def test_a_hard_fault_tells_that_the_log_is_a_picos(lines: list[str]) -> None:
    (panic,) = panics_in(lines)
    assert (panic.board, panic.pc) == (Board.PICOW, 0x100043BE)
