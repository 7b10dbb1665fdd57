"""Anybody's program for a Pico W on a virtual board: its machine code runs in an emulator, step by step.

What is it: what `oceanhil.hil.vboard` runs in the place of the reference firmware. The board keeps power, resets, flash
with its power cuts, and the line; the emulator has the core, RAM and what else is on the chip.

Which laws hold: emulator and board never run at the same time. Up to the next thing that happens by itself the emulator
runs alone; what it said meanwhile is said at its times, and flash work is done at its own. On a held clock work takes
as long as on the chip. In real time a chip that is slower here than a real one loses instructions, and no time.
"""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from oceanhil.hil.emulators.emulator_errors import EmulatorError
from oceanhil.hil.emulators.image_file import ImageFile
from oceanhil.hil.emulators.image_process import ImageProcess, Start, Told, Word
from oceanhil.hil.worlds.image.local_network import LocalNetwork
from oceanhil.hil.worlds.sketch.hosts import Hosts
from oceanhil.hil.worlds.sketch.real_board import DistantServer
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.settings import DeviceSettings, WireNames
from oceanhil.remote.wire.http_exchange import Route
from oceanhil.simulator.board.board import SimulatedBoard
from oceanhil.simulator.board.resets import ResetReason
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash
from oceanhil.simulator.kernel import Kernel, Signal, sleep, wait
from oceanhil.simulator.network import AccessPoint, Network, RadioBand
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


class ImageOnBoard:
    """Implements `oceanhil.hil.vboard.virtual_board.BoardFirmware`: an image as the firmware of a virtual board."""

    firmware = Firmware("")

    def __init__(
        self,
        image: ImageFile,
        mac: bytes,
        route: Callable[[], Route],
        now_us: Callable[[], int],
        tell: Callable[[str], None],
        *,
        is_real_time: bool,
    ) -> None:
        """Take what runs, and the way to the server; `tell` hears of a program that goes no further."""
        self._image = image
        self._mac = mac
        self._route = route
        self._server = DistantServer(route, now_us)
        self._tell = tell
        self._is_real_time = is_real_time
        self._process: ImageProcess | None = None

    def connect(self, kernel: Kernel, board: SimulatedBoard, network: Network) -> None:
        """Become the firmware of this board."""
        self._kernel = kernel
        self._air = network
        self._known_air: AccessPoint | None = None
        self._frames: list[bytes] = []
        self._network = LocalNetwork(kernel, network, self._server, network.new_address(), self._deliver)
        self._board = board
        self._reason = ResetReason.POWER_ON
        self._chip_reset = _HAD_POWER_ON
        self._is_flashed = False
        self._known: tuple[Flash, int] | None = None
        self._arrived = bytearray()
        self._waiting: Signal[None] | None = None
        self._forced = _TIMER
        board.program = self.run
        board.firmware_source = lambda: self.firmware
        board.hears = self._hear

    def booted(self, reason: ResetReason) -> None:
        """Hear why the board starts."""
        self._reason = reason
        self._arrived.clear()

    def close(self) -> None:
        """End the emulator."""
        self._server.close()
        if self._process is not None:
            self._process.close()
            self._process = None

    async def run(self, hardware: Hardware, firmware: Firmware, settings: DeviceSettings, wire: WireNames) -> None:
        """Run one boot; only the board's next start ends it."""
        del hardware, firmware, settings, wire
        try:
            await self._run()
        except EmulatorError as error:
            self._tell(f"the image goes no further: {error}")
            self.close()
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
        name = urlsplit(self._route().url).hostname
        self._network.hosts = Hosts(servers=(*Hosts().servers, *((name,) if name else ())))
        began_us = kernel.now_us
        last = await self._happen(process.start(self._how()), began_us)
        while last.word is Word.RESTS:
            await self._rest(last, began_us)
            self._show_flash(process)
            self._show_air(process)
            for frame in self._frames:
                process.deliver(frame)
            self._frames.clear()
            received, self._arrived = bytes(self._arrived), bytearray()
            heard = process.run(self._horizon_us() - began_us, _SPENT_MS if self._is_real_time else 0, received)
            last = await self._happen(heard, began_us)
        self._end(last)

    def _started(self) -> ImageProcess:
        if self._process is None:
            self._process = ImageProcess(self._board.flash.size_bytes, _SERIAL_HEAD + self._mac, self._mac)
        if not self._is_flashed:
            # As somebody does who drops the file on the board's USB drive: the rest of the chip stays as it is.
            self._is_flashed = True
            self._board.edit_flash(self._put_image)
        return self._process

    def _put_image(self, flash: Flash) -> None:
        for offset, content in self._image.parts:
            flash.load(content, offset)

    def _how(self) -> Start:
        if self._reason in _WATCHDOG:
            forced, self._forced = self._forced, _TIMER
            reason = forced if self._reason is ResetReason.WATCHDOG else _FORCED
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
        if self._is_real_time:
            horizon_us = min(horizon_us, kernel.now_us + _STRETCH_US)
        return max(horizon_us, kernel.now_us)

    async def _happen(self, heard: list[Told], began_us: int) -> Told:
        """Let everything happen at its time; gives how the step ended."""
        assert self._process is not None
        while True:
            for told in heard:
                await self._until(began_us + told.at_us)
                if told.word is Word.CONSOLE:
                    self._board.send(told.data)
                elif told.word is Word.FRAME:
                    self._network.take(told.data)
                elif told.word is Word.NOTE:
                    self._tell(f"the image {told.data.decode()}")
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
        soonest_us = kernel.now_us + (_STEP_US if self._is_real_time else 1)
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

    def _hear(self, data: bytes) -> None:
        self._arrived += data
        self._wake()

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
            is_heard = found.band is RadioBand.GHZ_2_4
            process.change_air(found.ssid if is_heard else "", found.password)

    def _end(self, last: Told) -> None:
        if last.word is Word.STOPPED:
            self._tell(f"the image goes no further: {last.data.decode()}")
            return
        self._forced = _FORCED if last.data[0] else _TIMER
        # A task cannot end itself: the board does that as it starts again.
        self._kernel.call_later(0, lambda: self._board.reset(ResetReason.WATCHDOG))
