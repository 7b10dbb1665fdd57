"""Watches the console of one board during a run: crashes become events of the trace, boot loops are noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oceanhil.analysis.panics.decode import decode
from oceanhil.boards import family
from oceanhil.protocol.lines import FIRST_LINES, Line, recognise
from oceanhil.protocol.panics import OF_THE_BENCH, BootLoop, BootLoopWatch, Panic, Reset, ResetCause
from oceanhil.protocol.redact import redact
from oceanhil.scenarios.trace import panic_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from oceanhil.analysis.panics.elf import ElfError, Program
    from oceanhil.protocol.board import Board
    from oceanhil.scenarios.trace import Scalar

    Note = Callable[[Mapping[str, Scalar]], None]

_CAUSES: Mapping[str, ResetCause] = {cause.value: cause for cause in ResetCause}
# What a program prints before it reaches anything that can go wrong over and over.
_EARLY_TAGS = ("[SYSTEM]", "[EEPROM]")


class CrashWatch:
    """Takes the lines of one board, and gives the fields of a PANIC event for each crash to `note`.

    Each line is given after it went into the trace itself. With an agent, whose BOOT events come through `booted`,
    banners are not counted as starts again: most boot ROMs print one for the same start.
    """

    def __init__(
        self, board: Board, note: Note, *, program: Program | ElfError | None = None, has_agent: bool = False
    ) -> None:
        self._reader = family(board).panic_reader()
        self._note = note
        self._program = program
        self._has_agent = has_agent
        self._bench_acted = False
        self._awaits_start = False
        self._loops = BootLoopWatch()
        self.loop: BootLoop | None = None
        """The boot loop that the board is in, until its program comes up."""

    def line(self, text: str, meant: str | None = None) -> None:
        """Take a line of the console; `meant` is the documented one that it stands for, where it has other words."""
        for finding in self._reader.feed(text):
            if isinstance(finding, Panic):
                self._tell((finding,))
            else:
                self._awaits_start = False
                if not self._has_agent:
                    self._count(finding)
        known = recognise(text if meant is None else meant)
        if known is not None:
            self._take_known(known.line)

    def came_up(self) -> None:
        """Take a sign that the program runs, in whatever words it says so: it has asked its server for something.

        What it asked before the start that the bench is about to bring is no sign of that.
        """
        if self._awaits_start:
            return
        self._bench_acted = False
        self._reader.ran()
        self._loops.came_up()
        self.loop = None

    def bench_acts(self) -> None:
        """Take notice that the bench resets the board or takes its power: what a watchdog would do is no crash then.

        This holds until the program has come up again.
        """
        self._bench_acted = self._awaits_start = True

    def booted(self, reason: str) -> None:
        """Take a start that the agent reported, by the word of its cause."""
        reset = Reset(_CAUSES.get(reason, ResetCause.OTHER))
        self._awaits_start = False
        self._tell(finding for finding in self._reader.started(reset) if isinstance(finding, Panic))
        self._count(reset)

    def quiet(self) -> None:
        """Take notice that the line is quiet, so that a crash without an end is told too."""
        self._tell(self._reader.quiet())

    def close(self) -> None:
        """End; a crash whose text was still coming is told."""
        self._tell(self._reader.close())

    def _take_known(self, line: Line) -> None:
        if line in FIRST_LINES:
            self._bench_acted = False
        elif not _is_early(line):
            self._loops.came_up()
            self.loop = None

    def _count(self, reset: Reset) -> None:
        self.loop = self._loops.started(reset)

    def _tell(self, panics: Iterable[Panic]) -> None:
        for panic in panics:
            if self._bench_acted and panic.kind in OF_THE_BENCH:
                continue
            self._note(panic_fields(panic, redact, decode(panic, self._program).lines))


def _is_early(line: Line) -> bool:
    return line.template.startswith(_EARLY_TAGS)
