"""A port that is open here, for another program: as a pseudo-terminal, byte for byte and at the speed that it sets.

Why: pyserial's RFC 2217 client waits 50 ms or more for each setting of its port, and takes a change of its time-out for
one (`_reconfigure_port` in serial/rfc2217.py of pyserial 3.5); esptool makes two a command. What takes a second on TCP
took twenty. Behind a pseudo-terminal only a change of speed goes to the server.

Laws: what the program writes after it has changed the speed is sent at the new one. Nothing is left in the relay when
it ends. If the port fails, in whichever way, the program is hung up: it would wait for answers that cannot come, and
say in the end that the board is silent. Modem lines do not pass: a pseudo-terminal has none. A module of its own:
elsewhere it cannot be imported.
"""

import os
import select
import termios
import threading
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

import serial

from oceanhil.hil.link.port import setting_errors
from oceanhil.hil.link.posix import baud_of
from oceanhil.hil.link.reader import PortReader

_BYTES: Final = 65_536
_UNDER_WAY_S: Final = 0.02
"""How long the system may take to carry what a program wrote to the other side of the pseudo-terminal."""
_DRAIN_S: Final = 5.0
"""How long a program is heard that goes on to write though it ought to have ended."""


@contextmanager
def relayed(port: serial.Serial, reader: PortReader) -> Iterator[str]:
    """Give the name of a pseudo-terminal that leads to `port`, which nobody else reads or writes meanwhile."""
    relay = _Relay(port, reader)
    try:
        yield relay.name
    finally:
        relay.close()


class _Relay:
    def __init__(self, port: serial.Serial, reader: PortReader) -> None:
        self._port = port
        self._reader = reader
        self._baud = self._before = int(port.baudrate)
        self._master, self._slave = os.openpty()
        os.set_blocking(self._master, False)
        tty.setraw(self._slave)
        _set_baud(self._slave, self._baud)
        self.name = os.ttyname(self._slave)
        self._woken, self._wake = os.pipe()
        self._is_over = threading.Event()
        ways = ((self._to_port, "to"), (self._from_port, "from"))
        self._under_way = len(ways)
        self._ending = threading.Lock()
        self._threads = [
            threading.Thread(target=self._carry, args=(way,), name=f"relay {name} {self.name}", daemon=True)
            for way, name in ways
        ]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """End both ways and give the port back with the speed that it had."""
        self._end()
        for thread in self._threads:
            thread.join()
        for descriptor in (self._slave, self._wake, self._woken):
            os.close(descriptor)
        if self._baud != self._before:
            with suppress(*setting_errors()):
                self._port.baudrate = self._before

    def _end(self) -> None:
        """Have both ways end."""
        self._is_over.set()
        os.write(self._wake, b"x")
        with suppress(*setting_errors()):
            self._reader.cancel()

    def _carry(self, way: Callable[[], None]) -> None:
        """Go one way until both end; one that fails ends the other. The last one hangs the program up."""
        try:
            # A port that is gone is found out by whoever uses it next.
            with suppress(*setting_errors()):
                way()
        finally:
            self._end()
            with self._ending:
                self._under_way -= 1
                if not self._under_way:
                    os.close(self._master)

    def _to_port(self) -> None:
        while not self._is_over.is_set():
            ready, _, _ = select.select([self._master, self._woken], [], [])
            if self._master in ready:
                self._send()
        give_up_s = time.monotonic() + _DRAIN_S
        while time.monotonic() < give_up_s and select.select([self._master], [], [], _UNDER_WAY_S)[0]:
            self._send()

    def _send(self) -> None:
        data = os.read(self._master, _BYTES)
        self._follow_baud()
        self._port.write(data)

    def _from_port(self) -> None:
        while not self._is_over.is_set():
            data = self._reader.read()
            while data and self._has_room():
                data = data[os.write(self._master, data) :]

    def _has_room(self) -> bool:
        """Wait until the program takes more; False when it is gone."""
        ready, writable, _ = select.select([self._woken], [self._master], [])
        return not ready and bool(writable)

    def _follow_baud(self) -> None:
        wanted = baud_of(self._slave)
        if wanted is not None and wanted != self._baud:
            self._port.baudrate = self._baud = wanted


def _set_baud(terminal: int, baud: int) -> None:
    """Let whoever opens it find this speed; one that has no code of its own is set by that program anyway."""
    code = getattr(termios, f"B{baud}", None)
    if code is not None:
        attributes = termios.tcgetattr(terminal)
        attributes[4] = attributes[5] = code
        termios.tcsetattr(terminal, termios.TCSANOW, attributes)
