"""Names that a sketch or its libraries define and the API, or the C library below it, has for something else.

What is it: cores are archives, of which a linker takes nothing that is there already. So on a board a sketch may have
an `int sleep`, a `sha1` of its own, or another library's class `AsyncUDP`. Here the API is linked as a whole, and
stands on calls of this machine's C library (`read`, `write`) that no board has: a variable of such a name is called.

Which laws hold: within the sketch and its libraries such a name means theirs, for the API and the C library what it
meant there. Names that the API leaves weak are a sketch's to give, so they stay. What it only uses, and would be this
machine's files, is the board's (`host_files`). Nothing else changes in an object.

What a sketch defines in a class, or `inline`, is weak in its objects, and theirs all the same: a name that the API has
in a header, as inline, is weak in the API's objects, too. Of a class one name tells of all: what else the sketch has of
it is of the sketch's class, also where the API has that as inline.

What calls what: `SketchPrograms` asks before it links.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from struct import Struct
from typing import Final

from oceanhil.firmware.compiler import keep_whole
from oceanhil.firmware.sketches.digests import digest_of
from oceanhil.firmware.sketches.forgetting import mark_wanted
from oceanhil.firmware.sketches.host_files import board_name

# Those of ELF with 32 bits and the lowest byte first: https://refspecs.linuxfoundation.org/elf/elf.pdf
_MAGIC: Final = b"\x7fELF\x01\x01"
_SECTIONS: Final = Struct("<32xI10xHHH")
_SECTION: Final = Struct("<4xI8xIII12x")
_SYMBOL: Final = Struct("<I8xBxH")
_SECTION_BYTES: Final = 40
_OFFSET_IN_SECTION: Final = 16
_SYMBOL_TABLE: Final = 2
_GLOBAL: Final = 1
_WEAK: Final = 2
# Of what an inline function keeps, as GCC marks it.
_UNIQUE: Final = 10
_BOUND_WEAKLY: Final = frozenset({_WEAK, _UNIQUE})
_UNDEFINED: Final = 0
_MARK: Final = ".own"
# What the board begins a sketch with; and a program.
_ENTRIES: Final = frozenset({"setup", "loop", "main"})
_OF_CPP: Final = "_Z"
# Itanium C++ ABI, "Mangling": of a member, of what stands in one, and of a class's table of functions, the first name
# and its length; and what a constructor, a destructor or such a table says behind it.
_WITHIN: Final = re.compile(r"_Z(?:GV)?(?:Z*N[VK]*|(?P<table>T[VT]))(?P<length>[1-9]\d*)(?P<rest>.+)", re.ASCII)
_OF_CLASS: Final = re.compile(r"[CD]\d")


@dataclass(frozen=True, slots=True)
class _Symbol:
    """A name that other objects see: where it stands in the file, and whether it is defined there, and weakly."""

    place: int
    name: str
    is_defined: bool
    is_weak: bool


@dataclass(frozen=True, slots=True)
class _Table:
    """The names of an object, and the section of their texts: where its header stands, and its texts."""

    symbols: tuple[_Symbol, ...]
    header: int
    texts: bytes


def with_own_names(sketch: Iterable[Path], api: Iterable[Path]) -> tuple[Path, ...]:
    """Give the objects of a sketch, those that name something which the API or this machine has, too, as copies."""
    objects = [(each, each.read_bytes()) for each in sketch]
    tables = [_table(content) for _, content in objects]
    own = {each.name for table in tables for each in table.symbols if each.is_defined}
    taken = _names_of((_table(each.read_bytes()) for each in api), own) & own
    taken |= _of_same_classes(taken, own)
    others = {name: f"{name}{_MARK}" for name in taken} | _of_board(tables, own)
    return tuple(
        _copy(path, content, table, others) if any(each.name in others for each in table.symbols) else path
        for (path, content), table in zip(objects, tables, strict=True)
    )


def _of_board(tables: Iterable[_Table], own: set[str]) -> dict[str, str]:
    """Give what is called for each name of this machine's files that the sketch uses and does not define."""
    used = {each.name for table in tables for each in table.symbols} - own
    return {name: other for name in used if (other := board_name(name))}


