"""An origin server that says what it is told to, HTTP or not."""

import socket
import threading
from types import TracebackType
from typing import Self


class Scripted:
    """Answers every request on a connection with the same bytes; closes after the first if told to."""

    def __init__(self, answer: bytes | None, *, closes: bool = False) -> None:
        """Give `answer` to each request; None: never answer."""
        self._answer = answer
        self._closes = closes
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self.heard: list[str] = []
        self.was_asked = threading.Event()
        self.connections = 0

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        # Wakes up whoever waits in it, which closing alone does not.
        self._listener.shutdown(socket.SHUT_RDWR)
        for connection in self._open:
            connection.close() if connection.fileno() < 0 else connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            self._threads.append(threading.Thread(target=self._converse, args=(connection,), daemon=True))
            self._threads[-1].start()

    def _converse(self, connection: socket.socket) -> None:
        with connection:
            unread = b""
            while True:
                try:
                    chunk = connection.recv(65_536)
                except OSError:
                    return
                if not chunk:
                    return
                unread += chunk
                if b"\r\n\r\n" not in unread:
                    continue
                head, _, unread = unread.partition(b"\r\n\r\n")
                self.heard.append(head.decode("latin-1") + "\r\n")
                self.was_asked.set()
                if self._answer is not None:
                    connection.sendall(self._answer)
                    if self._closes:
                        return
