"""World `sketch:PATH`, that of `sim` with a user's sketch on its boards, and what makes such worlds."""

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

import msgspec

from oceanhil.firmware.compiler import BuildError, CacheError
from oceanhil.firmware.sketches.build import SketchBuild
from oceanhil.firmware.sketches.coverage import refuse_without_coverage
from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.finding import find_sketch, is_sketch_sought_in
from oceanhil.firmware.sketches.machine import find_sketch_compiler, refuse_other_machines
from oceanhil.firmware.sketches.platformio_project import boards_of_project
from oceanhil.firmware.sketches.sanitizers import refuse_without_sanitizers
from oceanhil.firmware.sketches.settings_check import refuse_wrong_settings
from oceanhil.firmware.sketches.sketch import Layout
from oceanhil.firmware.sketches.targets import target_of
from oceanhil.hil.worlds.server_core import MakeServer, built_in
from oceanhil.hil.worlds.sim import SimWorld, SimWorldFactory
from oceanhil.hil.worlds.sim_device import SimDevice, Surroundings
from oceanhil.hil.worlds.sketch.device import SketchDevice
from oceanhil.hil.worlds.sketch.runnable import RunnableSketch
from oceanhil.hil.worlds.sketch.tools import tools_in_force
from oceanhil.host.untrusted import refusal
from oceanhil.protocol.board import Board
from oceanhil.protocol.data_files import is_untrusted
from oceanhil.protocol.lines import Line
from oceanhil.protocol.profile import polling_every
from oceanhil.protocol.world_name import OwnWorld
from oceanhil.scenarios.acts import Act, ShowsActs, Sought, TellsActs
from oceanhil.scenarios.bounds import SKETCH_STEPS_MAX
from oceanhil.scenarios.devices.nearest_acts import acts_behind
from oceanhil.scenarios.run import UNCOLLECTED, WRITTEN_BEYOND
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import (
    OF_PROGRAMS,
    Capability,
    IsForBoards,
    NamesItsRelays,
    SpeaksItsOwn,
    TakesAnyFirmware,
    WorldError,
    WorldRequest,
)

NAME = OwnWorld.SKETCH.value
# What a sketch stores has a layout of its own, unless it says another. Its requests are bytes on connections, which can
# be disturbed.
_RECORD = frozenset({Capability.STORAGE_READ})
_OUTPUTS = frozenset({Capability.OUTPUTS})
_UNKNOWN = _RECORD | _OUTPUTS
_TOLD_OUTPUTS = frozenset({EventKind.SAVE, EventKind.LOAD})


def _capabilities(board: frozenset[Capability], sketch: RunnableSketch) -> frozenset[Capability]:
    """Give those of a simulated board, but for what nobody knows of this sketch."""
    settings = sketch.settings
    shows_relays = settings.agent or settings.relays is not None
    told = (_RECORD if settings.record else frozenset()) | (_OUTPUTS if shows_relays else frozenset())
    return (board - (_UNKNOWN - told)) | OF_PROGRAMS


class SketchWorld(SimWorld, SpeaksItsOwn, NamesItsRelays, TellsActs):
    """One run's world."""

    def __init__(self, request: WorldRequest, sketch: RunnableSketch, make_server: MakeServer = built_in) -> None:
        profile = polling_every(request.profile, sketch.settings.poll_interval_s)
        super().__init__(msgspec.structs.replace(request, profile=profile), make_server)
        self._sketch = sketch
        self._words = sketch.words(request.board)

    @property
    def name(self) -> str:
        """`sketch`."""
        return NAME

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Those of simulated boards, but for what is known of this project's firmware alone."""
        return _capabilities(super().capabilities, self._sketch)

    @property
    def _steps_max(self) -> int:
        """More than in `sim`: a sketch may let a lamp blink, or look for its network all the time."""
        return SKETCH_STEPS_MAX

    def facts(self) -> Mapping[str, str]:
        """Tell also which sketch it was, by which results of several are told apart, and what it does in vain."""
        devices = [each for each in self._devices.values() if isinstance(each, SketchDevice)]
        done = {
            UNCOLLECTED: {header: None for each in devices for header in each.uncollected()},
            WRITTEN_BEYOND: {write: None for each in devices for write in each.written_beyond()},
        }
        in_vain = {fact: ", ".join(what) for fact, what in done.items() if what}
        return {**super().facts(), "sketch": self._sketch.sketch.name, **in_vain}

    def speaks(self, line: Line) -> bool:
        """Tell whether the sketch prints it."""
        return self._words.speaks(line)

    def seen_relays(self) -> frozenset[int]:
        """Give those that are at pins; an agent tells of both."""
        settings = self._sketch.settings
        return frozenset({1, 2} if settings.relays is None or settings.agent else settings.relays.pins)

    def acts_behind(self, sought: Sought) -> tuple[Act, ...]:
        """Give the acts of a sketch that a failure is about."""
        device = self._devices.get(sought.device)
        return acts_behind(device, sought) if isinstance(device, ShowsActs) else ()

    def _make_device(self, name: str, around: Surroundings) -> SimDevice:
        return SketchDevice(name, around, self._sketch)


