"""Bytes leave at the speed of the wire: ten bit times each, at the host's rate or 115,200 baud."""

import time
from typing import Final

from oceanhil.hil.vboard.ports.port import BoardPort
from oceanhil.hil.vboard.reactor import Reactor

_BITS_PER_BYTE: Final = 10
_DEFAULT_BAUD: Final = 115_200
# Short enough that a listener sees no bursts, long enough that the loop has little to do.
_STEP_S: Final = 0.002


class PacedWriter:
    """Queues what a board sends and gives it to the port a little at a time, in real time."""

    def __init__(self, port: BoardPort, reactor: Reactor) -> None:
        self._port = port
        self._reactor = reactor
        self._waiting = bytearray()
        self._sent_until_s = 0.0
        self._is_ticking = False

    def write(self, data: bytes) -> None:
        """Send as soon as the wire is free."""
        self._waiting += data
        if not self._is_ticking:
            self._sent_until_s = max(self._sent_until_s, time.monotonic())
            self._tick()

    def _tick(self) -> None:
        byte_s = _BITS_PER_BYTE / (self._port.host_baud or _DEFAULT_BAUD)
        count = max(0, int((time.monotonic() + _STEP_S - self._sent_until_s) / byte_s))
        data = bytes(self._waiting[:count])
        del self._waiting[:count]
        self._sent_until_s += len(data) * byte_s
        if data:
            self._port.write(data)
        self._is_ticking = bool(self._waiting)
        if self._is_ticking:
            self._reactor.call_later(_STEP_S, self._tick)
