"""World `native`, that of `sim` with compiled firmware on its boards, and what makes such worlds.

The core is compiled at the first run, and again only when its source has changed.

`OCEANHIL_FIRMWARE_FLAGS` holds flags for the compiler beyond the usual ones, such as those of a sanitizer.
"""

import ctypes
import os
import shlex
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Final

from oceanhil.boards import core_families
from oceanhil.firmware.build import BuildError, HostBuild, build_host_library, find_compiler
from oceanhil.hil.worlds.native.abi import ABI_VERSION, HALTED, WAITING, Settings, Text, Wake
from oceanhil.hil.worlds.native.contract import judge_contract
from oceanhil.hil.worlds.native.core import Core, CoreLibrary
from oceanhil.hil.worlds.native.edges import EDGE_FLAGS, EdgesNow, EdgeWatch
from oceanhil.hil.worlds.native.port import CoreError
from oceanhil.hil.worlds.server_core import MakeServer, built_in
from oceanhil.hil.worlds.sim import SimWorld, SimWorldFactory
from oceanhil.hil.worlds.sim_device import SimDevice, Surroundings
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.identity import Derivation
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.record import StorePolicy
from oceanhil.protocol.resets import ResetReason
from oceanhil.protocol.settings import DeviceSettings, WireNames
from oceanhil.protocol.units import MILLIS_WRAP
from oceanhil.protocol.world_name import OwnWorld
from oceanhil.scenarios.snapshot import Shared
from oceanhil.scenarios.world import WorldError, WorldRequest
from oceanhil.simulator.board.board import DeviceProgram
from oceanhil.simulator.program.hardware import Hardware

NAME = OwnWorld.NATIVE.value
FAMILIES = tuple(each.board for each in core_families())
"""Those that the core in C++ has, in its order."""
_STORES = tuple(StorePolicy)
_DERIVATIONS = tuple(Derivation)
_RESETS = tuple(each.value for each in ResetReason)
"""In the order of `or_reset`."""
FLAGS = "OCEANHIL_FIRMWARE_FLAGS"


class NativeDevice(SimDevice):
    """A simulated board that runs another program than the Python one."""

    def __init__(self, name: str, around: Surroundings, program: DeviceProgram) -> None:
        super().__init__(name, around)
        self._board.program = program


class NativeWorld(SimWorld):
    """One run's world."""

    def __init__(self, request: WorldRequest, program: DeviceProgram, make_server: MakeServer = built_in) -> None:
        super().__init__(request, make_server)
        self._program = program
        if isinstance(program, NativeProgram) and program.edges is not None:
            self._program = WatchedProgram(program, EdgesNow(program.edges, self._kernel))

    @property
    def name(self) -> str:
        """`native`."""
        return NAME

    def _make_device(self, name: str, around: Surroundings) -> SimDevice:
        return NativeDevice(name, around, self._program)


OWN_TIMES: Final = DeviceSettings.__struct_fields__
"""What a core knows by itself, by its names here and in `core.h`."""


def core_settings(
    board: Board, firmware: Firmware, device: DeviceSettings, wire: WireNames, own: Mapping[str, int] | None = None
) -> Settings:
    """Put firmware, profile and names together; the struct keeps its texts alive.

    `own` is what the core has by itself (`OWN_TIMES`): it keeps it where the profile says what the built-in one says,
    so that a core is judged by its own times and not by those that it was given.
    """
    usual = load_profile().device
    times = {name: getattr(device, name) for name in OWN_TIMES}
    if own is not None:
        times |= {name: own[name] for name, value in times.items() if value == getattr(usual, name)}
    return Settings(
        abi_version=ABI_VERSION,
        family=FAMILIES.index(board),
        store=_STORES.index(firmware.store),
        derivation=_DERIVATIONS.index(firmware.derivation),
        sntp=firmware.sntp,
        program_again=True,
        registration_token=_text(firmware.registration_token),
        wifi_ssid=_text(firmware.wifi_ssid),
        wifi_password=_text(firmware.wifi_password),
        register_path=wire.register_path.encode(),
        session_path=wire.session_path.encode(),
        state_path=wire.state_path.encode(),
        token_header=wire.token_header.encode(),
        session_header=wire.session_header.encode(),
        time_header=wire.time_header.encode(),
        **times,
    )


def _text(text: str) -> Text:
    raw = text.encode()
    return Text(raw, len(raw))


