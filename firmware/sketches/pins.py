"""Pins that `oceanhil.toml` names, held against those that the chips of a sketch's boards have."""

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import pairwise

from oceanhil.boards import board_named, board_names, family
from oceanhil.boards.family import Family
from oceanhil.protocol.board import Board


def unknown_output(pin: int, boards: Collection[Board]) -> str:
    """Say that a board cannot switch this pin, and which ones it can; empty if all of them can.

    Without `boards` a sketch may be for any family: then one that can is enough.
    """
    return _unknown(pin, boards, "switch", lambda board: board.gpios)


def unknown_input(pin: int, boards: Collection[Board]) -> str:
    """Say the same of reading it, also as a voltage."""
    return _unknown(pin, boards, "read", lambda board: board.gpios | board.inputs)


def _unknown(pin: int, boards: Collection[Board], verb: str, pins: Callable[[Family], frozenset[int]]) -> str:
    families = [family(each) for each in boards or map(board_named, board_names())]
    lacking = [each for each in families if pin not in pins(each)]
    if not lacking or (not boards and len(lacking) < len(families)):
        return ""
    if not boards:
        return f"{pin}, which no board can {verb}"
    has = "; ".join(f"{each.title} can {verb} GPIO {_ranges(pins(each))}" for each in lacking)
    return f"{pin}; {has}"


def _ranges(pins: Iterable[int]) -> str:
    """Give numbers as people write them: `0 to 23, 25 to 27, 32`."""
    return ", ".join(f"{first}" if first == last else f"{first} to {last}" for first, last in _runs(sorted(pins)))


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    first = numbers[0]
    for one, following in pairwise([*numbers, numbers[-1] + 2]):
        if following != one + 1:
            yield first, one
            first = following
