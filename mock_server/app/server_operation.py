"""A server's operation put together: what stands before it, what it counts, what it tells of itself."""

import asyncio
import logging
import traceback
from collections.abc import Collection, Iterable
from http import HTTPStatus
from typing import Final

from aiohttp import web

from oceanhil.host.wall_clock import WallClock
from oceanhil.mock_server.app.connection import Connection, ConnectionServer, Handler, harden, plain_response
from oceanhil.mock_server.app.limits import TransportLimits
from oceanhil.mock_server.app.request_handler import DurableStore
from oceanhil.mock_server.app.response import RawResponse
from oceanhil.mock_server.core.admin.side import ADMIN_PREFIX, is_admin_path
from oceanhil.mock_server.core.early_refusal import MESSAGES, EarlyRefusal, too_many
from oceanhil.mock_server.core.service import Service
from oceanhil.mock_server.core.site import METRICS_PATH, Page
from oceanhil.mock_server.operation.address_limits import AddressGuard
from oceanhil.mock_server.operation.log import LogSink
from oceanhil.mock_server.operation.metrics import MetricsPage
from oceanhil.mock_server.operation.request_log import RequestLog
from oceanhil.mock_server.operation.traffic import HUNG_UP, PathLabels, Traffic
from oceanhil.protocol.http import HttpResponse

# A plain number: looking up and comparing the enum's member takes longer than all else here.
_UNAUTHORIZED: Final = int(HTTPStatus.UNAUTHORIZED)
_LOGGER = logging.getLogger("aiohttp.server")


class Front:
    """Hands requests on to a handler; to be made inside the running loop."""

    __slots__ = ("_guard", "_handler", "_labels", "_log", "_now_s", "_traffic")

    def __init__(
        self,
        handler: Handler,
        guard: AddressGuard,
        labels: PathLabels,
        traffic: Traffic,
        log: RequestLog | None,
    ) -> None:
        """Let `guard` judge what may go on to `handler`, and count in `traffic`."""
        self._handler = handler
        self._guard = guard
        self._labels = labels
        self._traffic = traffic
        self._log = log
        self._now_s = asyncio.get_running_loop().time

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        connection = request.protocol
        assert isinstance(connection, Connection)
        started_s = self._now_s()
        label = self._labels.of(request.raw_path)
        is_for_device = self._labels.is_device(label)
        # What a device's request has there is never taken for the admin key.
        has_key = not is_for_device and "authorization" in request.headers
        verdict = self._guard.judge(connection.address, has_key=has_key, now_s=started_s)
        if verdict is not None:
            return self._turn_away(request, connection, *verdict)
        if self._log is not None:
            self._log.begin()
        response = await self._handler(request)
        if not response.prepared:
            harden(response.headers, is_for_device=is_for_device)
        # Only the admin side asks for credentials this way (RFC 9110, 11.6.1).
        is_refused = response.status == _UNAUTHORIZED and "www-authenticate" in response.headers
        if is_refused and has_key:
            self._guard.note_wrong_key(connection.address, started_s)
        status = HUNG_UP if isinstance(response, RawResponse) and response.is_silent else response.status
        seconds = self._now_s() - started_s
        self._traffic.count(label, request.method, status, seconds)
        if self._log is not None:
            self._log.end(request.remote or "", request.method, request.raw_path, status, seconds)
        return response

    def _turn_away(
        self, request: web.BaseRequest, connection: Connection, why: EarlyRefusal, wait_s: float
    ) -> web.StreamResponse:
        connection.server.tell_refusal(connection.address, why)
        answer = too_many(why, wait_s)
        if why is EarlyRefusal.REQUEST_RATE and not is_admin_path(request.raw_path):
            said = connection.server.broken(answer.status, MESSAGES[why], why.value)
            answer = HttpResponse(answer.status, said.body, answer.headers)
        response = plain_response(answer)
        harden(response.headers, is_for_device=False)
        self._traffic.count(self._labels.of(request.raw_path), request.method, response.status, 0.0)
        if request.body_exists:
            # Its body is not worth reading.
            response.force_close()
        return response


class ServerOperation:
    """What runs one server: its limits, counters, metrics and log."""

    def __init__(
        self,
        core: Service,
        limits: TransportLimits,
        clock: WallClock,
        log: LogSink | None = None,
        store: DurableStore | None = None,
    ) -> None:
        """Operate a server of `core` under `limits`; without `log` nothing is logged, and nothing slower for it."""
        self.core = core
        """The core that is served; another one may take its place."""
        self.traffic = Traffic()
        self._limits = limits
        self._clock = clock
        self._store = store
        self._connections: ConnectionServer | None = None
        self._log = None if log is None else RequestLog(log, clock, core.conceal)
        if self._log is not None:
            core.subscribe(self._log.hear)

    @property
    def pages(self) -> Iterable[Page]:
        """The pages that tell about the server."""
        return (Page(METRICS_PATH, MetricsPage(self).show, is_guarded=True),)

    def connection_server(self, handler: Handler, page_paths: Collection[str]) -> ConnectionServer:
        """Put the front before `handler`, which also answers `page_paths`; call it inside the running loop."""
        routes = self.core.admin_routes()
        admin = {f"{ADMIN_PREFIX}/{first}" for first, *_ in routes}
        folders = {f"{ADMIN_PREFIX}/{first}/" for first, *rest in routes if rest}
        labels = PathLabels(self.core.paths, {*admin, *folders, *page_paths})
        front = Front(handler, AddressGuard(self._limits.per_address), labels, self.traffic, self._log)

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
        return None if self._store is None else self._store.commit_count

    def now_us(self) -> int:
        """The machine's time, Unix µs."""
        return self._clock()

    def _note_refusal(self, address: str, why: EarlyRefusal) -> None:
        self.traffic.count_refusal(why)
        if self._log is not None:
            self._log.refused(address, why)

    def _tell_mistake(self, error: BaseException) -> None:
        if self._log is None:
            _LOGGER.error("%s", self.core.conceal("".join(traceback.format_exception(error))))
        else:
            self._log.mistake(error)
