"""Requests that arrive at the same moment: everything but the last byte is there beforehand.

Between the first and the last of eight lie some 50 microseconds then, where threads that each send a whole request lie
milliseconds apart. A server that looks at a token, and notes a little later that it is used, is caught by that.
"""

import http.client
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

import msgspec

from oceanhil.protocol.http import HttpFailure, HttpRequest
from oceanhil.remote.evidence.curl import OWN_HEADERS
from oceanhil.remote.evidence.exchange import Exchange
from oceanhil.remote.evidence.no_answer import no_answer
from oceanhil.remote.wire.http_exchange import Route
from oceanhil.remote.wire.raw_connection import RawConnection, as_bytes


class WaitingRequest:
    """A request of which the last byte is held back; a context manager that closes its connection."""

    def __init__(self, route: Route, request: HttpRequest, timeout_s: float) -> None:
        """Connect and send all but the last byte; why that failed is told by `exchange`."""
        self._request = request
        self._data = _bytes(request, route.url)
        self._failure: HttpFailure | None = None
        self._connection: RawConnection | None = None
        try:
            self._connection = RawConnection(route, timeout_s)
            self._connection.send_at_once(self._data[:-1])
        except OSError:
            self._failure = HttpFailure.REFUSED if self._connection is None else HttpFailure.CONNECTION_LOST

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()

    def let_go(self) -> None:
        """Send the last byte."""
        if self._connection is None:
            return
        # Who was answered before the end, or was hung up on, finds that out by reading.
        with suppress(OSError):
            self._connection.send(self._data[-1:])

    def exchange(self, timeout_s: float) -> Exchange:
        """Read the answer, for so long at most."""
        if self._connection is None or self._failure is not None:
            return self._without_answer(self._failure or HttpFailure.REFUSED)
        try:
            return Exchange(self._request, self._connection.answer(self._request.method, timeout_s))
        except TimeoutError:
            return self._without_answer(HttpFailure.TIMEOUT)
        except (OSError, http.client.HTTPException):
            return self._without_answer(HttpFailure.CONNECTION_LOST)

    def _without_answer(self, failure: HttpFailure) -> Exchange:
        return Exchange(self._request, None, no_answer(failure))


class Meanwhile:
    """Something that is done in a thread of its own at a moment; a context manager that waits for its end."""

    def __init__(self, act: Callable[[], None] | None) -> None:
        self._act = act
        self._now = threading.Event()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        """Let the thread wait for its moment."""
        if self._act is not None:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Wait for its end, whatever came between."""
        self._join()

    def begin(self, lead_s: float) -> None:
        """Begin so long before now is over; for a negative time do nothing yet."""
        if self._act is not None and lead_s >= 0:
            self._now.set()
            time.sleep(lead_s)

    def begin_late(self, lead_s: float) -> None:
        """Begin when the time that is given as a negative one is over."""
        if self._act is not None and lead_s < 0:
            time.sleep(-lead_s)
            self._now.set()

    def end(self) -> None:
        """Wait for its end; raises what it raised."""
        self._join()
        if self._error is not None:
            raise self._error

    def _join(self) -> None:
        if self._thread.is_alive():
            self._now.set()
            self._thread.join()

    def _run(self) -> None:
        self._now.wait()
        assert self._act is not None
        try:
            self._act()
        except BaseException as error:  # noqa: BLE001 - raised in the thread that waits for it
            self._error = error


def _bytes(request: HttpRequest, url: str) -> bytes:
    headers = {name: value for name, value in request.headers.items() if name.lower() not in OWN_HEADERS}
    return as_bytes(msgspec.structs.replace(request, headers=headers), url)
