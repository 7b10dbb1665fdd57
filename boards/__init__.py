"""The families of boards, one object each: `family(Board.ESP32).flash_bytes`."""

from oceanhil.boards.family import Family, UnknownDriverError
from oceanhil.boards.registry import (
    OWN_NAMES,
    UnknownBoardError,
    board_named,
    board_names,
    core_families,
    describe_board,
    families,
    family,
    family_suggestion,
    find_board,
    read_board,
)

__all__ = [
    "OWN_NAMES",
    "Family",
    "UnknownBoardError",
    "UnknownDriverError",
    "board_named",
    "board_names",
    "core_families",
    "describe_board",
    "families",
    "family",
    "family_suggestion",
    "find_board",
    "read_board",
]
