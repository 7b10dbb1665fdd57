"""Reading a request's body: bounded in size and time."""

import asyncio
from http import HTTPStatus

from aiohttp import web

from oceanhil.mock_server.app.connection import Connection


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
