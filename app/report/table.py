"""The table that ends a run on the terminal: scenarios by boards, the totals, and why cases did not run.

rich lays it out. A table of nothing but passed cases that fits its place is laid out here too, in the same characters,
for a run that does not wait for rich to load.
"""

from __future__ import annotations

import shlex
from textwrap import wrap
from typing import TYPE_CHECKING

import msgspec

from oceanhil.app.report.agreement import Agreements, count_agreements
from oceanhil.app.report.causes import Cause, failure_causes, past_of, pointed_to
from oceanhil.app.report.hints import hints
from oceanhil.app.report.summary import (
    Cell,
    Counts,
    Matrix,
    build_matrix,
    count,
    error_causes,
    in_a_line,
    passed_over,
    skip_reasons,
    unjudged,
)
from oceanhil.app.report.ways import details_of
from oceanhil.host.durations import span
from oceanhil.host.visible_text import visible
from oceanhil.protocol.units import SECOND_US
from oceanhil.protocol.wording import agreed, plural
from oceanhil.scenarios.result import Outcome, Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
    from rich.table import Table
    from rich.text import Text

_Parts = list[tuple[str, str]]
"""A text in parts, each with its style."""

_NAMES = "scenario"
_WIDE_FROM = 108
_WORTH_SORTING = 2
_BETWEEN = 2
_BELOW_NAME = " " * 4
_STYLES = {
    Outcome.PASSED: "green",
    Outcome.FAILED: "bold red",
    Outcome.ERROR: "bold yellow",
    Outcome.SKIPPED: "dim",
    Outcome.NONE: "",
}


class _Signs(msgspec.Struct, frozen=True):
    passed: str
    failed: str
    skipped: str
    dot: str

    def of(self, outcome: Outcome) -> str:
        signs = {Outcome.PASSED: self.passed, Outcome.FAILED: self.failed, Outcome.SKIPPED: self.skipped}
        return signs.get(outcome, "!")


_GLYPHS = _Signs("✓", "✗", "-", " · ")
_ASCII = _Signs("ok", "FAIL", "-", ", ")


class SummaryTable:
    """A rich renderable; it picks its signs and its width when it is printed, from the console it is printed on."""

    def __init__(self, results: Sequence[Result], wall_s: float, report: Path | None) -> None:
        self._results = results
        self._wall_s = wall_s
        self._report = report

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        from rich.text import Text

        signs = _ASCII if options.ascii_only else _GLYPHS
        counts = count(self._results)
        # Cases without a board have a table of their own: one more column would be empty for all others.
        for results in (_of_boards(self._results), _of_services(self._results)):
            if any(result.outcome is not Outcome.SKIPPED for result in results):
                yield from _laid_out(build_matrix(results), signs, options.max_width)
                yield Text()
        yield from _failed(failure_causes(self._results), signs.failed)
        yield from _grouped("errors", error_causes(self._results), signs.of(Outcome.ERROR), "yellow")
        yield from _grouped("skipped", skip_reasons(self._results), signs.skipped, "dim")
        yield from (Text(line, style="dim") for line in unjudged(self._results))
        yield from (Text(line, style="dim") for line in passed_over(self._results))
        yield from (Text(line, style="yellow") for line in hints(self._results))
        yield Text.assemble(*_totals(counts, self._wall_s, signs))
        if (agreements := count_agreements(self._results)) is not None:
            yield _compared(agreements, signs)
        if self._report is not None:
            yield Text(f"report: {self._report}", overflow="fold")


def render_table(results: Sequence[Result], wall_s: float = 0.0, report: Path | None = None) -> SummaryTable:
    """Make the table of `results`; `wall_s` is how long the session took, `report` the HTML file it wrote, if any."""
    return SummaryTable(results, wall_s, report)


def _of_boards(results: Sequence[Result]) -> Sequence[Result]:
    return [result for result in results if not result.service]


def _of_services(results: Sequence[Result]) -> Sequence[Result]:
    return [result for result in results if result.service]


