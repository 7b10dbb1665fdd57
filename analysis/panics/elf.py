"""The program that a board runs, as its linker wrote it: which function and which line an address belongs to.

Read with pyelftools: functions from the symbol table, lines from DWARF where the file has it.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING

import msgspec
from elftools.common.exceptions import DWARFError, ELFError
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection

from oceanhil.analysis.panics.names import readable
from oceanhil.protocol.wording import os_reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from elftools.dwarf.compileunit import CompileUnit
    from elftools.dwarf.lineprogram import LineProgram


class Frame(msgspec.Struct, frozen=True):
    """An address with what an ELF file says about it; an empty name or file: it says nothing."""

    address: int
    function: str = ""
    offset: int = 0
    """Bytes from the beginning of the function."""
    file: str = ""
    line: int = 0

    @property
    def is_known(self) -> bool:
        """True when the address lies in a function of the program."""
        return bool(self.function)

    @property
    def text(self) -> str:
        """The place as people read it, such as `0x400d1a2e: save_token +18 at token_store.cpp:87`."""
        where = f" {self.function} +{self.offset}" if self.function else " ?"
        line = f" at {self.file}:{self.line}" if self.file else ""
        return f"{self.address:#010x}:{where}{line}"


# What pyelftools lets through when a file is cut off or damaged, besides its own errors.
_MALFORMED = (
    ELFError,
    DWARFError,
    ValueError,
    LookupError,
    AttributeError,
    AssertionError,
    TypeError,
    ArithmeticError,
    NotImplementedError,
)
_FUNCTION = "STT_FUNC"
_SYMBOLS = ".symtab"
_SHA_DIGITS_MIN = 8
_THUMB_BIT = 1


class ElfError(ValueError):
    """A file cannot be used to decode addresses; the text says why."""


class _Function(msgspec.Struct, frozen=True):
    start: int
    size: int
    name: str


class Program:
    """An ELF file of a board's program."""

    def __init__(self, data: bytes, name: str) -> None:
        """Take the whole file; raises ElfError when it is no ELF file or has no functions."""
        try:
            self._elf = ELFFile(BytesIO(data))
            # A number where nobody knows its name.
            self.machine = str(self._elf["e_machine"])
            functions = sorted(_functions(self._elf), key=lambda each: each.start)
        except _MALFORMED as error:
            raise ElfError(f"{name!r} is no ELF file that can be read: {_reason(error)}") from None
        if not functions:
            raise ElfError(f"{name!r} has no symbols of functions; expected the .elf of the build, not stripped")
        self.name = name
        self._sha256 = hashlib.sha256(data).hexdigest()
        self._functions = functions
        self._starts = [each.start for each in functions]
        self._lines: dict[int, tuple[str, int]] = {}

    @classmethod
    def load(cls, path: Path) -> Program:
        """Read a file; raises ElfError, also when it cannot be opened."""
        try:
            data = path.read_bytes()
        except OSError as error:
            reason = os_reason(error)
            raise ElfError(f"{str(path)!r} cannot be read: {reason}") from None
        return cls(data, str(path))

    def is_build(self, digits: str) -> bool:
        """Tell whether `digits` begin the SHA-256 of this file, as ESP-IDF prints it under a crash."""
        return len(digits) >= _SHA_DIGITS_MIN and self._sha256.startswith(digits.lower())

    def frame(self, address: int, *, is_return: bool = False) -> Frame:
        """Name a place; of a return address, the place of the call before it. Nothing is raised for a wild address."""
        place = address - 1 if is_return else address
        function = self._function(place)
        if function is None:
            return Frame(address)
        file, line = self._line(place)
        return Frame(address, readable(function.name), address - function.start, file, line)

    def unit(self, address: int, *, is_return: bool = False) -> str:
        """Name the source that was compiled for a place, which may lie in a header of it; empty where nobody knows.

        What a call that never returns would return to may be the beginning of another source.
        """
        try:
            return self._dwarf.unit(address - 1 if is_return else address)
        except _MALFORMED:
            return ""

    @cached_property
    def _dwarf(self) -> _Lines:
        return _Lines(self._elf)

    def _function(self, address: int) -> _Function | None:
        index = bisect_right(self._starts, address) - 1
        if index < 0:
            return None
        function = self._functions[index]
        end = function.start + function.size
        if not function.size:
            # Hand-written assembler often has no size: it reaches to the next function, within one page.
            following = self._starts[index + 1] if index + 1 < len(self._starts) else function.start + 4096
            end = min(following, function.start + 4096)
        return function if address < end else None

    def _line(self, address: int) -> tuple[str, int]:
        if address not in self._lines:
            try:
                self._lines[address] = self._dwarf.line(address)
            except _MALFORMED:
                # Names are worth showing even if the line table is damaged.
                self._lines[address] = ("", 0)
        return self._lines[address]


