"""A pseudo terminal as the console of a chip with USB of its own: it goes with each reset, under the same link.

What a terminal shows of its other side is little: whether there are bytes that nobody has read, and in packet mode
(`TIOCPKT`, ioctl_tty(2)) that a program throws away what has come before it listens. Serial programs do that when they
open a port (tcflush, or tcsetattr with TCSAFLUSH).
"""

import fcntl
import select
import struct
import termios
import time
from pathlib import Path
from typing import Final

from oceanhil.hil.vboard.ports.port import HostSide
from oceanhil.hil.vboard.ports.pty_posix import PtyPort
from oceanhil.hil.vboard.reactor import Reactor
from oceanhil.protocol.units import SECOND_US

AWAY_US: Final = SECOND_US
"""How long the console is away at a reset in real time: a host takes one to two seconds for a device."""
_HOST_S: Final = 10.0
"""On a held clock: how long, in real time, a host may take to open the console that has come back."""
_READ_S: Final = 1.0
"""How long, in real time, the host may take to read what it was sent before the console goes."""
_LOOK_S: Final = 0.001
_LOOKS: Final = 3
_WORD: Final = struct.Struct("i")


class UsbPort(PtyPort):
    """A port that is there only while its chip has power and runs; implements `simulator.board.usb.UsbConsole`.

    On a held clock no board time passes while it is away: the board waits until a host has opened it again.
    """

    def __init__(self, link: Path, host: HostSide, reactor: Reactor, *, is_held: bool) -> None:
        self._is_held = is_held
        self._is_open = False
        super().__init__(link, host, reactor)
        # Made, so that a place that cannot be had is told at once; there when the board has power.
        self.unplug()

    @property
    def away_us(self) -> int:
        """How long it is away at a reset."""
        return 0 if self._is_held else AWAY_US

    def leave(self) -> None:
        """Go, when the host has read what it was sent, or does not read."""
        if self._is_open:
            self._let_read()
        self.unplug()

    def come(self) -> None:
        """Be there again."""
        self.plug()

    def is_open(self) -> bool:
        """Tell whether a host has opened it; on a held clock wait for one."""
        deadline_s = time.monotonic() + _HOST_S
        while self._is_held and not self._is_open and (left_s := deadline_s - time.monotonic()) > 0:
            ready, _, _ = select.select([self._master], [], [], left_s)
            if ready:
                self._readable()
        return self._is_open or self._is_held

    def unplug(self) -> None:
        """Remove the link and hang up."""
        super().unplug()
        self._is_open = False

    def _prepare(self, master: int) -> None:
        # Before anybody can open it: an opening that was not seen would be waited for in vain.
        fcntl.ioctl(master, termios.TIOCPKT, _WORD.pack(1))

    def _take(self, data: bytes) -> None:
        status = data[0]
        if status & termios.TIOCPKT_FLUSHREAD:
            self._is_open = True
        if status == termios.TIOCPKT_DATA and len(data) > 1:
            super()._take(data[1:])

    def _let_read(self) -> None:
        """Wait until nothing is left to read; a look at the terminal also moves on what is on its way within it."""
        deadline_s, empty = time.monotonic() + _READ_S, 0
        while empty < _LOOKS and time.monotonic() < deadline_s:
            # A full terminal takes more a moment after it was read: one look is not enough.
            empty = 0 if self._out.flush() or self._is_unread() else empty + 1
            time.sleep(_LOOK_S)

    def _is_unread(self) -> bool:
        return bool(select.select([self._slave], [], [], 0)[0])
