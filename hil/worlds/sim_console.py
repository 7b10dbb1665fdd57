"""What is heard of a simulated board: its console and its serial line, written into the trace with secrets cut."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from oceanhil.hil.worlds.trace_text import serial_fields, spoken_fields
from oceanhil.protocol.board import Board
from oceanhil.protocol.secret_pieces import SecretPieces
from oceanhil.scenarios.line_change import line_words
from oceanhil.scenarios.trace import EventKind, Scalar, Source, Trace, own_words
from oceanhil.scenarios.world_terms import LineFault
from oceanhil.simulator.kernel import Kernel

if TYPE_CHECKING:
    # At run time they are imported when a board crashes or its line is disturbed: few runs have a use for them.
    from oceanhil.analysis.panics.watch import CrashWatch
    from oceanhil.hil.worlds.disturbed_line import DisturbedLine
    from oceanhil.protocol.panics import PanicKind


class LineHearing(Protocol):
    """Takes a whole line that a board sends, from its boot ROM or from its program."""

    def __call__(self, text: str, *, rom: bool) -> None:
        """Hear it."""


class SimConsole:
    """The console of the board that the scenario calls `name`.

    Crashes are looked for from the first that a scenario asks for on: a simulated program has none of its own.
    """

    def __init__(
        self,
        name: str,
        trace: Trace,
        kernel: Kernel,
        secrets: Callable[[], Collection[str]],
        pieces: SecretPieces,
    ) -> None:
        self._name = name
        self._trace = trace
        self._kernel = kernel
        self._secrets = secrets
        self._pieces = pieces
        self._line: DisturbedLine | None = None
        self._crashes: CrashWatch | None = None
        self.is_foreign = False
        """The program is somebody's own: what it prints may look like a token and be none."""
        self.place = ""
        """Where in its source the program has crashed whose crash is heard next, a line for each call."""

    def hear(self, text: str, *, rom: bool, meant: str | None = None) -> None:
        """Hear a whole line that the board sends; `meant` is the documented one that it stands for, if it does."""
        if self._line is not None:
            self._add_garbled(self._line.carry(text if meant is None else meant))
        elif rom:
            # Printed before any firmware runs: there is no secret in it.
            self._add_line(text, {"text": text, "rom": True})
        else:
            fields = spoken_fields(text, meant, self._secrets, self._pieces, foreign=self.is_foreign)
            self._add_line(text, fields)

    def break_line(self, fault: LineFault | None) -> None:
        """Disturb the line or mend it; what was under way on it ends."""
        from oceanhil.hil.worlds.disturbed_line import DisturbedLine

        if self._line is not None:
            self._add_garbled(self._line.end())
        self._line = None if fault is None else DisturbedLine(fault)
        self._note(Source.HARNESS, EventKind.LINE, {"change": line_words(fault)})

    def watch_crashes(self, board: Board) -> None:
        """Look for crashes from now on; what the board has said in this boot counts."""
        if self._crashes is not None:
            return
        from oceanhil.analysis.panics.watch import CrashWatch

        self._crashes = watch = CrashWatch(board, self._note_crash, has_agent=True)
        for line in self._lines_of_this_boot():
            watch.line(line)

    def note_unheard_crash(self, kind: "PanicKind") -> None:
        """Take notice of a crash of which the board prints nothing."""
        words = f"{kind.word}, of which the board prints nothing"
        self._note_crash({"kind": kind.value, "found": words, "reset": None, "text": ""})

    def bench_acts(self) -> None:
        """Take notice that the bench resets the board or takes its power."""
        if self._crashes is not None:
            self._crashes.bench_acts()

    def booted(self, reason: str) -> None:
        """Take notice of a boot, by the word of its cause."""
        if self._crashes is not None:
            self._crashes.booted(reason)

    def _add_garbled(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._add_line(line, serial_fields(line, self._secrets, self._pieces, garbled=True))

    def _add_line(self, text: str, fields: Mapping[str, Scalar]) -> None:
        self._trace.add(self._kernel.now_us, Source.DEVICE, EventKind.SERIAL, self._name, fields)
        if self._crashes is not None:
            self._crashes.line(text)

    def _lines_of_this_boot(self) -> Sequence[str]:
        lines: list[str] = []
        for event in reversed(self._trace.events):
            if event.device == self._name and event.kind is EventKind.BOOT:
                break
            if event.device == self._name and event.kind is EventKind.SERIAL:
                lines.append(own_words(event))
        return lines[::-1]

    def _note_crash(self, fields: Mapping[str, Scalar]) -> None:
        self._note(Source.DEVICE, EventKind.PANIC, {**fields, "frames": self.place} if self.place else fields)
        self.place = ""

    def _note(self, source: Source, kind: EventKind, fields: Mapping[str, Scalar]) -> None:
        self._trace.add(self._kernel.now_us, source, kind, self._name, fields)
