"""The engine: does the steps of one case in a fresh world and says how that ended.

What is a run: a `Bound` (the steps of one case, variables replaced, then those of its remedy), a world that was made
for it alone, a `Context` that does the steps and keeps how far each stream was read, and a `Watch` over the invariants.
A case is one run, or with a sweep one run for each point (`oceanhil.scenarios.sweep`).

What it must not know: boards, services, worlds. All in which their runs differ comes in two forms, and nothing here
asks which of the two it has: `Language`, what a file may say, and `Stage`, where a case runs and by whose rules (which
world is made, who does a step, which invariants hold, why a case cannot run there). `oceanhil.scenarios.devices` and
`oceanhil.scenarios.ringcentral` have one each. A third subject is a third folder of that kind; no line here changes.

Which laws hold:

- A run is a function of its case and its world: no clock is read here, and nothing is drawn.
- A trace has one writer at a time, the thread that does the steps. The engine adds a STEP event before each step and
  one VERDICT at the very end; the watch has stopped by then, so that a verdict is no matter of judgement.
- Each step is judged when it is over, and once more when all are or one has failed. A broken invariant explains an
  unmet expectation, so it is the failure that is told, with the time at which it was broken.
- A breach ends the run with the step in which it is seen; which others there were by then is told with it.
- A breach that is looked past ends no run, and no run passes with it.
- A step fails the run (`Unmet`); a world that fails is an error (`WorldError`); a world that turns out to lack
  something skips (`LackingError`). Nothing passes by being skipped, and a remedy that cannot be tried fails no case.
- Each point of a sweep is judged as when it runs alone: same steps, same tally of one, and a world in which the same
  has happened, be it fresh or taken from a kept moment (`CommonStart`, `CutMoments`).
- A world is closed whatever happens. One that cannot be is an error of its case alone, never of the whole run.

What changes with it: whoever adds an outcome, or an event of the harness, changes every trace and every report.
"""

from collections.abc import Hashable, Mapping, Sequence
from contextlib import ExitStack, suppress
from itertools import starmap
from typing import Generic, Self

import msgspec

from oceanhil.protocol.redact import redact
from oceanhil.scenarios.course import Course, course_of
from oceanhil.scenarios.invariants import Violation, Watch
from oceanhil.scenarios.limits import MEASURED, Breach, Untold
from oceanhil.scenarios.mistakes import Place
from oceanhil.scenarios.result import AlsoBroken, Failure, Outcome
from oceanhil.scenarios.run import LOOKED_PAST, Run, failure_at, lacking_text, past_text, unreached
from oceanhil.scenarios.scenario import Bound
from oceanhil.scenarios.stage import Context, Stage, Told, W
from oceanhil.scenarios.step import PlacedStep, Unmet, needs_of
from oceanhil.scenarios.trace import EventKind, Source
from oceanhil.scenarios.traced_step import step_fields
from oceanhil.scenarios.world_terms import CutWork, LackingError, WorldError


def run_once(bound: Bound, stage: Stage[W], *, count_boot: int = 0) -> Run:
    """Do the steps of `bound` in a fresh world, then those of its remedy.

    With `count_boot` it is the counting run of a sweep: it ends with the units of work in that boot, at the first step
    that says so or after all of them. The world is closed whatever happens. One that cannot be makes the run an
    error, unless something went wrong before: that is nearer to the cause.
    """
    try:
        world = stage.make()
    except LackingError as lacking_here:
        return unreached(bound.remedy, Outcome.SKIPPED, f"lacking here: {lacking_here}")
    except WorldError as error:
        return unreached(bound.remedy, Outcome.ERROR, str(error), error.facts)
    with ExitStack() as closing:
        closing.callback(world.close)
        run = Runner.begin(world, bound, stage, count_boot).run(set())
        closing.pop_all()
    try:
        world.close()
    except WorldError as error:
        if run.outcome in {Outcome.PASSED, Outcome.SKIPPED}:
            return msgspec.structs.replace(run, outcome=Outcome.ERROR, reason=str(error))
    return run


