"""One exploration on this machine: lives until the budget is spent, and what was found, told as it goes on."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from oceanhil.app.exploring.given_files import refuse_useless
from oceanhil.app.exploring.leading import leading
from oceanhil.app.exploring.machines import NobodyLeadsError
from oceanhil.app.exploring.on_boards import OnBoards, forecast, lives_on_boards
from oceanhil.app.exploring.plan import NotJudged
from oceanhil.app.exploring.succession import Succession
from oceanhil.app.exploring.undisturbed import lead_undisturbed
from oceanhil.exploration.bench import SpentError, TooCostlyError
from oceanhil.exploration.explorer import Explorer, UnsteadyError
from oceanhil.exploration.known import Met, met_in, unknown_in
from oceanhil.exploration.life import NamedLife
from oceanhil.exploration.novelty import EDGE
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.host.interrupts import raise_lost_interrupt
from oceanhil.protocol.wording import plural
from oceanhil.scenarios.garbage import rare_collections

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from oceanhil.app.exploring.corpus import Corpus
    from oceanhil.app.exploring.leading import Crew, Lived
    from oceanhil.app.exploring.plan import Plan
    from oceanhil.exploration.findings import Finding
    from oceanhil.exploration.known import KnownFinding
    from oceanhil.scenarios.world import WorldFactory


_UNSEEN: Final = "it broke a law, and the interruption came before that was looked into; lead it again"
_UNKNOWN: Final = "it broke a law, and that was not looked into"
_NOT_ALL: Final = "it was not looked into to its end"


class Budget(msgspec.Struct, frozen=True):
    """When it is over: after so many lives, or after so long, whatever comes first."""

    lives: int | None
    seconds: float | None

    def is_spent(self, lives: int, seconds: float) -> bool:
        """Tell whether so many drawn lives, in so many seconds, are all that was asked for."""
        return lives == self.lives or (self.seconds is not None and seconds >= self.seconds)


class Trouble(msgspec.Struct, frozen=True):
    """A life that says nothing, and why."""

    life: str
    reason: str
    is_law_wrong: bool = False
    """Whether it was a law of the user's own that could not be judged."""
    is_unseen: bool = False
    """Whether it broke a law, and no finding tells of that."""


class Explored(msgspec.Struct):
    """What was explored so far."""

    findings: list[Finding] = []
    lives: int = 0
    runs: int = 0
    """Runs beside those of the lives."""
    simulated_us: int = 0
    wall_s: float = 0.0
    troubles: list[Trouble] = []
    """Lives that the world could not lead to their end, and such as did not break a law again."""
    was_interrupted: bool = False
    broken_off: str = ""
    """Why nobody leads any more, where that is so."""
    corpus: Corpus | None = None
    edges: set[str] = set()
    """Edges of the firmware's code that were gone over."""
    no_edges: str = ""
    """Why guided lives look at no edges, if so."""
    kept_led: int = 0
    """Lives of the corpus that were led."""
    on_boards: OnBoards | None = None
    """What there is to say of boards in real time, if they led the lives."""
    known: Sequence[KnownFinding] = ()
    """Findings that were known before."""
    not_judged: Sequence[NotJudged] = ()
    """Laws of ours that no life can be judged by."""
    conditional: Mapping[str, str] = {}
    """The key of the condition of each law of the user's own that has one."""
    asked: set[str] = set()
    """Those whose condition was met."""

    @property
    def is_vain(self) -> bool:
        """True where not one life was led to its end, so that nothing found says nothing."""
        led = self.lives + self.kept_led
        # Boards may be spent before the first life, or the time too short for it.
        was_to_lead = led > 0 or (self.on_boards is not None and bool(self.on_boards.ended))
        return not self.findings and was_to_lead and led <= len(self.troubles)

    @property
    def is_law_wrong(self) -> bool:
        """True where a law of the user's own went wrong in a life, so that it was not judged there."""
        return any(each.is_law_wrong for each in self.troubles)

    @property
    def has_unseen(self) -> bool:
        """True where a life broke a law and no finding says how: it did not do so again, or could not be led again."""
        return any(each.is_unseen for each in self.troubles)

    @property
    def never_asked(self) -> Sequence[NotJudged]:
        """The laws that say something only where something else is so, and in no life it was."""
        lives = plural(self.lives + self.kept_led, "life")
        return [
            NotJudged(law, f"what stands behind `{key}` came in none of {lives}; see whether it is written as it comes")
            for law, key in self.conditional.items()
            if law not in self.asked and (self.lives or self.kept_led)
        ]

    @property
    def new(self) -> list[Finding]:
        """What was found and was not known."""
        return unknown_in(self.findings, self.known)

    @property
    def met(self) -> list[Met]:
        """What was known and came again."""
        return list(met_in(self.findings, self.known))


