"""Keeps a port open and read: the reader thread, losing the port and finding it again, stopping for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import serial

from oceanhil.hil.link.dispatcher import Dispatcher
from oceanhil.hil.link.events import Plugged, Unplugged
from oceanhil.hil.link.modem import Lines
from oceanhil.hil.link.port import (
    CAN_RELAY,
    is_rfc2217,
    open_port,
    set_lines,
    setting_errors,
    terminal_errors,
    terminal_of,
)
from oceanhil.hil.link.port_errors import (
    LinkClosedError,
    LinkError,
    PortMissingError,
    PortSettingsError,
    ReaderEndedError,
    UnpluggedError,
    WriteStuckError,
)
from oceanhil.hil.link.reader import PortReader, reader_of
from oceanhil.hil.link.spec import PortSpec, find_port
from oceanhil.hil.link.whereabouts import Whereabouts

if TYPE_CHECKING:
    from oceanhil.hil.link.posix import PseudoTerminal

_REPLUG_EVERY_S: Final = 0.05
_CANCEL_EVERY_S: Final = 0.1
# More than opening takes by itself; the search for a port may end in the middle of an attempt.
_OPENING_S: Final = 30.0


class Connection:
    """A port that may go away and come back; what is read goes to the dispatcher.

    `refused` is why the port cannot be used at present, for good or while it is lent. While `is_patient` a port may be
    away for any time: its board has no power, or sleeps.
    """

    def __init__(self, spec: PortSpec, dispatcher: Dispatcher, replug_s: float) -> None:
        """Open the port, and do not read yet; LinkError."""
        self._spec = spec
        self._dispatcher = dispatcher
        self._replug_s = replug_s
        self._errors = terminal_errors()
        self._stopping = threading.Event()
        # Set when the port is open or the search for it has ended: whoever waits for it looks again.
        self._settled = threading.Event()
        self._using = threading.Lock()
        self._port: serial.Serial | None = None
        self._port_reader: PortReader | None = None
        self._thread: threading.Thread | None = None
        self._lost = False
        self._terminal: PseudoTerminal | None = None
        self._relayed_port: serial.Serial | None = None
        self.is_patient = False
        self.refused: LinkError | None = None
        self.url = find_port(spec)
        self._open()
        self._whereabouts = Whereabouts.of(self.url)

    @property
    def baud(self) -> int:
        """Bits per second, also after the port was away."""
        return self._spec.baud

    def start(self) -> None:
        """Begin to read, after finding the port again if it is not open."""
        self._stopping.clear()
        if self._port is None:
            self._settled.clear()
        self.refused = None
        self._dispatcher.inbox.fail(None)
        self._thread = threading.Thread(target=self._run, name=f"reader of {self.url}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the reader thread; the port stays open."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._stopping.set()
        while thread.is_alive() and thread is not threading.current_thread():
            # More than once: Windows cancels only a read that is under way.
            self._cancel_read()
            thread.join(_CANCEL_EVERY_S)

    def refuse(self, reason: LinkError) -> None:
        """Close the port, which nobody reads any more, and let its users see `reason`."""
        self.refused = reason
        self._close()
        self._settled.set()

    @contextmanager
    def lent(self) -> Iterator[str]:
        """Give the URL that another program uses the port by; afterwards it is read again. UnpluggedError.

        Behind RFC 2217, where a program is slow by itself, it gets a pseudo-terminal that leads to our port, and modem
        lines stay ours to set. Elsewhere the port is closed meanwhile.
        """
        self.stop()
        reason = LinkClosedError(f"{self.url!r} is lent to another program")
        try:
            if self.is_relayed and self._port is not None and self._port_reader is not None:
                from oceanhil.hil.link.relay_posix import relayed

                self._relayed_port, self.refused = self._port, reason
                with relayed(self._port, self._port_reader) as name:
                    yield name
            else:
                self.refuse(reason)
                yield self.url
        finally:
            self._relayed_port = None
            self.start()
            self.ready()

    @property
    def is_relayed(self) -> bool:
        """Whether another program gets the port through us."""
        return CAN_RELAY and is_rfc2217(self.url)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Read nothing meanwhile."""
        if self._thread is None or self._thread is threading.current_thread():
            yield
            return
        self.stop()
        try:
            yield
        finally:
            self.start()

    def ready(self) -> serial.Serial:
        """Give the open port; waits while it is away, but not in the reader thread. UnpluggedError, LinkClosedError."""
        if self._thread is not threading.current_thread():
            self._settled.wait(self._replug_s + _OPENING_S)
        if self.refused is not None:
            raise self.refused
        if self._port is None:
            raise UnpluggedError(f"{self.url!r} is unplugged")
        return self._port

    def write(self, data: bytes) -> None:
        """Send bytes; once more if the port went away meanwhile and came back. UnpluggedError, WriteStuckError."""
        try:
            self._write_once(data)
        except UnpluggedError:
            if self.refused is not None or self._thread is threading.current_thread():
                raise
            self._write_once(data)

    def _write_once(self, data: bytes) -> None:
        port = self.ready()
        with self._using:
            self._dispatcher.sent(data)
            try:
                port.write(data)
            except serial.SerialTimeoutException:
                raise WriteStuckError(f"{self.url!r} takes no bytes: the other side does not read") from None
            except self._errors as error:
                if self._port is port:
                    # The reader is about to find out; until it has, there is no port to be ready.
                    self._settled.clear()
                raise UnpluggedError(f"{self.url!r} went away during a write: {error}") from None

    def discard_input(self) -> None:
        """Throw away what the system has not handed over; nobody may be reading. Nothing is left of a lost port's."""
        with self._using, suppress(*self._errors):
            if self._port is not None:
                self._port.reset_input_buffer()

    def set_lines(self, lines: Lines) -> None:
        """Set DTR and RTS; NoModemLinesError, UnpluggedError."""
        port = self._relayed_port or self.ready()
        try:
            set_lines(port, self.url, lines)
        except setting_errors() as error:
            raise UnpluggedError(f"{self.url!r} went away while its modem lines were set: {error}") from None

    def set_baud(self, baud: int) -> None:
        """Change the speed; PortSettingsError."""
        try:
            self.ready().baudrate = baud
        except setting_errors() as error:
            raise PortSettingsError(f"{self.url!r} cannot do {baud!r} baud: {error}") from None
        self._spec = replace(self._spec, baud=baud)

    def _cancel_read(self) -> None:
        # Taken once: the reader may lose the port at any time.
        port_reader = self._port_reader
        with suppress(*self._errors):
            if port_reader is not None:
                port_reader.cancel()

    def _run(self) -> None:
        failure: LinkError | None = ReaderEndedError("the reader of the serial link ended, because a listener raised")
        try:
            failure = self._read_until_stopped()
        finally:
            if failure is not None:
                self._dispatcher.inbox.fail(failure)
                self.refuse(failure)

    def _read_until_stopped(self) -> LinkError | None:
        while not self._stopping.is_set():
            if self._port_reader is None:
                if (failure := self._come_back()) is not None:
                    return failure
                continue
            try:
                data = self._port_reader.read()
            except self._errors:
                self._lose()
            else:
                if data:
                    self._dispatcher.take(data)
        return None

    def _lose(self) -> None:
        self._settled.clear()
        self._close()
        self._lost = True
        self._dispatcher.note("unplugged")
        self._dispatcher.flush()
        self._dispatcher.tell(Unplugged(time.monotonic_ns()))

    def _come_back(self) -> LinkError | None:
        deadline = time.monotonic() + self._replug_s
        while True:
            try:
                self.url = find_port(self._spec) if self._whereabouts is None else self._whereabouts.find()
                self._open()
            except LinkError as error:
                if self.is_patient:
                    # The time begins when somebody expects the port again.
                    deadline = time.monotonic() + self._replug_s
                elif time.monotonic() >= deadline:
                    return UnpluggedError(f"unplugged for {self._replug_s:g} s: {error}")
            else:
                break
            if self._stopping.wait(_REPLUG_EVERY_S):
                return None
        if self._lost:
            self._lost = False
            self._dispatcher.note(f"plugged {self.url}")
            self._dispatcher.tell(Plugged(time.monotonic_ns(), self.url))
        return None

    def _open(self) -> None:
        terminal = terminal_of(self.url)
        if self._terminal is not None and terminal is not None and terminal.is_strangers_of(self._terminal):
            # Opened, it would be locked for the program whose it is.
            raise PortMissingError(f"the pseudo-terminal {self.url!r} is gone, and its number is another program's now")
        port = open_port(self._spec, self.url)
        self._terminal = terminal
        self._port_reader = reader_of(port, self.url)
        self._port = port
        self._settled.set()

    def _close(self) -> None:
        with self._using, suppress(*self._errors):
            port, port_reader, self._port, self._port_reader = self._port, self._port_reader, None, None
            if port is not None and port_reader is not None:
                port_reader.close()
                port.close()