def _names_of(api: Iterable[_Table], own: set[str]) -> frozenset[str]:
    """Give which of these names the API defines, or has from the C library."""
    symbols = [each for table in api for each in table.symbols if each.name in own]
    left = {each.name for each in symbols if each.is_weak}
    defined = {each.name for each in symbols if each.is_defined}
    # A name of C++ that the API only asks for is one that the sketch is to give.
    asked = {each.name for each in symbols if not each.name.startswith(_OF_CPP)}
    return frozenset(defined | asked) - left - _ENTRIES


def _of_same_classes(taken: frozenset[str], own: Iterable[str]) -> set[str]:
    """Give the sketch's names of those classes, of which it has a constructor, that some of the taken names are of."""
    within = {name: found for name in own if (found := _WITHIN.match(name))}
    classes = {_class_in(found) for found in within.values() if _tells_class(found)}
    of_taken = classes & {_class_in(within[name]) for name in taken if name in within}
    return {name for name, found in within.items() if _class_in(found) in of_taken}


def _class_in(found: re.Match[str]) -> str:
    return found["rest"][: int(found["length"])]


def _tells_class(found: re.Match[str]) -> bool:
    return found["table"] is not None or _OF_CLASS.match(found["rest"], int(found["length"])) is not None


def _copy(path: Path, content: bytes, table: _Table, others: Mapping[str, str]) -> Path:
    """Give a copy of an object in which these names are the others."""
    names = sorted({(each.name, others[each.name]) for each in table.symbols if each.name in others})
    copy = path.with_name(f"{path.stem}-{digest_of(names)}.o")
    if copy.is_file():
        mark_wanted(copy)
        return copy
    keep_whole(copy, _renamed(content, table, names))
    return copy


def _renamed(content: bytes, table: _Table, names: Iterable[tuple[str, str]]) -> bytes:
    """Give an object with other texts for these names: behind all else, for their old ones may be ends of others."""
    texts, places = bytearray(table.texts), dict[str, int]()
    for name, other in names:
        places[name] = len(texts)
        texts += other.encode() + b"\0"
    changed = bytearray(content)
    for symbol in table.symbols:
        if symbol.name in places:
            changed[symbol.place : symbol.place + 4] = places[symbol.name].to_bytes(4, "little")
    where = table.header + _OFFSET_IN_SECTION
    changed[where : where + 8] = len(content).to_bytes(4, "little") + len(texts).to_bytes(4, "little")
    return bytes(changed + texts)


def _table(content: bytes) -> _Table:
    """Read the names of an object; of one in another form nothing is known."""
    if not content.startswith(_MAGIC):
        return _Table((), 0, b"")
    sections, _, count, _ = _SECTIONS.unpack_from(content)
    # Of more sections than fit there, the first one's size says how many there are.
    count = count or _SECTION.unpack_from(content, sections)[2]
    for index in range(count):
        kind, begin, size, link = _SECTION.unpack_from(content, sections + index * _SECTION_BYTES)
        if kind == _SYMBOL_TABLE:
            header = sections + link * _SECTION_BYTES
            _, texts, length, _ = _SECTION.unpack_from(content, header)
            names = content[texts : texts + length]
            return _Table(tuple(_symbols(content, begin, size, names)), header, names)
    return _Table((), 0, b"")


def _symbols(content: bytes, begin: int, size: int, names: bytes) -> Iterator[_Symbol]:
    rows = _SYMBOL.iter_unpack(content[begin : begin + size])
    for place, (name, info, section) in zip(range(begin, begin + size, _SYMBOL.size), rows, strict=True):
        if (bound := info >> 4) == _GLOBAL or bound in _BOUND_WEAKLY:
            text = names[name : names.index(b"\0", name)]
            yield _Symbol(place, text.decode("ascii", "surrogateescape"), section != _UNDEFINED, bound != _GLOBAL)
