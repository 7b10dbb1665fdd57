"""Putting the core's answers on the wire: as they are, or disturbed."""

import asyncio
import socket
import struct
import sys

from aiohttp import web
from multidict import CIMultiDict

from mock_server.core.delivery import Delivery, Disturbance, DisturbanceKind
from protocol.http import HttpResponse

SERVER_NAME = "oceanhil"
_TICKS_PER_S = 20
# Linger for zero seconds: closing sends RST instead of FIN. Winsock's struct linger has two shorts.
_RESET_ON_CLOSE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


def plain_response(answer: HttpResponse) -> web.Response:
    """Make aiohttp's response of an answer."""
    headers = CIMultiDict(answer.headers)
    headers["server"] = SERVER_NAME
    return web.Response(body=answer.body, status=answer.status, headers=headers)


async def respond(delivery: Delivery, stopping: asyncio.Event) -> web.StreamResponse:
    """Make the response of a delivery, delayed if need be; a stop of the server ends delayed and slow answers."""
    disturbance, answer = delivery.disturbance, delivery.response
    if disturbance is None and answer is not None:
        return plain_response(answer)
    if disturbance is None or answer is None:
        return HangUp(is_reset=disturbance is not None and disturbance.kind is DisturbanceKind.RESET)
    if disturbance.kind is DisturbanceKind.DELAY and await _is_set_within(stopping, disturbance.seconds):
        return HangUp(is_reset=False)
    if disturbance.kind in {DisturbanceKind.TRUNCATE, DisturbanceKind.SLOW}:
        return DisturbedResponse(answer, disturbance, stopping)
    return plain_response(answer)


class HangUp(web.StreamResponse):
    """No answer at all: the connection ends, by FIN or by RST."""

    def __init__(self, *, is_reset: bool) -> None:
        """End by RST if `is_reset`."""
        super().__init__()
        self._is_reset = is_reset

    async def prepare(self, request: web.BaseRequest) -> None:
        """End the connection; aiohttp takes the error for a client that went away."""
        if request.transport is not None:
            _hang_up(request.transport, is_reset=self._is_reset)
        raise ConnectionResetError("hung up on purpose")


class DisturbedResponse(web.StreamResponse):
    """An answer whose body is cut short, or trickles."""

    def __init__(self, answer: HttpResponse, disturbance: Disturbance, stopping: asyncio.Event) -> None:
        """Announce the whole body of `answer`, whatever will be sent of it."""
        super().__init__(status=answer.status, headers={**answer.headers, "server": SERVER_NAME})
        self.content_length = len(answer.body)
        self._answer = answer
        self._disturbance = disturbance
        self._stopping = stopping

    async def prepare(self, request: web.BaseRequest) -> None:
        """Send the head, and as much of the body, as fast, as the disturbance says."""
        await super().prepare(request)
        body = b"" if request.method == "HEAD" else self._answer.body
        if self._disturbance.kind is DisturbanceKind.SLOW:
            await self._trickle(body)
            return
        await self.write(body[: self._disturbance.keep_bytes])
        self._end(request)

    async def _trickle(self, body: bytes) -> None:
        per_second = self._disturbance.bytes_per_second
        step = max(1, round(per_second / _TICKS_PER_S))
        for start in range(0, len(body), step):
            if await _is_set_within(self._stopping, step / per_second):
                raise ConnectionResetError("stopped")
            await self.write(body[start : start + step])

    @staticmethod
    def _end(request: web.BaseRequest) -> None:
        if request.transport is not None:
            request.transport.close()
        raise ConnectionResetError("cut short on purpose")


def _hang_up(transport: asyncio.Transport, *, is_reset: bool) -> None:
    if not is_reset:
        transport.close()
        return
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    transport.abort()


async def _is_set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
