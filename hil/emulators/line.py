"""The serial line of an emulated board: a TCP port that stays open while its emulator comes and goes."""

import socket
from contextlib import suppress
from typing import Final

_ARRIVAL_S: Final = 10.0
_PIECE_BYTES: Final = 65536


class EmulatedLine:
    """A listening port for one client, whose connection becomes the standard input and output of the emulator."""

    def __init__(self) -> None:
        """Listen on this machine alone; raises OSError."""
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1)
        self._listener.settimeout(_ARRIVAL_S)
        self._wire: socket.socket | None = None

    @property
    def url(self) -> str:
        """What pyserial opens."""
        host, port = self._listener.getsockname()
        return f"socket://{host}:{port}"

    def wire(self) -> socket.socket:
        """Give the connection, waiting for the client the first time; raises OSError when none comes."""
        if self._wire is None:
            self._wire, _ = self._listener.accept()
            self._wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._wire

    def drain(self) -> None:
        """Throw away what was sent to a board that has no power."""
        wire = self.wire()
        wire.settimeout(0)
        with suppress(BlockingIOError):
            while wire.recv(_PIECE_BYTES):
                pass
        wire.settimeout(None)

    def close(self) -> None:
        """Close both."""
        self._listener.close()
        if self._wire is not None:
            self._wire.close()
