"""A scenario proved: as few of its cases as come to every step, and others where something stays idle."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Final

import msgspec

from oceanhil.scenarios.devices.context import is_expectation
from oceanhil.scenarios.devices.proof.proving import CaseProof, Early, Loose, prove_case
from oceanhil.scenarios.devices.stage import DeviceStage
from oceanhil.scenarios.engine import run_once
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.mistakes import Place
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.scalars import CutPoint
from oceanhil.scenarios.scenario import Bound, Case, Scenario
from oceanhil.scenarios.step import PlacedStep, Unmet
from oceanhil.scenarios.sweep import judged
from oceanhil.scenarios.world_terms import WorldError

MORE_CASES_MAX: Final = 8
"""Of so many further cases an expectation is sought that is idle in the first."""
StageOf = Callable[[Case], DeviceStage]


class ExpectationVerdict(Enum):
    """What an expectation is worth."""

    NOTICES = "notices"
    IDLE = "idle"
    """It held in every world."""
    KEPT = "kept"
    """The same, and the file says why it stands there."""
    UNJUDGED = "unjudged"
    """No case that could be proved comes to it."""


class Expectation(msgspec.Struct, frozen=True, kw_only=True):
    """One expectation of a file."""

    place: Place
    text: str
    verdict: ExpectationVerdict
    noticed: Mapping[str, str]
    """The kinds of change that it noticed, each with the first such change."""
    because: str = ""


class Unproved(msgspec.Struct, frozen=True):
    """A case that could not be proved, and why."""

    replay_id: str
    reason: str


class ScenarioProof(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one scenario."""

    scenario: str
    group: str
    cases: tuple[str, ...]
    """The replay IDs of those that were proved."""
    runs: int
    expectations: tuple[Expectation, ...]
    idle_steps: Sequence[tuple[Place, str]]
    """Steps without which all of it held, in every case that was proved whole."""
    loose: tuple[Loose, ...]
    early: tuple[Early, ...]
    outdated: Sequence[tuple[Place, str]]
    """Where a reason stands that nothing needs any more, and for which expectation."""
    unproved: tuple[Unproved, ...]
    invariants: frozenset[InvariantId]

    def of(self, verdict: ExpectationVerdict) -> Sequence[Expectation]:
        """Give the expectations with this verdict."""
        return [each for each in self.expectations if each.verdict is verdict]

    @property
    def is_good(self) -> bool:
        """Whether nothing of it has to be mended."""
        return not (self.of(ExpectationVerdict.IDLE) or self.outdated or self.unproved)


def prove_scenario(scenario: Scenario, cases: Sequence[Case], stage_of: StageOf, *, is_whole: bool) -> ScenarioProof:
    """Prove as many of the `cases` as are needed, or with `is_whole` all of them."""
    return _ScenarioProving(scenario, stage_of).prove(cases, is_whole=is_whole)


