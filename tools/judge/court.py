"""Many cores on trial: each is copied, changed and built, and runs the docket; as many at once as there are workers."""

from __future__ import annotations

import multiprocessing
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from oceanhil.scenarios.scenario import Case
from tools.judge.edits import Edit, changed_core
from tools.judge.report import judge_of
from tools.judge.sanitizer import Sanitizer
from tools.judge.trial import TRAPS, Docket, Finding, Stage, Until, build, try_core
from tools.judge.tripwires import put_tripwires

Subject = TypeVar("Subject")
Verdict = TypeVar("Verdict")
_ENOUGH: Final = 2


class Court:
    """Tries cores on a docket; `scratch` is for copies, objects and what processes tell."""

    def __init__(self, docket: Docket, scratch: Path, sanitizer: Sanitizer | None = None) -> None:
        self._docket = docket
        self._sanitizer = sanitizer
        self._scratch = scratch
        self.cache = scratch / "cache"
        """Where objects are kept that cores have in common."""

    @property
    def watches_memory(self) -> bool:
        """Whether a sanitizer is in the cores."""
        return self._sanitizer is not None

    def core(self, edits: Iterable[Edit] = (), whose: str = "") -> Path:
        """Give a copy of the core with these changes; raises BugListError, which names `whose` they are."""
        return changed_core(Path(tempfile.mkdtemp(dir=self._scratch)), edits, whose)

    def try_core(self, core: Path, until: Until, *, sweeps: bool) -> list[Finding]:
        """Build a core, which gets tripwires, and run the docket on it, with or without sweeps.

        Raises BuildError; TrialError when something else than the core has failed.
        """
        flags: tuple[str, ...] = TRAPS
        found: list[Finding] = []
        if self._sanitizer is not None:
            found += self._try_stage(build(core, self.cache, TRAPS), self._docket.plain, core.parent / "plain", until)
            put_tripwires(core)
            flags = (*TRAPS, *self._sanitizer.flags)
        if found and until is Until.RED_CASE:
            return found
        library = build(core, self.cache, flags)
        stages = (*self._docket.stages, *((Stage(self._docket.sweeps),) if sweeps else ()))
        for number, stage in enumerate(stages):
            found += self._try_stage(library, stage.cases, core.parent / str(number), until)
            # Until two have found it, a long life may be the second, or the only one.
            if until is Until.END or len(set(map(judge_of, found))) < (1 if until is Until.RED_CASE else _ENOUGH):
                found += self._try_stage(library, stage.long_lives, core.parent / f"{number}-long", until)
            if found and until is not Until.END:
                break
        return found

    @staticmethod
    def _try_stage(library: Path, cases: Sequence[Case], folder: Path, until: Until) -> list[Finding]:
        folder.mkdir()
        return try_core(library, cases, folder, until)


_court: Final[ContextVar[Court]] = ContextVar("court")


def try_all(
    court: Court, work: Callable[[Court, Subject], Verdict], subjects: Sequence[Subject], workers: int
) -> Iterator[Verdict]:
    """Do `work`, a function of a module, on each subject, in forked processes; gives each as soon as those before it.

    Each worker forks again for every core, and only a process without threads may. It inherits the court, whose cases
    are made of classes that no other process could find.
    """
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, context, initializer=_court.set, initargs=(court,)) as pool:
        yield from pool.map(partial(_in_worker, work), subjects)


def _in_worker(work: Callable[[Court, Subject], Verdict], subject: Subject) -> Verdict:
    return work(_court.get(), subject)