class SketchWorldFactory(SimWorldFactory, TakesAnyFirmware, IsForBoards):
    """Makes simulated worlds with a sketch on their boards."""

    def __init__(self, path: str = "", beside: Path | None = None) -> None:
        """Find the sketch from the working directory on; raises WorldError that says what was looked for.

        `beside` is a folder from which it is looked for instead, where nothing is here.
        """
        if not path:
            raise WorldError("world 'sketch' needs a sketch: write sketch:PATH, or sketch:NAME of oceanhil.toml")
        if is_untrusted():
            raise WorldError(refusal(f"the sketch {path!r} would run as a program of this machine"))
        try:
            self._tools = tools_in_force()
            is_here = beside is None or is_sketch_sought_in(Path.cwd(), path)
            sketch = find_sketch(path, Path.cwd() if is_here or beside is None else beside)
            refuse_wrong_settings(sketch)
            self._sketch = RunnableSketch(sketch, self._tools)
        except BuildError as error:
            raise WorldError(str(error)) from error
        # To try whether programs start here takes longer than many a case.
        self._absence_on = cache(self._found_absence)

    @property
    def sketch(self) -> RunnableSketch:
        """The sketch that its worlds run."""
        return self._sketch

    @property
    def name(self) -> str:
        """`sketch`."""
        return NAME

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Those of its worlds."""
        return _capabilities(super().capabilities, self._sketch)

    def blind_on(self, board: Board) -> frozenset[EventKind]:
        """Nobody knows when a sketch loads or saves its token, unless it has an agent that tells."""
        return super().blind_on(board) | (frozenset() if self._sketch.settings.agent else _TOLD_OUTPUTS)

    def boards_meant(self) -> Collection[Board]:
        """Give the boards of its settings, or those for which its project of PlatformIO's has an environment."""
        sketch = self._sketch.sketch
        if sketch.settings.boards or sketch.layout is not Layout.PLATFORMIO:
            return sketch.settings.boards
        try:
            return boards_of_project(sketch)
        except SketchError:
            # Each case says what is wrong with it.
            return ()

    def absence(self, board: Board) -> str:
        """Say that the sketch is not for this board, or which compiler to install where there was none at first."""
        return self._absence_on(board)

    def _found_absence(self, board: Board) -> str:
        boards = self._sketch.settings.boards
        if boards and board not in boards:
            return f"the sketch {self._sketch.sketch.name!r} is for {', '.join(each.value for each in boards)}"
        try:
            target_of(board)
            compiler = find_sketch_compiler()
            refuse_other_machines(compiler, SketchBuild().kept)
            if self._tools.sanitize:
                refuse_without_sanitizers(compiler, SketchBuild().kept)
            if self._tools.coverage is not None:
                refuse_without_coverage(compiler)
        except CacheError:
            # Nothing is lacking that another world has: each case says so, as an error.
            return ""
        except BuildError as error:
            return str(error)
        return ""

    def make(self, request: WorldRequest) -> SketchWorld:
        """Make a fresh world; raises WorldError if the sketch cannot be compiled."""
        return SketchWorld(request, self._sketch, self.make_server)
