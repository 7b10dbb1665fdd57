"""Running a case again in a second world, and saying whether what was observed agrees.

`oceanhil run … --against sim` calls `agreement` for every case that was run. The second run is of the same scenario,
board, EEPROM driver, variables, seed and profile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from oceanhil.analysis.comparison import blind_text, place_of, plain_text
from oceanhil.protocol.wording import plural
from oceanhil.scenarios.comparison import Difference, blind_to, first_difference, observables
from oceanhil.scenarios.power_state import PowerState, power_state
from oceanhil.scenarios.result import Failure, Outcome, Result
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.traced_step import is_in_remedy

if TYPE_CHECKING:
    from oceanhil.protocol.profile import Profile
    from oceanhil.scenarios.scenario import Case
    from oceanhil.scenarios.world import WorldFactory

LAST_MOMENT_US = 100_000
"""For so long before its end a run is in the middle of what the device does next: a save, the next request."""
OTHER_SEEDS = 7
"""So many further seeds are tried in the other world before a difference counts."""
_NO_TRACE = frozenset({Outcome.SKIPPED, Outcome.ERROR})


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """What the comparison of a case in two worlds came to.

    `observables` counts what agreed, `difference` is the first that did not (left: `world`, right: `other`), and
    `not_comparable` says why there is neither.
    """

    world: str
    other: str
    observables: int = 0
    difference: Difference | None = None
    verdicts: tuple[str, str] | None = None
    """How the two runs ended, where that differs."""
    not_comparable: str = ""
    seed: int | None = None
    """The seed with which the other world agrees, where it is not that of the run."""
    blind: frozenset[EventKind] = frozenset()

    @property
    def agrees(self) -> bool:
        """True when everything that both worlds see is the same, and both runs ended the same way."""
        return not self.not_comparable and self.difference is None and self.verdicts is None

    @property
    def headline(self) -> str:
        """The result in one line: for the terminal's list, and for JUnit and Allure as a property."""
        left_out = f"; {text}" if (text := blind_text(self.blind)) else ""
        if self.not_comparable:
            return f"not compared with {self.other}: {self.not_comparable}"
        if self.agrees:
            with_seed = "" if self.seed is None else f", with its seed {self.seed}"
            return f"agrees with {self.other} ({plural(self.observables, 'observable')}{with_seed}){left_out}"
        if self.difference is not None:
            return f"differs from {self.other}: the {place_of(self.difference)}{left_out}"
        assert self.verdicts is not None
        return f"differs from {self.other}: {self.verdicts[0]} here, {self.verdicts[1]} there{left_out}"

    @property
    def text(self) -> str:
        """The headline, and under it the first difference side by side."""
        if self.difference is None:
            return self.headline
        return f"{self.headline}\n{plain_text(self.difference, self.world, self.other)}"


def agreement(
    result: Result,
    case: Case,
    other: WorldFactory,
    profile: Profile,
    blind: frozenset[EventKind] = frozenset(),
) -> Agreement:
    """Run `case` in a world of `other` and compare with `result`, which another world gave for it.

    `blind` names what the first world cannot see; what the second cannot see is left out by itself. The profile is the
    one that `result` was made with. What cannot be compared is said in the answer, nothing is raised for it.
    """
    if result.outcome in _NO_TRACE:
        return _not_comparable(result, other, _ended(result))
    again = run_case(case, other, profile)
    if again.outcome in _NO_TRACE:
        return _not_comparable(result, other, _ended(again))
    board = case.replay.board
    blind |= other.blind_on(board) | blind_to(other.capabilities_on(board))
    found = compared(result, again, blind)
    if found.agrees:
        return found
    if any(power_state(event) is PowerState.INTERRUPTED for event in result.events):
        return _not_comparable(result, other, "without an agent the board had to be restarted to look into its flash")
    return _by_chance(result, case, other, profile, blind) or found


def _by_chance(
    result: Result, case: Case, other: WorldFactory, profile: Profile, blind: frozenset[EventKind]
) -> Agreement | None:
    """Find a seed with which the other world agrees: who wins a race, say, is chance in both. None if there is none."""
    if case.scenario.sweep is not None:
        return None
    for seed in range(case.replay.seed + 1, case.replay.seed + 1 + OTHER_SEEDS):
        again = run_case(case.seeded(seed, case.replay.overrides), other, profile)
        if again.outcome not in _NO_TRACE and (found := compared(result, again, blind)).agrees:
            return msgspec.structs.replace(found, seed=seed)
    return None


def compared(result: Result, again: Result, blind: frozenset[EventKind] = frozenset()) -> Agreement:
    """Compare two results of one case, both of which have a trace."""
    differ = _verdict(result) != _verdict(again) or result.points != again.points
    if differ and Outcome.SKIPPED in {result.remedy, again.remedy}:
        # One world cannot do the remedy: what both did is compared.
        return compared(_without_remedy(result), _without_remedy(again), blind)
    return Agreement(
        world=result.world,
        other=again.world,
        observables=len(observables(result.events, blind)),
        # A sweep shows one of its points: the traces of two different ones would differ whatever the worlds are like.
        difference=_difference(result, again, blind) if _shows_same(result, again) else None,
        verdicts=(_verdict(result), _verdict(again)) if differ else None,
        blind=blind,
    )


def _difference(result: Result, again: Result, blind: frozenset[EventKind]) -> Difference | None:
    return first_difference(result.events, again.events, blind=blind, moment_us=LAST_MOMENT_US)


def _shows_same(result: Result, again: Result) -> bool:
    return result.parameters == again.parameters


def _without_remedy(result: Result) -> Result:
    """Give the result as it would be had the scenario no remedy."""
    begin = next((index for index, event in enumerate(result.events) if is_in_remedy(event)), len(result.events))
    return msgspec.structs.replace(result, remedy=Outcome.NONE, events=result.events[:begin])


def _not_comparable(result: Result, other: WorldFactory, reason: str) -> Agreement:
    return Agreement(world=result.world, other=other.name, not_comparable=reason)


def _ended(result: Result) -> str:
    reason = f": {result.reason}" if result.reason else ""
    return f"{result.outcome.value} in {result.world}{reason}"


def _verdict(result: Result) -> str:
    remedy = () if result.remedy is Outcome.NONE else (f"remedy {result.remedy.value}",)
    tally = (f"{number} {name}" for name, number in result.tally.items())
    first = (f"first at {result.points[0].replay_id}",) if result.points else ()
    return ", ".join([result.outcome.value, *remedy, *tally, *first])


def compared_result(result: Result, case: Case, factory: WorldFactory, other: WorldFactory, profile: Profile) -> Result:
    """Run `case` in a world of `other` too and give `result` with what came of the comparison."""
    board = case.replay.board
    blind = factory.blind_on(board) | blind_to(factory.capabilities_on(board))
    found = agreement(result, case, other, profile, blind)
    result = msgspec.structs.replace(result, agreement=found.headline)
    if found.agrees or found.not_comparable or result.outcome is not Outcome.PASSED:
        return result
    return msgspec.structs.replace(result, outcome=Outcome.FAILED, failure=_failure(found, case), reason=found.headline)


def _failure(found: Agreement, case: Case) -> Failure:
    place = case.scenario.place
    here, there = found.verdicts or ("", "")
    if found.difference is not None:
        here, there = (text or "no more" for text in (found.difference.left, found.difference.right))
    return Failure(
        step=f"--against {found.other}: {found.headline}",
        file=place.file,
        line=place.line,
        column=place.column,
        expected=f"as in {found.other}: {there}",
        found=f"in {found.world}: {here}\n{found.text}",
        in_remedy=False,
    )
