"""One core on trial: the library of scenarios in world `native`, in a process that may crash or hang.

The process writes down each case before it begins and what came of it, so that a crash is known by its case. The next
process goes on behind it.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path
from typing import Final

import msgspec

from oceanhil.firmware.build import BuildError, HostBuild, build_host_library
from oceanhil.hil.worlds.native.factory import FAMILIES, NativeWorldFactory
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.loader import Library
from oceanhil.scenarios.result import Failure, Outcome
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.scenario import Case
from tools.judge.sanitizer import EXIT_CODE, access_in

#: A wrong index or a wrong shift ends the process, as a board's fault handler would.
TRAPS: Final = ("-Wno-error", "-w", "-fsanitize=undefined", "-fsanitize-undefined-trap-on-error")
_PLAIN: Final = frozenset({"first-boot", "longest-tokens", "refusal-in-other-words"})
#: Hours and days of a device's life: more than half of what a trial costs, though it is a fiftieth of the scenarios.
LONG_LIVES: Final = frozenset(
    {
        "a-day-online",
        "a-week-of-bad-wifi",
        "four-hundred-days",
        "idle-flash",
        "session-lifetime-told",
        "time-server-away",
    }
)
_CASE_S = 60
_SWEEP_S = 180
_CRASHES_MOST = 3
_MEMORY_BYTES = 4 << 30
_STANDARD_ERROR = 2


class TrialError(Exception):
    """A trial has failed by itself, and says nothing about the core."""


class Until(Enum):
    """How far a core is tried."""

    RED_CASE = "red case"
    RED_STAGE = "red stage"
    END = "end"


class Finding(msgspec.Struct, frozen=True):
    """A case that was red: which one, and why; `died` when the program crashed or hung."""

    scenario: str
    case: str
    group: str = ""
    failure: Failure | None = None
    died: str = ""
    simulated_us: int = 0

    @property
    def reason(self) -> str:
        """Why the case is red where nothing failed, as a result has it."""
        return self.died


class _Note(msgspec.Struct, frozen=True):
    """A line of what a process tells: the case that begins, or what came of it."""

    index: int
    finding: Finding | None = None


class BuiltFactory(NativeWorldFactory):
    """Worlds with a library that has been built already."""

    def __init__(self, library: Path) -> None:
        self._library = library

    def build(self) -> Path:
        """Give it."""
        return self._library


class Stage(msgspec.Struct, frozen=True):
    """The single runs of one family of boards."""

    cases: tuple[Case, ...]
    long_lives: tuple[Case, ...] = ()
    """Those to be tried only where the others leave it open who finds a bug."""


class Docket(msgspec.Struct, frozen=True):
    """What every core is tried on: single runs of one family of boards after the other, then sweeps."""

    stages: tuple[Stage, ...]
    sweeps: tuple[Case, ...]
    plain: tuple[Case, ...] = ()
    """A few that run on the core as it is compiled for users too: a sanitizer hides how much stack a step takes."""


def make_docket(library: Library) -> Docket:
    """List the cases of every scenario about boards, on each board that the core is for."""
    factory = NativeWorldFactory()
    cases = [
        case
        for scenario in library.values()
        if scenario.service is None
        for board in FAMILIES
        for case in scenario.expand(board, factory.drivers(board))
    ]
    sweeps = tuple(case for case in cases if case.scenario.sweep is not None)
    single = [case for case in cases if case.scenario.sweep is None]
    stages = (_stage([case for case in single if case.replay.board == board]) for board in FAMILIES)
    return Docket(tuple(stages), sweeps, tuple(case for case in single if case.scenario.id in _PLAIN))


def _stage(single: Sequence[Case]) -> Stage:
    return Stage(
        tuple(case for case in single if case.scenario.id not in LONG_LIVES),
        tuple(case for case in single if case.scenario.id in LONG_LIVES),
    )


def build(core: Path, cache: Path, flags: tuple[str, ...] = TRAPS) -> Path:
    """Compile a core; object files are shared by all that have the same source. Raises BuildError."""
    return build_host_library(HostBuild(flags, "-O1", core), cache)


def try_core(library: Path, cases: Sequence[Case], folder: Path, until: Until = Until.END) -> list[Finding]:
    """Run `cases` on this core; `folder` is for what the processes tell. TrialError when one failed by itself."""
    findings: list[Finding] = []
    begin = crashes = 0
    while begin < len(cases) and crashes < _CRASHES_MOST:
        notes, errors = folder / f"notes-{begin}.jsonl", folder / f"errors-{begin}.txt"
        notes.touch()
        # Forked: cases are made of classes that no other process could find.
        process = multiprocessing.get_context("fork").Process(
            target=_run, args=(library, cases, begin, notes, errors), kwargs={"until": until}
        )
        process.start()
        process.join()
        ended = process.exitcode or 0
        told = [msgspec.json.decode(line, type=_Note) for line in notes.read_bytes().splitlines()]
        findings += [note.finding for note in told if note.finding is not None]
        if ended == 0:
            break
        last = told[-1].index if told else begin
        case = cases[last]
        findings.append(Finding(case.scenario.id, case.replay_id, case.scenario.group, died=ending(ended, errors)))
        if until is Until.RED_CASE:
            break
        crashes += 1
        begin = last + 1
    return findings


def _run(library: Path, cases: Sequence[Case], begin: int, notes: Path, errors: Path, *, until: Until) -> None:
    keep_errors(errors)
    bound_memory()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    factory, profile = BuiltFactory(library), load_profile()
    with notes.open("wb") as file:
        for index in range(begin, len(cases)):
            case = cases[index]
            _tell(file.write, _Note(index))
            file.flush()
            # By the processor's time: a machine that is busy with something else makes no program hang.
            signal.setitimer(signal.ITIMER_PROF, _CASE_S if case.scenario.sweep is None else _SWEEP_S)
            result = run_case(case, factory, profile)
            if result.outcome in {Outcome.FAILED, Outcome.ERROR}:
                found = Finding(
                    *(case.scenario.id, case.replay_id, case.scenario.group),
                    *(result.failure, result.reason, result.simulated_us),
                )
                _tell(file.write, _Note(index, found))
                if until is Until.RED_CASE:
                    return


def _tell(write: Callable[[bytes], object], note: _Note) -> None:
    write(msgspec.json.encode(note) + b"\n")


def keep_errors(errors: Path) -> None:
    """Let all that this process says of errors go to a file: Python's own, and those of a sanitizer."""
    with errors.open("wb") as file:
        os.dup2(file.fileno(), _STANDARD_ERROR)
    sys.stderr = os.fdopen(_STANDARD_ERROR, "w", closefd=False)


def bound_memory() -> None:
    # A sanitizer's runtime has laid claim to terabytes of addresses already.
    sizes = Path("/proc/self/statm")
    mapped = int(sizes.read_text().split()[0]) * resource.getpagesize() if sizes.exists() else 0
    resource.setrlimit(resource.RLIMIT_AS, (mapped + _MEMORY_BYTES, mapped + _MEMORY_BYTES))


def ending(ended: int, errors: Path) -> str:
    text = errors.read_text("utf-8", "replace") if errors.exists() else ""
    if ended == -signal.SIGPROF:
        return "the program never came back from a step"
    if ended in {-signal.SIGILL, -signal.SIGTRAP}:
        return "the program did what C++ does not define"
    if ended < 0:
        return f"the program crashed ({signal.Signals(-ended).name})"
    if ended == EXIT_CODE:
        return access_in(text)
    raise TrialError(f"a trial ended with {ended}, which no core can bring about:\n{text[-2000:]}")


__all__ = [
    "LONG_LIVES",
    "TRAPS",
    "BuildError",
    "BuiltFactory",
    "Docket",
    "Finding",
    "Stage",
    "TrialError",
    "Until",
    "build",
    "make_docket",
    "try_core",
]
