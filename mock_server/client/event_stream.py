"""The stream of server-sent events, read line by line (WHATWG HTML, 9.2.6)."""

from collections.abc import Iterator
from types import TracebackType
from typing import Self

import msgspec
import requests
from urllib3.exceptions import HTTPError as _HttpError

from oceanhil.mock_server.client.admin_client_error import NotServingError, UnreachableError
from oceanhil.mock_server.core.events import Event, EventKind
from oceanhil.mock_server.core.storage import StorageView
from oceanhil.mock_server.core.views import ClockView, DeviceView, InjectionView, JournalEntry
from oceanhil.protocol.board import board_from
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.units import SECOND_US

_DATA = {
    EventKind.DEVICE: DeviceView,
    EventKind.REQUEST: JournalEntry,
    EventKind.CLOCK: ClockView,
    EventKind.INJECTED: InjectionView,
    EventKind.STORAGE: StorageView,
}
_KINDS = {kind.value: kind for kind in EventKind}


class _Sent(msgspec.Struct):
    """What stands behind `data:`; time in Unix seconds."""

    time: float
    data: msgspec.Raw


class EventStream:
    """Events as they happen, from entering on; iterate over it, and leave it to close the connection.

    The iteration ends when the server ends the stream: it stops, or this reader fell too far behind. An event of a kind
    that this version does not know is passed over. Raises UnreachableError when the stream breaks or falls silent for
    longer than its time-out.
    """

    def __init__(self, response: requests.Response, url: str) -> None:
        """Read from `response`, the answer of the server at `url`."""
        self._response = response
        self._url = url

    def __enter__(self) -> Self:
        """Read."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the connection."""
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._response.close()

    def __iter__(self) -> Iterator[Event]:
        """Give events until the stream ends."""
        name, data = "", list[bytes]()
        for line in self._lines():
            field, _, value = line.partition(b":")
            value = value.removeprefix(b" ")
            if field == b"event":
                name = value.decode("utf-8", "replace")
            elif field == b"data":
                data.append(value)
            elif not line:
                kind = _KINDS.get(name)
                if kind is not None and data:
                    yield self._event(kind, b"\n".join(data))
                name, data = "", []

    def _lines(self) -> Iterator[bytes]:
        rest = b""
        try:
            # Piece by piece as it comes: with a chunk size, the last event would wait for the next.
            for piece in self._response.raw.stream(decode_content=True):
                *lines, rest = (rest + piece).split(b"\n")
                yield from (line.removesuffix(b"\r") for line in lines)
        except (requests.RequestException, OSError, _HttpError):
            raise UnreachableError(f"the event stream of {self._url!r} broke off; open it again") from None

    def _event(self, kind: EventKind, data: bytes) -> Event:
        try:
            sent = msgspec.json.decode(data, type=_Sent)
            wanted = _DATA.get(kind)
            time_us = round(sent.time * SECOND_US)
            if wanted is None:
                return Event(kind, time_us, msgspec.json.decode(sent.data, type=dict[str, object]))
            return Event(kind, time_us, msgspec.json.decode(sent.data, type=wanted, dec_hook=board_from))
        except NOT_JSON as error:
            raise NotServingError(f"an event of {self._url!r} has another form: {error}") from None
