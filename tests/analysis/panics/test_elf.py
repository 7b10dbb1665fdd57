"""Addresses named with an ELF file."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.analysis.panics import ElfError, Frame, Program
from tests.analysis.panics.elf_files import EM_ARM, elf_file

FUNCTIONS = {"_ZN10TokenStore4saveEv": (0x400D1A00, 0x80), "loop": (0x400D1B80, 0x40), "reset_vector": (0x40000400, 0)}
LINES = [(0x400D1A00, 80), (0x400D1A20, 87), (0x400D1A30, 90), (0x400D1A80, 0)]


@pytest.fixture(scope="module")
def program() -> Program:
    return Program(elf_file(FUNCTIONS, lines=LINES), "build.elf")


def test_an_address_is_in_a_function_and_on_a_line(program: Program) -> None:
    frame = program.frame(0x400D1A2E)
    assert frame == Frame(0x400D1A2E, "TokenStore::save", 0x2E, "store.cpp", 87)
    assert frame.text == "0x400d1a2e: TokenStore::save +46 at store.cpp:87"


def test_a_return_address_is_the_place_of_the_call_before_it(program: Program) -> None:
    assert program.frame(0x400D1A30, is_return=True).line == 87
    assert program.frame(0x400D1A80, is_return=True).function == "TokenStore::save"


def test_a_function_without_lines_has_its_name(program: Program) -> None:
    assert program.frame(0x400D1B80) == Frame(0x400D1B80, "loop", 0)


def test_files_of_dwarf_5_count_from_0() -> None:
    program = Program(elf_file(FUNCTIONS, lines=LINES, dwarf=5), "build.elf")
    assert program.frame(0x400D1A2E) == Frame(0x400D1A2E, "TokenStore::save", 0x2E, "store.cpp", 87)


def test_between_two_sequences_of_code_there_is_no_line() -> None:
    start = 0x400D1A00
    lines = [(start, 80), (start + 0x10, 0), (start + 0x20, 90), (start + 0x80, 0)]
    program = Program(elf_file(FUNCTIONS, lines=lines), "build.elf")
    assert [program.frame(start + offset).line for offset in (0x0F, 0x18, 0x20)] == [80, 0, 90]


def test_an_address_outside_of_the_program_is_unknown(program: Program) -> None:
    assert [program.frame(address).text for address in (0, 0x400D1B00, 0xFFFFFFFF)] == [
        "0x00000000: ?",
        "0x400d1b00: ?",
        "0xffffffff: ?",
    ]


def test_assembler_without_a_size_reaches_one_page_at_most(program: Program) -> None:
    assert program.frame(0x400013FF).function == "reset_vector"
    assert not program.frame(0x40001400).is_known


def test_thumb_code_is_found_by_its_even_address() -> None:
    program = Program(elf_file({"main": (0x10000201, 0x10)}, EM_ARM), "build.elf")
    assert program.frame(0x10000204).text == "0x10000204: main +4"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is no ELF file that can be read"),
        (b"MZ" + bytes(100), "is no ELF file that can be read: magic number does not match"),
        (elf_file({})[:60], "is no ELF file that can be read"),
        (elf_file({}), "has no symbols of functions; expected the .elf of the build, not stripped"),
    ],
)
def test_a_file_that_cannot_serve_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(ElfError) as error:
        Program(data, "firmware.bin")
    assert str(error.value).startswith(f"'firmware.bin' {reason}")


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(ElfError, match=r"none\.elf' cannot be read: no such file or directory"):
        Program.load(tmp_path / "none.elf")


@pytest.mark.slow
@given(st.data())
def test_a_damaged_file_is_refused_or_read_but_breaks_nothing(data: st.DataObject) -> None:
    whole = bytearray(elf_file(FUNCTIONS, lines=LINES))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    damaged = bytes(whole[: data.draw(st.integers(0, len(whole)))]) if data.draw(st.booleans()) else bytes(whole)
    with suppress(ElfError):
        Program(damaged, "build.elf").frame(0x400D1A2E)
