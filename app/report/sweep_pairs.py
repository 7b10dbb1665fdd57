"""The certificate of a sweep over pairs of power cuts: how many there were, and what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from oceanhil.app.report.sweep_map import heading
from oceanhil.app.report.sweep_map_json import PlanRow, plan_row
from oceanhil.protocol.indented_json import indented_json
from oceanhil.simulator.sweep import CutOutcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from oceanhil.simulator.sweep import Pair, PairsResult


class PairRow(msgspec.Struct, frozen=True):
    """Two cuts that ended badly."""

    first: int
    second: int
    number: int
    outcome: str


class PairsRow(PlanRow, frozen=True, kw_only=True):
    """One sweep over pairs."""

    units: int
    pairs: int
    tried: int
    unkept: int
    states: int
    digest: str
    outcomes: dict[str, int]
    worst: tuple[PairRow, ...]


def certificate(result: PairsResult) -> str:
    """Say what was cut, how it ended, and the pairs to look at."""
    ends = ", ".join(f"{outcome.value} {result.tally[outcome]:,}" for outcome in CutOutcome if outcome in result.tally)
    lines = [
        heading(result.plan),
        f"  {result.units:,} cut points, {result.pairs:,} pairs of cuts: {ends or 'nothing to cut'}",
        (
            f"  {result.pairs - result.tried:,} symmetric ones pruned, {result.states:,} distinct states of flash, "
            f"{result.unkept:,} neither old nor new, sha256 {result.digest[:16]}"
        ),
        *(f"  {_words(pair, several=result.plan.seeds > 1)}" for pair in result.worst),
    ]
    return "\n".join(lines)


def total(results: Sequence[PairsResult]) -> str:
    """Say what came of several sweeps together."""
    pairs, tried = sum(each.pairs for each in results), sum(each.tried for each in results)
    states, unkept = sum(each.states for each in results), sum(each.unkept for each in results)
    return (
        f"{len(results):,} sweeps: {pairs:,} pairs of cuts, {pairs - tried:,} symmetric ones pruned, "
        f"{states:,} distinct states, {unkept:,} neither old nor new"
    )


def encode_pairs(results: Sequence[PairsResult]) -> str:
    """Give one JSON document with every sweep over pairs."""
    return indented_json({"pairs": [_row(result) for result in results]}).decode()


def _words(pair: Pair, *, several: bool) -> str:
    seed = f" (with seed number {pair.number})" if several else ""
    return f"{pair.outcome.value} after cuts at {pair.first} and {pair.second}{seed}"


def _row(result: PairsResult) -> PairsRow:
    return PairsRow(
        **msgspec.structs.asdict(plan_row(result.plan)),
        units=result.units,
        pairs=result.pairs,
        tried=result.tried,
        unkept=result.unkept,
        states=result.states,
        digest=result.digest,
        outcomes={outcome.value: result.tally.get(outcome, 0) for outcome in CutOutcome},
        worst=tuple(PairRow(pair.first, pair.second, pair.number, pair.outcome.value) for pair in result.worst),
    )
