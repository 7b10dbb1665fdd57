"""Crashes with the places where they happened."""

import hashlib

import pytest

from oceanhil.analysis.panics import ElfError, Program, decode
from oceanhil.protocol.board import Board
from oceanhil.protocol.panics import Panic
from tests.analysis.panics.elf_files import EM_386, elf_file
from tests.protocol.panics.texts import EXCEPTION, GURU, the_panic

DATA = elf_file(
    {"setup": (0x400E1400, 0x200), "_Z4loopv": (0x400D0800, 0x100)}, lines=[(0x400E1400, 12), (0x400E1600, 0)]
)


@pytest.fixture
def panic() -> Panic:
    return the_panic(Board.ESP32, GURU)


def test_every_address_of_a_backtrace_is_named_the_innermost_first(panic: Panic) -> None:
    assert decode(panic, Program(DATA, "a.elf")).lines == (
        "0x400e14ed: setup +237 at store.cpp:12",
        "0x400d0802: loop +2",
    )


def test_of_an_esp8266_stack_only_what_lies_in_a_function_is_shown() -> None:
    program = Program(elf_file({"loop": (0x40202C00, 0x80)}), "a.elf")
    frames = decode(the_panic(Board.ESP8266, EXCEPTION), program).frames
    assert [frame.text for frame in frames] == ["0x40201b0c: ?", "0x40202c71: loop +113"]


def test_the_place_of_the_exception_is_no_return_address() -> None:
    program = Program(elf_file({"loop": (0x40201B0C, 0x80)}), "a.elf")
    assert decode(the_panic(Board.ESP8266, EXCEPTION), program).frames[0].text == "0x40201b0c: loop +0"


def test_without_a_program_a_crash_stays_as_it_is(panic: Panic) -> None:
    assert decode(panic, None).lines == ()


@pytest.mark.parametrize(
    ("program", "note"),
    [
        (
            ElfError("'a.elf' cannot be read: permission denied"),
            "not decoded: 'a.elf' cannot be read: permission denied",
        ),
        (Program(elf_file({"main": (0, 1)}, EM_386), "pc"), "not decoded: 'pc' is for 386, not for esp32"),
        (Program(elf_file({"main": (0, 1)}, 0x5E5E), "x"), "not decoded: 'x' is for 24158, not for esp32"),
        (Program(elf_file({"main": (0, 1)}), "a.elf"), "not decoded: no address lies in 'a.elf'; is it of this build?"),
    ],
)
def test_what_keeps_a_crash_from_being_decoded_is_said(program: Program | ElfError, note: str, panic: Panic) -> None:
    assert decode(panic, program).note == note


def test_a_program_of_another_build_is_doubtful() -> None:
    right = GURU.replace("0" * 16, hashlib.sha256(DATA).hexdigest()[:16])
    wrong = GURU.replace("0" * 16, "3f1c0d5a9b2e7764")
    program = Program(DATA, "a.elf")
    assert decode(the_panic(Board.ESP32, right), program).note == ""
    assert decode(the_panic(Board.ESP32, wrong), program).note == (
        "doubtful: 'a.elf' is not the build that crashed; the board's begins with SHA-256 3f1c0d5a9b2e7764"
    )


def test_a_backtrace_that_the_chip_does_not_trust_is_doubtful() -> None:
    corrupted = GURU.replace("0x3ffb5050", "0x3ffb5050 |<-CORRUPTED")
    found = decode(the_panic(Board.ESP32, corrupted), Program(DATA, "a.elf"))
    assert found.note == "doubtful: the chip calls its backtrace corrupted"


def test_a_dump_without_addresses_says_so() -> None:
    brownout = the_panic(Board.ESP32, "Brownout detector was triggered\n")
    assert decode(brownout, Program(DATA, "a.elf")).note == "not decoded: the dump holds no address"
