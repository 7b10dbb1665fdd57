"""Power-cut sweeps as one HTML file that opens anywhere, in the look of the report of scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from oceanhil.app.report.sweep_letters import Mark
from oceanhil.app.report.sweep_map import MARKS, counts, heading, losses
from oceanhil.host.page_templates import page_template
from oceanhil.host.report_file import write_report
from oceanhil.simulator.sweep import CutOutcome

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from oceanhil.simulator.sweep import SweepResult

_BAD = (CutOutcome.WRONG, CutOutcome.HANGS, CutOutcome.LOST)
_COLUMNS = 64


class Cell(msgspec.Struct, frozen=True):
    """Consecutive units of one outcome within a row of the map."""

    outcome: str
    mark: Mark
    first: int
    count: int


class Drawn(msgspec.Struct, frozen=True):
    """One sweep with its map as rows of cells: (first unit, cells)."""

    heading: str
    counts: str
    is_bad: bool
    losses: tuple[tuple[str, str, str], ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]


def write_sweeps_html(results: Sequence[SweepResult], path: Path, command: str) -> None:
    """Write the page to `path`; `command` is what makes it again. Raises ReportError when it cannot be written."""
    write_report(path, render_sweeps_html(results, command))


def render_sweeps_html(results: Sequence[SweepResult], command: str) -> str:
    """Give the whole page as text."""
    totals = {outcome: sum(result.tally.get(outcome, 0) for result in results) for outcome in CutOutcome}
    return page_template("oceanhil.app.report", "sweep_map.html.j2").render(
        sweeps=[_drawn(result) for result in results],
        totals=[(outcome.value, outcome.meaning, totals[outcome]) for outcome in CutOutcome if totals[outcome]],
        points=sum(totals.values()),
        bad=sum(totals[outcome] for outcome in _BAD),
        outcomes=[(MARKS[outcome], outcome.meaning) for outcome in CutOutcome],
        command=command,
    )


def _drawn(result: SweepResult) -> Drawn:
    return Drawn(
        heading=heading(result.plan),
        counts=counts(result),
        is_bad=any(result.tally.get(outcome) for outcome in _BAD),
        losses=tuple((outcome.value, str(units), where) for outcome, units, where in losses(result)),
        rows=tuple((start, tuple(_cells(result, start))) for start in range(0, result.units, _COLUMNS)),
    )


def _cells(result: SweepResult, start: int) -> list[Cell]:
    cells: list[Cell] = []
    for unit, outcome in enumerate(result.worst[start : start + _COLUMNS], start):
        if cells and cells[-1].outcome == outcome.value:
            cells[-1] = Cell(outcome.value, MARKS[outcome], cells[-1].first, cells[-1].count + 1)
        else:
            cells.append(Cell(outcome.value, MARKS[outcome], unit, 1))
    return cells
