"""A power-cut sweep on a terminal: counts, the units that lose something, and a map with one cell a unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from oceanhil.app.report.sweep_letters import STYLES, known_mark
from oceanhil.simulator.sweep import CutOutcome, SweepResult, UnitRange
from oceanhil.simulator.sweep.operation_text import describe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oceanhil.simulator.sweep import Explanation, SweepPlan
    from oceanhil.simulator.sweep.explanation import Step

MARKS = {outcome: known_mark(outcome.value) for outcome in CutOutcome}
#: Outcomes whose units are named one by one.
NAMED = (CutOutcome.WRONG, CutOutcome.HANGS, CutOutcome.LOST, CutOutcome.CORRUPT)
_MARGIN = 8
_NARROWEST = 16


def heading(plan: SweepPlan) -> str:
    """Say what was swept."""
    ways = (
        f"{plan.torn.value}, {plan.seeds} seed{'s' * (plan.seeds != 1)} from {plan.seed}"
        if plan.torn.is_random
        else plan.torn.value
    )
    return f"{plan.title}  {plan.place}  {plan.kept.value}  {ways}  {plan.faults}".rstrip()


def counts(result: SweepResult) -> str:
    """Say how many cuts ended how."""
    found = [f"{outcome.value} {result.tally[outcome]:,}" for outcome in CutOutcome if result.tally.get(outcome)]
    several = f" x {result.plan.seeds} = {result.points:,} cuts" if result.points != result.units else ""
    unsteady = f", unsteady {result.unsteady:,}" if result.unsteady else ""
    return f"{result.units:,} cut points{several}: {', '.join(found) or 'nothing to cut'}{unsteady}"


def losses(result: SweepResult) -> Iterator[tuple[CutOutcome, UnitRange, str]]:
    """Yield every range of units that ends badly, with the flash work it lies in."""
    for outcome in NAMED:
        for units in result.ranges(outcome):
            first, last = _place(result, units.first), _place(result, units.last)
            seed = result.worst_seed.get(units.first)
            example = "" if seed is None else f" (with seed number {seed})"
            yield outcome, units, (first if first == last else f"{first}, to {last}") + example


def render(result: SweepResult, width: int, *, with_map: bool = True) -> Text:
    """Give the whole block for one sweep, `width` characters wide."""
    text = Text()
    text.append(f"{heading(result.plan)}\n", style="bold")
    text.append(f"  {counts(result)}\n")
    for outcome, units, where in losses(result):
        text.append(f"  {outcome.value} at {units}", style=_style(outcome))
        text.append(f"  {where}\n")
    if with_map:
        _draw(result, width, text)
    return text


def legend() -> Text:
    """Explain the cells."""
    text = Text()
    for outcome in CutOutcome:
        text.append(MARKS[outcome].letter, style=_style(outcome))
        text.append(f" {outcome.value}: {outcome.meaning}\n")
    text.append("a unit is one byte programmed or one sector erased; power is lost after so many units\n", style="dim")
    return text


def tell(explanation: Explanation, *, with_dump: bool) -> Text:
    """Give one cut step by step."""
    plan = explanation.plan
    text = Text()
    seed = f", seed number {explanation.number}" if plan.torn.is_random else ""
    text.append(f"{plan.title}  {plan.place}  {plan.kept.value}  {plan.torn.value}{seed}", style="bold")
    text.append(f"\n\npower is lost after unit {explanation.unit}. before that, by units:\n")
    _steps(text, explanation.done)
    inside = explanation.unit > explanation.interrupted.first_unit
    text.append("torn by the cut:\n" if inside else "never begun:\n", style="bold")
    _steps(text, (explanation.interrupted,))
    text.append("the next boot mounts, and repairs:\n", style="bold")
    _steps(text, explanation.repairs)
    if explanation.writes:
        text.append("what the sketch opens writes:\n", style="bold")
        _steps(text, explanation.writes)
    text.append("then ")
    text.append(explanation.read, style="bold")
    text.append(": ")
    text.append(f"{explanation.outcome.value}, {explanation.outcome.meaning}\n", style=_style(explanation.outcome))
    if with_dump:
        _dump(text, "flash at the cut", explanation.at_cut)
        _dump(text, "flash after the mount", explanation.after_repairs)
    return text


def _style(outcome: CutOutcome) -> str:
    return STYLES[MARKS[outcome].tone]


def _place(result: SweepResult, unit: int) -> str:
    operation = result.operation_at(unit)
    what = describe(operation, result.plan.board)
    return f"{'before' if operation.first_unit == unit else 'inside'} {what}"


def _draw(result: SweepResult, width: int, text: Text) -> None:
    columns = max(_NARROWEST, (width - _MARGIN) // 8 * 8)
    for start in range(0, result.units, columns):
        text.append(f"{start:>6}  ", style="dim")
        for outcome in result.worst[start : start + columns]:
            text.append(MARKS[outcome].letter, style=_style(outcome))
        text.append("\n")


def _steps(text: Text, steps: Iterable[Step]) -> None:
    rows = list(steps)
    for step in rows:
        units = str(step.first_unit) if step.first_unit == step.last_unit else f"{step.first_unit}-{step.last_unit}"
        text.append(f"  {units:>9}  ", style="dim")
        text.append(f"{step.text}\n")
    if not rows:
        text.append("             nothing\n", style="dim")


def _dump(text: Text, title: str, rows: Iterable[tuple[int, bytes]]) -> None:
    text.append(f"\n{title}, rows of 32 bytes that are not blank:\n", style="bold")
    for address, row in rows:
        text.append(f"  {address:#08x}  ", style="dim")
        text.append(f"{row.hex(' ')}\n")
