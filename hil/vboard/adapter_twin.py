"""The twin of a USB adapter, between a virtual board and its port: pins and bytes as an adapter's chip makes them.

The model is `oceanhil.simulator.adapter`; here it has this machine's clock, a port and a board.
"""

import time
from collections import deque
from collections.abc import Callable

from oceanhil.boards.family import Usb
from oceanhil.hil.vboard.ports.port import BoardPort, HostSide
from oceanhil.hil.vboard.reactor import Callback, Reactor
from oceanhil.hil.vboard.virtual_board import VirtualBoard
from oceanhil.protocol.units import SECOND_US
from oceanhil.simulator.adapter.circuit import ResetCircuit
from oceanhil.simulator.adapter.faults import SOUND_ADAPTER, AdapterFaults
from oceanhil.simulator.adapter.kinds import FRAME_US, Adapter
from oceanhil.simulator.adapter.lumps import Lumps
from oceanhil.simulator.adapter.pins import Circuit, Pins
from oceanhil.simulator.adapter.requests import LineChange, LineRequests
from oceanhil.simulator.adapter.serial_jtag import SerialJtag
from oceanhil.simulator.board.usb import UsbConsole


def _now_us() -> int:
    return time.monotonic_ns() // 1_000


class AdapterTwin:
    """A `HostSide` before another one, which hears bytes; `write` takes those of the board.

    A *unit* is what goes over USB in one piece: a packet to the host, a write of the host's, a change of the lines.
    """

    def __init__(
        self,
        adapter: Adapter,
        board: VirtualBoard,
        hears: HostSide,
        reactor: Reactor,
        now_us: Callable[[], int] = _now_us,
    ) -> None:
        self._adapter = adapter
        self._board = board
        self._hears = hears
        self._reactor = reactor
        self._now_us = now_us
        self._port: BoardPort | None = None
        self._circuit: Circuit | None = _circuit(board.board.family.usb)
        self._requests = LineRequests(FRAME_US)
        self._lumps = Lumps(adapter.packet_bytes, adapter.latency_us)
        self._changes: deque[LineChange] = deque()
        self._cancel: Callback = _nothing
        self._cancel_plug: Callback = _nothing
        self._rate: int | None = None
        self.units = 0
        """How many there were since the faults were set."""
        self.break_with(SOUND_ADAPTER)

    def connect(self, port: BoardPort) -> None:
        """Send what comes from the board to this port."""
        self._port = port

    def break_with(self, faults: AdapterFaults) -> None:
        """Have these faults from now on, and count units anew; a cable that is out stays so until it is plugged in."""
        self._faults = faults
        self._cancel_plug()
        self._requests.hangs_up, self._requests.parted = faults.hangs_up, faults.parted
        self._lumps.latency_us = faults.latency_us or self._adapter.latency_us
        self.units = 0

    # The host's side

    @property
    def host_baud(self) -> int | None:
        """The rate that the chip makes of the host's."""
        asked = self._port.host_baud if self._port is not None else None
        return None if asked is None else self._adapter.rate(asked)

    def opened(self) -> bool:
        """Assert both lines, as the driver does."""
        self._drive(self._requests.open(self._now_us()))
        return True

    def closed(self) -> None:
        """Drop both, if the port hangs up; what has not left is lost."""
        self._note_rate()
        self._drive(self._requests.close(self._now_us()))
        self._lumps.drop()

    def lines_changed(self, *, dtr: bool, rts: bool) -> None:
        """Take the lines as a program sets them; one that is stuck stays."""
        stuck = self._faults.stuck_lines
        self._drive(self._requests.set_lines(self._now_us(), dtr=dtr and not stuck, rts=rts and not stuck))
        self._count()

    def bytes_came(self, data: bytes) -> None:
        """Take bytes from the host; a driver writes when its requests before are done."""
        self._run(self._changes[-1].t_us if self._changes else self._now_us())
        self._hears.bytes_came(data)
        self._count()

    # The board's side

    def write(self, data: bytes) -> None:
        """Take bytes from the board."""
        self._send(self._lumps.take(self._now_us(), data))
        self._wait()

    def flush(self) -> None:
        """Let all that waits arrive: the console of a chip is about to go."""
        due_us = self._lumps.due_us
        if due_us is not None:
            self._send(self._lumps.advance(due_us))

    # Inside

    def _drive(self, changes: tuple[LineChange, ...]) -> None:
        self._changes.extend(changes)
        self._run(self._now_us())

    def _run(self, until_us: int) -> None:
        """Let happen what was due by then, in the order of its times."""
        while True:
            change_us = self._changes[0].t_us if self._changes else None
            circuit_us = self._circuit.due_us if self._circuit is not None else None
            due_us = min((each for each in (change_us, circuit_us) if each is not None), default=None)
            if due_us is None or due_us > until_us:
                break
            self._happen(due_us)
        self._send(self._lumps.advance(self._now_us()))
        self._wait()

    def _happen(self, t_us: int) -> None:
        if self._changes and self._changes[0].t_us == t_us:
            change = self._changes.popleft()
            self._note_rate()
            self._board.hears_dtr(change.dtr, self._rate)
            if self._circuit is not None:
                self._move(self._circuit.set_lines(t_us, dtr=change.dtr, rts=change.rts))
        elif self._circuit is not None:
            self._move(self._circuit.advance(t_us))

    def _note_rate(self) -> None:
        """Keep the rate that the host asked for last: a port that is closed has none."""
        asked = self._port.host_baud if self._port is not None else None
        self._rate = self._rate if asked is None else asked

    def _move(self, pins: tuple[Pins, ...]) -> None:
        for each in pins:
            self._board.set_pins(en_low=each.en_low, gpio0_low=each.gpio0_low)

    def _wait(self) -> None:
        self._cancel()
        dues = (
            self._changes[0].t_us if self._changes else None,
            self._circuit.due_us if self._circuit is not None else None,
            self._lumps.due_us,
        )
        next_us = min((each for each in dues if each is not None), default=None)
        if next_us is None:
            self._cancel = _nothing
            return
        delay_s = max(0, next_us - self._now_us()) / SECOND_US
        self._cancel = self._reactor.call_later(delay_s, lambda: self._run(self._now_us()))

    def _send(self, packets: tuple[bytes, ...]) -> None:
        for packet in packets:
            if self._port is not None:
                lost = self._faults.loses_every and (self.units + 1) % self._faults.loses_every == 0
                self._port.write(packet[1:] if lost else packet)
            self._count()

    def _count(self) -> None:
        self.units += 1
        if self.units == self._faults.unplugs_after and self._port is not None:
            # Not in the middle of what the port is doing just now.
            self._reactor.call_later(0, self._unplug)

    def _unplug(self) -> None:
        assert self._port is not None
        self._port.unplug()
        if self._faults.plugs_after_us is not None:
            self._cancel_plug = self._reactor.call_later(self._faults.plugs_after_us / SECOND_US, self._port.plug)


class TwinConsole:
    """The console of a chip with USB of its own, behind a twin: what it had sent arrives before it goes.

    Implements `oceanhil.simulator.board.usb.UsbConsole`.
    """

    def __init__(self, twin: AdapterTwin, console: UsbConsole) -> None:
        self._twin = twin
        self._console = console

    @property
    def away_us(self) -> int:
        """How long it is away at a reset."""
        return self._console.away_us

    def leave(self) -> None:
        """Go."""
        self._twin.flush()
        self._console.leave()

    def come(self) -> None:
        """Be there again."""
        self._console.come()

    def is_open(self) -> bool:
        """Tell whether a host has opened it."""
        return self._console.is_open()


def _circuit(usb: Usb) -> Circuit | None:
    match usb:
        case Usb.ADAPTER:
            return ResetCircuit()
        case Usb.SERIAL_JTAG:
            return SerialJtag()
        case Usb.DEVICE:
            return None


def _nothing() -> None:
    """Cancel nothing."""
