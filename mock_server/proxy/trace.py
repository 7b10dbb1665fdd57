"""The form of a recorded conversation: lines of JSON, the first a head, then one for each exchange."""

from collections.abc import Mapping
from typing import Final

import msgspec

FORMAT: Final = "oceanhil-conversation"
VERSION: Final = 1


class Head(msgspec.Struct, frozen=True):
    """The first line: what this is, the URL of the other server, and when the recording began (Unix s)."""

    format: str
    version: int
    upstream: str
    started: float


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """Headers in their order, body as text and its length in bytes.

    Where the body is not shown, `omitted` says why.
    """

    headers: tuple[tuple[str, str], ...]
    body: str | None
    size: int
    omitted: str = ""


class RequestLine(msgspec.Struct, frozen=True):
    """What a device asked for; `query` without its question mark."""

    method: str
    path: str
    query: str


class FaultNote(msgspec.Struct, frozen=True):
    """A fault rule that struck: its id, its kind, and the fields of its kind."""

    rule: str
    kind: str
    parameters: Mapping[str, object]


class ExchangeLine(msgspec.Struct, frozen=True):
    """One exchange.

    `time` is when the request was there (Unix s, machine's clock), `duration` until the outcome was known, in seconds.
    `status` and `response` are what the other server answered, None if it was not asked or gave no answer; `error` then
    says why. `sent_status` is what the device was sent, None if nothing.
    """

    seq: int
    time: float
    duration: float
    peer: str
    asked: RequestLine
    request: Message
    status: int | None
    response: Message | None
    error: str
    faults: tuple[FaultNote, ...]
    sent_status: int | None
