"""Answers requests: aiohttp's request into the core's, through core or admin side, and the answer back."""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Protocol

from aiohttp import web

from oceanhil.host.wall_clock import WallClock
from oceanhil.mock_server.app.connection import Connection, plain_response
from oceanhil.mock_server.app.event_stream import stream_events
from oceanhil.mock_server.app.limits import TransportLimits
from oceanhil.mock_server.app.response import RawResponse, respond
from oceanhil.mock_server.core.admin.call import MAX_BODY_BYTES
from oceanhil.mock_server.core.admin.side import ADMIN_PREFIX, AdminSide, is_admin_path
from oceanhil.mock_server.core.delivery import AnswerDisturbance, Delivery
from oceanhil.mock_server.core.replies import json_response
from oceanhil.mock_server.core.service import Service
from oceanhil.mock_server.core.site import Page, Site, show
from oceanhil.mock_server.core.storage import StorageState, storage_refusal
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.messages import ErrorReply

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
# What these change lives in memory only.
_UNSTORED_PREFIXES = (f"{ADMIN_PREFIX}/faults", f"{ADMIN_PREFIX}/restart")
HEALTH_PATH = f"{ADMIN_PREFIX}/health"
_EVENTS_PATH = f"{ADMIN_PREFIX}/events"

Forward = Callable[[HttpRequest], Awaitable[tuple[HttpResponse | None, AnswerDisturbance | None]]]
"""Gives another server's answer to a device's request, None for none at all, and what is to go wrong with it."""


class DurableStore(Protocol):
    """What the transport asks of a store."""

    @property
    def commit_count(self) -> int:
        """How many transactions were written since the start."""

    def concerns(self, device: str) -> bool:
        """Tell whether an answer about `device` (an admin id; empty: about anything) tells what is not durable yet."""

    async def settle(self) -> bool:
        """Wait until everything up to now is durable; False if it could not be stored and is undone."""


class Durability:
    """Judges for one core and its store which requests may be processed, and which answers may leave.

    An answer waits until what it tells is durable; where nothing can be stored, changes are refused beforehand.
    """

    __slots__ = ("_core", "_memory_paths", "_store")

    def __init__(self, core: Service, store: DurableStore) -> None:
        """Let nothing out of `core` that `store` has not made durable."""
        self._core = core
        self._store = store
        self._memory_paths = core.memory_paths

    def admits(self, request: HttpRequest) -> bool:
        """Tell whether the request may be processed in the present state of the storage."""
        state = self._core.storage.state
        if state is StorageState.DURABLE:
            return True
        if state is StorageState.UNREADABLE:
            return request.path == HEALTH_PATH
        is_unstored = request.path in self._memory_paths or request.path.startswith(_UNSTORED_PREFIXES)
        return is_unstored or request.method in _READING

    def must_wait(self, device: str) -> bool:
        """Tell whether an answer about `device` (an admin id; empty: about anything) must wait for `is_settled`."""
        return self._store.concerns(device)

    async def is_settled(self) -> bool:
        """Wait until an answer may leave; False if what it tells could not be stored."""
        return await self._store.settle()


