"""A user's sketch as a world runs it: compiled for a family with a case's values in it, and its words known."""

from functools import cache
from pathlib import Path

from oceanhil.boards.family import Family
from oceanhil.firmware.compiler import BuildError
from oceanhil.firmware.sketches.build import SketchBuild
from oceanhil.firmware.sketches.coverage import counting
from oceanhil.firmware.sketches.program import build_sketch
from oceanhil.firmware.sketches.sanitizers import SANITIZER_FLAGS
from oceanhil.firmware.sketches.sketch import Sketch, SketchSettings
from oceanhil.hil.worlds.sketch.debugger import DebuggedProcess
from oceanhil.hil.worlds.sketch.idle_processes import IdleProcesses
from oceanhil.hil.worlds.sketch.process import NO_VARIABLES, SketchProcess
from oceanhil.hil.worlds.sketch.tools import NO_TOOLS, SketchTools
from oceanhil.hil.worlds.sketch.words import Words, WordsError
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.scenarios.world import WorldError

_NO_VALUES = {"token": "", "ssid": "", "password": ""}


class RunnableSketch:
    """One sketch, compiled when it is first asked for; what fails once is not tried again for every run."""

    def __init__(self, sketch: Sketch, tools: SketchTools = NO_TOOLS) -> None:
        self.sketch = sketch
        self._tools = tools
        self.processes = IdleProcesses(self._start)
        self._build = cache(self._built)
        self._words = cache(self._words_of)

    @property
    def settings(self) -> SketchSettings:
        """What `oceanhil.toml` says of it."""
        return self.sketch.settings

    def _start(self, program: Path) -> SketchProcess:
        tools = self._tools
        variables = counting(tools.coverage) if tools.coverage is not None else NO_VARIABLES
        return (
            DebuggedProcess(program, tools.debug_commands, variables)
            if tools.debug
            else SketchProcess(program, variables)
        )

    def _how(self, words: dict[str, str]) -> SketchBuild:
        tools = self._tools
        return SketchBuild(words, SANITIZER_FLAGS if tools.sanitize else (), counts=tools.coverage is not None)

    def program(self, board: Board, firmware: Firmware) -> Path:
        """Give the compiled sketch that carries what this firmware does; raises WorldError if it does not compile."""
        values = {
            "token": firmware.registration_token,
            "ssid": firmware.wifi_ssid,
            "password": firmware.wifi_password,
        }
        found = self._build(board, tuple(values.items()))
        if isinstance(found, str):
            raise WorldError(found)
        return found

    def heap_bytes(self, board: Family) -> int:
        """Give what is free on such a board when the sketch begins."""
        return self.sketch.settings.heap_of(board.heap_bytes)

    def words(self, board: Board) -> Words:
        """Give its words; raises WorldError if it does not compile, or its rules mean nothing."""
        found = self._words(board)
        if isinstance(found, str):
            raise WorldError(found)
        return found

    def _built(self, board: Board, values: tuple[tuple[str, str], ...]) -> Path | str:
        try:
            return build_sketch(self.sketch, board, self._how(dict(values)))
        except BuildError as error:
            return str(error)

    def _words_of(self, board: Board) -> Words | str:
        program = self._build(board, tuple(_NO_VALUES.items()))
        if isinstance(program, str):
            return program
        try:
            return Words(self.settings.lines, program.read_bytes())
        except WordsError as error:
            return f"sketch {self.sketch.name!r}: {error}"
