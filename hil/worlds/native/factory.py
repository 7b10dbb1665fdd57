"""Makes worlds `native`: the core is compiled at the first run, and again only when its source has changed.

`OCEANHIL_FIRMWARE_FLAGS` holds flags for the compiler beyond the usual ones, such as those of a sanitizer.
"""

import os
import shlex
from functools import cached_property
from pathlib import Path

from oceanhil.firmware.build import BuildError, HostBuild, build_host_library, find_compiler
from oceanhil.hil.worlds.native.abi import HALTED, WAITING, Wake
from oceanhil.hil.worlds.native.core import Core, CoreLibrary
from oceanhil.hil.worlds.native.port import CoreError
from oceanhil.hil.worlds.native.settings import FAMILIES, core_settings
from oceanhil.hil.worlds.native.world import NAME, NativeWorld
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.settings import DeviceSettings, WireNames
from oceanhil.scenarios.world import WorldError, WorldRequest
from oceanhil.simulator.program.hardware import Hardware

FLAGS = "OCEANHIL_FIRMWARE_FLAGS"


class NativeProgram:
    """Runs cores of one library; implements `oceanhil.simulator.board.board.DeviceProgram`."""

    def __init__(self, library: CoreLibrary) -> None:
        self._library = library

    async def __call__(self, hardware: Hardware, firmware: Firmware, settings: DeviceSettings, wire: WireNames) -> None:
        """Run the core until it halts; raises what the hardware raised in a call, such as PowerCut."""
        core = Core(self._library, hardware, core_settings(hardware.board, firmware, settings, wire))
        try:
            await _run(core, hardware)
        finally:
            core.close()


async def _run(core: Core, hardware: Hardware) -> None:
    wake = Wake.LOOK
    while True:
        wait_ms = core.step(wake)
        if core.started:
            await core.carry_out()
            wake = Wake.LOOK
        elif wait_ms == HALTED:
            return
        elif wait_ms == WAITING:
            raise CoreError("the core waits, but nothing is under way")
        else:
            await hardware.sleep_ms(wait_ms)
            wake = Wake.DUE


class NativeWorldFactory(SimWorldFactory):
    """Makes simulated worlds with compiled firmware; implements `oceanhil.scenarios.world.WorldFactory`."""

    @property
    def name(self) -> str:
        """`native`."""
        return NAME

    def absence(self, board: Board) -> str:
        """Say which compiler to install where there is none, or that the firmware does not know this family."""
        if board not in FAMILIES:
            return f"the firmware in C++ has no family {board.value!r}"
        try:
            find_compiler()
        except BuildError as error:
            return str(error)
        return ""

    def make(self, request: WorldRequest) -> NativeWorld:
        """Make a fresh world; raises WorldError if the core cannot be compiled or loaded."""
        if isinstance(self._program, str):
            raise WorldError(self._program)
        return NativeWorld(request, self._program, self.make_server)

    def build(self) -> Path:
        """Compile the core, if there is no library of this source yet, and give the library; raises BuildError."""
        return build_host_library(HostBuild(extra_flags=tuple(shlex.split(os.environ.get(FLAGS, "")))))

    @cached_property
    def _program(self) -> NativeProgram | str:
        """Give the core, or say why there is none: what fails once is not tried again for every run."""
        try:
            return NativeProgram(CoreLibrary(self.build()))
        except (BuildError, CoreError) as error:
            return str(error)
