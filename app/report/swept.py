"""The map of a case's sweep: lines of letters in every report, and on a page ranges that can be gone to by keys."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

import msgspec

from oceanhil.app.report.sweep_letters import Mark, marks_of
from oceanhil.protocol.wording import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oceanhil.scenarios.sweep_map import MapRow, SweepMap, UnitWork

_COLUMNS: Final = 64
_LINES_MOST: Final = 400
_RANGES_MOST: Final = 60
_TEXT_LINES_MOST: Final = 24


class Stretch(msgspec.Struct, frozen=True):
    """Neighbours that came to the same: their mark and their letters."""

    mark: Mark
    letters: str


class Line(msgspec.Struct, frozen=True):
    """Up to 64 points: the first one's unit and place in a replay ID, and units from one to the next."""

    unit: int
    place: str
    every: int
    stretches: tuple[Stretch, ...]

    @property
    def count(self) -> int:
        """How many points it has."""
        return sum(len(each.letters) for each in self.stretches)


class Range(msgspec.Struct, frozen=True):
    """Points in a row that came to the same: the units of the first and the last, and the first in a replay ID."""

    mark: Mark
    first: int
    last: int
    point: str

    @property
    def units(self) -> str:
        """The units in words."""
        return f"{self.first:,}" if self.first == self.last else f"{self.first:,} to {self.last:,}"


class RowView(msgspec.Struct, frozen=True):
    """One boot."""

    label: str
    lines: tuple[Line, ...]
    ranges: tuple[Range, ...]
    work: tuple[UnitWork, ...]


class SweptView(msgspec.Struct, frozen=True):
    """The whole map; `left_out` lines are more than a page can be asked to show."""

    marks: tuple[Mark, ...]
    rows: tuple[RowView, ...]
    left_out: int


def view_of(swept: SweepMap) -> SweptView:
    """Lay the map of a sweep out in lines."""
    marks = marks_of(swept.words)
    rows: list[RowView] = []
    lines = ranges = 0
    for row in swept.rows:
        shown = tuple(_lines(row, marks))[: max(0, _LINES_MOST - lines)]
        # Whatever is left as it should be needs no button.
        named = tuple(each for each in _ranges(row, marks) if each.mark.letter != ".")[: max(0, _RANGES_MOST - ranges)]
        lines, ranges = lines + len(shown), ranges + len(named)
        if shown:
            rows.append(RowView(row.label, shown, named, row.work))
    whole = sum(-(-len(row.ended_as) // _COLUMNS) for row in swept.rows)
    return SweptView(marks, tuple(rows), whole - lines)


def map_lines(swept: SweepMap) -> Iterator[str]:
    """Give the map as plain text: what letters mean, then each boot that has a point which the scenario refuses.

    A line of letters begins with the unit of its first point. Lines beyond what a text should have are counted.
    """
    marks = marks_of(swept.words)
    yield "map: " + ", ".join(f"{each.letter} {each.name}" for each in marks)
    bad_rows = [row for row in swept.rows if swept.is_bad(row)]
    lines = [(row, line) for row in bad_rows for line in _lines(row, marks)]
    label = ""
    for row, line in lines[:_TEXT_LINES_MOST]:
        if row.label != label:
            label = row.label
            yield f"  {label}, a letter for each {'unit' if row.every == 1 else plural(row.every, 'unit')}"
        yield f"  {line.unit:>8,}  {''.join(each.letters for each in line.stretches)}"
    if len(lines) > _TEXT_LINES_MOST:
        yield f"  and {len(lines) - _TEXT_LINES_MOST:,} more lines, all of them in the report as HTML"
    if good := len(swept.rows) - len(bad_rows):
        yield f"  and {plural(good, 'boot')} without such a point"


def _lines(row: MapRow, marks: tuple[Mark, ...]) -> list[Line]:
    return [
        Line(
            unit=row.unit(start),
            place=row.point(start).rpartition(".")[0],
            every=row.every,
            stretches=tuple(
                Stretch(marks[word], marks[word].letter * len(tuple(same)))
                for word, same in groupby(row.ended_as[start : start + _COLUMNS])
            ),
        )
        for start in range(0, len(row.ended_as), _COLUMNS)
    ]


def _ranges(row: MapRow, marks: tuple[Mark, ...]) -> list[Range]:
    found: list[Range] = []
    start = 0
    for word, same in groupby(row.ended_as):
        count = len(tuple(same))
        found.append(Range(marks[word], row.unit(start), row.unit(start + count - 1), row.point(start)))
        start += count
    return found
