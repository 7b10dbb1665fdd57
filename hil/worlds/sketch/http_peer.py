"""The far end of a connection that a sketch has opened: an HTTP server of bytes, in virtual time.

Requests are read by h11, and what is no request is answered as a server answers it. Answers are written as the served
mock server writes them, disturbed as its rules say.
"""

from collections.abc import Callable
from email.utils import formatdate
from functools import lru_cache, partial
from typing import Final, NamedTuple

import h11
import msgspec

from oceanhil.mock_server.app.raw_http import Asked, ending_of, pieces, render
from oceanhil.mock_server.core.delivery import AnswerDisturbance, Delivery, Ending
from oceanhil.protocol.faults import Malformation
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.snapshot import Shared
from oceanhil.simulator.kernel import Kernel, Timer

IDLE_US: Final = 75 * SECOND_US
"""How long a connection without a request stays open: as the served mock server has it, and nginx by default."""

_KNOWN_MOST: Final = 256
_HEAD_END: Final = b"\r\n\r\n"
_DAY_S: Final = 86_400
_MIDNIGHT: Final = "00:00:00 GMT"
_SOME_DATE: Final = "\0date\0"
"""In the place of a date: nothing else in an answer is like it."""

Answer = Callable[[HttpRequest], Delivery]
HangUp = Callable[[Ending], None]
"""Ends a connection from the far end, in order (FIN) or not (RST)."""


class ReadRequest(msgspec.Struct, frozen=True):
    """A request as it was read, and what its answer must know of it."""

    request: HttpRequest
    asked: Asked


class KnownHead(NamedTuple):
    """What was read of the head of a request, and how many bytes of a body belong to it."""

    read: ReadRequest
    body_bytes: int


class ReadRequests(Shared):
    """Requests by the bytes of their heads: those of polls are the same thousands of times, and reading takes long."""

    def __init__(self) -> None:
        self._known: dict[bytes, KnownHead] = {}

    def get(self, head: bytes) -> KnownHead | None:
        """Give what was read of these bytes."""
        return self._known.get(head)

    def learn(self, data: bytes, read: ReadRequest) -> None:
        """Keep what was read of the bytes of a request, if its body stands in them as it is."""
        head, end, body = data.partition(_HEAD_END)
        if not end or body != read.request.body:
            return
        if len(self._known) >= _KNOWN_MOST:
            self._known.clear()
        bare = msgspec.structs.replace(read.request, body=b"")
        self._known[head] = KnownHead(ReadRequest(bare, read.asked), len(body))


class HttpServer(NamedTuple):
    """Who answers: `answer` is called when a request has arrived; `unix_us` is the server's clock.

    `read_before`: what all connections have in common. No frozen struct: a moment that is kept has a
    server of its own.
    """

    answer: Answer
    unix_us: Callable[[], int]
    read_before: ReadRequests


