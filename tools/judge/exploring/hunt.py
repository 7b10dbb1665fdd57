"""One hunt: `oceanhil explore` on one core with a bug, from one seed, until it has found the bug or its time is over.

What counts is what a user is handed: a scenario, made simple, that breaks a law. It is the bug's if the reference core
keeps that law in the same life; what the reference core breaks too is known, and no bug. A hunt has a process of its
own, which a core may crash or hold up: that is found, too. Time is the processor's, so that a busy machine makes no
hunt shorter.
"""

from __future__ import annotations

import multiprocessing
import resource
import signal
import time
from pathlib import Path
from typing import Final

import msgspec

from oceanhil.app.exploring.exploration import Budget, Explored, explore
from oceanhil.app.exploring.leading import Crew
from oceanhil.app.exploring.on_boards import OnBoards
from oceanhil.app.exploring.plan import Plan
from oceanhil.exploration.findings import Finding, breach_of
from oceanhil.exploration.habitat import Habitat
from oceanhil.protocol.board import PLATFORM_BOARDS
from tools.judge.trial import BuiltFactory, bound_memory, ending, keep_errors

_WORLD: Final = "native"
_HANGS_S: Final = 60
_CRASH: Final = "crash"


class Hunt(msgspec.Struct, frozen=True):
    """What is looked for how long."""

    bug: str
    """Its name; empty: the core is the reference."""
    seed: int
    seconds: int
    """Of the processor."""


class Caught(msgspec.Struct, frozen=True):
    """A finding of a hunt."""

    law: str
    found: str
    life: int
    spent_s: float
    made_of: tuple[str, ...]
    """The disturbances of the finding."""
    board: str
    is_known: bool
    """Whether the reference core breaks the law in the same life."""


class Hunted(msgspec.Struct, frozen=True):
    """What became of a hunt."""

    hunt: Hunt
    lives: int
    spent_s: float
    findings: tuple[Caught, ...]

    @property
    def bug(self) -> Caught | None:
        """The first finding that is the bug's; None: it was not found."""
        return next((each for each in self.findings if not each.is_known), None)


class _OverError(Exception):
    """The hunt is over."""


class _Watcher:
    """Ends the exploration when the bug is found or the time over; keeps what is known so far in a file."""

    def __init__(self, hunt: Hunt, reference: Habitat, notes: Path) -> None:
        self._hunt, self._reference, self._notes = hunt, reference, notes
        self._begun_s = time.process_time()
        self._lives = 0
        self._findings: tuple[Caught, ...] = ()

    def begins(self, boards: OnBoards) -> None:
        """No boards in real time."""

    def went_on(self, so_far: Explored) -> None:
        """One more life is over."""
        self._lives = so_far.lives
        signal.setitimer(signal.ITIMER_PROF, _HANGS_S)
        self.keep()
        if self._spent_s >= self._hunt.seconds:
            raise _OverError

    def found(self, finding: Finding) -> None:
        """Something is new, of the bug or not."""
        run = breach_of(self._reference.lead(finding.life))
        is_known = run is not None and run.law == finding.breach.law
        made_of = tuple(each.disturbance.name for each in finding.life.happenings)
        board = finding.life.start.board.value
        told = (finding.breach.law, finding.failure.found, int(finding.first.name), self._spent_s, made_of, board)
        self._findings += (Caught(*told, is_known=is_known),)
        if not is_known and self._hunt.bug:
            self.keep()
            raise _OverError

    def keep(self) -> None:
        """Write down how far it is."""
        hunted = Hunted(self._hunt, self._lives, self._spent_s, self._findings)
        self._notes.write_bytes(msgspec.json.encode(hunted))

    @property
    def _spent_s(self) -> float:
        return round(time.process_time() - self._begun_s, 2)


def hunted(hunt: Hunt, library: Path, reference: Path, folder: Path) -> Hunted:
    """Hunt on the core `library`, in a process of its own, with notes in `folder`; TrialError where that fails."""
    notes, errors = folder / "notes.json", folder / "errors.txt"
    notes.write_bytes(msgspec.json.encode(Hunted(hunt, 0, 0.0, ())))
    process = multiprocessing.get_context("fork").Process(target=_hunt, args=(hunt, library, reference, notes, errors))
    process.start()
    process.join()
    result = msgspec.json.decode(notes.read_bytes(), type=Hunted)
    if not (ended := process.exitcode or 0):
        return result
    died = Caught(_CRASH, ending(ended, errors), result.lives + 1, result.spent_s, (), "", is_known=False)
    return msgspec.structs.replace(result, findings=(*result.findings, died))


def _hunt(hunt: Hunt, library: Path, reference: Path, notes: Path, errors: Path) -> None:
    keep_errors(errors)
    bound_memory()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    plan = Plan(_WORLD, PLATFORM_BOARDS, hunt.seed)
    watcher = _Watcher(hunt, plan.habitat(BuiltFactory(reference)), notes)
    try:
        explore(plan, BuiltFactory(library), Budget(None, None), Crew(), watcher)
    except _OverError:
        watcher.keep()
