"""The boots of a sketch on a board, one after another, and what becomes of the board when a program ends one."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from signal import SIGABRT
from struct import Struct
from typing import Final, Protocol

from oceanhil.hil.worlds.sketch.crashes import crash_code, found_at, hang_of, numbers, panic_of, panic_of_word, places
from oceanhil.hil.worlds.sketch.eeprom import EepromObjects
from oceanhil.hil.worlds.sketch.frames import End, Input, Record
from oceanhil.hil.worlds.sketch.hosts import Hosts
from oceanhil.hil.worlds.sketch.nvs import SketchNvs
from oceanhil.hil.worlds.sketch.process import SketchProcess
from oceanhil.hil.worlds.sketch.program import BootRun, Post, boot_order
from oceanhil.hil.worlds.sketch.radio import SketchRadio
from oceanhil.hil.worlds.sketch.raw_flash import RawFlash
from oceanhil.hil.worlds.sketch.rtc_memory import RtcMemory
from oceanhil.hil.worlds.sketch.runnable import RunnableSketch
from oceanhil.hil.worlds.sketch.sockets import Server, Sockets
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.panics import PanicKind
from oceanhil.protocol.settings import DeviceSettings, WireNames
from oceanhil.simulator.board.board import SimulatedBoard
from oceanhil.simulator.board.resets import ResetReason
from oceanhil.simulator.kernel import Kernel, Signal, sleep, wait
from oceanhil.simulator.network import Network
from oceanhil.simulator.program.hardware import Hardware

_U64: Final = Struct("<Q")
# How long the software watchdog of an ESP8266 waits (esp8266/Arduino, doc/faq/a02-my-esp-crashes.rst).
_WATCHDOG_US: Final = 3_200_000


class Owner(Protocol):
    """Who has the board, and does with it what a program wants."""

    def deep_sleep(self, duration_us: int) -> None:
        """Send it into deep sleep."""

    def crash(self, kind: PanicKind) -> None:
        """Let it crash."""

    def crashed_at(self, place: str) -> None:
        """Hear, before it crashes, where in the sketch."""

    def halted(self, reason: str) -> None:
        """Hear that the program does nothing more."""


class SketchBoots:
    """Runs a sketch on a board at each boot, in a process of its own."""

    def __init__(  # noqa: PLR0917 - the parts of one board
        self,
        kernel: Kernel,
        board: SimulatedBoard,
        air: Network,
        server: Server,
        sketch: RunnableSketch,
        owner: Owner,
    ) -> None:
        self._kernel = kernel
        self._board = board
        self._air = air
        self._server = server
        self._sketch = sketch
        self._owner = owner
        self._processes: dict[Path, SketchProcess] = {}
        self._post = Post()
        self.eeprom = EepromObjects(board)
        """The EEPROM of the boot that is under way, or was the last."""
        self.reset = ResetReason.POWER_ON
        """Why the board has started."""
        self.crashed: PanicKind | None = None
        """Of what the last boot has crashed, which the next one may ask."""
        self.hosts = Hosts()

    def hear(self, data: bytes) -> None:
        """Let bytes arrive on the console's line."""
        self._post.put(Input.CONSOLE, data)

    def close(self) -> None:
        """Let its processes go."""
        for program, process in self._processes.items():
            self._sketch.processes.give_back(program, process)
        self._processes.clear()

    async def run(self, hardware: Hardware, firmware: Firmware, settings: DeviceSettings, wire: WireNames) -> None:
        """Run one boot; only the board's next start ends it."""
        del hardware, settings, wire
        kernel, board, post = self._kernel, self._board, Post()
        self._post = post
        radio = SketchRadio(kernel, board, self._air, post)
        program = self._sketch.program(board.board, firmware)
        run = BootRun(kernel, board, self._process_of(program), post, radio.look)
        self.eeprom = EepromObjects(board)
        for service in (radio, self.eeprom, SketchNvs(board), RawFlash(board), RtcMemory(board), self._sockets(post)):
            run.add(service)
        try:
            last = await run.run(boot_order(kernel, board, self.reset, self._last_crash()))
        finally:
            radio.close()
        await self._end(last, program)

    def _sockets(self, post: Post) -> Sockets:
        return Sockets(self._kernel, self._board, self._air, post, self._server, hosts=self.hosts)

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
                act = partial(self._owner.deep_sleep, _U64.unpack(data)[0])
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
        self._owner.crashed_at(place)
        self._owner.crash(kind)

    def _hang_at(self, place: str) -> None:
        watchdog = hang_of(self._board.board)
        if watchdog is not None:
            self._crash_at(watchdog, place)
        else:
            self._owner.halted(f"hangs, and nothing ends that: {place.partition(chr(10))[0] or 'at an unknown place'}")

    def _last_crash(self) -> tuple[int, int]:
        kind, self.crashed = self.crashed, None
        return crash_code(kind)
