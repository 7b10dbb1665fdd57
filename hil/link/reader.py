"""Reading a port in one thread: block until there are bytes, then take all there are; another thread can end the wait.

Three ways, because pyserial's ports differ: those of this machine and `loop://` can cancel a read; `socket://` cannot,
but can be selected on; `rfc2217://` can do neither, and fetches bytes in a thread of its own.
"""

import selectors
import socket
from contextlib import suppress
from typing import Final, Protocol

import serial

from oceanhil.hil.link.port import is_rfc2217

_SOCKET_BYTES: Final = 65_536
# How long a closed RFC 2217 link may go unnoticed; bytes end the wait at once.
_REMOTE_WAIT_S: Final = 0.25


class PortReader(Protocol):
    """The reading side of an open port."""

    def read(self) -> bytes:
        """Wait for bytes and give them all; empty when the wait was ended. OSError when the port is gone."""

    def cancel(self) -> None:
        """End a wait, the one under way or the next."""

    def close(self) -> None:
        """Give back what this needed; the port stays open."""


class CancellableReader:
    """For ports with `cancel_read`."""

    def __init__(self, port: serial.Serial) -> None:
        self._port = port

    def read(self) -> bytes:
        """Wait for the first byte, then take what stands behind it."""
        return _with_rest(self._port, self._port.read(1))

    def cancel(self) -> None:
        """End the wait."""
        self._port.cancel_read()

    def close(self) -> None:
        """Nothing to give back."""


class SocketReader:
    """For `socket://`."""

    def __init__(self, port: serial.Serial) -> None:
        self._port = port
        self._port.timeout = 0
        self._wake, self._woken = socket.socketpair()
        self._selector = selectors.DefaultSelector()
        self._selector.register(port.fileno(), selectors.EVENT_READ)
        self._selector.register(self._woken, selectors.EVENT_READ)

    def read(self) -> bytes:
        """Wait for either socket."""
        ready = self._selector.select()
        if any(key.fileobj is self._woken for key, _ in ready):
            self._woken.recv(16)
            return b""
        return self._port.read(_SOCKET_BYTES)

    def cancel(self) -> None:
        """End the wait."""
        self._wake.send(b"x")

    def close(self) -> None:
        """Close both ends."""
        self._selector.close()
        self._wake.close()
        self._woken.close()


class RemoteReader:
    """For `rfc2217://`."""

    def __init__(self, port: serial.Serial) -> None:
        self._port = port
        self._port.timeout = _REMOTE_WAIT_S

    def read(self) -> bytes:
        """Wait for the first byte, but not for ever, then take what stands behind it."""
        return _with_rest(self._port, self._port.read(1))

    def cancel(self) -> None:
        """Nothing to do: the wait ends by itself."""

    def close(self) -> None:
        """Nothing to give back."""


def reader_of(port: serial.Serial, url: str) -> PortReader:
    """Choose the way for a port."""
    if is_rfc2217(url):
        return RemoteReader(port)
    return CancellableReader(port) if hasattr(port, "cancel_read") else SocketReader(port)


def _with_rest(port: serial.Serial, first: bytes) -> bytes:
    # The first byte counts even if the port is gone now; the next read says so.
    with suppress(OSError):
        if first and (waiting := port.in_waiting):
            return first + port.read(waiting)
    return first
