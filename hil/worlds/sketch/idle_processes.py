"""Processes of compiled sketches that no board runs: starting one takes longer than all that most boots do."""

import weakref
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from oceanhil.hil.worlds.sketch.process import SketchProcess

_MOST: Final = 4


class IdleProcesses:
    """Those that have ended their last boot; a boot knows nothing of those before it in its process.

    They end with this object, or with this program.
    """

    def __init__(self, start: Callable[[Path], SketchProcess] = SketchProcess) -> None:
        """Let `start` start those that are missing."""
        self._start = start
        self._idle: deque[tuple[Path, SketchProcess]] = deque()
        weakref.finalize(self, _close, self._idle)

    def take(self, program: Path) -> SketchProcess:
        """Give a process of `program`, an idle one if there is one; raises WorldError if it cannot be started."""
        for entry in self._idle:
            if entry[0] == program:
                self._idle.remove(entry)
                return entry[1]
        return self._start(program)

    def give_back(self, program: Path, process: SketchProcess) -> None:
        """Take a process that no board needs any more."""
        if not process.rest():
            process.close()
            return
        self._idle.append((program, process))
        if len(self._idle) > _MOST:
            self._idle.popleft()[1].close()


def _close(idle: Iterable[tuple[Path, SketchProcess]]) -> None:
    for _, process in idle:
        process.close()
