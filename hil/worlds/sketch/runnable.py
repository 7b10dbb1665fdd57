"""A user's sketch as a world runs it: compiled for a family with a case's values in it, and its words known."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from oceanhil.boards.family import Family
from oceanhil.firmware.compiler import BuildError
from oceanhil.firmware.sketches.build import SketchBuild
from oceanhil.firmware.sketches.coverage import counting
from oceanhil.firmware.sketches.program import SketchPrograms
from oceanhil.firmware.sketches.sanitizers import SANITIZER_FLAGS
from oceanhil.firmware.sketches.sketch import Sketch, SketchSettings
from oceanhil.firmware.sketches.texts import SketchProgram
from oceanhil.hil.worlds.sketch.debugger import DebuggedProcess
from oceanhil.hil.worlds.sketch.http_peer import ReadRequests
from oceanhil.hil.worlds.sketch.idle_processes import IdleProcesses
from oceanhil.hil.worlds.sketch.process import NO_VARIABLES, SketchProcess
from oceanhil.hil.worlds.sketch.tools import NO_TOOLS, SketchTools
from oceanhil.hil.worlds.words import Words
from oceanhil.host.terminal import tell_above_progress
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.tokens import TokenKind
from oceanhil.scenarios.snapshot import Shared
from oceanhil.scenarios.world import LackingError, WorldError

_USUAL: Final = Firmware(TokenKind.REGISTRATION.value + "A" * 43)
"""Of the kind that most cases have, so that its program serves them, too."""
# GCC and Clang say so in these words of `char NAME[80] = "…"`, and refuse to compile it.
_NO_ROOM: Final = re.compile(r"initializer-string for .* is too long")


class RunnableSketch(Shared):
    """One sketch, compiled when it is first asked for; what fails once is not tried again for every run."""

    def __init__(self, sketch: Sketch, tools: SketchTools = NO_TOOLS) -> None:
        self.sketch = sketch
        self._tools = tools
        self.processes = IdleProcesses(self._start)
        self.read_before = ReadRequests()
        """Requests of its boards, as they were read."""
        flags = SANITIZER_FLAGS if tools.sanitize else ()
        how = SketchBuild(flags=flags, counts=tools.coverage is not None, tell=tell_above_progress)
        self._programs = SketchPrograms(sketch, how)
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

    def program(self, board: Board, firmware: Firmware) -> SketchProgram:
        """Give the compiled sketch with what this firmware carries; raises WorldError if it does not compile.

        Raises LackingError if it has no room for a text of this case: nobody can bring such firmware to a board.
        """
        found = self._build_with(board, firmware)
        if isinstance(found, str) and _NO_ROOM.search(found) and not isinstance(self._build_with(board, _USUAL), str):
            raise LackingError("room for a text of this case: the sketch's array is too short, and it does not compile")
        if isinstance(found, str):
            raise WorldError(found)
        return found

    def _build_with(self, board: Board, firmware: Firmware) -> SketchProgram | str:
        return self._build(board, firmware.registration_token, firmware.wifi_ssid, firmware.wifi_password)

    def files(self, firmware: Firmware) -> Mapping[str, bytes]:
        """Give what is uploaded beside this firmware, by its path; raises WorldError for what cannot be."""
        folder = self.sketch.settings.files
        try:
            return {} if folder is None else folder.files(_words_of_case(firmware))
        except BuildError as error:
            raise WorldError(str(error)) from None

    def heap_bytes(self, board: Family) -> int:
        """Give what is free on such a board when the sketch begins."""
        return self.sketch.settings.heap_of(board.heap_bytes)

    def words(self, board: Board) -> Words:
        """Give its words; raises WorldError if it does not compile, or its rules mean nothing."""
        found = self._words(board)
        if isinstance(found, str):
            raise WorldError(found)
        return found

    def _built(self, board: Board, token: str, ssid: str, password: str) -> SketchProgram | str:
        words = _words_of_case(Firmware(token, ssid, password))
        try:
            # A debugger shows what stands in the file.
            in_file = self._tools != NO_TOOLS
            return SketchProgram(self._programs.path(board, words)) if in_file else self._programs.program(board, words)
        except BuildError as error:
            return str(error)

    def _words_of(self, board: Board) -> Words | str:
        try:
            return Words(self.settings.lines, self.program(board, _USUAL).file.read_bytes())
        except WorldError as error:
            return str(error)


def _words_of_case(firmware: Firmware) -> Mapping[str, str]:
    return {
        "token": firmware.registration_token,
        "ssid": firmware.wifi_ssid,
        "password": firmware.wifi_password,
    }
