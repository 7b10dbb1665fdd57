"""The boots of anybody's program for a Pico W on a board: its machine code runs in an emulator, step by step.

What is it: what a board runs in the place of the reference firmware. The board keeps power, resets, flash with its
power cuts, and the line; the emulator has the core, RAM and what else is on the chip.

Which laws hold: emulator and board never run at the same time. Up to the next thing that happens by itself, or until it
has said something that may be answered, the emulator runs alone; what it said meanwhile is said at its times, and flash
work is done at its own. On a held clock work takes as long as on the chip. In real time a chip that is slower here than
a real one loses instructions, and no time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from oceanhil.hil.emulators.emulator_errors import EmulatorError
from oceanhil.hil.emulators.image_file import ImageFile
from oceanhil.hil.emulators.image_process import ImageProcess, Start, Told, Word
from oceanhil.hil.worlds.image.local_network import LocalNetwork
from oceanhil.hil.worlds.sketch.hosts import Hosts
from oceanhil.hil.worlds.sketch.sockets import Server
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.resets import ResetReason
from oceanhil.protocol.settings import DeviceSettings, WireNames
from oceanhil.protocol.surroundings import Band
from oceanhil.simulator.board.board import SimulatedBoard
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash
from oceanhil.simulator.kernel import Kernel, Signal, sleep, wait
from oceanhil.simulator.network import AccessPoint, Network
from oceanhil.simulator.program.hardware import Hardware

_SERIAL_HEAD: Final = b"\xe6\x60"
# RP2040 Datasheet, 2.12.8: the last reset of the whole chip was from power-on, or from the RUN pin.
_HAD_POWER_ON: Final = 1 << 8
_HAD_RUN_PIN: Final = 1 << 16
# 4.7.5: the watchdog's timer has run out, or it was told to.
_TIMER: Final = 1
_FORCED: Final = 2
_WATCHDOG: Final = {ResetReason.WATCHDOG: _TIMER, ResetReason.SOFTWARE: _FORCED}
# A host that follows the real time is looked after so often.
_STEP_US: Final = 2_000
_SPENT_MS: Final = 20
_STRETCH_US: Final = 50_000


@dataclass(frozen=True, slots=True)
class Owner:
    """Who has the board: who takes the bytes of its console, and who hears of what ends or hampers its program.

    `server_name`: a host that stands for the platform's, beside those that do anyway; empty for none.
    """

    said: Callable[[bytes], None]
    tell: Callable[[str], None]
    server_name: Callable[[], str] = str
    is_real_time: bool = False


class Emulators:
    """Emulators that no board runs: to start one takes longer than many a boot."""

    def __init__(self) -> None:
        self._idle: list[ImageProcess] = []

    def take(self) -> ImageProcess:
        """Give one that has no chip yet."""
        return self._idle.pop() if self._idle else ImageProcess()

    def give_back(self, process: ImageProcess) -> None:
        """Take one that no board needs any more."""
        self._idle.append(process)

    def close(self) -> None:
        """End them."""
        while self._idle:
            self._idle.pop().close()


class ImageBoots:
    """Runs a program on a board at each boot."""

    def __init__(  # noqa: PLR0917 - the parts of one board
        self,
        image: ImageFile,
        kernel: Kernel,
        board: SimulatedBoard,
        air: Network,
        server: Server,
        emulators: Emulators,
        owner: Owner,
    ) -> None:
        self._image = image
        self._kernel = kernel
        self._board = board
        self._air = air
        self._emulators = emulators
        self._owner = owner
        self.address = air.new_address()
        """What the network leases to it."""
        self._network = LocalNetwork(kernel, air, server, self.address, self._deliver)
        self._network.on_time_asked = board.note_time_asked
        self._network.watcher = lambda: board.on_exchange
        self._frames: list[bytes] = []
        self._known_air: AccessPoint | None = None
        self._reason = ResetReason.POWER_ON
        self._chip_reset = _HAD_POWER_ON
        self._is_flashed = False
        self._known: tuple[Flash, int] | None = None
        self._arrived = bytearray()
        self._waiting: Signal[None] | None = None
        self._process: ImageProcess | None = None
        self._mac = b""

    def start(self, reason: ResetReason) -> None:
        """Hear why the board starts."""
        self._reason = reason
        self._arrived.clear()

    def hear(self, data: bytes) -> None:
        """Let bytes arrive on the console's line."""
        self._arrived += data
        self._wake()

    def put_image(self) -> None:
        """Write the program as somebody does who drops its file on the board's USB drive: the rest stays as it is."""
        self._is_flashed = True
        self._board.edit_flash(self._put_parts)

    def close(self) -> None:
        """Let the emulator go."""
        if self._process is not None:
            self._emulators.give_back(self._process)
            self._process = None

    async def run(self, hardware: Hardware, firmware: Firmware, settings: DeviceSettings, wire: WireNames) -> None:
        """Run one boot; only the board's next start ends it."""
        del hardware, firmware, settings, wire
        try:
            await self._run()
        except EmulatorError as error:
            self._owner.tell(f"the image goes no further: {error}")
            if self._process is not None:
                self._process.close()
                self._process = None
        await wait(Signal[None]())

    # Inside

    async def _run(self) -> None:
        kernel = self._kernel
        process = self._started()
        # Power may have gone in the middle of work that the emulator knows nothing of.
        self._known, self._known_air = None, None
        self._frames.clear()
        self._show_flash(process)
        self._show_air(process)
        name = self._owner.server_name()
        self._network.hosts = Hosts(servers=(*Hosts().servers, *((name,) if name else ())))
        began_us = kernel.now_us
        last = await self._happen(process.start(self._how()), began_us)
        until_us = last.at_us
        while last.word is Word.RESTS:
            if last.at_us < until_us:
                # It has said something: whoever waits for that comes first.
                await sleep(0)
            else:
                await self._rest(last, began_us)
            self._show_flash(process)
            self._show_air(process)
            for frame in self._frames:
                process.deliver(frame)
            self._frames.clear()
            received, self._arrived = bytes(self._arrived), bytearray()
            until_us = self._horizon_us() - began_us
            heard = process.run(until_us, _SPENT_MS if self._owner.is_real_time else 0, received)
            last = await self._happen(heard, began_us)
        self._end(last)

    def _started(self) -> ImageProcess:
        mac = self._board.read_mac()
        if self._process is None or mac != self._mac:
            self._process = self._process or self._emulators.take()
            self._process.begin(self._board.flash.size_bytes, _SERIAL_HEAD + mac, mac)
            self._mac = mac
        if not self._is_flashed:
            self.put_image()
        return self._process

    def _put_parts(self, flash: Flash) -> None:
        for offset, content in self._image.parts:
            flash.load(content, offset)

    def _how(self) -> Start:
        if self._reason in _WATCHDOG:
            reason = _WATCHDOG[self._reason]
            return Start(keeps_memory=True, chip_reset=self._chip_reset, watchdog_reason=reason)
        self._chip_reset = _HAD_RUN_PIN if self._reason is ResetReason.PIN else _HAD_POWER_ON
        return Start(keeps_memory=False, chip_reset=self._chip_reset, watchdog_reason=0)

    def _horizon_us(self) -> int:
        """Give how far the emulator may run alone.

        In real time that is never far, however long this machine was elsewhere: a program whose clock jumps by seconds
        would be reset by its watchdog, which it had no time to feed.
        """
        kernel = self._kernel
        next_us = kernel.next_event_us()
        horizon_us = kernel.until_us if next_us is None else min(next_us, kernel.until_us)
        if self._owner.is_real_time:
            horizon_us = min(horizon_us, kernel.now_us + _STRETCH_US)
        return max(horizon_us, kernel.now_us)

    async def _happen(self, heard: list[Told], began_us: int) -> Told:
        """Let everything happen at its time; gives how the step ended."""
        assert self._process is not None
        while True:
            for told in heard:
                await self._until(began_us + told.at_us)
                if told.word is Word.CONSOLE:
                    self._owner.said(told.data)
                elif told.word is Word.FRAME:
                    self._network.take(told.data)
                elif told.word is Word.NOTE:
                    self._owner.tell(f"the image {told.data.decode()}")
            last = heard[-1]
            if last.word is Word.ERASE:
                self._board.flash.erase_sector(last.address // SECTOR_BYTES)
            elif last.word is Word.PROGRAM:
                self._board.flash.program(last.address, last.content)
            else:
                return last
            await self._board.flash_settled()
            heard = self._process.done(self._kernel.now_us - began_us - last.at_us)

    async def _until(self, at_us: int) -> None:
        if at_us > self._kernel.now_us:
            await sleep(at_us - self._kernel.now_us)

    async def _rest(self, last: Told, began_us: int) -> None:
        """Wait until the program goes on by itself, or bytes arrive for it."""
        if self._arrived or self._frames:
            return
        kernel = self._kernel
        soonest_us = kernel.now_us + (_STEP_US if self._owner.is_real_time else 1)
        waiting = self._waiting = Signal[None]()
        due_us = last.due_us
        timer = None
        if due_us is not None:
            timer = kernel.call_at(max(soonest_us, began_us + due_us), lambda: waiting.fire(None))
        try:
            await wait(waiting)
        finally:
            if timer is not None:
                timer.cancel()
            self._waiting = None

    def _deliver(self, frame: bytes) -> None:
        self._frames.append(frame)
        self._wake()

    def _wake(self) -> None:
        if self._waiting is not None:
            self._waiting.fire(None)

    def _show_flash(self, process: ImageProcess) -> None:
        """Let the emulator see what changed in flash other than by its own work."""
        flash = self._board.flash
        mark = flash, flash.outside_changes
        if mark == self._known:
            return
        self._known = mark
        process.put_sectors(
            {
                sector: flash.dump(sector * SECTOR_BYTES, SECTOR_BYTES)
                for sector in range(flash.size_bytes // SECTOR_BYTES)
            }
        )

    def _show_air(self, process: ImageProcess) -> None:
        found = self._air.access_point
        if found != self._known_air:
            self._known_air = found
            # Its radio knows 2.4 GHz alone.
            is_heard = found.band is Band.GHZ_2_4
            process.change_air(found.ssid if is_heard else "", found.password)

    def _end(self, last: Told) -> None:
        if last.word is Word.STOPPED:
            self._owner.tell(f"the image goes no further: {last.data.decode()}")
            return
        reason = ResetReason.SOFTWARE if last.data[0] else ResetReason.WATCHDOG
        # A task cannot end itself: the board does that as it starts again.
        self._kernel.call_later(0, lambda: self._board.reset(reason))
