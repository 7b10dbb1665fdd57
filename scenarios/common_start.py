"""Where the runs of a sweep begin: the steps that all of them have in common are done once."""

from typing import Generic, Self

from oceanhil.scenarios.course import Course
from oceanhil.scenarios.engine import Runner, StepFailedError
from oceanhil.scenarios.lent import Lent
from oceanhil.scenarios.run import Run
from oceanhil.scenarios.scenario import Bound
from oceanhil.scenarios.snapshot import Snapshot, SnapshotError
from oceanhil.scenarios.stage import Stage, W
from oceanhil.scenarios.world_terms import CutWork, WorldError


class CommonStart(Generic[W]):
    """The first steps that many runs have in common, done once; each run goes on from there."""

    def __init__(self, moment: Snapshot[Runner[W]]) -> None:
        self._start = Lent(moment)

    @classmethod
    def of(cls, bound: Bound, stage: Stage[W], steps: int) -> Self | None:
        """Do the first `steps` steps of `bound` in a fresh world.

        None where the moment behind them cannot be kept, or one of them fails: then each run comes there by itself.
        """
        try:
            world = stage.make()
        except WorldError:
            return None
        try:
            runner = Runner.begin(world, bound, stage, 0)
            runner.do_first(steps)
            return cls(Snapshot(runner))
        except (StepFailedError, WorldError, SnapshotError):
            return None
        finally:
            world.close()

    def run(self, bound: Bound, cured: set[Course], *, count_boot: int = 0, is_told: bool = True) -> Run:
        """Do the other steps of `bound`, which begins with the same ones, and its remedy unless `cured` has the course.

        `cured` gets the course of a run whose remedy helped. With `count_boot` it is a counting run, as of `run_once`;
        `is_told` as of `Runner.go_on`.
        """
        with self._start.lend() as runner:
            return runner.go_on(bound, cured, count_boot, is_told=is_told)

    def record_work(self, bound: Bound, boot: int) -> CutWork | None:
        """Record the work of `boot` in a run that begins here and that nothing cuts; None where the world cannot."""
        with self._start.lend() as runner:
            return runner.record_work(bound, boot)

    def just_cut(self, bound: Bound) -> Snapshot[Runner[W]] | None:
        """Give the moment behind the step of `bound` in which its cut comes; None where it cannot be kept."""
        try:
            with self._start.lend() as runner:
                return Snapshot(runner) if runner.do_to_cut(bound) else None
        except (StepFailedError, WorldError, SnapshotError):
            return None
