"""A recording sorted into the lives of the program: how each began, what was printed in it, how it crashed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from oceanhil.analysis.diagnosis.captured.lines import printed_lines
from oceanhil.analysis.diagnosis.captured.passwords import without_passwords
from oceanhil.boards import family
from oceanhil.protocol.lines import FIRST_LINES, Line, recognise
from oceanhil.protocol.panics import OF_THE_BENCH, Panic, PanicKind, PanicReader, Reset
from oceanhil.protocol.redact import redact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oceanhil.analysis.recording.lines import RecordedLine
    from oceanhil.protocol.board import Board
    from oceanhil.protocol.lines import Recognised

_FIRMWARE_LINE = re.compile(r"\[\w+\] ?\S")


class Seen(msgspec.Struct, frozen=True):
    """A line of the program: where and when it stands, its text with secrets cut, and which line it is, if known."""

    number: int
    t_us: int | None
    text: str
    known: Recognised | None
    is_as_printed: bool
    """False when the text was cut or cleaned, so that the program's own line differs from it."""


class RecordedBoot(msgspec.Struct, frozen=True):
    """One life of the program: the line it began at and how, if a banner told; what it said; how it crashed."""

    number: int
    t_us: int | None
    reset: Reset | None
    seen: tuple[Seen, ...]
    crashes: tuple[Panic, ...]

    @property
    def token(self) -> str:
        """The registration token as it was printed, shortened; empty when it was not."""
        tokens = (each.known.fields["token"] for each in self.seen if each.known and each.known.line is Line.REG_TOKEN)
        return next(tokens, "")

    @property
    def announced_restart(self) -> bool:
        """True when the last thing the program said was that it will restart."""
        last = self.seen[-1].known if self.seen else None
        return last is not None and last.line is Line.SYSTEM_RESTART


def sort_into_boots(lines: Iterable[RecordedLine], board: Board | None) -> list[RecordedBoot]:
    """Sort a recording; without a board crashes are not looked for. Lives in which nothing was said are left out."""
    sorter = _Sorter(family(board).panic_reader() if board is not None else None)
    for line in lines:
        for text in printed_lines(line.text):
            sorter.add(line, text)
    return sorter.finished()


class _OpenBoot:
    def __init__(self, number: int, t_us: int | None, reset: Reset | None) -> None:
        self._number = number
        self._t_us = t_us
        self._reset = reset
        self.seen: list[Seen] = []
        self.crashes: list[Panic] = []

    @property
    def is_empty(self) -> bool:
        """True when the program said nothing."""
        return not self.seen and not self.crashes

    def closed(self) -> RecordedBoot:
        """Without a banner, a life begins with its first line."""
        first_us = self.seen[0].t_us if self.seen and self._reset is None else self._t_us
        return RecordedBoot(self._number, first_us, self._reset, tuple(self.seen), tuple(self.crashes))


def _is_told_by_start(panic: Panic) -> bool:
    return panic.kind is PanicKind.BROWNOUT and panic.reset is not None


class _Sorter:
    def __init__(self, reader: PanicReader | None) -> None:
        self._reader = reader
        self._boots = [_OpenBoot(1, None, None)]

    def add(self, line: RecordedLine, printed: str) -> None:
        for finding in self._reader.feed(printed) if self._reader is not None else ():
            self._take(finding, line)
        if self._reader is None or not self._reader.in_dump or _FIRMWARE_LINE.match(printed):
            self._see(line, printed)

    def finished(self) -> list[RecordedBoot]:
        for panic in self._reader.close() if self._reader is not None else ():
            self._boots[-1].crashes.append(panic)
        return [boot.closed() for boot in self._boots if not boot.is_empty]

    def _take(self, finding: Panic | Reset, line: RecordedLine) -> None:
        if isinstance(finding, Reset):
            self._begin(line, finding)
        elif finding.kind not in OF_THE_BENCH or (len(finding.lines) > 1 and not _is_told_by_start(finding)):
            # A reset without words is told by how the next life begins.
            self._boots[-1].crashes.append(finding)

    def _begin(self, line: RecordedLine, reset: Reset | None) -> None:
        if self._boots[-1].is_empty:
            self._boots.pop()
        self._boots.append(_OpenBoot(line.number, line.t_us, reset))

    def _see(self, line: RecordedLine, printed: str) -> None:
        if not _FIRMWARE_LINE.match(printed):
            return
        text = without_passwords(redact(printed))
        known = recognise(text)
        if known is not None and known.line in FIRST_LINES and not self._boots[-1].is_empty:
            self._begin(line, None)
        self._boots[-1].seen.append(Seen(line.number, line.t_us, text, known, text in line.text))
