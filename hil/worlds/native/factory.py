"""Makes worlds `native`: the core is compiled at the first run, and again only when its source has changed."""

from functools import cached_property

from firmware.build import BuildError, build_host_library, find_compiler
from hil.worlds.native.core import CoreLibrary
from hil.worlds.native.port import CoreError
from hil.worlds.native.program import NativeProgram
from hil.worlds.native.world import NAME, NativeWorld
from hil.worlds.sim import SimWorldFactory
from protocol.board import Board
from scenarios.world import WorldError, WorldRequest


class NativeWorldFactory(SimWorldFactory):
    """Makes simulated worlds with compiled firmware; implements `scenarios.world.WorldFactory`."""

    @property
    def name(self) -> str:
        """`native`."""
        return NAME

    def absence(self, board: Board) -> str:
        """Say which compiler to install where there is none."""
        del board
        try:
            find_compiler()
        except BuildError as error:
            return str(error)
        return ""

    def make(self, request: WorldRequest) -> NativeWorld:
        """Make a fresh world; raises WorldError if the core cannot be compiled or loaded."""
        try:
            return NativeWorld(request, self._program)
        except (BuildError, CoreError) as error:
            raise WorldError(str(error)) from error

    @cached_property
    def _program(self) -> NativeProgram:
        return NativeProgram(CoreLibrary(build_host_library()))
