"""A crash while its text is still coming in."""

from oceanhil.protocol.board import Board
from oceanhil.protocol.panics import dump
from oceanhil.protocol.panics.headlines import Headline
from oceanhil.protocol.panics.kinds import CrashDialect, PanicKind
from oceanhil.protocol.panics.panic import Panic
from oceanhil.protocol.panics.resets import Reset

LINES_MAX = 600
"""A whole stack of an ESP8266 is 256 rows; what a board prints without end is not kept."""
_OUT_OF_MEMORY = "out of memory"


class Draft:
    """Collects the lines of one crash."""

    def __init__(
        self, board: Board, dialect: CrashDialect, headline: Headline, before: tuple[str, ...], line: str
    ) -> None:
        self._board = board
        self._dialect = dialect
        self._headline = headline
        self._lines = [*before, line]
        self._registers = dict(dump.registers_in(dialect, line))
        self._registers_in_headline = len(self._registers)
        self._core, self._task, self._pc = headline.core, headline.task, headline.pc
        self._backtrace_text: str | None = None
        self._stack: dict[int, None] = {}
        self._message_due = dialect is CrashDialect.PICO and headline.kind is PanicKind.PANIC
        self.is_proven = not headline.needs_proof
        self.is_complete = headline.kind is PanicKind.BROWNOUT or (
            dialect is CrashDialect.PICO and headline.kind is PanicKind.ASSERT
        )

    @property
    def has_dump(self) -> bool:
        """True when registers, backtrace or stack came, so that another headline is another crash."""
        return (
            bool(self._stack or len(self._registers) > self._registers_in_headline)
            or self._backtrace_text is not None
            or self.is_complete
        )

    def accepts(self, headline: Headline) -> bool:
        """Tell whether a further headline belongs to this crash."""
        return not self.has_dump and (headline.follows or self._headline.follows)

    def add_headline(self, headline: Headline, line: str) -> None:
        """Take a further headline of this crash; the first that says something of its own names it."""
        self._keep(line)
        self.is_proven = True
        self._core = headline.core if self._core is None else self._core
        self._pc = headline.pc if self._pc is None else self._pc
        if (self._headline.follows and not headline.follows) or self._headline.kind is PanicKind.PANIC:
            self._headline = headline

    def add(self, line: str) -> None:
        """Take another line of the dump."""
        self._keep(line)
        if self.is_complete or not line.strip():
            return
        if self._message_due:
            self._take_message(line.strip())
        elif dump.ends_dump(self._dialect, line):
            self.is_complete = self.is_proven = True
        elif not self._take_backtrace(line):
            self._take_values(line)

    def finished(self, reset: Reset | None) -> Panic:
        """Give the crash as far as it was read, with the start that followed."""
        backtrace = self._backtrace_text or ""
        return Panic(
            board=self._board,
            kind=self._headline.kind,
            headline=self._headline.text,
            core=self._core,
            task=self._task,
            pc=dump.program_counter(self._registers) if self._pc is None else self._pc,
            excvaddr=dump.accessed_address(self._registers),
            backtrace=(*dump.frames_in(backtrace), *self._stack),
            backtrace_is_corrupted=dump.is_corrupted(backtrace),
            registers=dict(self._registers),
            reset=reset,
            lines=tuple(self._lines),
            is_complete=self.is_complete,
        )

    def _keep(self, line: str) -> None:
        if len(self._lines) < LINES_MAX:
            self._lines.append(line)

    def _take_message(self, message: str) -> None:
        kind = PanicKind.OUT_OF_MEMORY if message.lower() == _OUT_OF_MEMORY else self._headline.kind
        self._headline = Headline(kind, f"{self._headline.text} {message}")
        self._message_due, self.is_complete = False, True

    def _take_backtrace(self, line: str) -> bool:
        start = dump.backtrace_start(line)
        if start is not None:
            self._backtrace_text = start
            return True
        if self._backtrace_text is None or not dump.continues_backtrace(line):
            return False
        self._backtrace_text += line.strip()
        return True

    def _take_values(self, line: str) -> None:
        self.is_proven = self.is_proven or dump.proves_end(line)
        self._registers.update(dump.registers_in(self._dialect, line))
        self._core = dump.core_in(line) if self._core is None else self._core
        if self._dialect is CrashDialect.ESP8266 and len(self._stack) < LINES_MAX:
            self._stack.update(dict.fromkeys(dump.code_on_stack(line)))
