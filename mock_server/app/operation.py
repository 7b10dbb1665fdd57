"""A server's operation put together: what stands before it, what it counts, what it tells of itself."""

import logging
import traceback
from collections.abc import Collection, Iterable
from http import HTTPStatus

from aiohttp import web

from oceanhil.mock_server.app.connection import Connection, ConnectionServer, RequestHandler
from oceanhil.mock_server.app.durability import Keeping
from oceanhil.mock_server.app.front import Front
from oceanhil.mock_server.app.limits import TransportLimits
from oceanhil.mock_server.app.site import Page
from oceanhil.mock_server.app.wall_clock import WallClock
from oceanhil.mock_server.core.admin.side import ADMIN_PREFIX
from oceanhil.mock_server.core.service import Service
from oceanhil.mock_server.operation.address_limits import AddressGuard, Refusal
from oceanhil.mock_server.operation.log import LogSink
from oceanhil.mock_server.operation.metrics import METRICS_PATH, MetricsPage
from oceanhil.mock_server.operation.request_log import RequestLog
from oceanhil.mock_server.operation.traffic import PathLabels, Traffic

_LOGGER = logging.getLogger("aiohttp.server")


class Operation:
    """What runs one server: its limits, counters, metrics and log."""

    def __init__(
        self,
        core: Service,
        limits: TransportLimits,
        clock: WallClock,
        log: LogSink | None = None,
        keeping: Keeping | None = None,
    ) -> None:
        """Operate a server of `core` under `limits`; without `log` nothing is logged, and nothing slower for it."""
        self.core = core
        """The core that is served; another one may take its place."""
        self.traffic = Traffic()
        self._limits = limits
        self._clock = clock
        self._keeping = keeping
        self._connections: ConnectionServer | None = None
        self._log = None if log is None else RequestLog(log, clock, core.conceal)
        if self._log is not None:
            core.subscribe(self._log.hear)

    @property
    def pages(self) -> Iterable[Page]:
        """The pages that tell about the server."""
        return (Page(METRICS_PATH, MetricsPage(self).show, is_guarded=True),)

    def connection_server(self, exchange: RequestHandler, page_paths: Collection[str]) -> ConnectionServer:
        """Put the front before `exchange`, which also answers `page_paths`; call it inside the running loop."""
        routes = self.core.admin_routes()
        admin = {f"{ADMIN_PREFIX}/{first}" for first, *_ in routes}
        folders = {f"{ADMIN_PREFIX}/{first}/" for first, *rest in routes if rest}
        labels = PathLabels(self.core.paths, {*admin, *folders, *page_paths})
        front = Front(exchange, AddressGuard(self._limits.per_address), labels, self.traffic, self._log)

        def tell_error(request: web.BaseRequest, error: BaseException) -> None:
            self.traffic.count(labels.of(request.raw_path), request.method, HTTPStatus.INTERNAL_SERVER_ERROR, 0.0)
            self._tell_mistake(error)

        self._connections = ConnectionServer(front, self._limits, self._note_refusal, tell_error)
        return self._connections

    @property
    def connection_count(self) -> int:
        """How many connections are open."""
        return 0 if self._connections is None else len(self._connections.connections)

    @property
    def stream_count(self) -> int:
        """How many of them carry an event stream."""
        found = () if self._connections is None else self._connections.connections
        return sum(isinstance(connection, Connection) and connection.is_streaming for connection in found)

    @property
    def commit_count(self) -> int | None:
        """How many transactions the store has written; None without a store."""
        return None if self._keeping is None else self._keeping.commit_count

    def now_us(self) -> int:
        """The machine's time, Unix µs."""
        return self._clock()

    def _note_refusal(self, address: str, why: Refusal) -> None:
        self.traffic.count_refusal(why)
        if self._log is not None:
            self._log.refused(address, why)

    def _tell_mistake(self, error: BaseException) -> None:
        if self._log is None:
            _LOGGER.error("%s", self.core.conceal("".join(traceback.format_exception(error))))
        else:
            self._log.mistake(error)
