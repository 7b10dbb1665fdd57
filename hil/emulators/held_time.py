"""The time of an emulated board, as its bench grants it (firmware/bare/pace.h says what goes over the line)."""

import time
from queue import Empty, SimpleQueue
from typing import Final, Protocol

from oceanhil.hil.agent.exchange import AgentLine
from oceanhil.hil.emulators.emulator_errors import EmulatorError
from oceanhil.protocol.agent.sentence import Sentence, SentenceKind

_REST: Final = "REST"
_AT_BOOT: Final = 0
_NUMBERS: Final = 1_000_000
_LOOK_EVERY_S: Final = 0.25


class PoweredBoard(Protocol):
    """The part of `oceanhil.hil.emulators.board.EmulatedBoard` that is wanted here."""

    @property
    def is_on(self) -> bool:
        """Whether it has power."""

    def check(self) -> None:
        """Raise EmulatorError if the emulator ended by itself."""


class HeldTime:
    """Asks a board for its rest, and lets time pass for it; one question at a time.

    All that the board said before it came to rest has been heard by whoever listens to `line` when an answer is given.
    """

    def __init__(self, board: PoweredBoard, line: AgentLine, *, patience_s: float = 60.0) -> None:
        """`patience_s` is for how long firmware may work between two rests, on a machine that is busy."""
        self._patience_s = patience_s
        self._board = board
        self._line = line
        self._answers: SimpleQueue[tuple[int, int | None]] = SimpleQueue()
        self._number = 0
        self.close = line.subscribe(self._hear)

    def let_pass(self, duration_us: int) -> int | None:
        """Let so many µs pass (0: none), and give after how many the board wants to go on; None: nothing is due.

        A board without power wants nothing. Raises EmulatorError when the emulator ends or the board does not rest.
        """
        if not self._board.is_on:
            return None
        self._ask(duration_us)
        deadline_s = time.monotonic() + self._patience_s
        while True:
            number, wanted_us = self._next_answer(deadline_s)
            if number == self._number:
                return wanted_us
            if number == _AT_BOOT:
                # It has booted meanwhile, and may have lost the question.
                self._ask(0)

    def _ask(self, duration_us: int) -> None:
        self._number = self._number % _NUMBERS + 1
        self._line.write(b"\x05%d,%d\n" % (self._number, duration_us))

    def _next_answer(self, deadline_s: float) -> tuple[int, int | None]:
        while True:
            try:
                return self._answers.get(timeout=_LOOK_EVERY_S)
            except Empty:
                self._board.check()
            if time.monotonic() > deadline_s:
                raise EmulatorError(f"its firmware did not come to rest within {self._patience_s:g} s: it hangs")

    def _hear(self, sentence: Sentence) -> None:
        if sentence.kind is SentenceKind.EVENT and sentence.words[:1] == (_REST,):
            numbers = [int(word) for word in sentence.words[1:]]
            self._answers.put((numbers[0], numbers[1] if len(numbers) > 1 else None))
