"""One simulated board in real time, driven by an event loop."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from oceanhil.boards import family
from oceanhil.hil.vboard.internet.network import BoardNetwork
from oceanhil.hil.vboard.internet.transports import Lateness, ThreadedTransport
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.profile import Profile
from oceanhil.protocol.record import RecordFlag, RecordReading
from oceanhil.protocol.redact import redact
from oceanhil.protocol.resets import ResetReason
from oceanhil.protocol.units import SECOND_US
from oceanhil.remote.wire.http_exchange import Route
from oceanhil.simulator.board.board import BoardSetup, SimulatedBoard
from oceanhil.simulator.kernel import Kernel

_LOCAL_LATENCY_US: Final = 1000


@dataclass(frozen=True, slots=True)
class DevicePlace:
    """Where a device stands: its name, its number (it makes the MAC), its address, its way to the server."""

    name: str
    board: Board
    number: int
    address: str
    route: Route


class SimulatedDevice:
    """A board that is off at first; all its methods are for the thread of `loop`.

    `unix_us` is what its time server says. `hear` gets each line of its serial port with secrets cut.
    """

    def __init__(
        self,
        place: DevicePlace,
        profile: Profile,
        firmware: Firmware,
        loop: asyncio.AbstractEventLoop,
        *,
        unix_us: Callable[[], int],
        hear: Callable[[str], None],
    ) -> None:
        self.name = place.name
        self._loop = loop
        self._origin_s = loop.time()
        self._timer: asyncio.TimerHandle | None = None
        self._is_stopped = False
        self._kernel = kernel = Kernel(place.number)
        self._transport = ThreadedTransport(place.route, lambda _: unix_us(), Lateness(), self._post)
        network = BoardNetwork(kernel, self._transport, place.address, lambda: place.route.url)
        network.latency_us = _LOCAL_LATENCY_US
        setup = BoardSetup(
            board=place.board,
            driver=family(place.board).driver,
            mac=family(place.board).vendor + place.number.to_bytes(3, "big"),
            device=profile.device,
            wire=profile.wire,
        )
        self._board = SimulatedBoard(kernel, network, setup, SerialLine(hear))
        self._board.firmware = firmware

    def power_on(self) -> None:
        """Connect power."""
        self._board.power_on()
        self._go_on()

    def stop(self) -> None:
        """Take power away for good; may be called twice."""
        self._is_stopped = True
        if self._timer is not None:
            self._timer.cancel()
        self._board.power_off()
        self._transport.close()

    def _post(self, callback: Callable[[], None]) -> None:
        """Take the result of a request; called in the request's thread."""
        # Nobody waits for what comes after the end of the loop.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._take, callback)

    def _take(self, callback: Callable[[], None]) -> None:
        if not self._is_stopped:
            self._kernel.run_until(self._now_us)
        callback()
        if self._is_stopped:
            # The connection of a request that was under way has just been put back.
            self._transport.close()
            return
        self._go_on()

    def _go_on(self) -> None:
        """Let happen what is due, and come back when something is."""
        if self._timer is not None:
            self._timer.cancel()
        self._kernel.run_until(self._now_us)
        due_us = self._kernel.next_event_us()
        if due_us is not None:
            self._timer = self._loop.call_at(self._origin_s + due_us / SECOND_US, self._go_on)

    @property
    def _now_us(self) -> int:
        return round((self._loop.time() - self._origin_s) * SECOND_US)


class SerialLine:
    """Implements `BoardObserver`: of all that a board tells, only its serial line is heard."""

    def __init__(self, hear: Callable[[str], None]) -> None:
        self._hear = hear

    def serial(self, text: str, *, rom: bool) -> None:
        """Pass a line on."""
        del rom
        self._hear(redact(text))

    def booted(self, number: int, reason: ResetReason) -> None:
        """Nothing."""

    def power_cut(self, unit: int) -> None:
        """Nothing."""

    def halted(self, reason: str) -> None:
        """Nothing."""

    def relays_moved(self, on: RecordFlag) -> None:
        """Nothing."""

    def relays_let_go(self, still_on: RecordFlag) -> None:
        """Nothing."""

    def time_asked(self) -> None:
        """Nothing."""

    def record_read(self, reading: RecordReading) -> None:
        """Nothing."""

    def record_saved(self, reading: RecordReading, units: int) -> None:
        """Nothing."""
