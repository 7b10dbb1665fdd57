"""A simulated board that runs a user's sketch."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from signal import SIGABRT
from struct import Struct
from typing import Final

from oceanhil.boards import family
from oceanhil.boards.storage import Driver, Storage
from oceanhil.hil.worlds.sim_device import SimDevice
from oceanhil.hil.worlds.sim_server import SimServer
from oceanhil.hil.worlds.sketch.crashes import crash_code, found_at, hang_of, numbers, panic_of, panic_of_word, places
from oceanhil.hil.worlds.sketch.eeprom import EepromObjects
from oceanhil.hil.worlds.sketch.frames import End, Record
from oceanhil.hil.worlds.sketch.hosts import Hosts
from oceanhil.hil.worlds.sketch.kept import KeptInEeprom
from oceanhil.hil.worlds.sketch.nvs import SketchNvs
from oceanhil.hil.worlds.sketch.process import SketchProcess
from oceanhil.hil.worlds.sketch.program import BootRun, Post, boot_order
from oceanhil.hil.worlds.sketch.radio import SketchRadio
from oceanhil.hil.worlds.sketch.raw_flash import RawFlash
from oceanhil.hil.worlds.sketch.rtc_memory import RtcMemory
from oceanhil.hil.worlds.sketch.runnable import RunnableSketch
from oceanhil.hil.worlds.sketch.sockets import Sockets
from oceanhil.protocol.chance import Chance
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.panics import PanicKind
from oceanhil.protocol.record import RecordReading, RecordVerdict
from oceanhil.protocol.settings import DeviceSettings, WireNames
from oceanhil.scenarios.trace import EventKind, Source, Trace
from oceanhil.scenarios.world import LackingError, StorageFault, WorldRequest
from oceanhil.simulator.board.damage import RecordDamage
from oceanhil.simulator.board.resets import ResetReason
from oceanhil.simulator.eeprom.nvs import NvsPartition
from oceanhil.simulator.kernel import Kernel, Signal, sleep, wait
from oceanhil.simulator.network import Network
from oceanhil.simulator.program.hardware import Hardware

_U64: Final = Struct("<Q")
# How long the software watchdog of an ESP8266 waits (esp8266/Arduino, doc/faq/a02-my-esp-crashes.rst).
_WATCHDOG_US: Final = 3_200_000


class SketchDevice(SimDevice):
    """One simulated board whose firmware is a sketch."""

    def __init__(  # noqa: PLR0917 - as its base class
        self,
        name: str,
        kernel: Kernel,
        network: Network,
        server: SimServer,
        request: WorldRequest,
        driver: Driver,
        trace: Trace,
        sketch: RunnableSketch,
    ) -> None:
        super().__init__(name, kernel, network, server, request, driver, trace)
        self._air = network
        self._sketch = sketch
        self._processes: dict[Path, SketchProcess] = {}
        self._eeprom = EepromObjects(self._board)
        self._reset = ResetReason.POWER_ON
        self._crashed: PanicKind | None = None
        self._board.program = self._run_sketch

    def serial(self, text: str, *, rom: bool) -> None:
        """Write a line into the trace, in the documented words where it is known to mean them."""
        super().serial(text if rom else self._sketch.words(self.board).translated(text), rom=rom)

    def booted(self, number: int, reason: ResetReason) -> None:
        """Note why, for the program asks."""
        self._reset = reason
        super().booted(number, reason)

    def flash(self, firmware: Firmware) -> None:
        """Put the sketch on it, with these secrets; raises LackingError for what only this project's firmware has."""
        expected = Firmware(firmware.registration_token, firmware.wifi_ssid, firmware.wifi_password)
        if firmware != expected:
            raise LackingError("the scenario chooses how firmware stores, asks or derives; a sketch does as it does")
        super().flash(firmware)

    def clear_storage(self) -> None:
        """Overwrite all of its EEPROM with zeros; of a sketch without EEPROM on ESP32, erase its NVS partition."""
        if not self._eeprom.begun_bytes and family(self.board).storage is Storage.NVS:
            self._board.edit_flash(lambda flash: NvsPartition(flash).erase())
        else:
            KeptInEeprom(self._board, self._eeprom.begun_bytes).clear()
        self._note(Source.STORAGE, EventKind.SAVE, {"verdict": RecordVerdict.EMPTY.value, "by": "clear"})

    def damage_storage(self, fault: StorageFault, seed: int) -> None:
        """Damage what it keeps in EEPROM."""
        kept = KeptInEeprom(self._board, self._eeprom.begun_bytes)
        kept.damage(RecordDamage(fault.value), Chance(seed))
        self._note(Source.STORAGE, EventKind.SAVE, {"verdict": RecordVerdict.BAD_TOKEN.value, "by": fault.value})

    def resize_storage(self, size_bytes: int) -> None:
        """Not of a sketch; raises LackingError."""
        raise LackingError(f"the sketch says itself how large its EEPROM is, {size_bytes} bytes or not")

    def rewrite_storage(self, times: int) -> None:
        """Not of a sketch; raises LackingError."""
        raise LackingError(f"only the sketch knows its record, which a bench would have to save {times} times")

    def age_storage(self, saves: int) -> None:
        """Not of a sketch; raises LackingError."""
        raise LackingError(f"only the sketch knows where its record says that it is save {saves}, if it says so")

    def stored_record(self) -> RecordReading:
        """Nothing that could be read: the layout is the sketch's."""
        return RecordReading(RecordVerdict.EMPTY)

    def discard(self) -> None:
        """Stop it, and end its processes."""
        super().discard()
        for program, process in self._processes.items():
            self._sketch.processes.give_back(program, process)
        self._processes.clear()

    def crash(self, kind: PanicKind) -> None:
        """Let it crash; the boot that follows knows of what."""
        self._crashed = kind
        super().crash(kind)

    def _last_crash(self) -> tuple[int, int]:
        kind, self._crashed = self._crashed, None
        return crash_code(kind)

    async def _run_sketch(
        self, hardware: Hardware, firmware: Firmware, settings: DeviceSettings, wire: WireNames
    ) -> None:
        del hardware, settings, wire
        kernel, board, post = self._kernel, self._board, Post()
        radio = SketchRadio(kernel, board, self._air, post)
        program = self._sketch.program(self.board, firmware)
        run = BootRun(kernel, board, self._process_of(program), post, radio.look)
        self._eeprom = EepromObjects(board)
        for service in (radio, self._eeprom, SketchNvs(board), RawFlash(board), RtcMemory(board), self._sockets(post)):
            run.add(service)
        try:
            last = await run.run(boot_order(kernel, board, self._reset, self._last_crash()))
        finally:
            radio.close()
        await self._end(last, program)

    def _sockets(self, post: Post) -> Sockets:
        return Sockets(self._kernel, self._board, self._air, post, self._server, hosts=Hosts())

    def _process_of(self, program: Path) -> SketchProcess:
        if program not in self._processes:
            self._processes[program] = self._sketch.processes.take(program)
        return self._processes[program]

    async def _end(self, last: Record, program: Path) -> None:
        """Do with the board what its program wants, or what becomes of a program that does what it must not."""
        board, data = self._board, last.data[1:]
        act: Callable[[], None]
        match End(last.data[0]):
            case End.RESTART:
                act = partial(board.reset, ResetReason.SOFTWARE)
            case End.DEEP_SLEEP:
                act = partial(self.deep_sleep, _U64.unpack(data)[0])
            case End.CRASH:
                act = partial(self._crash_of, panic_of_word(board.board, data.decode("ascii")))
            case End.FAULT:
                number, *addresses = numbers(data)
                act = partial(self._crash_at, panic_of(board.board, number), places(program, tuple(addresses)))
            case End.FINDING:
                act = partial(self._crash_at, panic_of(board.board, SIGABRT), found_at(program, data))
            case End.HANG:
                await sleep(_WATCHDOG_US)
                act = partial(self._hang_at, places(program, numbers(data)[1:]))
        # A task cannot end itself: the board does that as it starts again.
        self._kernel.call_later(0, act)
        await wait(Signal[None]())

    def _crash_of(self, kind: PanicKind | None) -> None:
        if kind is None:
            self._board.reset(ResetReason.WATCHDOG)
        else:
            self._crash_at(kind, "")

    def _crash_at(self, kind: PanicKind, place: str) -> None:
        self._console.place = place
        self.crash(kind)

    def _hang_at(self, place: str) -> None:
        watchdog = hang_of(self._board.board)
        if watchdog is not None:
            self._crash_at(watchdog, place)
        else:
            self.halted(f"hangs, and nothing ends that: {place.partition(chr(10))[0] or 'at an unknown place'}")
