"""Where a case's texts stand in the memory of a program that runs: there they are put when a boot begins.

So one program, and a process of it, serves all cases of a kind. It can be only where every place of a text is one that
the loader fills from the file and nobody executes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from elftools.common.exceptions import ELFError
from elftools.elf.constants import P_FLAGS
from elftools.elf.elffile import ELFFile


@dataclass(frozen=True, slots=True)
class Text:
    """Bytes, and the address in a program's memory at which they are to stand when its globals are made."""

    address: int
    data: bytes


@dataclass(frozen=True, slots=True)
class SketchProgram:
    """A compiled sketch, and the texts of a case that each boot of it is to have in place of others."""

    file: Path
    texts: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class _Loaded:
    """Bytes of a file that are loaded: from and to where they stand in it, and the address of the first."""

    begin: int
    end: int
    address: int


Places = Mapping[str, tuple[int, ...]]
"""The addresses at which the text of each name stands."""
_NONE: Final[Places] = {}


def places_of(program: bytes, stand_ins: Mapping[str, bytes]) -> Places | None:
    """Give where in memory the texts stand; None if one stands where it cannot be changed in a running program."""
    if not stand_ins:
        return _NONE
    try:
        loaded = tuple(_loaded(program))
    except ELFError:
        return None
    found = {name: tuple(_addresses(program, text, loaded)) for name, text in stand_ins.items()}
    return (
        None if any(None in each for each in found.values()) else {name: _known(each) for name, each in found.items()}
    )


def _loaded(program: bytes) -> Iterator[_Loaded]:
    for segment in ELFFile(BytesIO(program)).iter_segments("PT_LOAD"):
        begin, executes = segment["p_offset"], segment["p_flags"] & P_FLAGS.PF_X
        if not executes:
            yield _Loaded(begin, begin + segment["p_filesz"], segment["p_vaddr"])


def _addresses(program: bytes, text: bytes, loaded: tuple[_Loaded, ...]) -> Iterator[int | None]:
    at = program.find(text)
    while at >= 0:
        within = (each for each in loaded if each.begin <= at and at + len(text) <= each.end)
        part = next(within, None)
        yield None if part is None else part.address + at - part.begin
        at = program.find(text, at + len(text))


def _known(addresses: tuple[int | None, ...]) -> tuple[int, ...]:
    return tuple(each for each in addresses if each is not None)
