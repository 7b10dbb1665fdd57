"""A simulated board that runs a user's sketch."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from struct import Struct
from typing import Final

from oceanhil.boards.storage import Driver
from oceanhil.hil.worlds.sim_device import SimDevice
from oceanhil.hil.worlds.sim_server import SimServer
from oceanhil.hil.worlds.sketch import crashes
from oceanhil.hil.worlds.sketch.eeprom import EepromObjects
from oceanhil.hil.worlds.sketch.frames import End, Record
from oceanhil.hil.worlds.sketch.nvs import SketchNvs
from oceanhil.hil.worlds.sketch.process import SketchProcess
from oceanhil.hil.worlds.sketch.program import BootRun, Post, boot_order
from oceanhil.hil.worlds.sketch.radio import SketchRadio
from oceanhil.hil.worlds.sketch.raw_flash import RawFlash
from oceanhil.hil.worlds.sketch.sockets import Hosts, Sockets
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.panics import PanicKind
from oceanhil.protocol.settings import DeviceSettings, WireNames
from oceanhil.scenarios.trace import Trace
from oceanhil.scenarios.world import WorldRequest
from oceanhil.simulator.board.resets import ResetReason
from oceanhil.simulator.kernel import Kernel, Signal, wait
from oceanhil.simulator.network import Network
from oceanhil.simulator.program.hardware import Hardware

_U64: Final = Struct("<Q")

FindProgram = Callable[[Firmware], Path]
"""Gives the compiled sketch with what this firmware carries in it."""


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
        find_program: FindProgram,
    ) -> None:
        super().__init__(name, kernel, network, server, request, driver, trace)
        self._air = network
        self._find_program = find_program
        self._processes: dict[Path, SketchProcess] = {}
        self._reset = ResetReason.POWER_ON
        self._board.program = self._run_sketch

    def booted(self, number: int, reason: ResetReason) -> None:
        """Note why, for the program asks."""
        self._reset = reason
        super().booted(number, reason)

    def discard(self) -> None:
        """Stop it, and end its processes."""
        super().discard()
        for process in self._processes.values():
            process.close()
        self._processes.clear()

    async def _run_sketch(
        self, hardware: Hardware, firmware: Firmware, settings: DeviceSettings, wire: WireNames
    ) -> None:
        del hardware, settings, wire
        kernel, board, post = self._kernel, self._board, Post()
        radio = SketchRadio(kernel, board, post)
        run = BootRun(kernel, board, self._process_of(firmware), post, radio.look)
        for service in (radio, EepromObjects(board), SketchNvs(board), RawFlash(board), self._sockets(post)):
            run.add(service)
        try:
            last = await run.run(boot_order(kernel, board, list(ResetReason).index(self._reset)))
        finally:
            radio.close()
        await self._end(last)

    def _sockets(self, post: Post) -> Sockets:
        return Sockets(self._kernel, self._board, self._air, post, self._server.deliver, hosts=Hosts())

    def _process_of(self, firmware: Firmware) -> SketchProcess:
        program = self._find_program(firmware)
        if program not in self._processes:
            self._processes[program] = SketchProcess(program)
        return self._processes[program]

    async def _end(self, last: Record) -> None:
        """Do with the board what its program wants, or what becomes of a program that does what it must not."""
        board, data = self._board, last.data[1:]
        act: Callable[[], None]
        match End(last.data[0]):
            case End.RESTART:
                act = partial(board.reset, ResetReason.SOFTWARE)
            case End.DEEP_SLEEP:
                act = partial(self.deep_sleep, _U64.unpack(data)[0])
            case End.CRASH:
                act = partial(self._crash, crashes.of_word(self.board, data.decode("ascii")))
            case End.FAULT:
                act = partial(self._crash, crashes.of_signal(self.board, _U64.unpack_from(data)[0]))
            case End.HANG:
                return
        # A task cannot end itself: the board does that as it starts again.
        self._kernel.call_later(0, act)
        await wait(Signal[None]())

    def _crash(self, kind: PanicKind | None) -> None:
        if kind is None:
            self._board.reset(ResetReason.WATCHDOG)
        else:
            self.crash(kind)
