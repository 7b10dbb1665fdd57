"""`GET /_admin/events`: the core's events as a stream of server-sent events (WHATWG HTML, 9.2)."""

import asyncio
import contextlib

import msgspec
from aiohttp import web

from oceanhil.mock_server.app.connection import PAGE_HEADERS, SERVER_NAME, Connection
from oceanhil.mock_server.app.limits import TransportLimits
from oceanhil.mock_server.core.admin.server import EVENT_STREAM
from oceanhil.mock_server.core.events import Event
from oceanhil.mock_server.core.service import Service
from oceanhil.mock_server.core.views import seconds
from oceanhil.protocol.board import name_of

# Who falls this far behind is cut off, and has to come back, instead of missing events without knowing.
_MOST_WAITING = 10_000
# Events that are waiting go out together: thousands a second cost little more than one.
_MOST_AT_ONCE = 256


class _Mailbox:
    """Events on their way to one client; None ends the stream."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[Event | None] = asyncio.Queue()
        self._is_closed = False
        self._is_ended = False

    def put(self, event: Event) -> None:
        """Add an event; one too many closes the mailbox."""
        if self._waiting.qsize() >= _MOST_WAITING:
            self.close()
        if not self._is_closed:
            self._waiting.put_nowait(event)

    def close(self) -> None:
        """End the stream after what is waiting."""
        if not self._is_closed:
            self._is_closed = True
            self._waiting.put_nowait(None)

    async def next_message(self, pause_s: float) -> bytes | None:
        """Give the next events as they go on the wire, a comment after `pause_s` of silence, None at the end."""
        if self._is_ended:
            return None
        try:
            event = await asyncio.wait_for(self._waiting.get(), pause_s)
        except TimeoutError:
            return b": still here\n\n"
        encoded = list[bytes]()
        while event is not None:
            encoded.append(_encode(event))
            if len(encoded) == _MOST_AT_ONCE or self._waiting.empty():
                return b"".join(encoded)
            event = self._waiting.get_nowait()
        self._is_ended = True
        return b"".join(encoded) or None


async def stream_events(
    request: web.BaseRequest, connection: Connection, core: Service, stopping: asyncio.Event, limits: TransportLimits
) -> web.StreamResponse:
    """Send events until the client goes away, takes nothing any more, or the server stops."""
    mailbox = _Mailbox()
    response = web.StreamResponse(headers={**PAGE_HEADERS, "content-type": EVENT_STREAM, "server": SERVER_NAME})
    connection.is_streaming = True
    unsubscribe = core.subscribe(mailbox.put)
    closing = asyncio.create_task(_close_when_set(stopping, mailbox))
    try:
        await response.prepare(request)
        # A client that goes away is how most streams end.
        with contextlib.suppress(ConnectionResetError):
            message: bytes | None = b": events\n\n"
            while message is not None:
                async with asyncio.timeout(limits.event_stall_s):
                    await response.write(message)
                message = await mailbox.next_message(limits.event_pause_s)
    except TimeoutError:
        # It is there and reads nothing: what waits for it would never be sent.
        if request.transport is not None:
            request.transport.abort()
    finally:
        unsubscribe()
        closing.cancel()
    response.force_close()
    return response


async def _close_when_set(stopping: asyncio.Event, mailbox: _Mailbox) -> None:
    await stopping.wait()
    mailbox.close()


def _encode(event: Event) -> bytes:
    data = msgspec.json.encode({"time": seconds(event.time_us), "data": event.data}, enc_hook=name_of)
    return b"event: %s\ndata: %s\n\n" % (event.kind.value.encode(), data)