class IntakeError(Exception):
    """The body cannot be had: the status that says why."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        """Refuse with `status`."""
        super().__init__(message)
        self.status = status


async def read_body(request: web.BaseRequest, connection: Connection, max_bytes: int, timeout_s: float) -> bytes:
    """Read the body; one that is longer than `max_bytes` comes as that many bytes and one, whatever they are.

    Raises IntakeError for a body that does not come or is not framed as it says.
    """
    connection.reading = request.content
    is_cut_short = connection.has_ended and not request.content.is_eof()
    if is_cut_short:
        # Nobody lingers for what cannot come.
        request.content.feed_eof()
    declared = request.content_length
    if declared is not None and declared > max_bytes:
        return bytes(max_bytes + 1)
    if is_cut_short:
        raise IntakeError(HTTPStatus.BAD_REQUEST, "Malformed request")
    await _answer_expectation(request)
    try:
        async with asyncio.timeout(timeout_s):
            body = await _read(request, max_bytes)
    except TimeoutError:
        raise IntakeError(HTTPStatus.REQUEST_TIMEOUT, "the body did not come in time") from None
    if connection.is_malformed:
        raise IntakeError(HTTPStatus.BAD_REQUEST, "Malformed request")
    return body


async def _read(request: web.BaseRequest, max_bytes: int) -> bytes:
    body = bytearray()
    while len(body) <= max_bytes:
        chunk = await request.content.readany()
        if not chunk:
            break
        body += chunk
    return bytes(body[: max_bytes + 1])


async def _answer_expectation(request: web.BaseRequest) -> None:
    expectation = request.headers.get("expect")
    if expectation is None or request.version < (1, 1):
        return
    if expectation.strip().lower() != "100-continue":
        raise IntakeError(HTTPStatus.EXPECTATION_FAILED, "unknown expectation, expected 100-continue")
    if not request.content.total_raw_bytes and request.transport is not None:
        request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")


class RequestHandler:
    """Answers every request of the server."""

    def __init__(
        self,
        core: Service,
        admin: AdminSide,
        site: Site,
        *,
        clock: WallClock,
        limits: TransportLimits,
        stopping: asyncio.Event,
        store: DurableStore | None = None,
        forward: Forward | None = None,
    ) -> None:
        """Serve `core`, `admin` and `site` at the times of `clock`; `stopping` ends whatever takes long.

        With `store`, no answer leaves before what it tells is durable. With `forward`, that answers devices.
        """
        self._core = core
        self._site = site
        self._admin = admin
        self._clock = clock
        self._limits = limits
        self._stopping = stopping
        self._forward = forward
        self._durability = None if store is None else Durability(core, store)

    def refuses(self, peer: str) -> bool:
        """Tell whether a fault rule refuses a new connection from the address `peer`."""
        return self._core.refuses_connection(peer, self._clock())

    def broken(self, status: int, message: str, code: str) -> HttpResponse:
        """Answer broken HTTP, of which no path is known, as the service does."""
        return self._core.broken(status, message, code)

    def turn_to(self, core: Service, admin: AdminSide) -> None:
        """Answer from another core; requests under way stay with the one they began with."""
        assert self._durability is None, "a server with a store has one core for life"
        self._core = core
        self._admin = admin

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        connection = request.protocol
        assert isinstance(connection, Connection)
        try:
            return await self._answer(request, connection)
        except IntakeError as error:
            return self._broken(request, error.status, str(error))

    async def _answer(self, request: web.BaseRequest, connection: Connection) -> web.StreamResponse:
        if request.version[0] != 1:
            return self._broken(request, HTTPStatus.BAD_REQUEST, "unknown HTTP version, expected 1.1 or 1.0")
        path, query = _split(request)
        is_admin = is_admin_path(path)
        body = b""
        if request.body_exists:
            most = MAX_BODY_BYTES if is_admin else self._core.max_body_bytes
            body = await read_body(request, connection, most, self._limits.body_timeout_s)
        http_request = HttpRequest(request.method, path, request.headers, body, query, request.remote or "")
        if is_admin:
            return await self._answer_admin(request, connection, http_request)
        page = self._site.find(path)
        if page is not None:
            return self._answer_page(page, connection, http_request)
        return await self._answer_device(connection, http_request)

    def _broken(self, request: web.BaseRequest, status: HTTPStatus, message: str) -> web.Response:
        path, code = _split(request)[0], status.name.lower()
        if is_admin_path(path):
            answer = json_response(ErrorReply(success=False, error=message, code=code), status)
        else:
            answer = self._core.broken(status, message, code, path)
        response = plain_response(answer)
        response.force_close()
        return response

    async def _answer_device(self, connection: Connection, http_request: HttpRequest) -> web.StreamResponse:
        limit = self._core.connection_limit
        if limit is not None and connection.server.is_beyond(connection, limit):
            response = respond(self._core.refuse_connection(http_request, self._clock()), self._stopping)
            response.force_close()
            return response
        if self._forward is not None:
            return RawResponse(*await self._forward(http_request), self._stopping, is_foreign=True)
        core, began_us = self._core, self._clock()
        if self._durability is None:
            delivery, seq = core.handle(http_request, began_us), core.journal_last_seq
        else:
            delivery, seq = await self._handle_kept(self._durability, http_request)
        took_us = max(0, self._clock() - began_us)
        if delivery.disturbance is not None and delivery.response is not None:
            took_us += delivery.disturbance.late_us(len(delivery.response.body))
        core.note_took(seq, took_us)
        return respond(delivery, self._stopping)

    async def _handle_kept(self, durability: Durability, request: HttpRequest) -> tuple[Delivery, int]:
        """Give the outcome, and the number of the request in the journal."""
        core = self._core
        if durability.admits(request):
            delivery, seq = core.handle(request, self._clock()), core.journal_last_seq
            if not durability.must_wait(delivery.device) or await durability.is_settled():
                return delivery, seq
        return core.refuse_unstored(request, self._clock()), core.journal_last_seq

    async def _handle_admin(self, request: HttpRequest) -> HttpResponse:
        admin, durability = self._admin, self._durability
        if durability is None:
            return admin.handle(request, self._clock())
        refused = admin.refusal(request)
        if refused is None and durability.admits(request):
            answer = admin.handle(request, self._clock())
            is_ready = not durability.must_wait("") or await durability.is_settled()
            return answer if is_ready else storage_refusal()
        return refused or storage_refusal()

    def _answer_page(self, page: Page, connection: Connection, http_request: HttpRequest) -> web.StreamResponse:
        connection.is_admin = connection.is_admin or page.is_guarded
        refused = self._admin.refusal(http_request) if page.is_guarded else None
        return plain_response(refused or show(page, http_request))

    async def _answer_admin(
        self, request: web.BaseRequest, connection: Connection, http_request: HttpRequest
    ) -> web.StreamResponse:
        connection.is_admin = True
        if http_request.path == _EVENTS_PATH and http_request.method == "GET":
            refused = self._admin.refusal(http_request)
            if refused is None:
                return await stream_events(request, connection, self._core, self._stopping, self._limits)
            return plain_response(refused)
        return plain_response(await self._handle_admin(http_request))


def _split(request: web.BaseRequest) -> tuple[str, str]:
    """Give path and query as sent; of a target in absolute form (RFC 9112, 3.2.2) only these count."""
    target = request.raw_path
    if not target.startswith("/") and target != "*":
        target = request.rel_url.raw_path_qs
    path, _, query = target.partition("#")[0].partition("?")
    return path, query