def passed_text(results: Sequence[Result], wall_s: float, width: int, *, is_ascii: bool) -> str | None:
    """Write the table of runs on boards that all passed, in as many columns; None if only rich can lay it out."""
    signs, matrix = _ASCII if is_ascii else _GLYPHS, build_matrix(results)
    rows = [[_NAMES, *_heads(matrix, signs)]]
    for row in _rows(matrix, signs, wide=width >= _WIDE_FROM):
        name = " " * row.indent + row.name
        if not (name.isascii() and name.isprintable()):
            return None
        rows.append([name, *("".join(text for text, _ in cell) for cell in row.cells)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if sum(widths) + 2 * (len(widths) - 1) > width:
        return None
    lines = ["  ".join(cell.ljust(wide) for cell, wide in zip(row, widths, strict=True)) for row in rows]
    totals = "".join(text for text, _ in _totals(count(results), wall_s, signs))
    return "\n".join([*lines, "", *unjudged(results), totals])


class _Row(msgspec.Struct, frozen=True):
    indent: int
    name: str
    style: str
    cells: list[_Parts]


def _heads(matrix: Matrix, signs: _Signs) -> list[str]:
    return [column.replace(" · ", signs.dot) for column in matrix.columns]


def _rows(matrix: Matrix, signs: _Signs, *, wide: bool) -> Iterable[_Row]:
    """Give the name of each group, and under it its scenarios."""
    for group in matrix.groups:
        yield _Row(0, group.name or "other", "bold", [[] for _ in matrix.columns])
        for row in group.rows:
            cells = [_cell(row.cells.get(column), signs, wide=wide) for column in matrix.columns]
            yield _Row(2, row.scenario, "", cells)


def _laid_out(matrix: Matrix, signs: _Signs, width: int) -> Iterable[RenderableType]:
    """Put boards beside each other where the longest word of a name has room beside them, else below each other."""
    heads, rows = _heads(matrix, signs), list(_rows(matrix, signs, wide=width >= _WIDE_FROM))
    left = width - sum(_widths(heads, rows))
    if left < max(len(_NAMES), *(row.indent + len(word) for row in rows for word in _lines(row.name, 1))):
        yield from _stacked(heads, rows, width)
    else:
        yield _table(heads, rows, left)


def _table(heads: Sequence[str], rows: Sequence[_Row], left: int) -> Table:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, _BETWEEN, 0, 0), show_edge=False, header_style="dim")
    table.add_column(_NAMES)
    for head in heads:
        table.add_column(head, no_wrap=True)
    for row in rows:
        name = Text("\n".join(_lines(row.name, left - row.indent)), style=row.style)
        table.add_row(Padding(name, (0, 0, 0, row.indent)), *(Text.assemble(*cell) for cell in row.cells))
    return table


def _stacked(heads: Sequence[str], rows: Iterable[_Row], width: int) -> Iterator[Text]:
    from rich.text import Text

    longest = max(map(len, heads))
    for row in rows:
        yield from (Text(" " * row.indent + line, style=row.style) for line in _lines(row.name, width - row.indent))
        for head, cell in zip(heads, row.cells, strict=True):
            if cell:
                yield Text.assemble(_BELOW_NAME, (head.ljust(longest + _BETWEEN), "dim"), *cell)


def _lines(name: str, width: int) -> Sequence[str]:
    """Break a name at its hyphens, never inside a word, even one that is longer than `width`."""
    return wrap(name, max(width, 1), break_long_words=False)


def _widths(heads: Sequence[str], rows: Iterable[_Row]) -> Iterator[int]:
    """Give what each column of boards takes, with what stands between it and the one before it."""
    texts = [["".join(text for text, _ in cell) for cell in row.cells] for row in rows]
    for at, head in enumerate(heads):
        yield _BETWEEN + max(len(head), *(len(each[at]) for each in texts))


def _cell(cell: Cell | None, signs: _Signs, *, wide: bool) -> _Parts:
    if cell is None:
        return []
    cure = [(signs.dot, "dim"), (f"cure {signs.of(cell.remedy)}", _STYLES[cell.remedy])]
    return [
        (f"{signs.of(cell.outcome)}{_number(cell, wide=wide)}", _STYLES[cell.outcome]),
        *(cure if cell.remedy is not Outcome.NONE else []),
    ]