class StepFailedError(Exception):
    """A step or an invariant failed."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.step)
        self.failure = failure


class Runner(Generic[W]):
    """One run under way: its world, what its steps know, its watch, and how far it has come."""

    def __init__(self, world: W, bound: Bound, context: Context, watch: Watch[W], count_boot: int) -> None:
        self._world = world
        self._bound = bound
        self._context = context
        self._watch = watch
        self._count_boot = count_boot
        self._units = 0
        self._no_units = ""
        self._index = 0
        self._begun: int | None = None
        """Length of the trace where the common start ended."""
        self._is_told = True
        self._last: PlacedStep | None = None
        self._is_unjudged = False
        """The last step was done, and nothing was judged since."""

    @classmethod
    def begin(cls, world: W, bound: Bound, stage: Stage[W], count_boot: int) -> Self:
        """Watch the world, and be about to do the first step."""
        context = stage.begin(world, bound)
        watch = Watch(world, stage.invariants, frozenset(bound.unjudged), (*bound.steps, *bound.remedy), stage.past)
        return cls(world, bound, context, watch, count_boot)

    def do_first(self, steps: int) -> None:
        """Do the first `steps` steps; raises StepFailedError and WorldError."""
        for placed in self._bound.steps[:steps]:
            self._last = placed
            self._do(placed, in_remedy=False)

    def do_to_cut(self, bound: Bound) -> bool:
        """Do the steps of `bound` that are left up to the one in which its cut comes, which nobody has judged yet.

        Raises as `do_first`. False if no cut came, or what was cut has been started again.
        """
        self._bound, self._begun = bound, len(self._world.trace)
        for placed in bound.steps[self._index :]:
            self._last = placed
            self._act(placed, in_remedy=False)
            if self._context.is_cut():
                self._is_unjudged = True
                return True
            self._judge(in_remedy=False)
        return False

    def move_cut(self, bound: Bound, work: CutWork, boot: int, unit: int) -> bool:
        """Have done the steps of `bound`, in which the cut comes at `unit`, in place of those that were done."""
        done = zip(self._bound.steps[: self._index], bound.steps, strict=False)
        steps = [(old.step, new.step) for old, new in done]
        self._bound = bound
        return self._context.move_cut(work, boot, unit, steps)

    def what_is_left(self) -> Hashable | None:
        """Give all in which runs of one stretch differ here, as far as their steps and remedies can tell."""
        rest = self._bound.steps[self._index :]
        return self._context.what_is_left(needs_of((*rest, *self._bound.remedy)))

    def record_work(self, bound: Bound, boot: int) -> CutWork | None:
        """Do the other steps of `bound`, in which no cut comes, as a counting run; give the work of `boot`."""
        work = self._context.record_work(boot)
        if work is not None:
            self.go_on(bound, set(), boot, is_told=False)
        return work

    def go_on(self, bound: Bound, cured: set[Course], count_boot: int, *, is_told: bool = True) -> Run:
        """Do the steps of `bound` that are left, and its remedy if it has not cured such a life yet.

        Without `is_told` a run that passes has neither facts nor measures: most points of a sweep are never shown.
        """
        self._bound, self._count_boot, self._is_told = bound, count_boot, is_told
        return self.run(cured)

    def close(self) -> None:
        """Let go of the world."""
        self._world.close()

    def run(self, cured: set[Course]) -> Run:
        """Do the steps that are left, then those of the remedy if `cured` has no such course."""
        bound, begun = self._bound, len(self._world.trace) if self._begun is None else self._begun
        remedy = unreached = Outcome.SKIPPED if bound.remedy else Outcome.NONE
        try:
            self._do_all(bound.steps[self._index :], in_remedy=False)
            if self._count_boot:
                self._no_units = "" if self._units else self._context.why_no_work(self._count_boot)
                return self._ended(Outcome.PASSED, remedy)
            lacking = self._context.lacking(bound.remedy)
            if lacking:
                return self._ended(Outcome.PASSED, Outcome.SKIPPED, reason=f"remedy needs {lacking_text(lacking)}")
            if bound.remedy and (course := course_of(self._world.trace.events[begun:])) not in cured:
                remedy = Outcome.FAILED
                self._do_all(bound.remedy, in_remedy=True)
                cured.add(course)
            remedy = Outcome.PASSED if bound.remedy else Outcome.NONE
            if reason := self._context.why_unjudged:
                return self._ended(Outcome.SKIPPED, unreached, reason=reason)
            if broken := self._context.judge(bound.limits):
                return self._beyond(broken, remedy)
        except StepFailedError as failed:
            return self._ended(Outcome.FAILED, remedy, failure=failed.failure)
        except LackingError as lacking_here:
            outcome = Outcome.PASSED if remedy is Outcome.FAILED else Outcome.SKIPPED
            return self._ended(outcome, unreached, reason=f"lacking here: {lacking_here}")
        except WorldError as error:
            remedy = Outcome.ERROR if remedy is Outcome.FAILED else remedy
            return self._ended(Outcome.ERROR, remedy, reason=f"{error}{self._in_step}")
        return self._ended(Outcome.PASSED, remedy)

    @property
    def _in_step(self) -> str:
        """Say in which step of the file the world failed."""
        if self._last is None:
            return ""
        place = self._last.place
        return f" (in {self._last.step.name}, {place.file}:{place.line})"

    def _do_all(self, steps: Sequence[PlacedStep], *, in_remedy: bool) -> None:
        if self._is_unjudged:
            self._is_unjudged = False
            self._watch.cut_moved()
            self._judge(in_remedy=in_remedy)
        for placed in steps:
            self._last = placed
            if self._count_boot and (units := self._context.count(self._count_boot, placed.step)) is not None:
                self._units = units
                return
            self._do(placed, in_remedy=in_remedy)
        if self._count_boot:
            self._units = self._context.count(self._count_boot) or 0
        self._judge(in_remedy=in_remedy, at_end=True)

    def _do(self, placed: PlacedStep, *, in_remedy: bool) -> None:
        self._act(placed, in_remedy=in_remedy)
        self._judge(in_remedy=in_remedy)

    def _act(self, placed: PlacedStep, *, in_remedy: bool) -> None:
        fields = step_fields(self._index, placed.step.name, placed.place.line, in_remedy=in_remedy)
        if self._world.trace.is_closeup:
            fields["text"] = redact(placed.text)
        self._world.trace.add(self._world.now_us, Source.HARNESS, EventKind.STEP, "", fields)
        self._index += 1
        try:
            self._context.do(placed.step)
        except Unmet as unmet:
            self._explain(in_remedy=in_remedy)
            found = (unmet.expected, unmet.found)
            failure = failure_at(placed.place, placed.text, found, in_remedy=in_remedy)
            acts = self._context.acts_behind(placed.step, unmet)
            sign = None if unmet.event is None else self._world.trace.place_of(unmet.event)
            raise StepFailedError(msgspec.structs.replace(failure, acts=acts, law=unmet.law, sign=sign)) from unmet

    def _explain(self, *, in_remedy: bool) -> None:
        """A broken invariant is the better explanation of an expectation that was not met.

        No event will come that one could wait for, such as the next word of a device that has fallen silent.
        """
        self._judge(in_remedy=in_remedy)
        # A board that has failed may not answer when it is looked at; the step is told then.
        with suppress(WorldError):
            self._judge(in_remedy=in_remedy, at_end=True)

    def _judge(self, *, in_remedy: bool, at_end: bool = False) -> None:
        violation = self._watch.first_violation(at_end=at_end)
        if violation is not None:
            others = ((each.invariant.value, each.title, each.at_us) for each in self._watch.others(violation))
            also = tuple(starmap(AlsoBroken, others))
            raise StepFailedError(msgspec.structs.replace(self._breach(violation, in_remedy=in_remedy), also=also))

    def _breach(self, violation: Violation, *, in_remedy: bool) -> Failure:
        place = self._last.place if self._last else Place("")
        found, number = (violation.title, violation.found), violation.invariant.value
        failure = failure_at(place, f"invariant {number}", found, in_remedy=in_remedy, number=number)
        return msgspec.structs.replace(failure, at_us=violation.at_us, acts=violation.acts)

    def _beyond(self, broken: Breach | Untold, remedy: Outcome) -> Run:
        limit = broken.limit
        if isinstance(broken, Untold):
            reason = f"nobody tells {limit.measure.value} here, on which there is a limit"
            return self._ended(Outcome.SKIPPED, remedy, reason=reason)
        failure = failure_at(limit.place, f"{MEASURED}{limit.measure.value}", (limit.text, broken.found))
        failure = msgspec.structs.replace(failure, at_us=broken.at_us)
        return self._ended(Outcome.FAILED, remedy, failure=failure)

    @property
    def _past_facts(self) -> Mapping[str, str]:
        met = self._watch.looked_past
        return {LOOKED_PAST: past_text(map(str, met))} if met else {}

    def _ended(self, outcome: Outcome, remedy: Outcome, *, failure: Failure | None = None, reason: str = "") -> Run:
        world, past = self._world, self._watch.first_past
        self._watch.stop()
        is_past_only = False
        if past is not None and failure is None and outcome is not Outcome.ERROR and not self._count_boot:
            outcome, failure, reason = Outcome.FAILED, self._breach(past, in_remedy=False), ""
            is_past_only = True
        world.trace.add(world.now_us, Source.HARNESS, EventKind.VERDICT, "", {"outcome": outcome.value})
        is_told = self._is_told or outcome is not Outcome.PASSED
        told = self._context.told() if is_told else Told()
        return Run(
            outcome=outcome,
            remedy=remedy,
            reason=reason,
            failed_in=self._last.step.name if outcome is Outcome.ERROR and self._last is not None else "",
            failure=failure,
            outcomes=tuple(self._context.outcomes),
            is_classified=self._context.is_classified,
            units=self._units,
            no_units=self._no_units,
            simulated_us=world.now_us,
            facts={**world.facts(), **told.facts, **self._past_facts} if is_told else {},
            measures=told.measures,
            events=tuple(world.trace.events),
            can_be_kept=world.is_self_contained,
            is_past_only=is_past_only,
        )
