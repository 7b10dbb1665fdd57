"""Between a virtual board and its port: what comes is given to the board, bytes leave at the wire's speed."""

import time
from typing import Final, Protocol

from oceanhil.hil.vboard.download_mode import SLOW_RELEASE_S, LineEffect
from oceanhil.hil.vboard.reactor import Callback, Reactor
from oceanhil.hil.vboard.virtual_board import VirtualBoard

LEAVE_AFTER_S = 5.0
"""How long a tool that entered download mode without reset lines must be silent until the board is started again."""
_BITS_PER_BYTE: Final = 10
_DEFAULT_BAUD: Final = 115_200
# Short enough that a listener sees no bursts, long enough that the loop has little to do.
_STEP_S: Final = 0.002


class BoardOnPort:
    """A `HostSide`; with `real_time` a board that a tool put in download mode and left there is started again."""

    def __init__(self, board: VirtualBoard, reactor: Reactor, *, real_time: bool) -> None:
        self._board = board
        self._reactor = reactor
        self._real_time = real_time
        self._cancel_release: Callback = _nothing
        self._cancel_leaving: Callback = _nothing

    def bytes_came(self, data: bytes) -> None:
        """Give bytes to the board."""
        board = self._board
        board.bytes_came(data)
        if self._real_time and board.entered_by_tool:
            self._cancel_leaving()
            self._cancel_leaving = self._reactor.call_later(LEAVE_AFTER_S, self._leave)

    def lines_changed(self, *, dtr: bool, rts: bool) -> None:
        """Give the modem lines to the board."""
        effect = self._board.lines_changed(dtr=dtr, rts=rts)
        if effect is not LineEffect.NOTHING:
            self._cancel_release()
        if effect is LineEffect.RELEASE_SOON:
            self._cancel_release = self._reactor.call_later(SLOW_RELEASE_S, self._board.release_reset)

    def opened(self) -> bool:
        """Leave the lines as they are: what a program sets is all there is of them."""
        return False

    def closed(self) -> None:
        """Leave the lines as they are."""

    def _leave(self) -> None:
        if self._board.entered_by_tool:
            self._board.leave_download()


def _nothing() -> None:
    """Cancel nothing."""


class Paced(Protocol):
    """What is needed of a port to send to it at the speed of its wire."""

    @property
    def host_baud(self) -> int | None:
        """The host's rate; None: any is right."""

    def write(self, data: bytes) -> None:
        """Send bytes to the host."""


class PacedWriter:
    """Queues what a board sends and gives it to the port a little at a time, in real time."""

    def __init__(self, port: Paced, reactor: Reactor) -> None:
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
