"""One connection: aiohttp's handler, with the answers to broken HTTP and half-closed connections put right.

aiohttp answers broken HTTP with a page that quotes the request, secrets included; leaves a handler waiting when a chunk
of its body turns out malformed; and drops the answers still due when a client has shut down its sending side.
"""

import asyncio
import socket
import struct
import sys
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from itertools import islice, takewhile
from typing import Final

from aiohttp import StreamReader, web
from aiohttp.http_exceptions import LineTooLong
from multidict import CIMultiDict

from oceanhil.mock_server.app.limits import TransportLimits
from oceanhil.mock_server.core.early_refusal import EarlyRefusal
from oceanhil.mock_server.core.replies import JSON_HEADERS, json_response
from oceanhil.mock_server.operation.address_limits import OpenConnections, address_group
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.messages import ErrorReply

DEVICE_HEADERS: Final[Mapping[str, str]] = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}
"""On answers to devices, which have little room: enough for JSON that a browser got to see."""

PAGE_HEADERS: Final[Mapping[str, str]] = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), serial=(), usb=()",
    "cache-control": "no-store",
}
"""On everything else; what a page says itself stays."""
SERVER_NAME = "oceanhil"
# What nearly every answer has, made once; aiohttp copies what is no multidict.
_JSON: Final[Mapping[str, str]] = {**JSON_HEADERS, "server": SERVER_NAME}
# Linger for zero seconds: closing sends RST instead of FIN. Winsock's struct linger has two shorts.
_RESET_ON_CLOSE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
_IDLE_CHECK_S = 0.05
Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
TellRefusal = Callable[[str, EarlyRefusal], None]
"""Hears of what is turned away: the address and why."""
TellError = Callable[[web.BaseRequest, BaseException], None]
"""Hears of a mistake in the server itself, and which request it struck."""


def harden(headers: MutableMapping[str, str], *, is_for_device: bool) -> None:
    """Add to an answer's headers what tells a browser to do nothing with it but show it, and is not there yet.

    CSP Level 3, Fetch (nosniff, cross-origin resource policy), HTML (opener and embedder policy), Referrer Policy,
    Permissions Policy, and RFC 7034 for browsers that know no `frame-ancestors`.
    """
    if is_for_device:
        headers.update(DEVICE_HEADERS)
        return
    for name, value in PAGE_HEADERS.items():
        if name not in headers:
            headers[name] = value


def plain_response(answer: HttpResponse) -> web.Response:
    """Make aiohttp's response of an answer."""
    if answer.headers is JSON_HEADERS:
        return web.Response(body=answer.body, status=answer.status, headers=_JSON)
    headers = CIMultiDict(answer.headers)
    headers["server"] = SERVER_NAME
    return web.Response(body=answer.body, status=answer.status, headers=headers)


def hang_up(transport: asyncio.Transport, *, is_reset: bool) -> None:
    """End a connection, by RST or by FIN."""
    if not is_reset:
        transport.close()
        return
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    transport.abort()