class _ScenarioProving:
    def __init__(self, scenario: Scenario, stage_of: StageOf) -> None:
        self._scenario = scenario
        self._stage_of = stage_of
        self._proofs: list[CaseProof] = []
        self._proved: list[str] = []
        self._unproved: list[Unproved] = []
        self._noticed: dict[Place, dict[str, str]] = {}

    def prove(self, cases: Sequence[Case], *, is_whole: bool) -> ScenarioProof:
        first = list(cases) if is_whole else _covering(cases)
        for case in first:
            self._prove(case, None)
        others = [case for case in _by_board(cases) if case not in first][:MORE_CASES_MAX]
        for case in others:
            idle = {place for place, by in self._noticed.items() if not by}
            if not idle:
                break
            if idle & {placed.place for placed in _steps(case.bound())}:
                self._prove(case, idle)
        return self._told(cases)

    def _prove(self, case: Case, wanted: set[Place] | None) -> None:
        stage = self._stage_of(case)
        point = _one_point(case, stage)
        reason = _why_not(point, stage)
        if not reason:
            try:
                proof = prove_case(point.bound(), stage, wanted)
            except (Unmet, WorldError) as error:
                reason = str(error)
        if reason:
            self._unproved += [Unproved(point.replay_id, reason)] if wanted is None else []
            return
        self._proved.append(point.replay_id)
        self._proofs.append(proof)
        for place, by in proof.noticed.items():
            here = self._noticed.setdefault(place, {})
            here.update({kind: words for kind, words in by.items() if kind not in here})

    def _told(self, cases: Sequence[Case]) -> ScenarioProof:
        known = {place: each for each in self._scenario.known_idle for place in each.places}
        needed = frozenset[Place]().union(*(each.needed for each in self._proofs))
        left_out = {place: text for each in self._proofs for place, text in each.left_out.items()}
        expectations = tuple(self._judged(cases, {place: each.because for place, each in known.items()}))
        idle = {
            each.place
            for each in expectations
            if each.verdict in {ExpectationVerdict.KEPT, ExpectationVerdict.UNJUDGED}
        }
        return ScenarioProof(
            scenario=self._scenario.id,
            group=self._scenario.group,
            cases=tuple(self._proved),
            runs=sum(each.runs for each in self._proofs),
            expectations=expectations,
            idle_steps=_in_order({place: text for place, text in left_out.items() if place not in needed}),
            loose=tuple(loose for each in self._proofs for loose in each.loose if self._noticed[loose.place]),
            early=tuple({early.place: early for each in self._proofs for early in each.early}.values()),
            outdated=[(each.place, each.text) for each in self._scenario.known_idle if not each.places & idle],
            unproved=tuple(self._unproved),
            invariants=frozenset[InvariantId]().union(*(each.invariants for each in self._proofs)),
        )

    def _judged(self, cases: Sequence[Case], reasons: Mapping[Place, str]) -> Iterator[Expectation]:
        texts = {place: text for each in self._proofs for place, text in each.expectations.items()}
        unseen = {
            placed.place: placed.text
            for case in cases
            for placed in _steps(case.bound())
            if is_expectation(placed) and placed.place not in texts
        }
        for place, text in _in_order({**unseen, **texts}):
            noticed, because = self._noticed.get(place, {}), reasons.get(place, "")
            idle = ExpectationVerdict.KEPT if because else ExpectationVerdict.IDLE
            verdict = (
                ExpectationVerdict.UNJUDGED if place in unseen else ExpectationVerdict.NOTICES if noticed else idle
            )
            yield Expectation(place=place, text=text, verdict=verdict, noticed=noticed, because=because)


def _steps(bound: Bound) -> Sequence[PlacedStep]:
    return (*bound.steps, *bound.remedy)


def _covering(cases: Sequence[Case]) -> Sequence[Case]:
    """Give cases that come to every step, on the first board as far as it has them."""
    seen: set[Place] = set()
    found: list[Case] = []
    for case in cases:
        here = {placed.place for placed in _steps(case.bound())}
        if not here <= seen:
            found.append(case)
            seen |= here
    return found


def _by_board(cases: Sequence[Case]) -> Sequence[Case]:
    """Give the same, the boards in turn: what differs most comes first."""
    numbers: dict[object, int] = {}
    keys = []
    for case in cases:
        numbers[case.replay.subject] = numbers.get(case.replay.subject, -1) + 1
        keys.append(numbers[case.replay.subject])
    return [case for _, case in sorted(zip(keys, cases, strict=True), key=lambda pair: pair[0])]


def _in_order(texts: Mapping[Place, str]) -> Sequence[tuple[Place, str]]:
    return sorted(texts.items(), key=lambda pair: (pair[0].line, pair[0].column))


def _one_point(case: Case, stage: DeviceStage) -> Case:
    """Give the point in the middle of a sweep; a case that sweeps nothing as it is."""
    swept = case.scenario.sweep.over if case.scenario.sweep is not None and case.is_whole_sweep else None
    found: CutPoint | None = None
    while swept is not None:
        run = run_once((case if found is None else case.at(str(found))).bound(), stage, count_boot=swept.boot)
        if run.outcome is not Outcome.PASSED or not run.units:
            return case
        here = CutPoint(swept.boot, run.units // 2 // swept.every * swept.every)
        found, swept = here if found is None else found.followed_by(here), swept.then
    return case if found is None else case.at(str(found))


def _why_not(case: Case, stage: DeviceStage) -> str:
    """Say why a case cannot be proved: it does not pass as it is; empty where it does."""
    bound = case.bound()
    if reason := stage.why_not(bound):
        return reason
    if case.is_whole_sweep:
        return "its sweep has no points"
    run = judged(run_once(bound, stage), bound, whole=False)
    if run.outcome is Outcome.PASSED:
        return ""
    failure = run.failure
    return run.reason if failure is None else f"it fails at {failure.place}: {failure.step}"
