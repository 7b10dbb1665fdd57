"""Connections with TLS: what asyncio does with their beginning and their end, put right.

asyncio gives every socket a quarter of a megabyte and a minute's time before it knows who is there, and tells nobody of
it before the handshake is through. So a door stands before TLS: it counts each connection as it comes, and lets TLS
begin when the client has said something, a few of each address at a time.
"""

import asyncio
import ssl
from asyncio import sslproto
from collections.abc import Callable
from functools import partial

from oceanhil.mock_server.app.connection import Connection, ConnectionServer
from oceanhil.mock_server.app.limits import TransportLimits
from oceanhil.mock_server.core.early_refusal import EarlyRefusal
from oceanhil.mock_server.operation.address_limits import Turns, address_group

_TURNS_TO_CLOSE = 3
_HELLO_BYTES_MAX = 64 * 1024


class TlsConnection(Connection):
    """A connection inside TLS, which a door has counted."""

    __slots__ = ()

    def eof_received(self) -> bool:  # type: ignore[override] # as Connection
        """Let the connection end: asyncio cannot keep TLS half open, and warns of the attempt."""
        super().eof_received()
        return False


class TlsConnections:
    """The connections of the TLS listeners, from their door to their end."""

    def __init__(self, manager: ConnectionServer, limits: TransportLimits) -> None:
        """Serve what `manager` serves; must be made inside the running loop."""
        self.sockets: set[asyncio.Transport] = set()
        """Everything that is open, below TLS: what lies above forgets its end when it is closed twice."""
        self.manager = manager
        self.limits = limits
        self.loop = asyncio.get_running_loop()
        self.turns = Turns(limits.per_address.handshakes)

    def doors(self, context: ssl.SSLContext) -> "Callable[[], Door]":
        """Give what makes the protocol of each new connection of a listener."""
        return lambda: Door(self, context)

    def connection(self) -> TlsConnection:
        """Make the protocol of what is inside TLS; it was counted before."""
        made = TlsConnection(self.manager, self.limits, self.loop)
        made.is_counted = True
        return made

    async def abort(self) -> None:
        """Close every socket now."""
        for transport in list(self.sockets):
            transport.abort()
        for _ in range(_TURNS_TO_CLOSE):
            await asyncio.sleep(0)


class Door(asyncio.Protocol):
    """One connection until its handshake is through: counted from the start, and closed if that takes too long."""

    def __init__(self, opened: TlsConnections, context: ssl.SSLContext) -> None:
        """Stand before what `opened` makes."""
        self._opened = opened
        self._context = context
        self._address = ""
        self._transport: asyncio.Transport | None = None
        self._said = b""
        self._is_waiting = False
        """Whether the handshake waits for its turn."""
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count it, or end it if its address has too many."""
        assert isinstance(transport, asyncio.Transport)
        opened, self._transport = self._opened, transport
        self._address = address_group(transport.get_extra_info("peername"))
        if not opened.manager.open_connections.enter(self._address):
            self._transport = None
            opened.manager.tell_refusal(self._address, EarlyRefusal.CONNECTIONS)
            transport.abort()
            return
        opened.sockets.add(transport)
        self._timer = opened.loop.call_later(opened.limits.handshake_timeout_s, self._too_late)

    def data_received(self, data: bytes) -> None:
        """Begin the handshake with the client's first bytes, when it is its turn."""
        if self._transport is None:
            return
        is_first = not self._said
        self._said += data
        if len(self._said) > _HELLO_BYTES_MAX:
            # A client says hello and waits for the answer.
            self._transport.abort()
        elif is_first:
            self._is_waiting = True
            self._opened.turns.ask(self._address, self._begin)

    def connection_lost(self, exc: Exception | None) -> None:
        """End before the handshake has begun."""
        del exc
        if self._transport is None:
            return
        if self._is_waiting:
            self._opened.turns.give_up(self._address, self._begin)
        self._opened.sockets.discard(self._transport)
        self._end()
        self._opened.manager.open_connections.leave(self._address)

    def _begin(self) -> None:
        transport, opened = self._transport, self._opened
        assert transport is not None
        self._is_waiting = False
        threshold = _Threshold(opened)
        ended: asyncio.Future[None] = opened.loop.create_future()
        inner = _SmallSslProtocol(
            opened.loop,
            threshold,
            self._context,
            ended,
            server_side=True,
            ssl_shutdown_timeout=opened.limits.linger_s,
        )
        inner.tell_lost = partial(opened.sockets.discard, transport)
        ended.add_done_callback(partial(self._shaken, threshold))
        transport.set_protocol(inner)
        inner.connection_made(transport)
        _feed(inner, self._said)
        self._said = b""

    def _shaken(self, threshold: "_Threshold", ended: asyncio.Future[None]) -> None:
        """Let the next one begin. Whether it came through is known inside: to asyncio an early EOF is a success too."""
        error = None if ended.cancelled() else ended.exception()
        if error is not None:
            # Its frames hold the handshake's memory, and one another, until the next full garbage collection.
            error.__traceback__ = None
        self._opened.turns.leave(self._address)
        self._end()
        if not threshold.is_crossed:
            self._opened.manager.open_connections.leave(self._address)

    def _too_late(self) -> None:
        if self._transport is not None:
            self._opened.manager.tell_refusal(self._address, EarlyRefusal.HANDSHAKE)
            self._transport.abort()

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._transport = None


class _Threshold(asyncio.Protocol):
    """Stands inside TLS until the handshake is through: what reads requests takes memory too."""

    def __init__(self, opened: TlsConnections) -> None:
        self._opened = opened
        self.is_crossed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let the connection take its place, after the handshake."""
        assert isinstance(transport, asyncio.Transport)
        self.is_crossed = True
        connection = self._opened.connection()
        transport.set_protocol(connection)
        connection.connection_made(transport)


class _SmallSslProtocol(sslproto.SSLProtocol):
    """TLS with room for one or two records (RFC 8446, 5.1), where asyncio takes 256 KiB for each connection."""

    max_size = 32 * 1024
    tell_lost: Callable[[], None]
    """Hears that the socket is closed."""

    def connection_lost(self, exc: BaseException | None) -> None:
        """End."""
        super().connection_lost(exc)
        self.tell_lost()


def _feed(inner: sslproto.SSLProtocol, data: bytes) -> None:
    """Hand over what was read before."""
    for start in range(0, len(data), _SmallSslProtocol.max_size):
        part = data[start : start + _SmallSslProtocol.max_size]
        inner.get_buffer(len(part))[: len(part)] = part
        inner.buffer_updated(len(part))