class NativeProgram(Shared):
    """Runs cores of one library; implements `oceanhil.simulator.board.board.DeviceProgram`."""

    def __init__(self, library: CoreLibrary) -> None:
        self._library = library
        defaults = Settings()
        library.functions.defaults(ctypes.byref(defaults))
        self._own = {name: int(getattr(defaults, name)) for name in OWN_TIMES}

    @property
    def edges(self) -> EdgeWatch | None:
        """Who looks at the edges of its code, if somebody does."""
        return self._library.edges

    async def __call__(self, hardware: Hardware, firmware: Firmware, settings: DeviceSettings, wire: WireNames) -> None:
        """Run the core until it halts; raises what the hardware raised in a call, such as PowerCut."""
        await self.run(hardware, self.settings(hardware.board, firmware, settings, wire))

    def settings(self, board: Board, firmware: Firmware, device: DeviceSettings, wire: WireNames) -> Settings:
        """Give what a core of this library is made with."""
        return core_settings(board, firmware, device, wire, self._own)

    async def run(self, hardware: Hardware, settings: Settings, edges: EdgesNow | None = None) -> None:
        """Run the core until it halts, and look at its edges; raises what the hardware raised, such as PowerCut."""
        settings.reset = _RESETS.index(hardware.reset_cause.value)
        core = Core(self._library, hardware, settings)
        try:
            await _run(core, hardware, edges)
        finally:
            core.close()


class WatchedProgram:
    """Runs cores of one library, and looks at their edges in the time of one world."""

    def __init__(self, program: NativeProgram, edges: EdgesNow) -> None:
        self._program, self._edges = program, edges

    async def __call__(self, hardware: Hardware, firmware: Firmware, settings: DeviceSettings, wire: WireNames) -> None:
        """Run the core until it halts; raises what the hardware raised in a call, such as PowerCut."""
        await self._program.run(hardware, self._program.settings(hardware.board, firmware, settings, wire), self._edges)


async def _run(core: Core, hardware: Hardware, edges: EdgesNow | None) -> None:
    wake = Wake.LOOK
    while True:
        wait_ms = core.step(wake)
        if edges is not None:
            edges.look()
        if core.started:
            await core.carry_out()
            wake = Wake.LOOK
        elif wait_ms == HALTED:
            return
        elif wait_ms == WAITING:
            raise CoreError("the core waits, but nothing is under way")
        elif wait_ms == 0:
            raise CoreError("the core asks for a wait of 0 ms; expected at least 1 (core.h)")
        else:
            wake = await _waited(hardware, wait_ms)


async def _waited(hardware: Hardware, wait_ms: int) -> Wake:
    """Let a core wait; gives how a board would wake it: a main loop only looks, as soon as `millis` says so too."""
    since_ms = hardware.millis()
    await hardware.sleep_ms(wait_ms)
    passed_ms = (hardware.millis() - since_ms) % MILLIS_WRAP
    return Wake.LOOK if passed_ms >= wait_ms else Wake.DUE


class NativeWorldFactory(SimWorldFactory):
    """Makes simulated worlds with compiled firmware; has what `WatchesEdges` asks for."""

    _flags: tuple[str, ...] = ()

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
        given = shlex.split(os.environ.get(FLAGS, ""))
        return build_host_library(HostBuild(extra_flags=(*given, *self._flags)))

    def watch_edges(self) -> str:
        """Compile the core for it; says why that cannot be, if so, and is as before then."""
        if not self._flags:
            self._flags = EDGE_FLAGS
            self.__dict__.pop("_program", None)
        if isinstance(self._program, NativeProgram):
            return "" if self._program.edges is not None else "the library of the core was built without them"
        why = self._program
        self._flags = ()
        self.__dict__.pop("_program")
        return why

    def begin_edges(self) -> None:
        """Forget those of the run before."""
        if isinstance(self._program, NativeProgram) and self._program.edges is not None:
            self._program.edges.begin()

    def edges(self) -> Mapping[int, int]:
        """Give the edges of the last run."""
        edges = self._program.edges if isinstance(self._program, NativeProgram) else None
        return {} if edges is None else edges.first_us

    @cached_property
    def _program(self) -> NativeProgram | str:
        """Give the core, or say why there is none: what fails once is not tried again for every run."""
        try:
            core = CoreLibrary(self.build())
            judge_contract(core.library, load_profile())
            return NativeProgram(core)
        except (BuildError, CoreError) as error:
            return str(error)
