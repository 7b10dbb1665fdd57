"""What came of `oceanhil run --prove`: as text for a terminal, as JSON, and what other reports show of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from oceanhil.host.durations import span
from oceanhil.protocol.units import SECOND_US
from oceanhil.protocol.wording import plural
from oceanhil.scenarios.devices.proof.scenario_proof import ExpectationVerdict, ScenarioProof
from oceanhil.scenarios.devices.steps.clocks import Advance, SetTime
from oceanhil.scenarios.devices.steps.outcome import Mark
from oceanhil.scenarios.devices.touches import touched_by
from oceanhil.scenarios.mistakes import Place
from oceanhil.scenarios.step import Touch

_STEPS_SHOWN: Final = 20


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """All that was proved."""

    scenarios: tuple[ScenarioProof, ...]
    of_services: tuple[str, ...]
    """Scenarios about a service: there is no device to be changed."""
    left: int
    """So many were not come to, because somebody interrupted."""
    is_whole: bool
    seed: int
    shard: str
    wall_s: float

    @property
    def is_good(self) -> bool:
        """Whether something was proved, and nothing has to be mended."""
        return bool(self.scenarios) and not self.left and all(each.is_good for each in self.scenarios)

    def count(self, verdict: ExpectationVerdict) -> int:
        """Count the expectations with this verdict."""
        return sum(len(each.of(verdict)) for each in self.scenarios)

    @property
    def runs(self) -> int:
        """How many runs it took."""
        return sum(each.runs for each in self.scenarios)


def headline(proof: Proof) -> str:
    """Give what it comes to in a few words."""
    unproved = sum(len(each.unproved) for each in proof.scenarios)
    if unproved:
        return f"{plural(unproved, 'case was', 'cases were')} not proved"
    to_mend = proof.count(ExpectationVerdict.IDLE) + sum(len(each.outdated) for each in proof.scenarios)
    if to_mend:
        return f"{plural(to_mend, 'thing is', 'things are')} to be mended"
    return "Everything that is expected can fail" if proof.scenarios else "Nothing was proved"


class Row(msgspec.Struct, frozen=True):
    """One thing that is named: where, what, and more about it."""

    place: str
    text: str
    more: str = ""


class Part(msgspec.Struct, frozen=True):
    """Things of one kind."""

    title: str
    advice: str
    rows: tuple[Row, ...]
    is_bad: bool
    """Whether the command fails for it."""
    shown: int | None = None
    """So many at most on a terminal; None: all."""


def parts(proof: Proof) -> Sequence[Part]:
    """Give what is named, the worst first; only what there is."""
    found = [
        Part(
            "idle: nothing depends on it",
            "say more of what must be seen, or say under known_idle why it stands there",
            tuple(_of_verdict(proof, ExpectationVerdict.IDLE)),
            is_bad=True,
        ),
        Part(
            "reasons under known_idle that nothing needs any more",
            "leave them out",
            tuple(Row(str(place), text) for each in proof.scenarios for place, text in each.outdated),
            is_bad=True,
        ),
        Part(
            "not proved: it does not pass as it is",
            "mend it first: oceanhil run shows what is wrong",
            tuple(Row(case.replay_id, case.reason) for each in proof.scenarios for case in each.unproved),
            is_bad=True,
        ),
        Part(
            "not judged: no case that could be proved comes to it",
            "",
            tuple(_of_verdict(proof, ExpectationVerdict.UNJUDGED)),
            is_bad=False,
        ),
        Part(
            "loose: met without what had met it",
            "if only that will do, say it whole",
            tuple(_loose(proof)),
            is_bad=False,
        ),
        Part(
            "early: met by what came before the last step that did something",
            "put a mark before that step, or expect first what is to be seen of it",
            tuple(_early(proof)),
            is_bad=False,
        ),
        Part("kept, with a reason", "", tuple(_of_verdict(proof, ExpectationVerdict.KEPT)), is_bad=False),
        Part(
            "passes without these steps, too",
            "no mistake where a device is meant to come through them",
            tuple(
                Row(str(place), text, why_right(text)) for each in proof.scenarios for place, text in each.idle_steps
            ),
            is_bad=False,
            shown=_STEPS_SHOWN,
        ),
    ]
    return [part for part in found if part.rows]


def why_right(text: str) -> str:
    """Say why everything may rightly hold without a step."""
    name = text.partition(":")[0]
    if Touch.TIME in touched_by(name) and name not in {SetTime.name, Advance.name}:
        return "time in which invariants look on"
    if name == Mark.name:
        return "nothing was counted before it"
    return "the device is meant to come through it, or it is not needed"


def totals(proof: Proof) -> str:
    """Give the whole in one line."""
    told = [
        plural(proof.count(ExpectationVerdict.NOTICES), "expectation notices a change", "expectations notice a change"),
        f"{proof.count(ExpectationVerdict.IDLE):,} idle",
        f"{proof.count(ExpectationVerdict.KEPT):,} kept with a reason",
    ]
    unproved = sum(len(each.unproved) for each in proof.scenarios)
    told += [plural(unproved, "case not proved", "cases not proved")] if unproved else []
    told += [f"{len(proof.of_services):,} about services left out"] if proof.of_services else []
    cases = plural(sum(len(each.cases) for each in proof.scenarios), "case")
    runs = f"{plural(proof.runs, 'run')} of {cases} of {plural(len(proof.scenarios), 'scenario')}"
    return " · ".join([*told, runs, span(int(proof.wall_s * SECOND_US))])


def render_text(proof: Proof, *, is_quiet: bool = False) -> str:
    """Write it for a terminal; `is_quiet`: only what fails the command."""
    lines: list[str] = []
    for part in parts(proof):
        if is_quiet and not part.is_bad:
            continue
        number = f" ({len(part.rows):,})" if part.shown is not None else ""
        lines.append(f"{part.title}{number}{f'; {part.advice}' if part.advice else ''}")
        if part.shown is not None and len(part.rows) > part.shown:
            lines += ["  --html, --markdown and --json list them", ""]
            continue
        lines += [f"  {row.place}  {row.text}{f'  {row.more}' if row.more else ''}" for row in part.rows]
        lines.append("")
    if proof.left:
        lines.append(f"interrupted: {plural(proof.left, 'scenario was', 'scenarios were')} not proved")
    if not is_quiet or lines:
        lines.append(totals(proof))
    return "\n".join(lines)


def as_builtins(proof: Proof) -> Mapping[str, object]:
    """Give it as one JSON object: `proof` has the totals, `scenarios` everything."""
    return {
        "proof": {
            **{verdict.value: proof.count(verdict) for verdict in ExpectationVerdict},
            "idle_steps": sum(len(each.idle_steps) for each in proof.scenarios),
            "runs": proof.runs,
            "seed": proof.seed,
            "shard": proof.shard,
            "all_cases": proof.is_whole,
            "wall_s": round(proof.wall_s, 3),
            "is_good": proof.is_good,
        },
        "scenarios": [_scenario(each) for each in proof.scenarios],
        "services": list(proof.of_services),
    }


def _scenario(proof: ScenarioProof) -> Mapping[str, object]:
    return {
        "scenario": proof.scenario,
        "group": proof.group,
        "cases": list(proof.cases),
        "runs": proof.runs,
        "expectations": [
            {
                **_place(each.place),
                "step": each.text,
                "verdict": each.verdict.value,
                "noticed": dict(each.noticed),
                "because": each.because,
            }
            for each in proof.expectations
        ],
        "idle_steps": [{**_place(place), "step": text, "why": why_right(text)} for place, text in proof.idle_steps],
        "loose": [{**_place(each.place), "change": each.words} for each in proof.loose],
        "early": [{**_place(each.place), "outdone_by": each.outdone_by} for each in proof.early],
        "outdated": [{**_place(place), "step": text} for place, text in proof.outdated],
        "unproved": [{"replay_id": each.replay_id, "reason": each.reason} for each in proof.unproved],
        "invariants": sorted(each.value for each in proof.invariants),
    }


def _place(place: Place) -> Mapping[str, object]:
    return {"file": place.file, "line": place.line, "column": place.column}


def _of_verdict(proof: Proof, verdict: ExpectationVerdict) -> Iterator[Row]:
    for scenario in proof.scenarios:
        for each in scenario.of(verdict):
            yield Row(str(each.place), each.text, each.because)


def _loose(proof: Proof) -> Iterator[Row]:
    for scenario in proof.scenarios:
        texts = {each.place: each.text for each in scenario.expectations}
        for loose in scenario.loose:
            yield Row(str(loose.place), texts[loose.place], f"also where {loose.words}")


def _early(proof: Proof) -> Iterator[Row]:
    for scenario in proof.scenarios:
        texts = {each.place: each.text for each in scenario.expectations}
        for early in scenario.early:
            yield Row(str(early.place), texts[early.place], f"met before {early.outdone_by}")
