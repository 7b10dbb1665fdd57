"""What a board prints, as people want to watch it: with times, resets marked, crashes named, secrets cut.

Pure: events go in, rows come out. Sentences of the agent are left out unless they are asked for.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from oceanhil.boards import family
from oceanhil.hil.link.assembler import is_noise
from oceanhil.hil.link.events import LineSeen, LinkEvent, LogLine, Plugged, SentenceSeen, Unplugged
from oceanhil.protocol.agent.sentence import encode
from oceanhil.protocol.board import Board
from oceanhil.protocol.panics import Finding, Panic, Reset
from oceanhil.protocol.redact import redact


class RowKind(Enum):
    """What a row is about."""

    LINE = "line"
    SENTENCE = "sentence"
    NOISE = "noise"
    RESET = "reset"
    PANIC = "panic"
    PORT = "port"


@dataclass(frozen=True, slots=True)
class Row:
    """A row to show; `t_ns` is when its last byte arrived, on the monotonic clock."""

    t_ns: int
    kind: RowKind
    text: str


class Monitor:
    """Makes rows of the events of the link to one board."""

    def __init__(self, kind: Board, *, sentences: bool = False, in_panic: Callable[[Panic], str] | None = None) -> None:
        self._panics = family(kind).panic_reader()
        self._sentences = sentences
        self._in_panic = in_panic or (lambda panic: panic.summary)
        self._in_noise = False

    def rows(self, event: LinkEvent) -> Iterator[Row]:
        """Give the rows of an event, in order."""
        match event:
            case LineSeen(line):
                yield from self._line(line)
            case SentenceSeen(t_ns, sentence) if self._sentences:
                yield Row(t_ns, RowKind.SENTENCE, redact(encode(sentence).decode("ascii").rstrip()))
            case Unplugged(t_ns):
                yield Row(t_ns, RowKind.PORT, "unplugged")
            case Plugged(t_ns, url):
                yield Row(t_ns, RowKind.PORT, f"plugged in again at {url}")
            case _:
                return

    def end(self, t_ns: int) -> Iterator[Row]:
        """Give what is still to be said when nothing more comes."""
        yield from self._found(t_ns, self._panics.close())

    def _line(self, line: LogLine) -> Iterator[Row]:
        if is_noise(line):
            if not self._in_noise:
                yield Row(line.t_ns, RowKind.NOISE, "no text: the boot ROM's or another baud rate, or a bad contact")
            self._in_noise = True
            return
        self._in_noise = False
        yield from self._found(line.t_ns, self._panics.feed(line.text))
        yield Row(line.t_ns, RowKind.PANIC if self._panics.in_dump else RowKind.LINE, redact(line.text))

    def _found(self, t_ns: int, findings: tuple[Finding, ...]) -> Iterator[Row]:
        for finding in findings:
            if isinstance(finding, Reset):
                yield Row(t_ns, RowKind.RESET, finding.words)
            else:
                yield Row(t_ns, RowKind.PANIC, f"crash: {redact(self._in_panic(finding))}")
