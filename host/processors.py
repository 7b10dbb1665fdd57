"""Which processor of the machine a thread and a process stand on, behind one door.

What is it: to wake somebody who waits on another processor takes longer than most turns of two who take turns; on the
same one it is a switch. A scheduler wakes on another nevertheless, as it cannot know that the one who wakes will wait.

Which laws hold: no result depends on it; where a system keeps processors to itself, nothing happens. Who stays may have
to wait for a stranger on that processor while another is idle: so both are let go now and then, and stay where they
are found next.
"""

import os
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

_FREE_TURNS: Final = 64
"""Some ten milliseconds: a scheduler has looked several times who waits where."""
_STAYING_TURNS: Final = 4096
_HURRY_S: Final = 1.0
"""Who takes longer for the free turns waits for something else than for being woken."""
_PROCESSOR_FIELD: Final = 36
"""In what `/proc` tells of a thread, behind its name (proc_pid_stat(5): field 39 of all)."""


def usable_processors() -> frozenset[int]:
    """Give the processors that the calling thread may run on; none where the system does not say."""
    return frozenset(os.sched_getaffinity(0)) if sys.platform == "linux" else frozenset()


_USABLE: Final = usable_processors()
"""As this program was started: later a thread may be kept on one."""


class SharedProcessor:
    """Keeps the thread that takes turns with a process, and that process with its children, on one processor."""

    def __init__(self, process: int, usable: frozenset[int] = _USABLE) -> None:
        """Take the number of the process; `usable`: what both may run on when nobody keeps them."""
        self._process = process
        self._usable = usable
        self._common: int | None = None
        """The processor that both stay on; None: wherever they may."""
        self._left = _FREE_TURNS if len(usable) > 1 else sys.maxsize
        self._since_s = time.monotonic()

    def turn(self) -> None:
        """Count a turn of the calling thread: after some both stay where they are, after many they are let go."""
        self._left -= 1
        if self._left > 0:
            return
        now_s = time.monotonic()
        if self._common is None and now_s - self._since_s < _HURRY_S:
            self._common = _present_processor()
            self.go_on()
            self._keep_process(self._usable if self._common is None else {self._common})
            self._left = _STAYING_TURNS
        else:
            self.leave()
            self._left = _FREE_TURNS
        self._since_s = now_s

    def go_on(self) -> None:
        """Let the calling thread, which rested, be where the process is."""
        if self._common is not None:
            _keep(0, {self._common})

    def rest(self) -> None:
        """Let the calling thread go wherever it may, until it goes on; the process waits where it is."""
        if self._common is not None:
            _keep(0, self._usable)

    def leave(self) -> None:
        """Let both go wherever they may."""
        if self._common is not None:
            self.rest()
            self._common = None
            self._keep_process(self._usable)

    def _keep_process(self, processors: Iterable[int]) -> None:
        for each in (self._process, *_children(self._process)):
            _keep(each, processors)


def _keep(who: int, processors: Iterable[int]) -> None:
    """Keep a process, or with 0 the calling thread, on these processors."""
    if sys.platform == "linux":
        # Whoever has just ended is nowhere.
        with suppress(OSError):
            os.sched_setaffinity(who, processors)


def _present_processor() -> int | None:
    """Give the number of the processor that the calling thread is on."""
    try:
        told = Path("/proc/thread-self/stat").read_bytes()
    except OSError:
        return None
    return int(told.rpartition(b")")[2].split()[_PROCESSOR_FIELD])


def _children(process: int) -> list[int]:
    try:
        return [*map(int, Path(f"/proc/{process}/task/{process}/children").read_bytes().split())]
    except OSError:
        return []
