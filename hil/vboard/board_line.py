"""The wire between a virtual board and whoever has its port open: baud rates, line faults, and a count of bytes."""

import random
from collections.abc import Callable

from oceanhil.hil.vboard.ports.port import BoardPort
from oceanhil.simulator.line_faults import SOUND_LINE, FaultyLine, LineFaults
from oceanhil.simulator.uart import as_heard


class BoardLine:
    """Carries bytes both ways as a real line would; `copy` hears all that the board sends."""

    def __init__(self) -> None:
        self._port: BoardPort | None = None
        self._write: Callable[[bytes], None] = _lose
        self._faulty: FaultyLine | None = None
        self.copy: Callable[[bytes], None] = _lose
        self.written_bytes = 0
        self.delivered_bytes = 0

    def connect(self, port: BoardPort, write: Callable[[bytes], None] | None = None) -> None:
        """Send to `port`, by way of `write` if given."""
        self._port = port
        self._write = write or port.write

    @property
    def host_baud(self) -> int | None:
        """The rate the host has chosen."""
        return self._port.host_baud if self._port else None

    def disturb(self, faults: LineFaults, seed: int) -> None:
        """Have these faults from now on."""
        self._faulty = None if faults == SOUND_LINE else FaultyLine(faults, random.Random(seed))  # noqa: S311 - seeded

    def send(self, data: bytes, baud: int) -> None:
        """Carry bytes that the board sends at `baud`."""
        if not data:
            return
        self.written_bytes += len(data)
        self.copy(data)
        if self._port is not None and self._port.has_listener is False:
            return
        host_baud = self.host_baud
        if host_baud is not None and host_baud != baud:
            data = as_heard(data, baud, host_baud)
        if self._faulty is not None:
            data = self._faulty.carry(data)
        self.delivered_bytes += len(data)
        self._write(data)

    def hear(self, data: bytes, baud: int) -> bytes:
        """Give what a board that listens at `baud` makes of bytes from the host."""
        host_baud = self.host_baud
        return data if host_baud is None or host_baud == baud else as_heard(data, host_baud, baud)


def _lose(data: bytes) -> None:
    """Send where nothing is connected."""
    del data
