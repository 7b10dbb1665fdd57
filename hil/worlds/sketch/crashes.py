"""Which crash of its family a board shows for what a sketch's process ended of."""

from signal import SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV
from typing import Final

from oceanhil.protocol.board import Board
from oceanhil.protocol.panics import PanicKind
from oceanhil.simulator.board.panic_text import panic_kinds

_OF_SIGNALS: Final[dict[int, PanicKind]] = {
    SIGABRT: PanicKind.ABORT,
    SIGBUS: PanicKind.ALIGNMENT,
    SIGFPE: PanicKind.DIVISION_BY_ZERO,
    SIGILL: PanicKind.ILLEGAL_INSTRUCTION,
    SIGSEGV: PanicKind.LOAD_PROHIBITED,
}
# Where a family has no text of its own for a kind, the next that it has.
_OTHERWISE: Final = {
    PanicKind.OUT_OF_MEMORY: PanicKind.ABORT,
    PanicKind.HEAP_CORRUPT: PanicKind.ABORT,
    PanicKind.STACK_OVERFLOW: PanicKind.LOAD_PROHIBITED,
    PanicKind.PANIC: PanicKind.ABORT,
}
_LAST: Final = (PanicKind.HARD_FAULT, PanicKind.ABORT)


def of_word(board: Board, word: str) -> PanicKind | None:
    """Give the crash for a word of `machine/boot.cpp`; None: its watchdog resets the board, and nothing is said.

    Raises ValueError for another word.
    """
    kind = PanicKind(word)
    return None if kind is PanicKind.HARDWARE_WATCHDOG else _shown(board, kind)


def of_signal(board: Board, number: int) -> PanicKind:
    """Give the crash for a signal that the process got."""
    return _shown(board, _OF_SIGNALS.get(number, PanicKind.ABORT))


def _shown(board: Board, kind: PanicKind) -> PanicKind:
    known = panic_kinds(board)
    candidates = (kind, _OTHERWISE.get(kind, kind), *_LAST)
    return next(each for each in candidates if each in known)
