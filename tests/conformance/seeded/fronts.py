"""What stands before a server and spoils it: it lets slow clients hold it up, or picks the header it likes."""

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from enum import Enum
from urllib.parse import urlsplit

_IMPATIENT_S = 0.05
_PATIENT_S = 20.0
_MOST = 65_536


class Phase(Enum):
    """What of a request is being waited for."""

    SILENT = "silent"
    HEAD = "head"
    BEFORE_BODY = "before-body"
    BODY = "body"


Relay = Callable[[bytes, Callable[[bytes], bytes]], bytes]
"""Answers a whole request, with the server behind at hand."""


def as_it_is(request: bytes, ask: Callable[[bytes], bytes]) -> bytes:
    return ask(request)


def any_good(header: bytes) -> Relay:
    """Where a header stands twice, try the one and then the other."""

    def relay(request: bytes, ask: Callable[[bytes], bytes]) -> bytes:
        lines = request.split(b"\r\n")
        mine = [line for line in lines if line.lower().startswith(header.lower() + b":")]
        if len(mine) < 2:
            return ask(request)
        answers = [ask(b"\r\n".join(line for line in lines if line not in mine or line == one)) for one in mine]
        return next((answer for answer in answers if answer.startswith(b"HTTP/1.1 200")), answers[-1])

    return relay


def by_what_came(request: bytes, ask: Callable[[bytes], bytes]) -> bytes:
    """Take for the body whatever came, and pass it on with the length that it has."""
    head, end, body = request.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length:")]
    return ask(b"\r\n".join([*lines, b"Content-Length: %d" % len(body)]) + end + body)


def leaves_bodies(request: bytes, ask: Callable[[bytes], bytes]) -> bytes:
    """Answer what is refused without its body, which is read as the beginning of the next request."""
    answers = b""
    while request:
        head, end, rest = request.partition(b"\r\n\r\n")
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        length = int(lengths[0].partition(b":")[2]) if lengths else 0
        answer = ask(head + end + rest[:length])
        answers += answer.replace(b"Connection: close\r\n", b"")
        request = rest[length:] if answer.startswith(b"HTTP/1.1 2") else rest
    return answers


def reads_one_trailer(request: bytes, ask: Callable[[bytes], bytes]) -> bytes:
    """Read one line behind the last chunk, and take what follows for the next request."""
    chunks, end, behind = request.partition(b"\r\n0\r\n")
    if not end:
        return ask(request)
    answer = ask(chunks + end + b"\r\n").replace(b"Connection: close\r\n", b"")
    left = b"\r\n" in behind.rstrip()
    return answer + (b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n" if left else b"")


@contextmanager
def front(inner: str, waits_in: frozenset[Phase], workers: int, relay: Relay = as_it_is) -> Iterator[str]:
    """Stand before the server at `inner` with so many workers; each waits for a slow client in these phases only."""
    parts = urlsplit(inner)
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    stopped = threading.Event()

    def ask(request: bytes) -> bytes:
        with socket.create_connection((parts.hostname or "", parts.port or 80), _PATIENT_S) as behind:
            head, end, body = request.partition(b"\r\n\r\n")
            lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
            behind.sendall(b"\r\n".join([*lines, b"Connection: close"]) + end + body)
            read = b""
            while part := behind.recv(_MOST):
                read += part
            return read

    def serve(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            request = _read(connection, waits_in, stopped)
            if request:
                connection.sendall(relay(request, ask))

    def run() -> None:
        with ThreadPoolExecutor(workers) as pool:
            while not stopped.is_set():
                connection, _ = listener.accept()
                if stopped.is_set():
                    connection.close()
                    return
                pool.submit(serve, connection)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        stopped.set()
        with suppress(OSError), socket.create_connection(listener.getsockname(), 1):
            pass
        thread.join()
        listener.close()


def _read(connection: socket.socket, waits_in: frozenset[Phase], stopped: threading.Event) -> bytes:
    """Read a request as a whole; empty where the client was too slow in a phase that is not waited in."""
    read = b""
    waited_s = 0.0
    connection.settimeout(_IMPATIENT_S)
    while not stopped.is_set() and (phase := _phase(read)) is not None:
        try:
            part = connection.recv(_MOST)
        except TimeoutError:
            waited_s += _IMPATIENT_S
            if phase not in waits_in or waited_s > _PATIENT_S:
                return b""
            continue
        if not part:
            return b""
        read += part
    return read


def _phase(read: bytes) -> Phase | None:
    """Tell what is missing; None if nothing is."""
    head, end, body = read.partition(b"\r\n\r\n")
    if not end:
        return Phase.HEAD if read else Phase.SILENT
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    length = int(lengths[0].partition(b":")[2].partition(b",")[0]) if lengths else 0
    if len(body) >= length:
        return None
    return Phase.BODY if body else Phase.BEFORE_BODY
