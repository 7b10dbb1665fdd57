"""The running server: bind, serve, stop."""

import asyncio
import contextlib
import socket
from collections.abc import Iterable
from types import TracebackType
from typing import Self

from aiohttp import web

from mock_server.app.connection import ConnectionServer
from mock_server.app.exchange import Exchange
from mock_server.app.limits import TransportLimits
from mock_server.app.page import PAGE
from mock_server.app.site import Page, Site
from mock_server.app.wall_clock import WallClock, wall_us
from mock_server.core.admin.access import AccessPolicy
from mock_server.core.admin.side import AdminSide
from mock_server.core.core import Core

_BACKLOG = 1024
_TURNS_TO_ACCEPT = 10


class MockServer:
    """A core on a port; start and stop it inside one event loop, or use it as an async context manager."""

    def __init__(
        self,
        core: Core,
        policy: AccessPolicy | None = None,
        *,
        clock: WallClock = wall_us,
        limits: TransportLimits | None = None,
        pages: Iterable[Page] = (),
    ) -> None:
        """Prepare to serve `core`, its admin side under `policy`, and `pages` beside the built-in ones."""
        self.core = core
        self._policy = policy or AccessPolicy()
        self._admin = AdminSide(core, self._policy)
        self._site = Site([Page("/", lambda _: PAGE), *pages])
        self._clock = clock
        self._limits = limits or TransportLimits()
        self._stopping = asyncio.Event()
        self._exchange: Exchange | None = None
        self._runner: web.ServerRunner | None = None
        self._listener: socket.socket | None = None
        self._address: tuple[str, int] = ("", 0)

    @property
    def port(self) -> int:
        """The port it really listens on."""
        return self._address[1]

    @property
    def url(self) -> str:
        """Its base URL, without a slash at the end."""
        host, port = self._address
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen on one address; raises OSError if that cannot be had (socket.gaierror: `host` is unknown)."""
        self._listener = listener = open_listener(host, port)
        self._exchange = exchange = Exchange(
            self.core, self._admin, self._site, clock=self._clock, limits=self._limits, stopping=self._stopping
        )
        server = ConnectionServer(exchange, self._limits)
        self._runner = web.ServerRunner(server, shutdown_timeout=self._limits.stop_timeout_s)
        await self._runner.setup()
        self._address = listener.getsockname()[:2]
        await web.SockSite(self._runner, listener, backlog=_BACKLOG).start()

    def serve_instead(self, core: Core) -> None:
        """Serve another core from the next request on, on the same port; call it in the event loop's thread."""
        self.core = core
        self._admin = AdminSide(core, self._policy)
        if self._exchange is not None:
            self._exchange.turn_to(core, self._admin)

    async def stop(self) -> None:
        """Stop listening, let requests under way finish, close every connection; may be called twice."""
        self._stopping.set()
        runner, self._runner = self._runner, None
        if runner is None or self._listener is None:
            return
        await _finish_accepting(self._listener)
        await runner.cleanup()

    async def __aenter__(self) -> Self:
        """Start on any loopback port."""
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop."""
        await self.stop()


def open_listener(host: str, port: int) -> socket.socket:
    """Bind a listening socket to the first address of `host`, IPv4 before IPv6; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, protocol, _, address = min(found, key=lambda entry: entry[0] != socket.AF_INET)
    listener = socket.socket(family, kind, protocol)
    try:
        # On Windows this option would let two servers share the port.
        if hasattr(socket, "SO_REUSEPORT"):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except BaseException:
        listener.close()
        raise
    return listener


async def _finish_accepting(listener: socket.socket) -> None:
    """Accept no more, and let what was accepted become connections.

    CPython 3.11 loses a connection, its socket left open, if the server is closed between these two (`_attach` in
    asyncio/base_events.py).
    """
    # Windows' loop accepts in another way, and has no readers.
    with contextlib.suppress(NotImplementedError):
        asyncio.get_running_loop().remove_reader(listener)
    for _ in range(_TURNS_TO_ACCEPT):
        await asyncio.sleep(0)
