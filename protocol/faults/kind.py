"""What can go wrong between a device and its server, kind by kind.

A new kind is a member of `FaultKind`, which says in it what arrives of an answer that it strikes (`Arrival`), a new
field of a kind one of `oceanhil.protocol.faults.rule.Fault` beside it, and what it does to an answer stands in
`mock_server/core/answer_disturbance.py`. Whoever judges a device, draws a picture or makes up a life asks for these
properties, and names no kinds: how several that strike one request act together follows from what each declares.
"""

from enum import Enum, Flag, auto
from typing import Self

import msgspec


class Effect(Flag):
    """What a kind of fault means for a request, whatever else strikes it."""

    UNPROCESSED = auto()
    """The server does not process the request."""
    ANSWER = auto()
    """The answer is another one when it leaves the server. All other kinds happen to it on its way."""
    CONNECTION = auto()
    """It strikes connections as they are accepted, before there is a request."""


class Arrival(Enum):
    """What reaches the client of an answer that a kind strikes. Of several kinds each holds."""

    AS_TOLD = auto()
    """All of it, in time, and it says what the journal and a trace say."""
    ALTERED = auto()
    """All of it, in time, and it says something else."""
    LATE = auto()
    """All of it, so late as the rule says: a client may have given up before."""
    TRICKLING = auto()
    """All of it, a little now and then: a client that waits for each byte anew may wait without an end."""
    DOUBTFUL = auto()
    """Something that is not HTTP as it should be: whether a client makes an answer of it, only the client knows."""
    CUT = auto()
    """The beginning of it."""
    NOTHING = auto()
    """Nothing: no other kind has an effect beside it, except that the end may come late."""

    @property
    def is_whole(self) -> bool:
        """Whether a client that waits for it gets an answer of HTTP, whatever that says."""
        return self not in {Arrival.DOUBTFUL, Arrival.CUT, Arrival.NOTHING}

    @property
    def is_late(self) -> bool:
        """Whether time is all that is done to it."""
        return self in {Arrival.LATE, Arrival.TRICKLING}


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
    arrival: Arrival
    effect: Effect
    parameters: tuple[Parameter, ...]

    _value_: str

    def __new__(
        cls,
        word: str,
        short: str = "",
        about: str = "",
        arrival: Arrival | None = None,
        effect: Effect | None = None,
        *parameters: Parameter,
    ) -> Self:
        """Declare a kind: its word, what happens in short and in full, what arrives, what else it means, its fields.

        Raises TypeError without an arrival: whoever judges a device would judge it as if nothing had struck.
        """
        # To look a kind up by its word is, for types, to call this with the word alone.
        if not isinstance(arrival, Arrival):
            raise TypeError(f"fault kind {word!r}: {arrival!r} stands where its Arrival was expected")
        member = object.__new__(cls)
        member._value_, member.short, member.about, member.arrival = word, short, about, arrival
        member.effect, member.parameters = effect or Effect(0), parameters
        return member

    STATUS = (
        "status", "made up by a fault", "another answer instead of the real one; the request is not processed",
        Arrival.AS_TOLD, Effect.ANSWER | Effect.UNPROCESSED,
        Parameter("status", "status", "200 to 599", is_needed=True), Parameter("retry_after", "retry_after", "seconds"),
    )  # fmt: skip
    DELAY = (
        "delay", "late", "processed, then the answer, or the end of the connection, is held back",
        Arrival.LATE, None, Parameter("seconds", "delay", is_needed=True),
    )  # fmt: skip
    DROP_REQUEST = (
        "drop_request", "request lost", "connection closed (FIN), not processed", Arrival.NOTHING, Effect.UNPROCESSED,
    )  # fmt: skip
    DROP_RESPONSE = (
        "drop_response", "reply lost", "processed, then the connection is closed (FIN) without an answer",
        Arrival.NOTHING,
    )  # fmt: skip
    TRUNCATE = (
        "truncate", "cut short", "the announced length is that of the whole body, fewer bytes come, then closed (FIN)",
        Arrival.CUT, None, Parameter("bytes", "keep_bytes", "kept, half the body if left out"),
    )  # fmt: skip
    ANSWER = (
        "answer", "changed by a fault",
        "processed, then the answer is [a strange or a wrong one](faults.md#changed-answers)",
        Arrival.ALTERED, Effect.ANSWER,
        Parameter("change", "change", is_needed=True),
        Parameter("fields", "fields", "an object, whose values replace those of the body"),
        Parameter("without", "without", "the name of a field that is removed"),
    )  # fmt: skip
    CORRUPT = (
        "corrupt", "garbled", "some bytes of the body are wrong, the length is right", Arrival.ALTERED, Effect.ANSWER,
    )  # fmt: skip
    RESET_AFTER_HEAD = (
        "reset_after_head", "connection reset after the head",
        "processed; the head of the answer comes, and after it TCP RST", Arrival.CUT,
    )  # fmt: skip
    RESET = (
        "reset", "connection reset", "TCP RST as the request arrives, not processed",
        Arrival.NOTHING, Effect.UNPROCESSED,
    )  # fmt: skip
    SLOW = (
        "slow", "slow", "the body trickles; with `head` everything from the first byte on", Arrival.TRICKLING, None,
        Parameter("bytes_per_second", "bytes_per_second", is_needed=True), Parameter("head", "head"),
    )  # fmt: skip
    SEGMENTS = (
        "segments", "in small pieces", "the answer comes in many small TCP segments, a millisecond apart",
        Arrival.LATE, None, Parameter("bytes", "segment_bytes", "in each, 1 if left out", minimum=1),
    )  # fmt: skip
    MALFORMED = (
        "malformed", "malformed", "the answer is [not HTTP as it should be](faults.md#malformed-answers)",
        Arrival.DOUBTFUL, None, Parameter("how", "how", is_needed=True),
    )  # fmt: skip
    HALF_OPEN = (
        "half_open", "never answered", "the request is taken, not processed, never answered; the connection stays open",
        Arrival.NOTHING, Effect.UNPROCESSED,
    )  # fmt: skip
    REFUSE = (
        "refuse", "connection refused", "TCP RST as a connection is accepted",
        Arrival.NOTHING, Effect.UNPROCESSED | Effect.CONNECTION,
    )  # fmt: skip

    @property
    def is_processed(self) -> bool:
        """Whether a request that it strikes is processed."""
        return Effect.UNPROCESSED not in self.effect

    @property
    def is_answered(self) -> bool:
        """Whether anything of an answer goes out."""
        return self.arrival is not Arrival.NOTHING

    @property
    def is_in_the_answer(self) -> bool:
        """Whether the server itself gives another answer; all other kinds happen on its way, or keep it from coming."""
        return Effect.ANSWER in self.effect

    @property
    def is_of_requests(self) -> bool:
        """Whether it strikes requests, and not connections."""
        return Effect.CONNECTION not in self.effect

    @property
    def fate(self) -> Fate:
        """What a picture shows of the message that it strikes."""
        if not self.is_answered:
            return Fate.REPLY_LOST if self.is_processed else Fate.REQUEST_LOST
        if not self.is_processed:
            return Fate.MADE
        return Fate.LATE if self.arrival.is_late else Fate.BROKEN


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
