"""Connections with TLS: what asyncio does with their end, put right."""

import asyncio

from mock_server.app.connection import Connection, ConnectionServer
from mock_server.app.limits import TransportLimits

_TURNS_TO_CLOSE = 3


class TlsConnection(Connection):
    """A connection inside TLS, known to its listener until the socket is closed."""

    __slots__ = ("opened",)

    def __init__(
        self,
        manager: ConnectionServer,
        limits: TransportLimits,
        loop: asyncio.AbstractEventLoop,
        opened: "TlsConnections",
    ) -> None:
        """Serve a connection accepted by `manager`."""
        super().__init__(manager, limits, loop)
        self.opened = opened

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, after the handshake."""
        assert isinstance(transport, asyncio.Transport)
        self.opened.transports[self] = transport
        super().connection_made(transport)

    def connection_lost(self, exc: BaseException | None) -> None:
        """End, after the client's closing alert or its time-out."""
        self.opened.transports.pop(self, None)
        super().connection_lost(exc)

    def eof_received(self) -> bool:  # type: ignore[override] # as Connection
        """Let the connection end: asyncio cannot keep TLS half open, and warns of the attempt."""
        super().eof_received()
        return False


class TlsConnections:
    """Makes the protocols of TLS listeners, and ends at the stop what still waits for a client's closing alert."""

    def __init__(self, manager: ConnectionServer, limits: TransportLimits) -> None:
        """Serve what `manager` serves; must be made inside the running loop."""
        self.transports: dict[TlsConnection, asyncio.Transport] = {}
        self._manager = manager
        self._limits = limits
        self._loop = asyncio.get_running_loop()

    def __call__(self) -> TlsConnection:
        """Make the protocol of one new connection."""
        return TlsConnection(self._manager, self._limits, self._loop, self)

    async def abort(self) -> None:
        """Close every socket now."""
        for transport in list(self.transports.values()):
            transport.abort()
        for _ in range(_TURNS_TO_CLOSE):
            await asyncio.sleep(0)
