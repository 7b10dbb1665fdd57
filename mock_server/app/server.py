"""The running server: bind, serve, stop."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from aiohttp import web

from oceanhil.host.wall_clock import WallClock, wall_us
from oceanhil.mock_server.app.connection import ConnectionServer
from oceanhil.mock_server.app.limits import TransportLimits
from oceanhil.mock_server.app.request_handler import DurableStore, Forward, RequestHandler
from oceanhil.mock_server.app.server_operation import ServerOperation
from oceanhil.mock_server.app.tls_connection import TlsConnections
from oceanhil.mock_server.core.admin.access import AccessPolicy
from oceanhil.mock_server.core.admin.side import AdminSide
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.openapi.pages import DescriptionPages
from oceanhil.mock_server.core.service import Service
from oceanhil.mock_server.core.shared_operations import AdminRoutes
from oceanhil.mock_server.core.site import Page, Site
from oceanhil.mock_server.core.views import Phase
from oceanhil.mock_server.network.listener import BACKLOG, Listener, open_listener
from oceanhil.mock_server.operation.log import LogSink

_TURNS_TO_ACCEPT = 10


class MockServer:
    """A service on one port or several; start and stop it in one event loop, or use it as an async context manager."""

    def __init__(
        self,
        service: Service,
        policy: AccessPolicy | None = None,
        *,
        clock: WallClock = wall_us,
        limits: TransportLimits | None = None,
        pages: Iterable[Page] = (),
        store: DurableStore | None = None,
        forward: Forward | None = None,
        log: LogSink | None = None,
    ) -> None:
        """Prepare to serve `service`, its admin side under `policy`, and `pages` beside the built-in ones.

        With `store`, started by the caller, no answer leaves before what it tells is durable. With `forward`, another
        server answers devices. `log` hears of every request.
        """
        self.service = service
        """What is served; another one may take its place."""
        self._policy = policy or AccessPolicy()
        self._admin = AdminSide(service, self._policy)
        self._clock = clock
        self._store = store
        self._forward = forward
        self._limits = limits or TransportLimits()
        self._operation = ServerOperation(service, self._limits, clock, log, store)
        self._site = _site((*pages, *self._operation.pages, *self._described()), service.admin_routes(), self._policy)
        self._stopping = asyncio.Event()
        self._handler: RequestHandler | None = None
        self._runner: web.ServerRunner | None = None
        self._listeners: Sequence[Listener] = ()
        self._tls: TlsConnections | None = None
        self._tls_accepting: list[asyncio.Server] = []
        self._urls: tuple[str, ...] = ()
        self._port = 0

    @property
    def core(self) -> Core:
        """The OceanRemote service; there must be one."""
        assert isinstance(self.service, Core), "this server has another service"
        return self.service

    def _described(self) -> Iterable[Page]:
        """Give the pages that describe the API, if the service says anything about it."""
        if not self.service.is_described:
            return ()
        description = DescriptionPages(
            lambda: self.service,
            lambda: self._site.paths,
            needs_key=self._policy.key is not None,
            scheme=lambda: urlsplit(self.url).scheme,
        )
        return description.pages()

    @property
    def port(self) -> int:
        """The port it really listens on, the first one."""
        return self._port

    @property
    def url(self) -> str:
        """Its base URL, the first one, without a slash at the end."""
        return self.urls[0]

    @property
    def urls(self) -> tuple[str, ...]:
        """The base URLs of all its listeners, in the order in which they were given."""
        return self._urls

    async def start(self, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        """Listen on one address, with `tls` for HTTPS; raises OSError if that cannot be had.

        socket.gaierror, an OSError, says that `host` is unknown.
        """
        await self.serve([open_listener(host, port, tls)])

    async def serve(self, listeners: Sequence[Listener]) -> None:
        """Serve all `listeners`, which from now on are the server's to close."""
        self._listeners = listeners
        self._handler = handler = RequestHandler(
            self.service,
            self._admin,
            self._site,
            clock=self._clock,
            limits=self._limits,
            stopping=self._stopping,
            store=self._store,
            forward=self._forward,
        )
        server = self._operation.connection_server(handler, self._site.paths)
        server.refuses, server.broken = handler.refuses, handler.broken
        self._runner = web.ServerRunner(server, shutdown_timeout=self._limits.stop_timeout_s)
        await self._runner.setup()
        # Closed sockets no longer tell where they listened.
        self._urls, self._port = tuple(listener.url for listener in listeners), listeners[0].port
        for listener in listeners:
            if listener.tls is None:
                await web.SockSite(self._runner, listener.socket, backlog=BACKLOG).start()
            else:
                await self._serve_tls(listener.socket, listener.tls, server)
        self.service.phase = Phase.SERVING

    async def _serve_tls(self, bound: socket.socket, tls: ssl.SSLContext, server: ConnectionServer) -> None:
        """Listen as a site of aiohttp does, but with a door before TLS that counts, and does not wait long."""
        self._tls = self._tls or TlsConnections(server, self._limits)
        accepting = await asyncio.get_running_loop().create_server(self._tls.doors(tls), sock=bound, backlog=BACKLOG)
        self._tls_accepting.append(accepting)

    def serve_instead(self, core: Service) -> None:
        """Serve another service from the next request on, on the same port; call it in the event loop's thread."""
        self.service = self._operation.core = core
        self._admin = AdminSide(core, self._policy)
        if self._handler is not None:
            self._handler.turn_to(core, self._admin)

    async def stop(self) -> None:
        """Stop listening, let requests under way finish, close every connection; may be called twice."""
        self._stopping.set()
        self.service.phase = Phase.STOPPING
        runner, self._runner = self._runner, None
        if runner is None:
            return
        await _finish_accepting(self._listeners)
        for accepting in self._tls_accepting:
            accepting.close()
        await runner.cleanup()
        if self._tls is not None:
            await self._tls.abort()

    async def __aenter__(self) -> Self:
        """Start on any loopback port."""
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop."""
        await self.stop()


def _site(others: Sequence[Page], routes: AdminRoutes, policy: AccessPolicy) -> Site:
    """Put the dashboard beside `others`."""
    # Here, because its pages are made of this package's.
    from oceanhil.mock_server.dashboard.pages import dashboard_pages

    return Site([*dashboard_pages(others, routes, needs_key=policy.key is not None), *others])


async def _finish_accepting(listeners: Iterable[Listener]) -> None:
    """Accept no more, and let what was accepted become connections.

    CPython 3.11 loses a connection, its socket left open, if the server is closed between these two (`_attach` in
    asyncio/base_events.py).
    """
    # Windows' loop accepts in another way, and has no readers.
    with contextlib.suppress(NotImplementedError):
        for listener in listeners:
            asyncio.get_running_loop().remove_reader(listener.socket)
    for _ in range(_TURNS_TO_ACCEPT):
        await asyncio.sleep(0)
