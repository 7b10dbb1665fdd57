"""The ways in which a run can end, drawn by a seed, and done to a run that is under way."""

from __future__ import annotations

import os
import random
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum

# From a run's first import to its first change of a board; and from there to some seconds behind its end.
_WITHIN_S = 5.0
# A CI that asks first has so much patience.
_GRACE_S_MAX = 3.0
_AGAIN_S_MAX = 1.5


class End(Enum):
    """How a run ends: a signal to its process, or to its process group, as a terminal or a CI sends it."""

    CTRL_C = "Ctrl-C"
    CTRL_C_TWICE = "Ctrl-C twice"
    TERM_ONE = "TERM to one process"
    TERM_GROUP = "TERM to the group"
    TERM_THEN_KILL = "TERM, then KILL, to the group"
    HUP = "HUP to the group"
    KILL_ONE = "KILL to one process"
    KILL_GROUP = "KILL to the group"


@dataclass(frozen=True, slots=True)
class Ending:
    """One end: how, when, with how many processes, and what becomes of a board at the same time.

    It comes `after_s` seconds after the run has changed so many boards, or none yet, since its start.
    `again_s` is when the second signal comes, for ends that have two. `cut` is the board that loses power, None for
    none; `cut_again_s` later it does so again, which may be while it is put back.
    """

    end: End
    changed: int
    after_s: float
    again_s: float
    on_all_boards: bool
    cut: int | None
    cut_again_s: float

    def __str__(self) -> str:
        """Say it for people."""
        words = [self.end.value, f"{self.after_s:.2f} s after {self.changed} changed boards"]
        words += ["on all boards at once"] if self.on_all_boards else []
        words += [] if self.cut is None else [f"board {self.cut} without power, again after {self.cut_again_s:.2f} s"]
        return ", ".join(words)


def drawn(seed: int, number: int, boards: int) -> Ending:
    """Draw the end of this number; the same for the same seed."""
    source = random.Random(f"{seed}/{number}")
    again_s_max = _GRACE_S_MAX if (end := source.choice([*End])) is End.TERM_THEN_KILL else _AGAIN_S_MAX
    return Ending(
        end=end,
        changed=source.choice([0, *range(1, boards + 1), boards]),
        after_s=source.uniform(0, _WITHIN_S),
        again_s=source.uniform(0, again_s_max),
        on_all_boards=source.random() < 0.5,
        cut=source.choice([None, *range(boards)]),
        cut_again_s=source.uniform(0, 2 * _AGAIN_S_MAX),
    )


def end_it(process: subprocess.Popen[bytes], ending: Ending, pause: Callable[[float], object]) -> None:
    """Send what ends the run; one that has ended by itself hears nothing of it."""
    match ending.end:
        case End.CTRL_C | End.CTRL_C_TWICE:
            first, alone = signal.SIGINT, False
        case End.TERM_ONE:
            first, alone = signal.SIGTERM, True
        case End.TERM_GROUP | End.TERM_THEN_KILL:
            first, alone = signal.SIGTERM, False
        case End.HUP:
            first, alone = signal.SIGHUP, False
        case End.KILL_ONE | End.KILL_GROUP:
            first, alone = signal.SIGKILL, ending.end is End.KILL_ONE
    _send(process, first, alone=alone)
    if ending.end in {End.CTRL_C_TWICE, End.TERM_THEN_KILL}:
        pause(ending.again_s)
        _send(process, signal.SIGINT if ending.end is End.CTRL_C_TWICE else signal.SIGKILL, alone=False)


def _send(process: subprocess.Popen[bytes], number: signal.Signals, *, alone: bool) -> None:
    # One that has ended is a zombie until it is waited for: its number, and its group's, is nobody else's.
    with suppress(ProcessLookupError):
        if alone:
            os.kill(process.pid, number)
        else:
            os.killpg(process.pid, number)
