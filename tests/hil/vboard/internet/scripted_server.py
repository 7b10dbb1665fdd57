"""A server on loopback that sends what a test says, and keeps what it got."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"


class ScriptedServer:
    """Answers the n-th request with the n-th of `answers`; b"" closes the connection without a word.

    After an answer that ends with `CLOSE`, the connection is closed, too. `greeting` is sent before any request.
    """

    CLOSE = b"<close>"

    def __init__(self, *answers: bytes, greeting: bytes = b"") -> None:
        self._greeting = greeting
        self._answers = list(answers)
        self.requests: list[bytes] = []
        self.before_answer: Callable[[], None] = _nothing
        self.connections = 0
        self.closed_idle = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._answers.clear()
        with socket.socket() as waker:
            waker.connect(self._listener.getsockname())
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            with connection:
                if not self._answers:
                    return
                self.connections += 1
                # A client that does not like what it hears hangs up.
                with suppress(ConnectionError):
                    connection.sendall(self._greeting)
                    self._talk(connection)
            self.closed_idle.set()

    def _talk(self, connection: socket.socket) -> None:
        while self._answers and (request := _request(connection)):
            self.requests.append(request)
            answer = self._answers.pop(0)
            self.before_answer()
            connection.sendall(answer.removesuffix(self.CLOSE))
            if not answer or answer.endswith(self.CLOSE):
                return


def _nothing() -> None:
    """Do nothing."""


def _request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return b""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
