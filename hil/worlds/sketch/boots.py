"""The boots of a sketch on a board, one after another, and what becomes of the board when a program ends one."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from signal import SIGABRT
from struct import Struct
from typing import Final, Protocol

from oceanhil.hil.worlds.sketch.crashes import (
    assertion_of,
    crash_code,
    crashed_at,
    found_at,
    hang_of,
    is_restart,
    numbers,
    panic_of,
    panic_of_word,
    places,
)
from oceanhil.hil.worlds.sketch.eeprom import EepromObjects
from oceanhil.hil.worlds.sketch.files import SketchFiles
from oceanhil.hil.worlds.sketch.frames import End, Input, Note, Record, boot
from oceanhil.hil.worlds.sketch.hosts import Hosts
from oceanhil.hil.worlds.sketch.nvs import SketchNvs
from oceanhil.hil.worlds.sketch.process import SketchProcess
from oceanhil.hil.worlds.sketch.program import BootRun, Memory, Post, boot_start
from oceanhil.hil.worlds.sketch.radio import SketchRadio
from oceanhil.hil.worlds.sketch.raw_flash import RawFlash
from oceanhil.hil.worlds.sketch.rtc_memory import RtcMemory
from oceanhil.hil.worlds.sketch.runnable import RunnableSketch
from oceanhil.hil.worlds.sketch.sockets import FarEnd, Server, Sockets
from oceanhil.hil.worlds.sketch.way import Way
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.panics import Assertion, PanicKind
from oceanhil.protocol.resets import ResetReason
from oceanhil.protocol.settings import DeviceSettings, WireNames
from oceanhil.simulator.board.board import SimulatedBoard
from oceanhil.simulator.board.panic_text import stands_still
from oceanhil.simulator.board.resets import forgets
from oceanhil.simulator.kernel import Kernel, Signal, sleep, wait
from oceanhil.simulator.network import Network
from oceanhil.simulator.program.hardware import Hardware

_U64: Final = Struct("<Q")
_END: Final = Struct("<BQ16s")
"""How, how long the watchdog still waits, and which task, up to a NUL."""
_LATE: Final = PanicKind.TASK_WATCHDOG.value.encode()
# How long the software watchdog of an ESP8266 waits (esp8266/Arduino, doc/faq/a02-my-esp-crashes.rst).
_WATCHDOG_US: Final = 3_200_000


class Owner(Protocol):
    """Who has the board, and does with it what a program wants."""

    def deep_sleep(self, duration_us: int) -> None:
        """Send it into deep sleep."""

    def crash(self, kind: PanicKind, task: str, assertion: Assertion | None) -> None:
        """Let it crash, in the task of this name; empty: in the one that the program begins with."""

    def say_crash(self, kind: PanicKind, task: str, assertion: Assertion | None) -> None:
        """Let it print what a crash prints, and stand still."""

    def crashed_at(self, place: str) -> None:
        """Hear, before it crashes, where in the sketch."""

    def crashed_unheard(self, kind: PanicKind) -> None:
        """Hear, before it crashes, that nobody will hear of it from its console."""

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
        self.post = Post()
        """What arrives at the boot that is under way."""
        self.radio: SketchRadio | None = None
        """The station of that boot."""
        self.pretended_us = 0
        """How much later than its uptime its counters are."""
        self.attend: Callable[[BootRun, Path], Callable[[], None]] = self._attend_console
        """Lets what is attached follow a boot; gives what is to be done when it ends."""
        self.eeprom = EepromObjects(board)
        """The EEPROM of the boot that is under way, or was the last."""
        self.reset = ResetReason.POWER_ON
        """Why the board has started."""
        self.crashed: PanicKind | None = None
        """Of what the last boot has crashed, which the next one may ask."""
        self._task = ""
        self._assertion: Assertion | None = None
        """The task that ended the last boot; empty: the one that the program begins with."""
        self.hosts = Hosts()
        self.given_away: list[str] = []
        """What any boot has given to a stranger, as `oceanhil.scenarios.strangers` has it."""
        self._has_forgotten = True
        """Whether memory that outlives restarts has lost what was in it since a program last began."""

    def __getstate__(self) -> dict[str, object]:
        """Give what a moment of a run keeps: a board without power has nothing left in its process.

        Raises TypeError for a board with power: its memory lives in a process, of which there is no copy.
        """
        if self._board.has_power:
            raise TypeError("the memory of a sketch that has power is in its process")
        return {**vars(self), "_processes": {}}

    def hear(self, data: bytes) -> None:
        """Let bytes arrive on the console's line."""
        self.post.put(Input.CONSOLE, data)

    def start(self, reason: ResetReason) -> None:
        """Hear why the board starts."""
        self.reset, self.pretended_us = reason, 0
        # A start that ends before its program begins forgets, too, and a process may have served another board.
        self._has_forgotten |= forgets(self._board.board, reason)

    def close(self) -> None:
        """Let its processes go."""
        for program, process in self._processes.items():
            self._sketch.processes.give_back(program, process)
        self._processes.clear()

    async def run(self, hardware: Hardware, firmware: Firmware, settings: DeviceSettings, wire: WireNames) -> None:
        """Run one boot; only the board's next start ends it."""
        del hardware, settings, wire
        kernel, board, post = self._kernel, self._board, Post()
        self.post = post
        radio = self.radio = SketchRadio(kernel, board, self._air, post)
        compiled = self._sketch.program(board.board, firmware)
        program = compiled.file
        run = BootRun(
            kernel,
            board,
            self._process_of(program),
            post,
            look=radio.look,
            counters=self,
            way=Way(kernel, board, self._air),
        )
        end_of_boot = self.attend(run, program)
        self._serve(run, radio, post)
        try:
            heap_bytes = self._sketch.heap_bytes(board.family)
            memory = Memory(heap_bytes, has_forgotten=self._has_forgotten)
            start = boot_start(kernel, board, memory, self.reset, self._last_crash())
            self._has_forgotten = False
            last = await run.run(boot(start._replace(watched_pins=run.watched_pins), compiled.texts))
        finally:
            radio.close()
            self.radio = None
            self.eeprom.close()
        end_of_boot()
        await self._end(last, program)

    def _serve(self, run: BootRun, radio: SketchRadio, post: Post) -> None:
        board, self.eeprom = self._board, EepromObjects(self._board)
        far = FarEnd(self._air, self._server, self._sketch.read_before, self.hosts, self.given_away)
        sockets = Sockets(self._kernel, board, run.way, post, far)
        run.opening = sockets.opening
        run.hear(Note.TCP_OPEN, sockets.open)
        run.hear(Note.TCP_SEND, sockets.write)
        run.hear(Note.TCP_CLOSE, sockets.close)
        nvs = SketchNvs(board)
        run.hear(Note.NVS_CLOSE, nvs.close)
        services = (radio, self.eeprom, nvs, SketchFiles(board), RawFlash(board), RtcMemory(board))
        for service in (*services, sockets):
            run.add(service)

    def _attend_console(self, run: BootRun, program: Path) -> Callable[[], None]:
        del program
        run.hear(Note.MEASURES, lambda _data: None)
        run.hear(Note.CONSOLE, lambda data: self._board.print(data.decode("utf-8", "replace")))
        return lambda: None

    def _process_of(self, program: Path) -> SketchProcess:
        if program not in self._processes:
            self.close()
            self._processes[program] = self._sketch.processes.take(program)
        return self._processes[program]

    async def _end(self, last: Record, program: Path) -> None:
        """Do with the board what its program wants, or what becomes of a program that does what it must not."""
        board, data = self._board, last.data[_END.size :]
        how, watched_us, name = _END.unpack_from(last.data)
        self._task = name.partition(b"\0")[0].decode("ascii", "replace")
        self._assertion = None
        act: Callable[[], None] | None
        match End(how):
            case End.RESTART:
                act = partial(board.reset, ResetReason.SOFTWARE)
            case End.DEEP_SLEEP:
                act = partial(self._owner.deep_sleep, _U64.unpack(data)[0])
            case End.CRASH:
                word, place, led = data.split(b"\0", 2)
                self._assertion = assertion_of(place)
                if word == _LATE:
                    # It is another one than the task that was running, most often.
                    self._task = place.decode("ascii", "replace") or self._task
                act = await self._crash_by_word(word, crashed_at(program, led), watched_us)
            case End.BITE:
                word, _, calls = data.partition(b"\0")
                act = await self._crash_by_word(word, places(program, numbers(calls)), 0)
            case End.FAULT:
                number, *addresses = numbers(data)
                act = await self._crash(panic_of(board.board, number), places(program, tuple(addresses)), watched_us)
            case End.FINDING:
                act = await self._crash(panic_of(board.board, SIGABRT), found_at(program, data), watched_us)
            case End.HANG:
                act = await self._hang(places(program, numbers(data)[1:]))
        if act is not None:
            # A task cannot end itself: the board does that as it starts again.
            self._kernel.call_later(0, act)
        await wait(Signal[None]())

    async def _crash_by_word(self, word: bytes, place: str, watched_us: int) -> Callable[[], None] | None:
        if is_restart(word):
            return partial(self._board.reset, ResetReason.WATCHDOG)
        return await self._crash(panic_of_word(self._board.board, word.decode("ascii")), place, watched_us)

    async def _crash(self, kind: PanicKind | None, place: str, watched_us: int) -> Callable[[], None] | None:
        """Crash there, and give what starts the board again; its watchdog waits for `watched_us` more, 0: none on."""
        self._owner.crashed_at(place)
        if kind is None:
            if stands_still(self._board.board):
                # A Pico's watchdog bites without a word, before and after.
                self._owner.crashed_unheard(PanicKind.HARDWARE_WATCHDOG)
            return partial(self._board.reset, ResetReason.WATCHDOG)
        if kind is PanicKind.HARD_FAULT:
            self._owner.crashed_unheard(kind)
        if not stands_still(self._board.board):
            return partial(self._owner.crash, kind, self._task, self._assertion)
        self._owner.say_crash(kind, self._task, self._assertion)
        if watched_us:
            await sleep(self._board.clock.true_us(watched_us))
            return partial(self._board.reset, ResetReason.WATCHDOG)
        self._halt("stands still behind its crash, for no watchdog is on", place)
        return None

    async def _hang(self, place: str) -> Callable[[], None] | None:
        watchdog = hang_of(self._board.board)
        if watchdog is None:
            self._halt("hangs, and nothing ends that", place)
            return None
        await sleep(_WATCHDOG_US)
        return await self._crash(watchdog, place, 0)

    def _halt(self, how: str, place: str) -> None:
        self._owner.halted(f"{how}: {place.partition(chr(10))[0] or 'at an unknown place'}")

    def _last_crash(self) -> tuple[int, int]:
        kind, self.crashed = self.crashed, None
        return crash_code(kind)
