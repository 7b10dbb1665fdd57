"""One connection on which a client says byte for byte what it likes, and reads what comes back as HTTP.

A request is the bytes that stand for it, so that an item can spoil them or send them in an unusual way.
"""

import http.client
import io
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

from oceanhil.protocol.base_url import parse_base_url
from oceanhil.protocol.http import HttpRequest, HttpResponse, folded
from oceanhil.remote.wire.final_answer import FinalAnswer, is_early
from oceanhil.remote.wire.http_2 import FRAME_HEAD_BYTES, Http2AnswerError, is_http_2
from oceanhil.remote.wire.http_exchange import Route, tls_context
from oceanhil.remote.wire.timed_answer import TimedReader

_ANSWER_BYTES_MAX: Final = 1024 * 1024
_LINE_BYTES_MAX: Final = 65_536
_EARLY_MAX: Final = 100
_ENDED_S: Final = 1.0
"""How long an answer is waited for that is not owed: the one before it has said that there is no other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How a request is written down, where that is not the usual way."""

    target: str = ""
    """What stands in place of path and query."""
    hosts: tuple[str, ...] | None = None
    """What stands in place of the right `Host`: none or several; None for the right one."""
    more: tuple[str, ...] = ()
    """Further header lines."""
    version: str = "1.1"
    is_framed: bool = True
    """Whether `Content-Length` says how long the body is."""


USUAL = Form()


def as_bytes(request: HttpRequest, url: str, form: Form = USUAL) -> bytes:
    """Write `request` to the server at `url` as HTTP/1.x."""
    parts = parse_base_url(url)
    path = f"{parts.path}{request.path}{f'?{request.query}' if request.query else ''}"
    hosts: Sequence[str] = (parts.authority,) if form.hosts is None else form.hosts
    has_length = form.is_framed and (request.body or request.method == "POST")
    lines = [
        f"{request.method} {form.target or path} HTTP/{form.version}",
        *(f"Host: {host}" for host in hosts),
        *(f"{name}: {value}" for name, value in request.headers.items()),
        *([f"Content-Length: {len(request.body)}"] if has_length else []),
        *form.more,
    ]
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape") + request.body


def chunked(body: bytes, size: int, extension: str = "") -> bytes:
    """Frame a body as chunks of at most `size` bytes (RFC 9112, 7.1), each with a chunk extension if one is given."""
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    tail = f";{extension}".encode() if extension else b""
    return b"".join(b"%x%s\r\n%s\r\n" % (len(piece), tail, piece) for piece in pieces) + b"0\r\n\r\n"


class AnnouncedEndError(OSError):
    """The connection has ended as the answer before said, by its header or as one of HTTP/1.0.

    Or is of no more use: who has said so may read what comes behind, answer nothing and leave the closing to the
    client, as Werkzeug's server does.
    """


class RawConnection:
    """A context manager; sending and reading raise OSError, reading also http.client.HTTPException."""

    def __init__(self, route: Route, timeout_s: float) -> None:
        """Connect; raises OSError. An answer must have come as a whole in `timeout_s`."""
        self._timeout_s = timeout_s
        self._socket = _connected(route, timeout_s)
        self._timed = TimedReader(self._socket)
        self._read = _Unclosed(self._timed)
        self._ends = False

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close it."""
        self._timed.close()
        self._socket.close()

    def is_ended(self, within_s: float) -> bool:
        """Wait until the server ends the connection, or this time is over; tell whether it did."""
        self._socket.settimeout(within_s)
        try:
            return not self._socket.recv(1)
        except TimeoutError:
            return False
        except ConnectionError:
            return True

    def send_at_once(self, data: bytes) -> None:
        """Send bytes, and let neither these nor those behind them wait to be sent together."""
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.send(data)

    def send(self, data: bytes) -> None:
        """Send bytes."""
        self._socket.settimeout(self._timeout_s)
        try:
            self._socket.sendall(data)
        except ConnectionError as error:
            raise self._reason(error) from error

    def answer(self, method: str, timeout_s: float | None = None) -> HttpResponse:
        """Read the answer to a request with `method`, in `timeout_s` or else in the connection's own time.

        Interim answers (1xx) before it are passed over.
        """
        time_s = self._timeout_s if timeout_s is None else timeout_s
        self._timed.restart(min(time_s, _ENDED_S) if self._ends else time_s)
        try:
            answer = self._begun(method)
        except (ConnectionError, TimeoutError) as error:
            raise self._reason(error) from error
        self._ends = bool(answer.will_close)
        with answer:
            body = answer.read(_ANSWER_BYTES_MAX)
            if answer.length:
                raise http.client.IncompleteRead(body, answer.length)
        return HttpResponse(answer.status, body, folded(answer.getheaders()))

    def _begun(self, method: str) -> http.client.HTTPResponse:
        """Read the head of the next answer that is no interim one; raises Http2AnswerError where it is in HTTP/2."""
        if is_http_2(self._read.beginning(FRAME_HEAD_BYTES)):
            raise Http2AnswerError("the answer is in HTTP/2")
        answer = FinalAnswer(self._socket, method=method)
        # What one answer's reader has read ahead belongs to the next answer: all of them read through one buffer.
        answer.fp.close()
        answer.fp = self._read
        try:
            answer.begin()
        except BaseException:
            # Left to be forgotten it would flush a connection that is closed by then, which Python 3.13 complains of.
            answer.close()
            raise
        return answer

    def _reason(self, error: OSError) -> OSError:
        return AnnouncedEndError("the connection has ended as announced") if self._ends else error

    def interim_status(self, timeout_s: float) -> int:
        """Give the status of the next answer, be it the leave to go on (100); `answer` reads it.

        Other interim ones are passed over, as `answer` does. Raises TimeoutError if none comes in time.
        """
        self._timed.restart(timeout_s)
        for _ in range(_EARLY_MAX):
            line = self._read.readline(_LINE_BYTES_MAX)
            words = line.split()
            if len(words) < 2 or not words[1].isdigit():
                raise http.client.BadStatusLine(b"".join(words[:1]).decode("latin-1"))
            status = int(words[1])
            if status == http.client.CONTINUE or not is_early(status):
                self._read.put_back(line)
                return status
            http.client.parse_headers(self._read)
        raise http.client.HTTPException("interim answers without end")


class _Unclosed(io.BufferedReader):
    """Stays open when http.client has read one answer from it, and takes a line back that was read too early."""

    _back = b""

    def close(self) -> None:
        """Do nothing."""

    def put_back(self, line: bytes) -> None:
        """Give this line to whoever reads one next."""
        self._back = line

    def beginning(self, size: int) -> bytes:
        """Give up to `size` of the bytes that come next, and leave them to be read."""
        return (self._back or self.peek(size))[:size]

    def readline(self, size: int | None = -1, /) -> bytes:
        """Read a line."""
        line, self._back = self._back, b""
        return line or super().readline(size)


def _connected(route: Route, timeout_s: float) -> socket.socket:
    parts = parse_base_url(route.url)
    connection = socket.create_connection((parts.host, parts.port), timeout_s)
    if parts.scheme == "http":
        return connection
    try:
        return tls_context(route).wrap_socket(connection, server_hostname=parts.host)
    except (OSError, ssl.SSLError):
        connection.close()
        raise
