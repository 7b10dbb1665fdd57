"""A run over all packages: what the tests reach, then one process a mutant, until the time is up."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from pathlib import Path

from tools.mutation.mirror import Reach, Selection, whole_mirror
from tools.mutation.mutants import Mutant, code_of, probed
from tools.mutation.sample import Sample
from tools.mutation.trial import Seen, Trial

_LOOK_S = 0.02
# Of a mutant: so many times what its tests take without it, and this much for the start.
_PATIENCE = 4
_START_S = 60.0
_CONTROL_S = 600.0
# So many mutants of each package are tried even if the time was up before.
_LEAST = 5
# So many tests of a package may fail for reasons of their own, such as a busy machine; more of them judge nothing.
_UNSOUND_MOST = 2


class Verdict(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    TIMED_OUT = "timed out"
    SURVIVED = "survived"
    UNREACHED = "not reached"


class ControlError(Exception):
    """Tests fail without any mutant, so that they can judge none."""


@dataclass
class Result:
    """What one package's mutants came to; in the order of their ends."""

    sample: Sample
    verdicts: list[tuple[Mutant, Verdict, str]] = field(default_factory=list)

    def count(self, *verdicts: Verdict) -> int:
        """Return how many mutants ended so."""
        return sum(verdict in verdicts for _, verdict, _ in self.verdicts)


@dataclass
class _Running:
    trial: Trial
    ends_s: float
    take: Callable[[Seen, str], None]


class Campaign:
    """Runs trials on a number of workers; new mutants are begun until the time is up.

    Those begun then end in their own time: to break them off would leave out survivors rather than killed ones.
    """

    def __init__(
        self,
        root: Path,
        scratch: Path,
        samples: list[Sample],
        *,
        workers: int,
        seconds: float,
        tell: Callable[[Mutant, Verdict, str], None] = lambda *_: None,
    ) -> None:
        self._tell = tell
        self.unsound: list[str] = []
        """Tests that failed without any mutant; they judge none."""
        self._root = root
        self._scratch = scratch
        self._workers = workers
        self._until_s = time.monotonic() + seconds
        self._started = 0
        self._reach: dict[str, Reach] = {}
        self.results = {sample.package: Result(sample) for sample in samples}

    def run(self) -> list[Result]:
        """Return the results; ControlError where tests fail without a mutant."""
        self._all(self._control(result.sample) for result in self.results.values())
        self._all(self._mutants())
        return list(self.results.values())

    def _all(self, trials: Iterator[_Running]) -> None:
        running: dict[int, _Running] = {}
        try:
            for one in trials:
                running[one.trial.pid] = one
                if len(running) >= self._workers:
                    self._wait_for_one(running)
            while running:
                self._wait_for_one(running)
        finally:
            for one in running.values():
                one.trial.end()

    @staticmethod
    def _wait_for_one(running: dict[int, _Running]) -> None:
        while True:
            for pid, one in list(running.items()):
                is_late = time.monotonic() > one.ends_s
                if is_late or os.waitpid(pid, os.WNOHANG)[0]:
                    del running[pid]
                    seen = Seen(failed="(the time was up)", is_timeout=True) if is_late else one.trial.seen()
                    output = one.trial.output()
                    one.trial.end()
                    one.take(seen, output)
                    return
            time.sleep(_LOOK_S)

    def _begin(self, codes: dict[Path, bytes], stages: list[Selection], limit_s: float) -> tuple[Trial, float]:
        self._started += 1
        trial = Trial(self._root, self._scratch / str(self._started), codes, stages)
        return trial, time.monotonic() + limit_s

    def _control(self, sample: Sample) -> _Running:
        """Run all tests of a package without a mutant, but with a probe at each, numbered in the sample's order."""

        def take(seen: Seen, output: str) -> None:
            if seen.failed and (not seen.failures or len(seen.failures) > _UNSOUND_MOST):
                raise ControlError(f"{seen.failed} fails without any mutant:\n{output[-2000:]}")
            self.unsound += seen.failures
            self._reach[sample.package] = Reach(seen, sample.package, self._root)

        by_path = sorted(enumerate(sample.mutants), key=lambda pair: pair[1].path)
        codes = {
            self._root / path: probed(
                list(pairs), (self._root / path).read_text(encoding="utf-8"), str(self._root / path)
            )
            for path, pairs in groupby(by_path, key=lambda pair: pair[1].path)
        }
        return _Running(*self._begin(codes, [whole_mirror(sample.package)], _CONTROL_S), take)

    def _mutants(self) -> Iterator[_Running]:
        """Begin mutants of every package in turn."""
        turns = {package: enumerate(result.sample.mutants) for package, result in self.results.items()}
        while turns:
            for package in list(turns):
                number, mutant = next(turns[package], (0, None))
                # A machine that is too busy makes a run longer, never empty.
                if time.monotonic() > self._until_s and number >= _LEAST:
                    return
                if mutant is None:
                    del turns[package]
                else:
                    yield from self._try(package, number, mutant)

    def _try(self, package: str, number: int, mutant: Mutant) -> Iterator[_Running]:
        reach = self._reach[package]
        stages = reach.stages(number, mutant.path)
        if not stages:
            self._note(package, mutant, Verdict.UNREACHED, "")
            return

        def take(seen: Seen, output: str) -> None:
            del output
            self._note(package, mutant, _verdict(seen), seen.failed)

        path = self._root / mutant.path
        code = code_of(mutant, path.read_text(encoding="utf-8"), str(path))
        yield _Running(*self._begin({path: code}, stages, _START_S + _PATIENCE * reach.seconds(number)), take)

    def _note(self, package: str, mutant: Mutant, verdict: Verdict, test: str) -> None:
        self.results[package].verdicts.append((mutant, verdict, test))
        self._tell(mutant, verdict, test)


def _verdict(seen: Seen) -> Verdict:
    if not seen.failed:
        return Verdict.SURVIVED
    return Verdict.TIMED_OUT if seen.is_timeout else Verdict.KILLED
