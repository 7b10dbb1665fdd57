"""What is wrong with an emulated board's serial line in a run.

A fault strikes the bytes of the log on their way to whoever reads it. Sentences of the agent pass, for on these boards
they stand for the radio and for the bench's own hands as well, which no bad cable disturbs.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from oceanhil.hil.worlds.disturbed_line import DisturbedLine
from oceanhil.hil.worlds.serial.bench_board import BenchBoard
from oceanhil.hil.worlds.serial.line_fault import FaultOnLine
from oceanhil.scenarios.world_terms import LineFault


class FaultOnLog(FaultOnLine):
    """The fault of one board's log, made on this side of the line."""

    def __init__(self, hand: BenchBoard, say: Callable[[str], None]) -> None:
        """`say` is told what stands unfinished when a fault ends."""
        super().__init__(hand)
        self._say = say
        self._line: DisturbedLine | None = None

    def put(self, fault: LineFault | None) -> None:
        """Put a fault on the line, or take it off."""
        if self._line is not None:
            for text in self._line.end():
                self._say(text)
        self._fault = fault
        self._line = None if fault is None else DisturbedLine(fault)

    def carry(self, text: str) -> list[str]:
        """Give the lines that the board's line `text` completes for whoever listens."""
        return [text] if self._line is None else self._line.carry(text)

    @contextmanager
    def lifted(self, hear_out: Callable[[], None]) -> Iterator[None]:
        """Leave it: the bench speaks with the board in sentences, which it does not strike."""
        del hear_out
        yield
