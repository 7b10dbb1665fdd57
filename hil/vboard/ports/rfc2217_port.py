"""RFC 2217 over TCP: the client's baud rate, DTR and RTS reach the board. pyserial's `PortManager` speaks it."""

import struct
from collections.abc import Callable
from typing import Final, cast

from serial.rfc2217 import PortManager
from serial.rfc2217 import Serial as Rfc2217Serial

from oceanhil.hil.vboard.ports.port import HostSide
from oceanhil.hil.vboard.ports.tcp_port import ConversationError, TcpPort
from oceanhil.hil.vboard.reactor import Reactor

_IAC: Final = b"\xff"
_BAUD_MAX: Final = 5_000_000
_OPTION_BYTES_MAX: Final = 1_024
"""The longest that RFC 2217 defines is a signature, a text for people; PortManager keeps one until it ends."""


def rfc2217_port(address: str, host: HostSide, reactor: Reactor) -> TcpPort:
    """Listen for RFC 2217 clients at `address`; raises as `TcpPort`."""
    return TcpPort(address, "rfc2217", lambda write: Rfc2217Conversation(host, write), reactor)


class Rfc2217Conversation:
    """One client's session."""

    def __init__(self, host: HostSide, write: Callable[[bytes], None]) -> None:
        self._host = host
        self._wire = _Wire(host, write, asserted=host.opened())
        # PortManager asks of its two serial ports no more than what _Wire has.
        both = cast("Rfc2217Serial", self._wire)
        self._manager = PortManager(both, both)

    @property
    def host_baud(self) -> int | None:
        """The rate the client set, 115,200 until it does."""
        return self._wire.baudrate

    def board_bytes(self, data: bytes) -> bytes:
        """Double every byte that Telnet would take for a command."""
        return b"".join(self._manager.escape(data)) if _IAC in data else data

    def socket_bytes(self, data: bytes) -> None:
        """Take commands out of the stream, in order with the bytes."""
        if _IAC not in data and self._is_between_commands():
            self._host.bytes_came(data)
            return
        collected = bytearray()
        self._wire.before_change = lambda: self._pass_on(collected)
        try:
            for byte in self._manager.filter(data):
                collected += byte
        except (struct.error, TypeError, KeyError) as error:
            # What PortManager makes of an option that is cut short, has no beginning, or a value nobody defined.
            raise ConversationError("not RFC 2217") from error
        if len(self._manager.suboption or b"") > _OPTION_BYTES_MAX:
            raise ConversationError(f"not RFC 2217: an option of more than {_OPTION_BYTES_MAX} bytes")
        self._pass_on(collected)

    def end(self) -> None:
        """Tell the board's side."""
        self._host.closed()

    def _is_between_commands(self) -> bool:
        # The manager's state as a number: 0 is "nothing begun".
        return self._manager.mode == 0 and self._manager.suboption is None

    def _pass_on(self, collected: bytearray) -> None:
        if collected:
            data = bytes(collected)
            collected.clear()
            self._host.bytes_came(data)


class _Wire:
    """Has the attributes of a serial port that PortManager sets and reads."""

    # A board's adapter says that it is there and ready.
    cts, dsr, ri, cd = True, True, False, False

    def __init__(self, host: HostSide, write: Callable[[bytes], None], *, asserted: bool) -> None:
        self.write = write
        self.bytesize = 8
        self.parity = "N"
        self.stopbits = 1
        self.xonxoff = False
        self.rtscts = False
        self.break_condition = False
        self.before_change: Callable[[], None] = _nothing
        self._host = host
        self._baud = 115_200
        self._dtr = self._rts = asserted

    @property
    def baudrate(self) -> int:
        """The client's rate; setting one that no adapter has raises ValueError, and the client is told."""
        return self._baud

    @baudrate.setter
    def baudrate(self, baud: int) -> None:
        if not 0 < baud <= _BAUD_MAX:
            raise ValueError(f"baud rate {baud!r}, expected 1 to {_BAUD_MAX}")
        self.before_change()
        self._baud = baud

    @property
    def dtr(self) -> bool:
        """Data Terminal Ready."""
        return self._dtr

    @dtr.setter
    def dtr(self, asserted: bool) -> None:
        self.before_change()
        self._dtr = asserted
        self._host.lines_changed(dtr=self._dtr, rts=self._rts)

    @property
    def rts(self) -> bool:
        """Request To Send."""
        return self._rts

    @rts.setter
    def rts(self, asserted: bool) -> None:
        self.before_change()
        self._rts = asserted
        self._host.lines_changed(dtr=self._dtr, rts=self._rts)

    def reset_input_buffer(self) -> None:
        """Nothing waits here: bytes go on as they come."""

    def reset_output_buffer(self) -> None:
        """Nothing waits here."""


def _nothing() -> None:
    """Do nothing."""
