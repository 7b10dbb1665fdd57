"""What every kind of serial port of a virtual board has in common."""

from collections.abc import Callable
from typing import Protocol

OUTPUT_BYTES_MAX = 4 * 1024 * 1024
"""Bytes kept for a listener that is there but does not read; the oldest are lost first, as in a real adapter."""


class HostSide(Protocol):
    """What a port tells its board about whoever has it open."""

    def bytes_came(self, data: bytes) -> None:
        """Take bytes from the host."""

    def lines_changed(self, *, dtr: bool, rts: bool) -> None:
        """Take the modem lines as the host asserts them."""


class BoardPort(Protocol):
    """One end of a serial line."""

    @property
    def url(self) -> str:
        """What a client opens, as pyserial understands it."""

    @property
    def host_baud(self) -> int | None:
        """The rate the host has chosen; None where the port does not carry one, and any rate is right."""

    @property
    def has_lines(self) -> bool:
        """True if DTR and RTS reach the board."""

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
