"""A device's connection: kept open, its TLS session kept over reconnects, failures as Arduino's HTTPClient tells them.

Locust's own clients are made for browsers and their cookies, and cost as much as all the rest of a poll. Here a
request is bytes at once, and its answer goes through the parser that Locust's FastHttpUser uses too, llhttp in
geventhttpclient.
"""

import select
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.client import HTTPException
from typing import Final

import gevent
from gevent.monkey import get_original
from geventhttpclient.response import HTTPSocketResponse

from oceanhil.protocol.http import NO_HEADERS, Exchanged, HttpFailure, HttpRequest, HttpResponse
from oceanhil.remote.wire.http_exchange import ANSWER_BYTES_MAX, Route, parse_url, tls_context

_BODY_METHODS: Final = frozenset({"POST", "PUT", "PATCH"})


class _OutOfTimeError(Exception):
    """The device waits no longer."""


class _BoundedAnswer(HTTPSocketResponse):
    """An answer of a bounded size: a server that never ends one would fill a worker's memory, a thousand times over."""

    _came_bytes = 0

    def feed(self, data: str | bytes) -> None:
        """Take what came, head and body alike; raises HTTPException beyond the most that is an answer."""
        self._came_bytes += len(data)
        if self._came_bytes > ANSWER_BYTES_MAX:
            raise HTTPException(f"answer of more than {ANSWER_BYTES_MAX} bytes")
        super().feed(data)


@dataclass(frozen=True, slots=True)
class Destination:
    """Where all devices of a process go; a TLS context is shared, a session belongs to one device."""

    host: str
    port: int
    authority: str
    """The value of the header `Host`."""
    prefix: str
    """What stands before every path."""
    extra: str
    """Lines of the head that go with every request."""
    context: ssl.SSLContext | None = field(repr=False)


def _is_readable(held: socket.socket) -> bool:
    """Look whether something has come, or the other end has gone, without waiting.

    gevent's own would go round the loop of events, at ten times the cost. `select` knows no files above 1,023, of
    which a fleet has thousands; Windows has nothing else, and no such limit.
    """
    if not hasattr(select, "poll"):
        return bool(get_original("select", "select")([held], [], [], 0)[0])
    poll = get_original("select", "poll")()
    poll.register(held, select.POLLIN)
    return bool(poll.poll(0))


def destination(url: str, ca_file: str = "", headers: Mapping[str, str] = NO_HEADERS) -> Destination:
    """Say where requests go; raises RouteError for what is no address, or a file that is no authority's."""
    parts = parse_url(url)
    context = tls_context(Route(url, ca_file=ca_file)) if parts.scheme == "https" else None
    extra = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return Destination(parts.host, parts.port, parts.authority, parts.path, extra, context)


def untrusting(to: Destination) -> Destination:
    """Give the same place to devices that trust no authority, as if its certificate came from one they do not know."""
    return replace(to, context=None if to.context is None else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))


class Connection:
    """One device's way to the server."""

    __slots__ = ("_session", "_socket", "_to", "opened", "resumed")

    def __init__(self, to: Destination) -> None:
        """Begin without a connection."""
        self._to = to
        self._socket: socket.socket | None = None
        self._session: ssl.SSLSession | None = None
        self.opened = 0
        """How many connections there were."""
        self.resumed = 0
        """How many of them went on with a TLS session of an earlier one."""

    @property
    def is_open(self) -> bool:
        """Whether there is a connection, as far as is known."""
        return self._socket is not None

    def exchange(self, request: HttpRequest, timeout_s: float) -> Exchanged:
        """Give the server's answer or why there is none, after `timeout_s` at the latest."""
        try:
            with gevent.Timeout(timeout_s, _OutOfTimeError):
                return self._exchanged(request)
        except _OutOfTimeError:
            was_connected = self._socket is not None
            self.close()
            # HTTPClient calls a connection that does not come about in time refused.
            return HttpFailure.TIMEOUT if was_connected else HttpFailure.REFUSED

    def close(self) -> None:
        """Close the connection; the next request opens another, with the same TLS session."""
        held, self._socket = self._socket, None
        if held is not None:
            with suppress(OSError):
                held.close()

    def begin_anew(self, to: Destination) -> None:
        """Close the connection; the next request opens one there, with a whole handshake."""
        self.close()
        self._to, self._session = to, None

    def _exchanged(self, request: HttpRequest) -> Exchanged:
        held = self._socket
        if held is not None and _is_readable(held):
            # The server has ended a connection that was kept. Nothing is sent twice to find that out.
            self.close()
        try:
            held = self._socket or self._opened()
        except ssl.SSLCertVerificationError as error:
            return HttpFailure.TLS if "expired" in error.verify_message else HttpFailure.TLS_UNTRUSTED
        except ssl.SSLError:
            return HttpFailure.TLS_ALERT
        except (OSError, UnicodeError):
            return HttpFailure.REFUSED
        try:
            return self._asked(held, request)
        except (OSError, HTTPException):
            # Broken off, without end, or something that llhttp does not take for an answer.
            self.close()
            return HttpFailure.CONNECTION_LOST

    def _asked(self, held: socket.socket, request: HttpRequest) -> Exchanged:
        held.sendall(self._head(request) + request.body)
        answer = _BoundedAnswer(held, method=request.method)
        body = answer.read()
        headers = {name.lower(): value for name, value in answer.items()}
        if isinstance(held, ssl.SSLSocket):
            self._session = held.session
        if answer.should_close():
            self.close()
        return HttpResponse(answer.get_code(), body, headers)

    def _head(self, request: HttpRequest) -> bytes:
        to = self._to
        lines = "".join([f"{name}: {value}\r\n" for name, value in request.headers.items()])
        query = f"?{request.query}" if request.query else ""
        length = f"content-length: {len(request.body)}\r\n" if request.method in _BODY_METHODS else ""
        return (
            f"{request.method} {to.prefix}{request.path}{query} HTTP/1.1\r\nhost: {to.authority}\r\n"
            f"{to.extra}{lines}{length}connection: keep-alive\r\n\r\n"
        ).encode("latin-1")

    def _opened(self) -> socket.socket:
        to = self._to
        opened = socket.create_connection((to.host, to.port))
        try:
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if to.context is not None:
                encrypted = to.context.wrap_socket(opened, server_hostname=to.host, session=self._session)
                self.resumed += bool(encrypted.session_reused)
                opened = encrypted
        except BaseException:
            opened.close()
            raise
        self._socket = opened
        self.opened += 1
        return opened
