"""One exploration on this machine: lives until the budget is spent, and what was found, told as it goes on."""

from __future__ import annotations

import time
from itertools import chain
from typing import TYPE_CHECKING, Protocol

import msgspec

from oceanhil.app.exploring.leading import leading
from oceanhil.app.exploring.machines import MachinesError
from oceanhil.exploration.explorer import Explorer, UnsteadyError
from oceanhil.exploration.life import NamedLife

if TYPE_CHECKING:
    from oceanhil.app.exploring.corpus import Corpus
    from oceanhil.app.exploring.leading import Crew, Lived
    from oceanhil.app.exploring.plan import Plan
    from oceanhil.exploration.findings import Finding
    from oceanhil.scenarios.world import WorldFactory


class Budget(msgspec.Struct, frozen=True):
    """When it is over: after so many lives, or after so long, whatever comes first."""

    lives: int | None
    seconds: float | None


class Trouble(msgspec.Struct, frozen=True):
    """A life that says nothing, and why."""

    life: str
    reason: str


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
    kept_led: int = 0
    """Lives of the corpus that were led."""


class Told(Protocol):
    """Whoever is told how it goes on."""

    def went_on(self, so_far: Explored) -> None:
        """One more life is over."""

    def found(self, finding: Finding) -> None:
        """Something is new."""


def explore(
    plan: Plan, factory: WorldFactory, budget: Budget, crew: Crew, told: Told, *, corpus: Corpus | None = None
) -> Explored:
    """Lead lives until the budget is spent, or somebody interrupts, those of the corpus first.

    A budget of lives is one of lives that are drawn. Raises PlanError, and MachinesError, before it begins.
    """
    drawing, habitat = plan.drawing(factory), plan.habitat(factory)
    explorer = Explorer(habitat)
    so_far = Explored(corpus=corpus)
    so_far.findings = explorer.findings
    kept = {} if corpus is None else corpus.lives
    succession = chain(map(NamedLife, kept, kept.values()), drawing.lives(budget.lives))
    begun_s = time.perf_counter()
    try:
        with leading(plan, habitat, crew, succession) as lives:
            for life in lives:
                _count(life, so_far, is_kept=life.named.name in kept)
                if life.led.is_broken:
                    _look_into(explorer, life.named, so_far, told)
                so_far.runs, so_far.wall_s = explorer.runs, time.perf_counter() - begun_s
                told.went_on(so_far)
                if budget.seconds is not None and so_far.wall_s >= budget.seconds:
                    break
    except KeyboardInterrupt:
        so_far.was_interrupted = True
    except MachinesError as error:
        if not so_far.lives + so_far.kept_led:
            raise
        so_far.was_interrupted, so_far.broken_off = True, str(error)
    so_far.runs, so_far.wall_s = explorer.runs, time.perf_counter() - begun_s
    return so_far


def _count(life: Lived, so_far: Explored, *, is_kept: bool) -> None:
    so_far.lives += not is_kept
    so_far.kept_led += is_kept
    so_far.simulated_us += life.led.simulated_us
    if life.led.trouble:
        so_far.troubles.append(Trouble(life.named.name, life.led.trouble))
    elif so_far.corpus is not None:
        so_far.corpus.met(life.named.life, life.led.reached)


def _look_into(explorer: Explorer, named: NamedLife, so_far: Explored, told: Told) -> None:
    try:
        for finding in explorer.look_into(named):
            told.found(finding)
            if so_far.corpus is not None:
                so_far.corpus.keep(finding.life)
    except UnsteadyError as error:
        so_far.troubles.append(Trouble(named.name, str(error)))
