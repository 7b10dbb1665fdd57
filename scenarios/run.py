"""How one run of a case went, and what reports show of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from oceanhil.scenarios.measures import Reading
from oceanhil.scenarios.mistakes import Mistakes, Place
from oceanhil.scenarios.result import Failure, Outcome, Result
from oceanhil.scenarios.scenario import Case
from oceanhil.scenarios.trace import Event
from oceanhil.scenarios.world_terms import Capability

LOOKED_PAST = "looked_past"
"""The fact of a run that it went on behind the breach of an invariant: of which."""
_BETWEEN: Final = "; "


def past_text(known: Iterable[str]) -> str:
    """Give the fact `LOOKED_PAST`, of those of several runs too: what was looked past, as it was given, each once."""
    return _BETWEEN.join(dict.fromkeys(_BETWEEN.join(known).split(_BETWEEN)))


def was_met(past: str, facts: Mapping[str, str]) -> bool:
    """Tell whether a case with these facts met a breach that this names."""
    return f"{_BETWEEN}{past}{_BETWEEN}" in f"{_BETWEEN}{facts.get(LOOKED_PAST, '')}{_BETWEEN}"


CUT_AT = "cut_at"
"""The fact of a sweep that cut power at some of the units only: which, of how many."""
POLLS_EVERY = "polls_every"
"""The fact of a run whose firmware polls at another interval than the one of its profile."""
UNCOLLECTED = "uncollected_headers"
"""The fact of a run whose program asks for headers of answers that its HTTP library was not told to keep: which."""
WRITTEN_BEYOND = "written_beyond_eeprom"
"""The fact of a run whose program writes to EEPROM beyond the size that it was begun with: what."""


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """How one run went."""

    outcome: Outcome
    remedy: Outcome
    reason: str = ""
    failed_in: str = ""
    """The step in which the world failed, by name."""
    failure: Failure | None = None
    outcomes: tuple[str, ...] = ()
    """What the classify steps found."""
    is_classified: bool = True
    """Whether they could look for it; no tally judges a run in which they could not."""
    units: int = 0
    """Of a counting run: units of work in the boot that was asked for."""
    no_units: str = ""
    """Of a counting run without any: why there are none."""
    simulated_us: int = 0
    facts: Mapping[str, str] = {}
    measures: Mapping[str, Reading] = {}
    events: tuple[Event, ...] = ()
    can_be_kept: bool = False
    """Whether the world was one of which moments can be kept."""
    is_past_only: bool = False
    """Whether it failed by nothing but a breach that is looked past."""


def unreached(remedy: Sequence[object], outcome: Outcome, reason: str, facts: Mapping[str, str] | None = None) -> Run:
    """Give a run that did not come to its remedy, if it has one."""
    return Run(outcome=outcome, remedy=Outcome.SKIPPED if remedy else Outcome.NONE, reason=reason, facts=facts or {})


def failure_at(
    place: Place, step: str, found: tuple[str, str], *, in_remedy: bool = False, number: str = ""
) -> Failure:
    """Say that `step` failed at `place`: `found` is what was expected and what there was, `number` an invariant's."""
    expected, seen = found
    return Failure(
        step=step,
        file=place.file,
        line=place.line,
        column=place.column,
        expected=expected,
        found=seen,
        in_remedy=in_remedy,
        invariant=number,
    )


def lacking_text(lacking: frozenset[Capability]) -> str:
    """Name capabilities, for messages."""
    return ", ".join(sorted(capability.value for capability in lacking))


def result_of(case: Case, world: str, run: Run, tally: Mapping[str, int] | None = None) -> Result:
    """Give what reports show of a case that ran, or could not run, in the world of that name."""
    scenario = case.scenario
    about = {scenario.language.subject: case.replay.subject.value}
    return Result(
        scenario=scenario.id,
        title=scenario.title,
        group=scenario.group,
        board=about.get("board", ""),
        service=about.get("service", ""),
        world=world,
        seed=case.replay.seed,
        parameters=case.parameters,
        replay_id=case.replay_id,
        outcome=run.outcome,
        remedy=run.remedy,
        reason=run.reason,
        failure=run.failure,
        simulated_us=run.simulated_us,
        tally=dict(sorted((tally or {}).items())),
        facts=run.facts,
        measures={} if case.is_whole_sweep else run.measures,
        events=run.events,
        without=dict(sorted((each.value, why) for each, why in case.bind(Mistakes()).unjudged.items())),
    )
