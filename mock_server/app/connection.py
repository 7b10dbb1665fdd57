"""One connection: aiohttp's handler, with the answers to broken HTTP and half-closed connections put right.

aiohttp answers broken HTTP with a page that quotes the request, secrets included; leaves a handler waiting when a chunk
of its body turns out malformed; and drops the answers still due when a client has shut down its sending side.
"""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import StreamReader, web
from aiohttp.http_exceptions import LineTooLong

from mock_server.app.limits import TransportLimits
from mock_server.app.respond import plain_response
from mock_server.core.replies import json_response
from protocol.errors import ErrorReason
from protocol.messages import ErrorReply

_IDLE_CHECK_S = 0.05
RequestHandler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class Connection(web.RequestHandler):
    """A client's connection."""

    __slots__ = ("has_ended", "is_admin", "is_malformed", "is_streaming", "reading", "server")

    def __init__(self, manager: "ConnectionServer", limits: TransportLimits, loop: asyncio.AbstractEventLoop) -> None:
        """Serve a connection accepted by `manager`."""
        super().__init__(
            manager,
            loop=loop,
            access_log=None,  # type: ignore[arg-type] # aiohttp takes None for no access log
            auto_decompress=False,
            keepalive_timeout=limits.head_timeout_s,
            lingering_time=limits.linger_s,
        )
        self.server = manager
        self.reading: StreamReader | None = None
        """The latest body."""
        self.is_malformed = False
        """Whether the framing of that body turned out to be broken."""
        self.is_streaming = False
        """Whether an answer without end is under way."""
        self.has_ended = False
        """Whether the client has shut down its sending side: nothing more will come."""
        self.is_admin = False
        """Whether the admin side uses this connection; it then does not count as a device's."""

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
        if is_cut_short or self.is_streaming or self._is_idle():
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
        """Answer broken HTTP in the form of every other refusal, quoting nothing."""
        if status >= 500:
            return super().handle_error(request, status, exc, message)
        if isinstance(exc, LineTooLong):
            status = 431
        reply = ErrorReply(success=False, error="Malformed request", code=ErrorReason.BAD_REQUEST.value)
        response = plain_response(json_response(reply, status))
        response.force_close()
        return response

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

    def __init__(self, handler: RequestHandler, limits: TransportLimits) -> None:
        """Let `handler` answer requests; must be made inside the running loop."""
        super().__init__(handler, handler_cancellation=True)
        self._limits = limits

    def __call__(self) -> Connection:
        """Make the protocol of one new connection."""
        return Connection(self, self._limits, self._loop)

    def is_beyond(self, connection: Connection, most: int) -> bool:
        """Tell whether `most` older connections of devices from the same address are open."""
        address = _address(connection)
        older = 0
        for other in self.connections:
            if other is connection:
                return False
            if isinstance(other, Connection) and not other.is_admin and _address(other) == address:
                older += 1
                if older >= most:
                    return True
        return False


def _address(connection: web.RequestHandler) -> str:
    peer = connection.peername
    return peer[0] if isinstance(peer, tuple) else ""
