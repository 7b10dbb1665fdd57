"""Answers that must have come as a whole in time: a server that sends one byte now and then holds nobody up."""

from __future__ import annotations

import io
import math
import socket
import time
from typing import TYPE_CHECKING

from oceanhil.remote.wire.final_answer import FinalAnswer

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class TimedReader(io.RawIOBase):
    """Reads from a connection, raising TimeoutError when the connection's own timeout is over in all."""

    def __init__(self, connection: socket.socket) -> None:
        """Begin to measure the time."""
        self._connection = connection
        # Keeps the connection open for what is still to be read of it, whoever closes it meanwhile.
        self._open = connection.makefile("rb", buffering=0)
        self._end_s = 0.0
        self.restart(connection.gettimeout())

    def restart(self, timeout_s: float | None) -> None:
        """Measure the time from now on; None for any time."""
        self._end_s = time.monotonic() + (math.inf if timeout_s is None else timeout_s)

    def readable(self) -> bool:
        """It is there for nothing else."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int | None:
        """Read what is there, waiting for it as long as there is time."""
        left_s = self._end_s - time.monotonic()
        if left_s <= 0:
            raise TimeoutError("the answer did not end in time")
        self._connection.settimeout(None if left_s == math.inf else left_s)
        # Not from the file, which gives nothing any more once a time was over.
        return self._connection.recv_into(buffer)

    def close(self) -> None:
        """Let go of the connection."""
        self._open.close()
        super().close()


class TimedAnswer(FinalAnswer):
    """An answer of which head and body together take no longer than the connection's timeout."""

    def __init__(
        self, sock: socket.socket, debuglevel: int = 0, method: str | None = None, url: str | None = None
    ) -> None:
        """As http.client has it."""
        super().__init__(sock, debuglevel, method, url)
        read: io.BufferedReader = io.BufferedReader(TimedReader(sock))
        self.fp.close()
        self.fp = read
