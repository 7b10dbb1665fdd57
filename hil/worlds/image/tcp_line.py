"""The far end of one TCP connection that a board has opened (RFC 9293), in virtual time.

What is left out is what a line without losses and one hop long does not need: there is no congestion, and what arrives
out of order is sent again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from oceanhil.protocol.ip_packets import Flag, Segment
from oceanhil.protocol.units import SECOND_US
from oceanhil.simulator.kernel import Kernel, Timer

_WORD: Final = 0xFFFF_FFFF
_HALF: Final = 1 << 31
_WINDOW: Final = 8 * 1460
_AGAIN_US: Final = SECOND_US
_TRIES: Final = 8
_MSS: Final = 1460


@dataclass(frozen=True, slots=True)
class Listener:
    """Who serves a connection: bytes that came, its orderly end, and its abrupt one."""

    received: Callable[[bytes], None]
    finished: Callable[[], None]
    gone: Callable[[], None]


class TcpLine:
    """One connection, from the segment that opens it; `send` takes the segments for the board."""

    def __init__(self, kernel: Kernel, opening: Segment, send: Callable[[Segment], None]) -> None:
        self._kernel = kernel
        self._send = send
        self._port, self._own_port = opening.port, opening.to_port
        self._mss = min(_MSS, opening.mss)
        self._window = opening.window
        self._expected = (opening.sequence + 1) & _WORD
        self._first = kernel.rng.getrandbits(32)
        # What the board has not acknowledged begins here, and is the head of what waits.
        self._unacknowledged = (self._first + 1) & _WORD
        self._waiting = b""
        self._sent = 0
        self._is_open = False
        self._is_finishing = False
        self._has_finished = False
        self._has_heard_end = False
        self._timer: Timer | None = None
        self._tries = 0
        self.listener = Listener(_nothing_of, _nothing, _nothing)
        self._emit(Flag.SYN | Flag.ACK, self._first)
        self._watch()

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to come of it."""
        return self._has_heard_end and self._has_finished and not self._waiting and self._sent == 0

    def take(self, segment: Segment) -> None:
        """Take a segment of the board's."""
        if segment.flags & Flag.RST:
            self._stop()
            self.listener.gone()
            return
        if segment.flags & Flag.SYN:
            self._emit(Flag.SYN | Flag.ACK, self._first)
            return
        if segment.flags & Flag.ACK:
            self._acknowledge(segment)
        self._window = segment.window
        self._hear(segment)
        self._push()

    def write(self, data: bytes) -> None:
        """Send bytes."""
        self._waiting += data
        self._push()

    def finish(self) -> None:
        """End it in order, when everything is sent."""
        self._is_finishing = True
        self._push()

    def abort(self) -> None:
        """End it at once."""
        self._emit(Flag.RST | Flag.ACK, self._next)
        self._stop()

    # Inside

    @property
    def _next(self) -> int:
        return (self._unacknowledged + self._sent) & _WORD

    def _acknowledge(self, segment: Segment) -> None:
        count = (segment.acknowledged - self._unacknowledged) & _WORD
        if count >= _HALF:
            return
        if count or not self._is_open:
            self._tries = 0
            self._stop_waiting()
        self._is_open = True
        taken = min(count, len(self._waiting))
        self._waiting = self._waiting[taken:]
        self._unacknowledged = (self._unacknowledged + count) & _WORD
        self._sent = max(0, self._sent - count)

    def _hear(self, segment: Segment) -> None:
        if not segment.data and not segment.flags & Flag.FIN:
            return
        if segment.sequence == self._expected:
            self._expected = (self._expected + len(segment.data)) & _WORD
            is_end = bool(segment.flags & Flag.FIN) and not self._has_heard_end
            if is_end:
                self._expected = (self._expected + 1) & _WORD
                self._has_heard_end = True
            self._emit(Flag.ACK, self._next)
            if segment.data:
                self.listener.received(segment.data)
            if is_end:
                self.listener.finished()
        else:
            self._emit(Flag.ACK, self._next)

    def _push(self) -> None:
        """Send what the board has room for."""
        if not self._is_open:
            return
        while self._sent < len(self._waiting) and self._sent < self._window:
            count = min(self._mss, len(self._waiting) - self._sent, self._window - self._sent)
            data = self._waiting[self._sent : self._sent + count]
            self._emit(Flag.ACK | Flag.PSH, self._next, data)
            self._sent += count
        if self._is_finishing and not self._has_finished and self._sent == len(self._waiting):
            self._emit(Flag.FIN | Flag.ACK, self._next)
            self._has_finished = True
            self._sent += 1
        self._watch()

    def _watch(self) -> None:
        """Wait for word of the board; only news of what was sent begins the time anew."""
        if self._timer is None and (self._sent or not self._is_open):
            self._timer = self._kernel.call_later(_AGAIN_US, self._send_again)

    def _send_again(self) -> None:
        self._timer = None
        self._tries += 1
        if self._tries > _TRIES:
            self._stop()
            self.listener.gone()
            return
        if not self._is_open:
            self._emit(Flag.SYN | Flag.ACK, self._first)
            self._watch()
            return
        self._sent = 0
        self._has_finished = False
        self._push()

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _stop(self) -> None:
        self._stop_waiting()
        self._has_finished = self._has_heard_end = True
        self._waiting, self._sent = b"", 0

    def _emit(self, flags: Flag, sequence: int, data: bytes = b"") -> None:
        self._send(Segment(self._own_port, self._port, sequence, self._expected, flags, _WINDOW, data, mss=_MSS))


def _nothing() -> None:
    """Do nothing."""


def _nothing_of(data: bytes) -> None:
    del data
