"""Putting a delivery on the wire: as it is, or disturbed in every way a fault rule knows."""

import asyncio

from aiohttp import HttpVersion10, web

from oceanhil.mock_server.app.connection import Connection, hang_up, plain_response
from oceanhil.mock_server.app.raw_http import Asked, ending_of, pieces, render
from oceanhil.mock_server.core.delivery import AnswerDisturbance, Delivery, Ending
from oceanhil.protocol.http import HttpResponse


def respond(delivery: Delivery, stopping: asyncio.Event) -> web.StreamResponse:
    """Make the response of a delivery; a stop of the server ends those that take long."""
    if delivery.disturbance is None and delivery.response is not None:
        return plain_response(delivery.response)
    return RawResponse(delivery.response, delivery.disturbance or AnswerDisturbance((), ending=Ending.FIN), stopping)


class RawResponse(web.StreamResponse):
    """An answer written byte by byte past aiohttp, which keeps its hands off: disturbed, or somebody else's.

    `answer` None: nothing is sent.
    """

    def __init__(
        self,
        answer: HttpResponse | None,
        disturbance: AnswerDisturbance | None,
        stopping: asyncio.Event,
        *,
        is_foreign: bool = False,
    ) -> None:
        """Send `answer` as `disturbance` says, until `stopping` is set; nothing is added to a foreign one's headers."""
        super().__init__(status=200 if answer is None else answer.status)
        self._is_foreign = is_foreign
        self._answer = answer
        self._disturbance = disturbance
        self._stopping = stopping
        self._goes_on = False
        self._is_last = False

    @property
    def is_silent(self) -> bool:
        """Whether no answer is sent at all."""
        return self._answer is None

    @property
    def keep_alive(self) -> bool:
        """Whether the connection may be used for another request."""
        return self._goes_on

    def force_close(self) -> None:
        """End the connection after this answer."""
        self._is_last = True

    async def prepare(self, request: web.BaseRequest) -> None:
        """Send everything, and end the connection if that belongs to it.

        Raises ConnectionResetError where nothing may follow; aiohttp takes it for a client that went away.
        """
        disturbance, ending = self._disturbance, ending_of(self._disturbance)
        if disturbance is not None and disturbance.delay_s and await self._stops_within(disturbance.delay_s):
            _end(request, Ending.FIN)
        if self._answer is not None:
            self._goes_on = request.keep_alive and not self._is_last and ending in {Ending.KEEP, Ending.HOLD}
            await self._send(request, self._answer)
        if ending is Ending.HOLD:
            await self._hold(request)
        if ending is not Ending.KEEP:
            _end(request, ending)

    async def write_eof(self, data: bytes = b"") -> None:
        """Do nothing: everything is sent."""

    async def _send(self, request: web.BaseRequest, answer: HttpResponse) -> None:
        asked = Asked(request.method == "HEAD", request.version == HttpVersion10, self._goes_on)
        if not self._is_foreign:
            answer = HttpResponse(answer.status, answer.body, {**self.headers, **answer.headers})
        head, body = render(answer, asked, self._disturbance)
        for pause_s, piece in pieces(head, body, self._disturbance):
            if pause_s and await self._stops_within(pause_s):
                _end(request, Ending.FIN)
            if request.transport is None:
                raise ConnectionResetError("the client went away")
            request.transport.write(piece)
            await request.writer.drain()

    async def _hold(self, request: web.BaseRequest) -> None:
        """Wait for a stop; the client's leaving cancels this."""
        connection = request.protocol
        assert isinstance(connection, Connection)
        if not connection.has_ended:
            connection.is_held = True
            await self._stopping.wait()

    async def _stops_within(self, limit_s: float) -> bool:
        try:
            await asyncio.wait_for(self._stopping.wait(), limit_s)
        except TimeoutError:
            return False
        return True


def _end(request: web.BaseRequest, ending: Ending) -> None:
    if request.transport is not None:
        hang_up(request.transport, is_reset=ending is Ending.RST)
    raise ConnectionResetError("hung up on purpose")