class HttpPeer:
    """Serves one connection; `send` takes bytes for the sketch, `hang_up` ends the connection from the far end.

    Both are called at the time at which the sketch's board gets them. `latency_us` is asked each time. `since_us`: when
    the connection comes about, if that is still to come.
    """

    def __init__(
        self,
        kernel: Kernel,
        server: HttpServer,
        latency_us: Callable[[], int],
        send: Callable[[bytes], None],
        hang_up: HangUp,
        *,
        since_us: int = 0,
    ) -> None:
        self._kernel = kernel
        self._server = server
        self._latency_us = latency_us
        self._send = send
        self._hang_up = hang_up
        self._reader: h11.Connection | None = None
        """Of a request whose head is not known; made when the first of its bytes come."""
        self._request: h11.Request | None = None
        self._body = b""
        self._whole = b""
        """The bytes of the request that is read, as far as they have come."""
        self._peer = ""
        self._heard_us = max(since_us, kernel.now_us)
        self._busy_until_us = 0
        self._is_whole = True
        self._idle = kernel.call_at(self._heard_us + IDLE_US, self._look_for_idleness)

    @property
    def is_answer_there(self) -> bool:
        """Whether all of the last answer has been sent, as far as its length tells."""
        return self._is_whole and self._kernel.now_us >= self._busy_until_us

    def __getstate__(self) -> dict[str, object]:
        """Give what a moment of a run keeps; raises TypeError for a request that is half read, which h11 has."""
        if self._reader is not None:
            raise TypeError("a request is half read")
        return vars(self)

    def close(self) -> None:
        """Forget the connection: the board has ended it."""
        self._idle.cancel()

    def receive(self, data: bytes, peer: str) -> None:
        """Take bytes of the board with this address; they arrive after the network's latency."""
        self._peer = peer
        self._kernel.call_later(self._latency_us(), partial(self._take, data))

    def _awaited_idleness(self) -> Timer:
        return self._kernel.call_at(self._quiet_until_us, self._look_for_idleness)

    @property
    def _quiet_until_us(self) -> int:
        return max(self._heard_us, self._busy_until_us) + IDLE_US

    def _look_for_idleness(self) -> None:
        if self._kernel.now_us >= self._quiet_until_us:
            self._kernel.call_later(self._latency_us(), partial(self._hang_up, Ending.FIN))
        else:
            self._idle = self._awaited_idleness()

    def _take(self, data: bytes) -> None:
        self._heard_us = self._kernel.now_us
        self._whole += data
        if self._reader is None:
            head, end, body = self._whole.partition(_HEAD_END)
            known = self._server.read_before.get(head) if end else None
            if known is not None and len(body) <= known.body_bytes:
                if len(body) == known.body_bytes:
                    self._whole = b""
                    self._answer(known.read, body)
                return
            data = self._whole
        try:
            reader = self._reader = self._reader or h11.Connection(h11.SERVER)
            reader.receive_data(data)
            self._read(reader)
        except h11.RemoteProtocolError as error:
            refusal = HttpResponse(error.error_status_hint, b"", {"connection": "close"})
            self._write(Delivery(refusal), Asked(is_head=False, is_http_1_0=False, is_kept_alive=False))

    def _read(self, reader: h11.Connection | None) -> None:
        while reader is not None:
            event = reader.next_event()
            if isinstance(event, h11.Request):
                self._request, self._body = event, b""
            elif isinstance(event, h11.Data):
                self._body += bytes(event.data)
            elif isinstance(event, h11.EndOfMessage):
                reader = self._serve(reader)
            else:
                return

    def _serve(self, reader: h11.Connection) -> h11.Connection | None:
        """Answer the request that was read; gives who reads the next, None where nothing of it has come."""
        request, self._request = self._request, None
        assert request is not None
        rest, _ = reader.trailing_data
        # What h11 thinks of answers is not asked: they may be as wrong as a rule wants them.
        self._reader = following = h11.Connection(h11.SERVER) if rest else None
        if following is not None:
            following.receive_data(rest)
        read = _read_request(request, self._body)
        self._server.read_before.learn(self._whole.removesuffix(rest), read)
        self._whole = rest
        self._answer(read, self._body)
        return following

    def _answer(self, read: ReadRequest, body: bytes) -> None:
        known = read.request
        request = HttpRequest(known.method, known.path, known.headers, body, known.query, self._peer)
        self._write(self._server.answer(request), read.asked)

    def _write(self, delivery: Delivery, asked: Asked) -> None:
        disturbance = delivery.disturbance
        if delivery.response is None and disturbance is None:
            disturbance = AnswerDisturbance((), ending=Ending.FIN)
        at_us = self._kernel.now_us + self._latency_us()
        if disturbance is not None:
            at_us += round(disturbance.delay_s * SECOND_US)
        ending = ending_of(disturbance)
        if delivery.response is not None:
            self._is_whole = _is_whole(delivery.response, disturbance)
            at_us = self._write_pieces(delivery.response, asked, disturbance, at_us)
        self._busy_until_us = at_us
        if not asked.is_kept_alive and ending is Ending.KEEP:
            ending = Ending.FIN
        if ending is Ending.FIN or ending is Ending.RST:
            self._kernel.call_at(at_us, partial(self._hang_up, ending))

    def _write_pieces(
        self, response: HttpResponse, asked: Asked, disturbance: AnswerDisturbance | None, at_us: int
    ) -> int:
        date = _date(self._server.unix_us() // SECOND_US)
        if disturbance is None and "date" not in response.headers:
            before, after = _written(response.status, response.body, tuple(response.headers.items()), asked)
            self._kernel.call_at(at_us, partial(self._send, before + date.encode() + after))
            return at_us
        dated = HttpResponse(response.status, response.body, {"date": date, **response.headers})
        for pause_s, piece in pieces(*render(dated, asked, disturbance), disturbance):
            at_us += round(pause_s * SECOND_US)
            self._kernel.call_at(at_us, partial(self._send, piece))
        return at_us


@lru_cache(_KNOWN_MOST)
def _day(number: int) -> str:
    """Give how the date of a day since 1970 begins, up to its time."""
    return formatdate(number * _DAY_S, usegmt=True).removesuffix(_MIDNIGHT)


def _date(unix_s: int) -> str:
    day, second = divmod(unix_s, _DAY_S)
    minute, second = divmod(second, 60)
    return f"{_day(day)}{minute // 60:02}:{minute % 60:02}:{second:02} GMT"


@lru_cache(_KNOWN_MOST)
def _written(status: int, body: bytes, headers: tuple[tuple[str, str], ...], asked: Asked) -> tuple[bytes, bytes]:
    """Write an answer up to its date and from there on: those to polls differ in nothing else.

    The names of its headers are written as most servers do. Disturbed answers have them in small letters, as some
    proxies do: a client must not tell the two apart (RFC 9110, 5.1).
    """
    usual = {name.title(): value for name, value in headers}
    head, rest = render(HttpResponse(status, body, {"Date": _SOME_DATE, **usual}), asked)
    before, _, after = head.partition(_SOME_DATE.encode())
    return before, after + rest


def _is_whole(response: HttpResponse, disturbance: AnswerDisturbance | None) -> bool:
    if disturbance is None:
        return True
    is_cut = disturbance.keep_bytes is not None and disturbance.keep_bytes < len(response.body)
    is_awaited = disturbance.ending is Ending.HOLD or disturbance.malformation is Malformation.LENGTH_LONG
    return not is_cut and not is_awaited


def _read_request(request: h11.Request, body: bytes) -> ReadRequest:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in request.headers}
    is_1_0 = request.http_version == b"1.0"
    wishes = headers.get("connection", "").lower()
    is_kept = "keep-alive" in wishes if is_1_0 else "close" not in wishes
    path, _, query = request.target.decode("latin-1").partition("?")
    method = request.method.decode("ascii").upper()
    return ReadRequest(HttpRequest(method, path, headers, body, query), Asked(method == "HEAD", is_1_0, is_kept))