def _number(cell: Cell, *, wide: bool) -> str:
    runs = len(cell.runs)
    if cell.outcome in {Outcome.FAILED, Outcome.ERROR} and runs > 1:
        return f" {cell.counts.failed + cell.counts.known + cell.counts.errors}/{runs}"
    if cell.outcome is Outcome.PASSED and cell.counts.skipped:
        # What was left out did not pass.
        return f" {cell.counts.passed}/{runs}"
    if runs == 1:
        return " error" if cell.outcome is Outcome.ERROR else ""
    return f" {plural(runs, 'case')}" if wide else f" {runs}"


def _grouped(title: str, causes: Mapping[str, Sequence[Result]], sign: str, style: str) -> Iterable[Group]:
    """Give what did not run under the reason why, with every name: what a world cannot do must not be hidden."""
    if not causes:
        return
    from rich.console import Group
    from rich.text import Text

    lines = [Text(title, style="bold")]
    for cause, results in causes.items():
        names = ", ".join(dict.fromkeys(result.scenario for result in results))
        # What has more lines, such as a compiler's words, was shown whole with its case.
        lines.append(Text(f"  {len(results):,} {sign} {in_a_line(cause)}; in {names}", style=style))
    yield Group(*lines, Text())


def _failed(causes: Sequence[Cause[Result]], sign: str) -> Iterable[Group]:
    """Give the failures under their causes, each with the case to look at; one failure alone was shown above."""
    failed = sum(len(cause.results) for cause in causes)
    if failed < _WORTH_SORTING:
        return
    from rich.console import Group
    from rich.text import Text

    lines = [Text(f"failed: {plural(failed, 'case')}, {plural(len(causes), 'cause')}", style="bold")]
    for cause in causes:
        lines.append(Text(f"  {len(cause.results):,} {sign} {visible(cause.heading)}", style=_STYLES[Outcome.FAILED]))
        told = (*details_of(cause), *pointed_to(cause))
        lines += [Text(f"      {visible(each)}") for each in told]
        names = ", ".join(dict.fromkeys(result.scenario for result in cause.results))
        lines.append(Text(f"      look at {cause.clearest.replay_id}; in {names}", style="dim"))
        if past := past_of(cause, failed):
            advice = f"each of these cases ended there; to see what else is wrong: --past {shlex.quote(past)}"
            lines.append(Text(f"      {visible(advice)}"))
    yield Group(*lines, Text())


def _compared(agreements: Agreements, signs: _Signs) -> Text:
    """Sum up `--against`; reasons of this world's own stand above, so only those of the other one are repeated."""
    from rich.text import Text

    good = Outcome.PASSED if agreements.agree else Outcome.SKIPPED
    text = Text(agreements.headline, style=_STYLES[Outcome.FAILED if agreements.differ else good])
    not_here = agreements.left_out - sum(map(len, agreements.not_in_other.values()))
    if not_here:
        text.append(f" ({not_here:,} did not run here)", style="dim")
    for reason, results in agreements.not_in_other.items():
        text.append(f"\n  {len(results):,} {signs.skipped} {reason}", style="dim")
    return text


def _totals(counts: Counts, wall_s: float, signs: _Signs) -> _Parts:
    parts: _Parts = []
    for number, name, outcome in (
        (counts.passed, "passed", Outcome.PASSED),
        (counts.failed, "failed", Outcome.FAILED),
        (counts.errors, agreed(counts.errors, "error"), Outcome.ERROR),
        (counts.skipped, "skipped", Outcome.SKIPPED),
    ):
        parts += [(", ", "")] if parts else []
        parts.append((f"{number:,} {name}", _STYLES[outcome] if number else "dim"))
    if counts.known:
        parts += [(", ", ""), (f"{counts.known:,} known to fail", "yellow")]
    tried = counts.remedies_passed + counts.remedies_failed
    if tried:
        of = f" of {tried:,}" if counts.remedies_failed else ""
        style = _STYLES[Outcome.FAILED if counts.remedies_failed else Outcome.PASSED]
        parts += [(signs.dot, ""), (f"{counts.remedies_passed:,}{of} {agreed(tried, 'remedy')} verified", style)]
    if wall_s:
        simulated = f" ({span(counts.simulated_us)} simulated)" if counts.simulated_us else ""
        parts += [(signs.dot, ""), (f"{span(int(wall_s * SECOND_US))}{simulated}", "dim")]
    return parts
