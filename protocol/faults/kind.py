"""What can go wrong between a device and its server, kind by kind.

A new kind is a member of `FaultKind`, a new field of a kind one of `oceanhil.protocol.faults.rule.Fault` beside it,
and what it does to an answer stands in `mock_server/core/disturbance.py`.
"""

from enum import Enum, Flag, auto
from typing import Self

import msgspec


class Effect(Flag):
    """What a kind of fault means for a request, whatever else strikes it."""

    UNPROCESSED = auto()
    """The server does not process the request."""
    SILENT = auto()
    """Nothing of an answer goes out: no other kind has an effect beside it, except that the end may come late."""
    ANSWER = auto()
    """The answer is another one when it leaves the server. All other kinds happen to it on its way."""
    CONNECTION = auto()
    """It strikes connections as they are accepted, before there is a request."""
    LATE = auto()
    """The answer arrives as it left the server, only later."""


class Fate(Enum):
    """What a picture shows of a message that a kind strikes; the value is the word for it in JSON."""

    REQUEST_LOST = "request-lost"
    REPLY_LOST = "reply-lost"
    BROKEN = "broken"
    """An answer comes, and not as it was."""
    LATE = "late"
    MADE = "made"
    """An answer that nobody gave."""


class Parameter(msgspec.Struct, frozen=True):
    """A field of `Fault` that a kind has, by its name in JSON; `key` is its name in scenario files.

    `about` says in tables what it is; `minimum` is the least that this kind takes, if that is more than the field does.
    """

    name: str
    key: str
    about: str = ""
    is_needed: bool = False
    minimum: int | None = None


class FaultKind(Enum):
    """What goes wrong, by its word in JSON and in scenario files; in the order in which tables and schemas have it.

    `short` is what diagrams, traces and the dashboard say, `about` what tables do.
    """

    short: str
    about: str
    effect: Effect
    parameters: tuple[Parameter, ...]

    _value_: str

    def __new__(
        cls, word: str, short: str = "", about: str = "", effect: Effect | None = None, *parameters: Parameter
    ) -> Self:
        """Declare a kind: its word, what happens in short and in full, what that means for the request, its fields."""
        member = object.__new__(cls)
        member._value_, member.short = word, short
        member.about, member.effect, member.parameters = about, effect or Effect(0), parameters
        return member

    STATUS = (
        "status", "made up by a fault", "another answer instead of the real one; the request is not processed",
        Effect.ANSWER | Effect.UNPROCESSED,
        Parameter("status", "status", "200 to 599", is_needed=True), Parameter("retry_after", "retry_after", "seconds"),
    )  # fmt: skip
    DELAY = (
        "delay", "late", "processed, then the answer, or the end of the connection, is held back",
        Effect.LATE, Parameter("seconds", "delay", is_needed=True),
    )  # fmt: skip
    DROP_REQUEST = (
        "drop_request", "request lost", "connection closed (FIN), not processed", Effect.UNPROCESSED | Effect.SILENT,
    )  # fmt: skip
    DROP_RESPONSE = (
        "drop_response", "reply lost", "processed, then the connection is closed (FIN) without an answer",
        Effect.SILENT,
    )  # fmt: skip
    TRUNCATE = (
        "truncate", "cut short", "the announced length is that of the whole body, fewer bytes come, then closed (FIN)",
        None, Parameter("bytes", "keep_bytes", "kept, half the body if left out"),
    )  # fmt: skip
    ANSWER = (
        "answer", "changed by a fault",
        "processed, then the answer is [a strange or a wrong one](faults.md#changed-answers)",
        Effect.ANSWER,
        Parameter("change", "change", is_needed=True),
        Parameter("fields", "fields", "an object, whose values replace those of the body"),
        Parameter("without", "without", "the name of a field that is removed"),
    )  # fmt: skip
    CORRUPT = "corrupt", "garbled", "some bytes of the body are wrong, the length is right", Effect.ANSWER
    RESET_AFTER_HEAD = (
        "reset_after_head", "connection reset after the head",
        "processed; the head of the answer comes, and after it TCP RST",
    )  # fmt: skip
    RESET = (
        "reset", "connection reset", "TCP RST as the request arrives, not processed",
        Effect.UNPROCESSED | Effect.SILENT,
    )  # fmt: skip
    SLOW = (
        "slow", "slow", "the body trickles; with `head` everything from the first byte on",
        Effect.LATE, Parameter("bytes_per_second", "bytes_per_second", is_needed=True), Parameter("head", "head"),
    )  # fmt: skip
    SEGMENTS = (
        "segments", "in small pieces", "the answer comes in many small TCP segments, a millisecond apart",
        Effect.LATE, Parameter("bytes", "segment_bytes", "in each, 1 if left out", minimum=1),
    )  # fmt: skip
    MALFORMED = (
        "malformed", "malformed", "the answer is [not HTTP as it should be](faults.md#malformed-answers)",
        None, Parameter("how", "how", is_needed=True),
    )  # fmt: skip
    HALF_OPEN = (
        "half_open", "never answered", "the request is taken, not processed, never answered; the connection stays open",
        Effect.UNPROCESSED | Effect.SILENT,
    )  # fmt: skip
    REFUSE = "refuse", "connection refused", "TCP RST as a connection is accepted", Effect.CONNECTION

    @property
    def is_processed(self) -> bool:
        """Whether a request that it strikes is processed."""
        return Effect.UNPROCESSED not in self.effect

    @property
    def is_answered(self) -> bool:
        """Whether anything of an answer goes out."""
        return Effect.SILENT not in self.effect

    @property
    def fate(self) -> Fate:
        """What a picture shows of the message that it strikes."""
        if Effect.CONNECTION in self.effect or not (self.is_processed or self.is_answered):
            return Fate.REQUEST_LOST
        if not self.is_answered:
            return Fate.REPLY_LOST
        if not self.is_processed:
            return Fate.MADE
        return Fate.LATE if Effect.LATE in self.effect else Fate.BROKEN


def kinds_named(text: str) -> tuple[FaultKind, ...]:
    """Give the kinds that a trace or the journal names together, such as `delay+truncate`; other words are left out."""
    return tuple(kind for word in text.split("+") for kind in FaultKind if kind.value == word)


class DescribedWord(Enum):
    """A word of fault rules with what the client gets by it."""

    about: str
    _value_: str

    def __new__(cls, word: str, about: str = "") -> Self:
        """Declare one: the word, what the client gets."""
        member = object.__new__(cls)
        member._value_, member.about = word, about
        return member


class Malformation(DescribedWord):
    """What is wrong with a malformed answer; the value is its name in a fault rule."""

    STATUS_LINE = "status_line", "a first line that is not a status line"
    HEADER = "header", "a header line without a colon"
    LENGTH_SHORT = "length_short", "`Content-Length` of half the body: the rest stands before the next answer"
    LENGTH_LONG = "length_long", "ten bytes more announced than come, and the connection stays open"
    LENGTH_TWICE = "length_twice", "two `Content-Length` that contradict each other"
    CHUNKED = "chunked", "`Transfer-Encoding: chunked` and a chunk size that is not a number"
