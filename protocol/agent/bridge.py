r"""HTTP over the agent's line: requests and answers as messages, and messages as parts that fit into sentences.

A message is an HTTP/1.1 message (RFC 9112) whose body is simply the rest of it: a start line, `name: value` lines, an
empty line, each ended by `\r\n`, then the body's bytes. Parts carry 256 bytes, the last one what is left;
the other end puts them together again.
"""

import zlib
from collections.abc import Mapping
from typing import Final

from oceanhil.protocol.agent.commands.bridge import HttpAnswer
from oceanhil.protocol.agent.events import HttpEvent
from oceanhil.protocol.agent.sentence import MAX_DATA_BYTES
from oceanhil.protocol.agent.vocabulary import MAX_BRIDGE_PARTS
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.redact import redact

MAX_MESSAGE_BYTES: Final = MAX_BRIDGE_PARTS * MAX_DATA_BYTES
_VERSION: Final = "HTTP/1.1"
_SPACES: Final = " \t"
BridgePart = HttpEvent | HttpAnswer


class BridgeError(ValueError):
    """These bytes are no message, or this message cannot be sent."""


def encode_request(request: HttpRequest) -> bytes:
    """Write a request as a message; the address of its peer is not part of it. Raises BridgeError."""
    if "?" in request.path:
        raise BridgeError(f"path {redact(request.path)!r}, expected none of the query in it")
    target = f"{request.path}?{request.query}" if request.query else request.path
    return _encode((request.method, target, _VERSION), request.headers, request.body)


def decode_request(message: bytes, peer: str = "127.0.0.1") -> HttpRequest:
    """Read a request; raises BridgeError."""
    (method, target, version), headers, body = _decode(message)
    if version != _VERSION:
        raise BridgeError(f"version {version!r}, expected {_VERSION!r}")
    path, _, query = target.partition("?")
    return HttpRequest(method, path, headers, body, query, peer)


def encode_response(response: HttpResponse) -> bytes:
    """Write an answer as a message; raises BridgeError."""
    return _encode((_VERSION, str(response.status), ""), response.headers, response.body)


def decode_response(message: bytes) -> HttpResponse:
    """Read an answer; its reason phrase does not matter. Raises BridgeError."""
    (version, status, _), headers, body = _decode(message)
    if version != _VERSION or len(status) != 3 or not (status.isascii() and status.isdigit()):
        raise BridgeError(f"status line {version!r} {status!r}, expected {_VERSION!r} and three digits")
    return HttpResponse(int(status), body, headers)


def request_events(exchange: int, request: HttpRequest) -> tuple[HttpEvent, ...]:
    """Take a request apart into the events a board sends; raises BridgeError."""
    message = encode_request(request)
    parts, crc32 = split(message), zlib.crc32(message)
    return tuple(HttpEvent(exchange, part, len(parts), crc32, data) for part, data in enumerate(parts, 1))


def answer_commands(exchange: int, response: HttpResponse) -> tuple[HttpAnswer, ...]:
    """Take an answer apart into the commands that a bench sends; raises BridgeError."""
    message = encode_response(response)
    parts, crc32 = split(message), zlib.crc32(message)
    return tuple(HttpAnswer(exchange, part, len(parts), crc32, data) for part, data in enumerate(parts, 1))


def split(message: bytes) -> tuple[bytes, ...]:
    """Take a message apart; raises BridgeError when it is longer than MAX_MESSAGE_BYTES."""
    if len(message) > MAX_MESSAGE_BYTES:
        raise BridgeError(f"a message of {len(message)} bytes, expected {MAX_MESSAGE_BYTES} at most")
    return tuple(message[start : start + MAX_DATA_BYTES] for start in range(0, len(message), MAX_DATA_BYTES))


def _encode(start: tuple[str, str, str], headers: Mapping[str, str], body: bytes) -> bytes:
    if not (start[0] and start[1]) or any(" " in word for word in start):
        raise BridgeError(f"start line {redact(repr(start))}, expected words without spaces")
    for name, value in headers.items():
        if not name or ":" in name or name != name.strip(_SPACES) or value != value.strip(_SPACES):
            raise BridgeError(f"header {name!r} is empty, has a colon, or has spaces around it or its value")
    lines = (" ".join(start), *(f"{name}: {value}" for name, value in headers.items()))
    if any("\r" in line or "\n" in line for line in lines):
        raise BridgeError("a line break within a header, expected none")
    try:
        head = "\r\n".join((*lines, "", "")).encode("latin-1")
    except UnicodeEncodeError:
        raise BridgeError("a header that is not Latin-1") from None
    if len(head) + len(body) > MAX_MESSAGE_BYTES:
        raise BridgeError(f"a message of {len(head) + len(body)} bytes, expected {MAX_MESSAGE_BYTES} at most")
    return head + body


def _decode(message: bytes) -> tuple[tuple[str, str, str], Mapping[str, str], bytes]:
    head, end, body = message.partition(b"\r\n\r\n")
    if not end:
        raise BridgeError("no empty line after the headers")
    first, *lines = head.decode("latin-1").split("\r\n")
    start = first.split(" ", 2)
    if len(start) < 2 or not all(start[:2]):
        raise BridgeError(f"start line {redact(first)[:40]!r}, expected three words")
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip(_SPACES):
            raise BridgeError(f"header line {redact(line)[:40]!r}, expected 'name: value'")
        known = headers.get(name.lower())
        headers[name.lower()] = value.strip(_SPACES) if known is None else f"{known}, {value.strip(_SPACES)}"
    return (start[0], start[1], start[2] if len(start) > 2 else ""), headers, body


class MessageAssembler:
    """Puts the parts of one message at a time together, and tells which one was lost.

    Parts may come twice and in any order. A part of another exchange, or of another message of the same exchange (its
    CRC or count of parts differs), begins a new message and drops what was collected. Parts of the message that was
    completed last are ignored.
    """

    def __init__(self) -> None:
        self._completed: tuple[int, int, int] | None = None
        self._first: BridgePart | None = None
        self._parts: dict[int, bytes] = {}

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers of the parts that have not come, in order; none before the first part and after the last."""
        if self._first is None:
            return ()
        return tuple(number for number in range(1, self._first.parts + 1) if number not in self._parts)

    @property
    def exchange(self) -> int | None:
        """The number of the exchange whose parts are being collected; None when nothing is."""
        return None if self._first is None else self._first.exchange

    def add(self, part: BridgePart) -> bytes | None:
        """Take a part; give the message if that was the last one missing.

        A part beyond the count of parts is ignored. A whole message with a wrong CRC-32 is dropped: all of it is
        missing again.
        """
        if _message_of(part) == self._completed:
            return None
        if self._first is None or _message_of(part) != _message_of(self._first):
            self._first, self._parts = part, {}
        if part.part <= part.parts:
            self._parts[part.part] = part.data
        if self.missing:
            return None
        message = b"".join(self._parts[number] for number in sorted(self._parts))
        self._parts = {}
        if zlib.crc32(message) != part.crc32:
            return None
        self._completed, self._first = _message_of(part), None
        return message

    def forget(self) -> None:
        """Begin anew: the board has started again, and its exchanges may have the same numbers."""
        self._completed, self._first, self._parts = None, None, {}


def _message_of(part: BridgePart) -> tuple[int, int, int]:
    return part.exchange, part.parts, part.crc32
