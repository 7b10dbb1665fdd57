"""What a link tells its listeners."""

from dataclasses import dataclass

from oceanhil.protocol.agent.sentence import Sentence


@dataclass(frozen=True, slots=True)
class LogLine:
    r"""A line of a board's log.

    `t_ns` is when its last byte arrived, on the monotonic clock. `raw` are all its bytes with the line end; the raws of
    all lines, joined, are the stream without its sentences. `text` has no line end and shows undecodable bytes and
    control characters other than tab and escape as `\xNN`.
    """

    t_ns: int
    text: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class LineSeen:
    """A line is complete."""

    line: LogLine


@dataclass(frozen=True, slots=True)
class SentenceSeen:
    """An agent sentence came; `t_ns` is when its last byte arrived."""

    t_ns: int
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class NoiseSeen:
    """The line just told by `LineSeen` is mostly no text: another baud rate, or a bad contact."""

    line: LogLine


@dataclass(frozen=True, slots=True)
class Unplugged:
    """The port went away."""

    t_ns: int


@dataclass(frozen=True, slots=True)
class Plugged:
    """The port is back; `url` may be another one than before."""

    t_ns: int
    url: str


LinkEvent = LineSeen | SentenceSeen | NoiseSeen | Unplugged | Plugged
