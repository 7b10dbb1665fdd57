"""A recorded conversation as HAR 1.2 (https://w3c.github.io/web-performance/specs/HAR/Overview.html), for other tools.

Fields whose names begin with an underscore are our own; the specification lets tools add such.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.parse import parse_qsl

import msgspec

from oceanhil.protocol.recording import ExchangeLine, FaultNote, Head, Message

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class NameValue(msgspec.Struct, frozen=True):
    """A header or a parameter."""

    name: str
    value: str


class PostData(msgspec.Struct, frozen=True, rename="camel"):
    """A request's body."""

    mime_type: str
    text: str


class HarRequest(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True, kw_only=True):
    """A request; sizes in bytes, -1 where not known."""

    method: str
    url: str
    http_version: str
    cookies: tuple[NameValue, ...]
    headers: tuple[NameValue, ...]
    query_string: tuple[NameValue, ...]
    headers_size: int
    body_size: int
    post_data: PostData | None = None


class Content(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """A response's body."""

    size: int
    mime_type: str
    text: str | None = None
    comment: str = ""


class HarResponse(msgspec.Struct, frozen=True, kw_only=True):
    """A response; status 0 where there was none."""

    status: int
    status_text: str = msgspec.field(name="statusText")
    http_version: str = msgspec.field(name="httpVersion")
    cookies: tuple[NameValue, ...]
    headers: tuple[NameValue, ...]
    content: Content
    redirect_url: str = msgspec.field(name="redirectURL")
    headers_size: int = msgspec.field(name="headersSize")
    body_size: int = msgspec.field(name="bodySize")


class Timings(msgspec.Struct, frozen=True):
    """Where the time went, ms; only the whole is known."""

    send: float
    wait: float
    receive: float


class Cache(msgspec.Struct, frozen=True):
    """Nothing is known of caches."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One exchange; `time` in ms. `_faults`, `_error` and `_sentStatus` are as in the recording."""

    started: str = msgspec.field(name="startedDateTime")
    time: float
    request: HarRequest
    response: HarResponse
    cache: Cache
    timings: Timings
    faults: tuple[FaultNote, ...] = msgspec.field(name="_faults")
    error: str = msgspec.field(name="_error")
    sent_status: int | None = msgspec.field(name="_sentStatus")


class Creator(msgspec.Struct, frozen=True):
    """The program that wrote the file."""

    name: str
    version: str


class Log(msgspec.Struct, frozen=True):
    """The content of a HAR file."""

    version: str
    creator: Creator
    entries: Sequence[Entry]


class Har(msgspec.Struct, frozen=True):
    """A HAR file."""

    log: Log


def make_har(head: Head, lines: Sequence[ExchangeLine], version: str) -> bytes:
    """Give a recording as the bytes of a HAR file; `version` is that of this program."""
    entries = [_entry(head, line) for line in lines]
    return msgspec.json.format(msgspec.json.encode(Har(Log("1.2", Creator("oceanhil", version), entries))), indent=1)


def _entry(head: Head, line: ExchangeLine) -> Entry:
    duration_ms = max(0.0, line.duration * 1000)
    return Entry(
        started=(_EPOCH + timedelta(seconds=line.time)).isoformat(timespec="milliseconds"),
        time=duration_ms,
        request=_request(head, line),
        response=_response(line.status, line.response),
        cache=Cache(),
        timings=Timings(0.0, duration_ms, 0.0),
        faults=line.faults,
        error=line.error,
        sent_status=line.sent_status,
    )


def _request(head: Head, line: ExchangeLine) -> HarRequest:
    asked, message = line.asked, line.request
    mime_type = _header(message, "content-type")
    return HarRequest(
        method=asked.method,
        url=f"{head.upstream}{asked.path}{'?' if asked.query else ''}{asked.query}",
        http_version="HTTP/1.1",
        cookies=(),
        headers=_pairs(message),
        query_string=tuple(NameValue(*pair) for pair in parse_qsl(asked.query, keep_blank_values=True)),
        headers_size=-1,
        body_size=message.size,
        post_data=PostData(mime_type, message.body) if message.body else None,
    )


def _response(status: int | None, message: Message | None) -> HarResponse:
    shown = Message((), None, 0) if message is None else message
    content = Content(shown.size, _header(shown, "content-type"), shown.body, shown.omitted)
    return HarResponse(
        status=status or 0,
        status_text=_phrase(status),
        http_version="HTTP/1.1",
        cookies=(),
        headers=_pairs(shown),
        content=content,
        redirect_url=_header(shown, "location"),
        headers_size=-1,
        body_size=-1 if message is None else message.size,
    )


def _pairs(message: Message) -> tuple[NameValue, ...]:
    return tuple(NameValue(name, value) for name, value in message.headers)


def _header(message: Message, wanted: str) -> str:
    return next((value for name, value in message.headers if name.lower() == wanted), "")


def _phrase(status: int | None) -> str:
    try:
        return "" if status is None else HTTPStatus(status).phrase
    except ValueError:
        return ""
