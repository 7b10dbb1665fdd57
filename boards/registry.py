"""Which families there are: those in this package, and those that other distributions register.

One of this package is a module under the family's name with an object of that name in capitals, and nothing more:
`esp32c3.py` has `ESP32C3`. The list is that of the modules.

A distribution adds a family by an entry point of the group `oceanhil.boards`, whose name is the family's and whose
object is a `oceanhil.boards.family.Family`. Nothing of it is imported before somebody asks for that family, and the
list of distributions is not read as long as all names asked for are of this package.
"""

import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Final

from oceanhil.boards.family import Family
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.data_files import is_untrusted
from oceanhil.protocol.plugins import load_plugin, plugin_names, plugin_places
from oceanhil.protocol.suggestion import nearest_word, suggestion

GROUP: Final = "oceanhil.boards"
_VOCABULARY: Final = frozenset({"family", "registry", "rom", "storage"})
"""The modules here that say what a family is made of; every other one is a family."""
_PLATFORM: Final = tuple(board.value for board in PLATFORM_BOARDS)
_MODULES: Final = {module.name for module in iter_modules([str(Path(__file__).parent)])} - _VOCABULARY
OWN_NAMES: Final = (*_PLATFORM, *sorted(_MODULES.difference(_PLATFORM)))
"""The families of this package, the platform's first: all there are, on a machine without others'."""


class UnknownBoardError(ValueError):
    """There is no such family, or it cannot be loaded; the text says which there are, or why."""


def board_names() -> tuple[str, ...]:
    """Name every family: this package's in their order, then the others' by name."""
    return (*OWN_NAMES, *sorted(_plugins()))


def find_board(name: str) -> Board | None:
    """Give the family of this name; None if there is none. It is not loaded."""
    return Board(name) if name in OWN_NAMES or name in _plugins() else None


def board_named(name: str) -> Board:
    """Give the family of this name, not loaded; raises UnknownBoardError that names the nearest one."""
    board = find_board(name)
    if board is None:
        raise UnknownBoardError(f"unknown board {name!r}; {family_suggestion(name)}")
    return board


def family_suggestion(name: str, *more: str) -> str:
    """Say which family, or which of `more` words, was probably meant; also by what Arduino's build tools call it."""
    meant = nearest_word(name, (*board_names(), *more))
    if not meant:
        targets = {own: _own(own).build.fqbn.split(":") for own in OWN_NAMES}
        called = next((own for own, target in targets.items() if name.casefold() in {target[-1], ":".join(target)}), "")
        meant = f"did you mean {called!r}?" if called else ""
    return meant or suggestion(name, (*board_names(), *more))


def read_board(kind: type, value: object) -> object:
    """Read a board's name in a message, as a `dec_hook` of msgspec; raises UnknownBoardError."""
    if kind is object:
        return value  # any JSON, such as what a fault lays over an answer
    if kind is not Board:
        raise NotImplementedError(f"{kind.__name__} is not read here")
    if not isinstance(value, str):
        raise TypeError(f"board {value!r} is no text; known: {', '.join(board_names())}")
    return board_named(value)


def describe_board(kind: type) -> dict[str, object]:
    """Give the JSON Schema of a board's name, as a `schema_hook` of msgspec."""
    if kind is Board:
        return {"enum": sorted(board_names())}
    raise NotImplementedError(f"{kind.__name__} has no schema here")


def families() -> tuple[Family, ...]:
    """Load every family; raises UnknownBoardError for one that cannot be."""
    return tuple(family(Board(name)) for name in board_names())


@cache
def core_families() -> tuple[Family, ...]:
    """Give the families that the firmware core in C++ knows, in the order of their numbers; all are of this package."""
    numbered = {own.build.number: own for own in map(_own, OWN_NAMES) if own.build.number is not None}
    return tuple(numbered[number] for number in sorted(numbered))


def family(board: Board) -> Family:
    """Give the family of a board; raises UnknownBoardError."""
    name = board.value
    return _own(name) if name in OWN_NAMES else _installed(name, tuple(sys.path))


@cache
def _own(name: str) -> Family:
    own: Family = getattr(import_module(f"{__package__}.{name}"), name.upper())
    return own


@cache
def _installed(name: str, _path: tuple[str, ...]) -> Family:
    board_named(name)
    places = plugin_places(GROUP, name)
    if len(places) > 1:
        found = " and ".join(map(repr, places))
        raise UnknownBoardError(f"board {name!r} is registered by {found}; remove one of the packages")
    made = load_plugin(GROUP, name, "board", Family, UnknownBoardError)
    assert made is not None
    if made.board.value != name:
        raise UnknownBoardError(
            f"board {name!r} cannot be loaded from {places[0]!r}: it calls itself {made.board.value!r}; "
            "register it under that name"
        )
    return made


def _plugins() -> frozenset[str]:
    return frozenset() if is_untrusted() else _plugins_on(tuple(sys.path))


@cache
def _plugins_on(_path: tuple[str, ...]) -> frozenset[str]:
    return plugin_names(GROUP) - set(OWN_NAMES)
