"""Servers of one connection after another that do whatever a function says, with TLS or without."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Serve = Callable[[socket.socket], None]


@contextmanager
def serving(serve: Serve, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """Serve on a loopback port; gives the port."""
    listener = socket.create_server(("127.0.0.1", 0))
    stopped = threading.Event()

    def run() -> None:
        while not stopped.is_set():
            connection, _ = listener.accept()
            with connection, suppress(OSError):
                connection.settimeout(5)
                if stopped.is_set():
                    return
                if tls is None:
                    serve(connection)
                else:
                    with tls.wrap_socket(connection, server_side=True) as encrypted:
                        serve(encrypted)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        port: int = listener.getsockname()[1]
        yield port
    finally:
        stopped.set()
        with suppress(OSError), socket.create_connection(("127.0.0.1", listener.getsockname()[1]), 1):
            pass
        thread.join()
        listener.close()


def saying(text: str) -> Serve:
    """Read one head of a request and answer with this."""

    def serve(connection: socket.socket) -> None:
        read = b""
        while b"\r\n\r\n" not in read:
            part = connection.recv(4096)
            # A handshake of TLS is not waited for: it is none of ours.
            if not part or (read + part).startswith(b"\x16"):
                return
            read += part
        connection.sendall(text.encode())

    return serve


def page(status: str, body: str = "", *headers: str) -> Serve:
    """Answer with this status line's rest, these headers and this body."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body.encode())}", "Connection: close", "", body]
    return saying("\r\n".join(lines))
