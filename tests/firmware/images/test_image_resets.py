"""Resets and faults of a program: what is kept, and what is told."""

from pathlib import Path

import pytest

from oceanhil.hil.emulators.image_file import read_image
from oceanhil.protocol.formats.pico_image import build_boot_code
from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.board.mode import BoardMode
from tests.firmware.images.image_board import POWER_ON, RUN_PIN, SECOND_US, Emulated

PLACE = 0x10_0000
TIMER, FORCED = 1, 2
FAULTS = {
    # Loads the word at 4 as an address, and a word from there or to there; or is no instruction.
    "004800680000 0030": "a read where nothing is, at 30000000, pc 20041f02",
    "004800600000 0030": "a write where nothing is, at 30000000, pc 20041f02",
    "004800680200 0020": "a word read where none can stand, at 20000002, pc 20041f02",
    "00b6": "no instruction of this core at 20041f00, pc 20041f00",
}


@pytest.mark.parametrize(("letter", "why"), [("w", TIMER), ("f", FORCED), ("a", FORCED)])
def test_a_program_that_resets_itself_keeps_its_memory_and_learns_why(
    emulated: Emulated, letter: str, why: int
) -> None:
    emulated.boot()
    told = emulated.ask(letter)
    assert (told["why"], told["chip"]) == (why, POWER_ON)
    # Only the two that bite leave a number there.
    assert told["scratch"] == (0 if letter == "a" else 1234)
    assert emulated.board.boots == 2


def test_a_reset_by_its_pin_forgets(emulated: Emulated) -> None:
    emulated.boot()
    emulated.ask("f")
    emulated.board.reset(ResetReason.PIN)
    assert emulated.hear() == {"why": 0, "scratch": 0, "chip": RUN_PIN}


def test_a_reset_of_the_bench_is_one_of_the_watchdog(emulated: Emulated) -> None:
    emulated.boot()
    emulated.board.reset(ResetReason.WATCHDOG)
    assert emulated.hear()["why"] == TIMER
    emulated.board.reset(ResetReason.SOFTWARE)
    assert emulated.hear()["why"] == FORCED


def test_a_program_that_wants_the_usb_drive_is_told_of(emulated: Emulated) -> None:
    emulated.boot()
    assert emulated.ask("u") == {}
    assert emulated.told == ["the image goes no further: the program asks for the boot loader that is a USB drive"]
    assert emulated.board.mode is BoardMode.RUNNING


def test_an_access_that_is_not_aligned_is_a_hard_fault(emulated: Emulated) -> None:
    emulated.boot()
    # The handler of this program's start-up resets it by the watchdog.
    assert emulated.ask("h")["why"] == FORCED


@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_says_what_and_where(code: str, tmp_path: Path) -> None:
    path = tmp_path / "faulty.bin"
    path.write_bytes(build_boot_code(bytes.fromhex(code)))
    made = Emulated(read_image(path))
    made.board.power_on()
    made.wait(SECOND_US)
    made.program.close()
    assert made.told == [f"the image goes no further: hard fault: {FAULTS[code]}"]
