"""Power-cut sweeps for programs to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from oceanhil.app.report.sweep_map import losses
from oceanhil.protocol.indented_json import indented_json
from oceanhil.simulator.sweep import CutOutcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from oceanhil.simulator.sweep import Explanation, SweepPlan, SweepResult


class Loss(msgspec.Struct, frozen=True):
    """Consecutive units that end badly, first and last included, and the flash work they lie in."""

    outcome: str
    first_unit: int
    last_unit: int
    where: str


class PlanRow(msgspec.Struct, frozen=True, kw_only=True):
    """What was swept, and how: the first fields of every row about it."""

    operation: str
    board: str
    driver: str
    store: str
    torn: str
    seeds: int
    seed: int
    faults: str
    size: int
    over: int


class SweepRow(PlanRow, frozen=True, kw_only=True):
    """One sweep. `map` has a letter for each unit: the first of its outcome, small."""

    units: int
    points: int
    outcomes: dict[str, int]
    unsteady: int
    losses: tuple[Loss, ...]
    map: str


class StepRow(msgspec.Struct, frozen=True):
    """One flash operation of an explanation."""

    first_unit: int
    last_unit: int
    text: str


class ExplanationRow(msgspec.Struct, frozen=True, kw_only=True):
    """One cut step by step; the dumps map addresses to 32 bytes in hexadecimal digits."""

    unit: int
    number: int
    done: tuple[StepRow, ...]
    interrupted: StepRow
    repairs: tuple[StepRow, ...]
    writes: tuple[StepRow, ...]
    read: str
    outcome: str
    at_cut: dict[str, str]
    after_repairs: dict[str, str]


def encode_sweeps(results: Sequence[SweepResult]) -> str:
    """Give one JSON document with every sweep."""
    return _text({"sweeps": [_row(result) for result in results]})


def encode_explanation(explanation: Explanation) -> str:
    """Give one JSON document with an explanation."""
    row = ExplanationRow(
        unit=explanation.unit,
        number=explanation.number,
        done=tuple(StepRow(each.first_unit, each.last_unit, each.text) for each in explanation.done),
        interrupted=StepRow(
            explanation.interrupted.first_unit, explanation.interrupted.last_unit, explanation.interrupted.text
        ),
        repairs=tuple(StepRow(each.first_unit, each.last_unit, each.text) for each in explanation.repairs),
        writes=tuple(StepRow(each.first_unit, each.last_unit, each.text) for each in explanation.writes),
        read=explanation.read,
        outcome=explanation.outcome.value,
        at_cut={f"{address:#x}": row.hex() for address, row in explanation.at_cut},
        after_repairs={f"{address:#x}": row.hex() for address, row in explanation.after_repairs},
    )
    return _text(row)


def plan_row(plan: SweepPlan) -> PlanRow:
    """Give the fields of a plan."""
    return PlanRow(
        operation=plan.operation.value,
        board=plan.board.value,
        driver=plan.driver.value,
        store=plan.kept.value,
        torn=plan.torn.value,
        seeds=plan.seeds,
        seed=plan.seed,
        faults=str(plan.faults),
        size=plan.size,
        over=plan.over,
    )


def _row(result: SweepResult) -> SweepRow:
    return SweepRow(
        **msgspec.structs.asdict(plan_row(result.plan)),
        units=result.units,
        points=result.points,
        outcomes={outcome.value: result.tally.get(outcome, 0) for outcome in CutOutcome},
        unsteady=result.unsteady,
        losses=tuple(Loss(outcome.value, units.first, units.last, where) for outcome, units, where in losses(result)),
        map="".join(outcome.value[0] for outcome in result.worst),
    )


def _text(value: object) -> str:
    return indented_json(value).decode()