class Connection(web.RequestHandler):
    """A client's connection."""

    __slots__ = (
        "address",
        "has_ended",
        "is_admin",
        "is_counted",
        "is_held",
        "is_malformed",
        "is_streaming",
        "reading",
        "server",
    )

    def __init__(self, manager: "ConnectionServer", limits: TransportLimits, loop: asyncio.AbstractEventLoop) -> None:
        """Serve a connection accepted by `manager`."""
        super().__init__(
            manager,
            loop=loop,
            access_log=None,  # type: ignore[arg-type] # aiohttp takes None for no access log
            auto_decompress=False,
            keepalive_timeout=limits.head_timeout_s,
            lingering_time=limits.linger_s,
            max_line_size=limits.line_bytes_max,
            max_field_size=limits.line_bytes_max,
            max_headers=limits.headers_max,
        )
        self.server = manager
        self.address = ""
        """What the limits by address count it under."""
        self.is_counted = False
        """Whether it was let in and counted."""
        self.reading: StreamReader | None = None
        """The latest body."""
        self.is_malformed = False
        """Whether the framing of that body turned out to be broken."""
        self.is_streaming = False
        """Whether an answer without end is under way."""
        self.is_held = False
        """Whether it is kept open without an answer, on purpose."""
        self.has_ended = False
        """Whether the client has shut down its sending side: nothing more will come."""
        self.is_admin = False
        """Whether the admin side uses this connection; it then does not count as a device's."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, unless its address has too many already: then it ends at once."""
        self.address = address_group(transport.get_extra_info("peername"))
        # With TLS it was counted when it came.
        self.is_counted = self.is_counted or self.server.open_connections.enter(self.address)
        if self.is_counted:
            self.server.of_address[self.address][self] = None
            super().connection_made(transport)
            if self.server.refuses(_peer_address(transport.get_extra_info("peername"))):
                assert isinstance(transport, asyncio.Transport)
                hang_up(transport, is_reset=True)
            return
        self.server.tell_refusal(self.address, EarlyRefusal.CONNECTIONS)
        assert isinstance(transport, asyncio.Transport)
        transport.abort()

    def connection_lost(self, exc: BaseException | None) -> None:
        """End."""
        if self.is_counted:
            self.is_counted = False
            self.server.open_connections.leave(self.address)
            of_address = self.server.of_address[self.address]
            of_address.pop(self, None)
            if not of_address:
                del self.server.of_address[self.address]
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came; a body that is still read when the parser gives up is broken."""
        super().data_received(data)
        if self._messages and self.reading is not None and not self.reading.is_eof():
            self.is_malformed = True
            self.reading.feed_eof()

    def eof_received(self) -> bool:  # type: ignore[override] # asyncio's protocol allows it, aiohttp's narrows it
        """Keep a half-closed connection open while complete requests await their answers."""
        self.has_ended = True
        is_cut_short = self.reading is not None and not self.reading.is_eof()
        if is_cut_short or self.is_streaming or self.is_held or self._is_idle():
            return False
        self._loop.call_later(_IDLE_CHECK_S, self._close_when_idle)
        return True

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer broken HTTP, or a mistake of the server's own, in the form of every other refusal, quoting nothing."""
        del message
        if status >= 500:
            if exc is not None:
                self.server.tell_error(request, exc)
            if request.writer.output_size > 0:
                raise ConnectionResetError("the answer has begun already")
            return _refusal(self.server.broken(status, "Internal server error", "internal"))
        self.server.tell_refusal(self.address, EarlyRefusal.MALFORMED)
        if isinstance(exc, LineTooLong):
            status = 431
        return _refusal(self.server.broken(status, "Malformed request", ErrorReason.BAD_REQUEST.value))

    def _is_idle(self) -> bool:
        return self._waiter is not None and not self._waiter.done() and not self._messages

    def _close_when_idle(self) -> None:
        if self.transport is None:
            return
        if self._is_idle():
            self.force_close()
        else:
            self._loop.call_later(_IDLE_CHECK_S, self._close_when_idle)


class ConnectionServer(web.Server):
    """Accepts connections and knows which address each comes from."""

    def __init__(
        self,
        handler: Handler,
        limits: TransportLimits,
        tell_refusal: TellRefusal = lambda *_: None,
        tell_error: TellError = lambda *_: None,
    ) -> None:
        """Let `handler` answer requests; must be made inside the running loop."""
        super().__init__(handler, handler_cancellation=True)
        self._limits = limits
        self.open_connections = OpenConnections(limits.per_address.connections)
        self.of_address: defaultdict[str, dict[Connection, None]] = defaultdict(dict)
        """Those of each address that limits count, the oldest first."""
        self.tell_refusal = tell_refusal
        self.tell_error = tell_error
        self.refuses: Callable[[str], bool] = lambda _: False
        """Tells whether a connection from an address is reset as soon as it is accepted."""
        self.broken: Callable[[int, str, str], HttpResponse] = _plainly
        """Answers broken HTTP: status, message and code in the form of the service."""

    def __call__(self) -> Connection:
        """Make the protocol of one new connection."""
        return Connection(self, self._limits, self._loop)

    def is_beyond(self, connection: Connection, most: int) -> bool:
        """Tell whether `most` older connections of devices from the same address are open."""
        others = takewhile(lambda other: other is not connection, self.of_address[connection.address])
        older = (other for other in others if not other.is_admin)
        return next(islice(older, most - 1, None), None) is not None


def _plainly(status: int, message: str, code: str) -> HttpResponse:
    return json_response(ErrorReply(success=False, error=message, code=code), status)


def _refusal(answer: HttpResponse) -> web.Response:
    response = plain_response(answer)
    harden(response.headers, is_for_device=False)
    response.force_close()
    return response


def _peer_address(peername: object) -> str:
    return str(peername[0]) if isinstance(peername, tuple) else ""