class Told(Protocol):
    """Whoever is told how it goes on."""

    def begins(self, boards: OnBoards) -> None:
        """Boards in real time are about to lead lives, which will take so much."""

    def went_on(self, so_far: Explored) -> None:
        """One more life is over."""

    def found(self, finding: Finding) -> None:
        """Something is new."""


def explore(
    plan: Plan, factory: WorldFactory, budget: Budget, crew: Crew, told: Told, *, corpus: Corpus | None = None
) -> Explored:
    """Lead lives until the budget is spent, or somebody interrupts, those of the corpus first.

    A budget of lives is one of lives that are drawn. Raises PlanError, and NobodyLeadsError, before it begins.
    """
    so_far = Explored(corpus=corpus, not_judged=plan.not_judged(factory), conditional=plan.conditional)
    succession = Succession(plan.drawing(factory), corpus, is_guided=plan.is_guided)
    if plan.is_guided:
        so_far.no_edges = plan.why_no_edges(factory)
    begun_s = time.perf_counter()
    leaders = _leading(plan, factory, budget, crew, so_far, succession=succession)
    try:
        with rare_collections(), leaders as (explorer, lives):
            # What had to be made before the first life is no part of the budget.
            begun_s = time.perf_counter()
            so_far.findings = explorer.findings
            if so_far.on_boards is not None:
                told.begins(so_far.on_boards)
            for life in lives:
                raise_lost_interrupt()
                succession.learn(life)
                _count(life, so_far, is_kept=succession.is_kept(life.named))
                try:
                    if life.led.is_broken:
                        _look_into(explorer, life.named, so_far, told)
                finally:
                    so_far.runs, so_far.wall_s = explorer.runs, time.perf_counter() - begun_s
                told.went_on(so_far)
                if budget.is_spent(so_far.lives, so_far.wall_s):
                    break
    except KeyboardInterrupt:
        so_far.was_interrupted = True
    except NobodyLeadsError as error:
        if not so_far.lives + so_far.kept_led:
            raise
        so_far.was_interrupted, so_far.broken_off = True, str(error)
    so_far.wall_s = time.perf_counter() - begun_s
    return so_far


@contextmanager
def _leading(
    plan: Plan, factory: WorldFactory, budget: Budget, crew: Crew, so_far: Explored, *, succession: Succession
) -> Iterator[tuple[Explorer, Iterator[Lived]]]:
    drawing = plan.drawing(factory)
    habitat = plan.habitat(factory)
    if plan.budget is None:
        lead_undisturbed(habitat, drawing.starts)
    refuse_useless(plan, drawing.starts, factory if plan.budget is None else SimWorldFactory())
    if plan.budget is None:
        with leading(plan, habitat, crew, succession.lives(budget.lives)) as lives:
            yield Explorer(habitat), lives
        return
    bench = plan.bench_habitat(factory, plan.budget)
    so_far.on_boards = OnBoards(plan.budget, *forecast(drawing, bench))
    begun_s = time.perf_counter()

    def left_s() -> float | None:
        return None if budget.seconds is None else budget.seconds - (time.perf_counter() - begun_s)

    # Of those that are drawn some are left out, so that how many there have to be is not known before.
    lives = lives_on_boards(succession.lives(None), bench, so_far.on_boards, crew, left_s)
    yield Explorer(bench, bench.rehearsals), lives


def _count(life: Lived, so_far: Explored, *, is_kept: bool) -> None:
    so_far.lives += not is_kept
    so_far.kept_led += is_kept
    so_far.simulated_us += life.led.simulated_us
    so_far.asked.update(life.led.asked)
    so_far.edges.update(each for each in life.led.reached if each.startswith(EDGE))
    if life.led.trouble:
        so_far.troubles.append(Trouble(life.named.name, life.led.trouble, life.led.is_law_wrong))


def _look_into(explorer: Explorer, named: NamedLife, so_far: Explored, told: Told) -> None:
    known, lives = len(explorer.findings), explorer.lives
    try:
        explorer.look_into(named)
    except UnsteadyError as error:
        so_far.troubles.append(Trouble(named.name, str(error), is_unseen=True))
    except (SpentError, TooCostlyError) as error:
        is_unseen = explorer.lives == lives
        what = _UNKNOWN if is_unseen else _NOT_ALL
        so_far.troubles.append(Trouble(named.name, f"{what}: {error}", is_unseen=is_unseen))
    except KeyboardInterrupt:
        if len(explorer.findings) == known:
            so_far.troubles.append(Trouble(named.name, _UNSEEN, is_unseen=True))
        raise
    finally:
        # However that ended, what was found by then is found.
        for finding in explorer.findings[known:]:
            told.found(finding)
            if so_far.corpus is not None:
                so_far.corpus.keep(finding.life)
