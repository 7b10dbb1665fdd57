"""Takes crashes out of the lines of a console: lines in, crashes and starts out. No I/O, no clock.

A dump has no end that can be relied on: the chip restarts while bytes are still in the UART, and an ESP8266's ROM then
speaks at another baud rate. So a crash is given out when the next boot banner, the next line of the program or the
next crash shows that it is over, or when the caller says that the line has been quiet.
"""

import re

from oceanhil.protocol.board import Board
from oceanhil.protocol.panics import dump
from oceanhil.protocol.panics.draft import Draft
from oceanhil.protocol.panics.headlines import Headline, recognise_headline
from oceanhil.protocol.panics.kinds import CrashDialect, PanicKind
from oceanhil.protocol.panics.panic import Panic
from oceanhil.protocol.panics.resets import Reset, ResetCause, ResetWords

Finding = Panic | Reset

_PROGRAM_LINE = re.compile(r"^\[\w+\] ")
_FIRST_LINE = re.compile(r"^\[SYSTEM\] Device ID")
_FOREIGN_LINES_MAX = 3
_SILENT_KINDS = {ResetCause.WATCHDOG: PanicKind.HARDWARE_WATCHDOG, ResetCause.BROWNOUT: PanicKind.BROWNOUT}


class PanicReader:
    """Reads the console of one board, line by line; `Family.panic_reader` of `boards` makes one.

    `resets` are the words of its boot ROM, None for one that does not print.
    """

    def __init__(self, board: Board, dialect: CrashDialect, resets: ResetWords | None) -> None:
        self._board = board
        self._dialect = dialect
        self._resets = resets
        self._draft: Draft | None = None
        self._preamble: tuple[str, ...] = ()
        self._foreign = 0
        self._program_ran = False

    @property
    def in_dump(self) -> bool:
        """True while the text of a crash is coming in."""
        return self._draft is not None

    def feed(self, line: str) -> tuple[Finding, ...]:
        """Take a line without its end; give the crashes it ends, and the start it announces, in that order."""
        reset = None if self._resets is None else self._resets.recognise(line)
        if reset is not None:
            return self.started(reset, line)
        headline = recognise_headline(self._dialect, line)
        if headline is not None:
            return self._take_headline(headline, line)
        if self._draft is None:
            self._take_other(line)
            return ()
        if _PROGRAM_LINE.match(line):
            return self._take_program_line(line)
        self._draft.add(line)
        return ()

    def started(self, reset: Reset, line: str = "") -> tuple[Finding, ...]:
        """Take a start of the chip, also one that was learnt in another way than from its banner.

        A watchdog or a brownout that ends a running program is a crash without words. Behind a brownout that the
        firmware told of, the ROM says that it was restarted by software: the cause is the brownout all the same.
        """
        panics = self._finish(reset, proven=True)
        if panics and panics[0].kind is PanicKind.BROWNOUT:
            reset = Reset(ResetCause.BROWNOUT, reset.code, reset.name)
        kind = _SILENT_KINDS.get(reset.cause)
        if not panics and kind is not None and self._program_ran:
            lines = (line,) if line else ()
            silent = Panic(
                board=self._board, kind=kind, headline=reset.words, reset=reset, lines=lines, is_complete=True
            )
            panics = (silent,)
        self._program_ran = False
        self._preamble = ()
        return (*panics, reset)

    def ran(self) -> None:
        """Take a sign that a program runs, from whoever knows it though no line said so in known words."""
        self._program_ran = True

    def quiet(self) -> tuple[Panic, ...]:
        """Take notice that nothing has come for a while: a crash that is all there, or cut short, is given out.

        One that may be no more than a warning is held back until something shows what became of the program.
        """
        return self._finish(None) if self._draft is not None and self._draft.is_proven else ()

    def close(self) -> tuple[Panic, ...]:
        """Give out what is left when there will be no more lines."""
        return self._finish(None)

    def _take_headline(self, headline: Headline, line: str) -> tuple[Panic, ...]:
        if self._draft is not None and self._draft.accepts(headline):
            self._draft.add_headline(headline, line)
            return ()
        finished = self._finish(None)
        self._draft = Draft(self._board, self._dialect, headline, self._preamble, line)
        self._preamble, self._foreign, self._program_ran = (), 0, False
        return finished

    def _take_program_line(self, line: str) -> tuple[Panic, ...]:
        """The other core may print on for a moment; a program that starts anew, or prints on and on, is another run."""
        assert self._draft is not None
        self._foreign += 1
        if not (self._draft.is_complete or _FIRST_LINE.match(line) or self._foreign > _FOREIGN_LINES_MAX):
            return ()
        self._program_ran = True
        return self._finish(None)

    def _take_other(self, line: str) -> None:
        if dump.is_preamble(line):
            self._preamble = (*self._preamble[-1:], line)
        elif line.strip():
            self._preamble = ()
            self._program_ran = self._program_ran or _PROGRAM_LINE.match(line) is not None

    def _finish(self, reset: Reset | None, *, proven: bool = False) -> tuple[Panic, ...]:
        draft, self._draft = self._draft, None
        if draft is None or not (draft.is_proven or proven):
            return ()
        return (draft.finished(reset),)
