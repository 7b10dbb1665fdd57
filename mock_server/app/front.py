"""What stands before every request: limits by address, headers for browsers, counters, log."""

import asyncio
from http import HTTPStatus
from typing import Final

from aiohttp import web

from oceanhil.mock_server.app.connection import Connection, RequestHandler
from oceanhil.mock_server.app.plain_response import plain_response
from oceanhil.mock_server.app.response import RawResponse
from oceanhil.mock_server.core.admin.side import is_admin_path
from oceanhil.mock_server.operation.address_limits import MESSAGES, AddressGuard, Refusal, too_many
from oceanhil.mock_server.operation.browser_headers import harden
from oceanhil.mock_server.operation.request_log import RequestLog
from oceanhil.mock_server.operation.traffic import HUNG_UP, PathLabels, Traffic
from oceanhil.protocol.http import HttpResponse

# A plain number: looking up and comparing the enum's member takes longer than all else here.
_UNAUTHORIZED: Final = int(HTTPStatus.UNAUTHORIZED)


class Front:
    """Hands requests on to the exchange; to be made inside the running loop."""

    __slots__ = ("_exchange", "_guard", "_labels", "_log", "_now_s", "_traffic")

    def __init__(
        self,
        exchange: RequestHandler,
        guard: AddressGuard,
        labels: PathLabels,
        traffic: Traffic,
        log: RequestLog | None,
    ) -> None:
        """Let `guard` judge what may go on to `exchange`, and count in `traffic`."""
        self._exchange = exchange
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
        response = await self._exchange(request)
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
        self, request: web.BaseRequest, connection: Connection, why: Refusal, wait_s: float
    ) -> web.StreamResponse:
        connection.server.tell_refusal(connection.address, why)
        answer = too_many(why, wait_s)
        if why is Refusal.REQUEST_RATE and not is_admin_path(request.raw_path):
            said = connection.server.broken(answer.status, MESSAGES[why], why.value)
            answer = HttpResponse(answer.status, said.body, answer.headers)
        response = plain_response(answer)
        harden(response.headers, is_for_device=False)
        self._traffic.count(self._labels.of(request.raw_path), request.method, response.status, 0.0)
        if request.body_exists:
            # Its body is not worth reading.
            response.force_close()
        return response