def _functions(elf: ELFFile) -> Iterator[_Function]:
    section = elf.get_section_by_name(_SYMBOLS)
    if not isinstance(section, SymbolTableSection):
        return
    is_arm = elf["e_machine"] == "EM_ARM"
    for symbol in section.iter_symbols():
        if symbol["st_info"]["type"] == _FUNCTION and symbol.name:
            start = int(symbol["st_value"])
            # The lowest bit of a function's address on ARM says that it is Thumb code.
            yield _Function(start & ~_THUMB_BIT if is_arm else start, int(symbol["st_size"]), symbol.name)


class _LineTable:
    """Which line each address of one compile unit belongs to; decoded once, for several addresses are looked up."""

    def __init__(self, program: LineProgram) -> None:
        self._program = program
        rows = sorted(_rows(program), key=lambda row: row[0])
        self._starts = [start for start, _, _, _ in rows]
        self._rows = rows

    def line(self, address: int) -> tuple[str, int] | None:
        """Give file and line of an address; None where it is in no sequence of the unit."""
        index = bisect_right(self._starts, address) - 1
        if index < 0 or address >= self._rows[index][1]:
            return None
        _, _, file, line = self._rows[index]
        return _file_name(self._program, file), line


def _rows(program: LineProgram) -> Iterator[tuple[int, int, int, int]]:
    """Give where each row begins and ends, with the number of its file and its line."""
    before = None
    for entry in program.get_entries():
        state = entry.state
        if state is None:
            continue
        if before is not None and before.address < state.address:
            yield before.address, state.address, before.file, before.line
        before = None if state.end_sequence else state


class _Lines:
    """The lines of a program, by its DWARF; empty where it has none."""

    def __init__(self, elf: ELFFile) -> None:
        self._dwarf = elf.get_dwarf_info() if elf.has_dwarf_info() else None
        self._aranges = None if self._dwarf is None else self._dwarf.get_aranges()
        self._tables: dict[int, _LineTable | None] = {}

    def line(self, address: int) -> tuple[str, int]:
        """Give file and line of an address, an empty name where they are unknown."""
        found = (table.line(address) for unit in self._units(address) if (table := self._table(unit)) is not None)
        return next((line for line in found if line is not None), ("", 0))

    def unit(self, address: int) -> str:
        """Give the name of the source that was compiled for this address, empty where the index does not say."""
        if self._dwarf is None or (offset := self._offset(address)) is None:
            return ""
        name = self._dwarf.get_CU_at(offset).get_top_DIE().attributes.get("DW_AT_name")
        return "" if name is None else name.value.decode("utf-8", "replace")

    def _table(self, unit: CompileUnit) -> _LineTable | None:
        if unit.cu_offset not in self._tables:
            assert self._dwarf is not None
            program = self._dwarf.line_program_for_CU(unit)
            self._tables[unit.cu_offset] = None if program is None else _LineTable(program)
        return self._tables[unit.cu_offset]

    def _units(self, address: int) -> Iterator[CompileUnit]:
        """Give the compile units to look into: the one that the index of addresses names, else all of them."""
        if self._dwarf is None:
            return
        if (offset := self._offset(address)) is not None:
            yield self._dwarf.get_CU_at(offset)
        else:
            yield from self._dwarf.iter_CUs()

    def _offset(self, address: int) -> int | None:
        aranges = self._aranges
        return aranges.cu_offset_at_addr(address) if aranges is not None and aranges.entries else None


def _file_name(program: LineProgram, number: int) -> str:
    # Files count from 1 up to DWARF 4, from 0 since DWARF 5.
    index = number if program["version"] >= 5 else number - 1
    name = program["file_entry"][index].name
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)


def _reason(error: BaseException) -> str:
    return (str(error) or type(error).__name__).lower()
