"""What every kind of serial port of a virtual board has in common, and the wire from the board to it.

The wire knows baud rates, line faults, and how many bytes went over it.
"""

from collections.abc import Callable
from typing import Protocol

from oceanhil.protocol.chance import Chance
from oceanhil.simulator.board.line_faults import SOUND_LINE, FaultyLine, LineFaults, as_heard

OUTPUT_BYTES_MAX = 4 * 1024 * 1024
"""Bytes kept for a listener that is there but does not read; the oldest are lost first, as in a real adapter."""


class HostSide(Protocol):
    """What a port tells its board about whoever has it open."""

    def bytes_came(self, data: bytes) -> None:
        """Take bytes from the host."""

    def lines_changed(self, *, dtr: bool, rts: bool) -> None:
        """Take the modem lines as the host asserts them."""

    def opened(self) -> bool:
        """Hear that a host has opened the port; gives whether that asserts both lines. A pty does not tell."""

    def closed(self) -> None:
        """Hear that it has closed the port again, or lost it."""


class BoardPort(Protocol):
    """One end of a serial line."""

    @property
    def url(self) -> str:
        """What a client opens, as pyserial understands it."""

    @property
    def host_baud(self) -> int | None:
        """The rate the host has chosen; None where the port does not carry one, and any rate is right."""

    @property
    def has_listener(self) -> bool | None:
        """True while somebody is connected; None where that cannot be known."""

    def write(self, data: bytes) -> None:
        """Send bytes to the host; never blocks."""

    def unplug(self) -> None:
        """Pull the cable: whoever has the port open is thrown out, and nobody finds it."""

    def plug(self) -> None:
        """Put the cable in again; raises MachineRefusedError if the place was taken meanwhile."""

    def close(self) -> None:
        """Give everything back."""


class OutputBuffer:
    """Bytes that the operating system would not take yet."""

    def __init__(self, send: Callable[[bytes], int]) -> None:
        self._send = send
        self._waiting = bytearray()

    def write(self, data: bytes) -> bool:
        """Send, or keep what cannot be sent; True if something waits."""
        self._waiting += data
        return self.flush()

    def flush(self) -> bool:
        """Send what waits; True if something still does."""
        while self._waiting:
            try:
                sent = self._send(bytes(self._waiting[:65536]))
            except BlockingIOError:
                break
            del self._waiting[:sent]
        if len(self._waiting) > OUTPUT_BYTES_MAX:
            del self._waiting[:-OUTPUT_BYTES_MAX]
        return bool(self._waiting)

    def clear(self) -> None:
        """Forget what waits."""
        self._waiting.clear()


class BoardLine:
    """Carries bytes both ways as a real line would; `copy` hears all that the board sends."""

    def __init__(self) -> None:
        self._port: BoardPort | None = None
        self._write: Callable[[bytes], None] = _lose
        self._baud: Callable[[], int | None] = _unknown
        self._faulty: FaultyLine | None = None
        self.copy: Callable[[bytes], None] = _lose
        self.written_bytes = 0
        self.delivered_bytes = 0

    def connect(
        self,
        port: BoardPort,
        write: Callable[[bytes], None] | None = None,
        baud: Callable[[], int | None] | None = None,
    ) -> None:
        """Send to `port`, by way of `write` if given; `baud` tells the host's rate if that is not the port's."""
        self._port = port
        self._write = write or port.write
        self._baud = baud or (lambda: port.host_baud)

    @property
    def host_baud(self) -> int | None:
        """The rate the host has chosen."""
        return self._baud()

    def disturb(self, faults: LineFaults, seed: int) -> None:
        """Have these faults from now on."""
        self._faulty = None if faults == SOUND_LINE else FaultyLine(faults, Chance(seed))

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


def _unknown() -> int | None:
    """Know no rate where nothing is connected."""
    return None


def _lose(data: bytes) -> None:
    """Send where nothing is connected."""
    del data
