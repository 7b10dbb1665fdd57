"""The map of a sweep: for each point the word that it was counted as, in rows of units, small enough for every report.

A row is a boot in which power is lost, behind the cuts that came before; its columns are units of flash work. A sweep
has thousands of points and few words, so points stand as places in `SweepMap.words`.
"""

from collections.abc import Iterator, Sequence

import msgspec

from oceanhil.scenarios.scalars import CutPoint


class PointWord(msgspec.Struct, frozen=True):
    """What points came to: the name of an outcome, and whether the scenario refuses such a point."""

    name: str
    is_bad: bool


class UnitWork(msgspec.Struct, frozen=True):
    """An operation of flash: it begins when `first` units are done, is whole at `end`, and is called `words`."""

    first: int
    end: int
    words: str


class MapRow(msgspec.Struct, frozen=True):
    """Points of one boot, at 0, `every`, 2 x `every` … units; `before` are the cuts before them, as in a replay ID."""

    boot: int
    every: int
    ended_as: tuple[int, ...]
    """Of each point the place in `SweepMap.words`."""
    before: str = ""
    work: tuple[UnitWork, ...] = ()
    """What was done in flash in that boot, of a sweep that failed, where that could be looked at."""

    @property
    def label(self) -> str:
        """What all points of the row have in common."""
        return f"boot {self.boot}" + (f", behind {self.before}" if self.before else "")

    def unit(self, column: int) -> int:
        """Give the unit of a column."""
        return column * self.every

    def point(self, column: int) -> str:
        """Give the point of a column, as it stands in a replay ID."""
        return f"{self.before}:{self.boot}.{self.unit(column)}" if self.before else f"{self.boot}.{self.unit(column)}"


class SweepMap(msgspec.Struct, frozen=True):
    """All points of a sweep that ran; `replay_id` is that of a point, with `{}` in the place of the point."""

    replay_id: str
    words: tuple[PointWord, ...]
    rows: tuple[MapRow, ...]

    @property
    def points(self) -> int:
        """How many points it has."""
        return sum(len(row.ended_as) for row in self.rows)

    @property
    def bad_points(self) -> int:
        """How many of them the scenario refuses."""
        return sum(self.words[word].is_bad for row in self.rows for word in row.ended_as)

    def is_bad(self, row: MapRow) -> bool:
        """Tell whether a row of it has a bad point."""
        return any(self.words[word].is_bad for word in row.ended_as)


class Neighbours(msgspec.Struct, frozen=True):
    """Two points of one row: a bad one, and the nearest to it that is good."""

    row: MapRow
    good: int
    bad: int


class MapMaker:
    """Takes the points of a sweep in their order, and gives the map of them."""

    def __init__(self) -> None:
        self._words: dict[PointWord, int] = {}
        self._rows: list[tuple[CutPoint, list[CutPoint], list[int]]] = []
        self._every: list[int | None] = []
        """Of each row the units from one of its points to the next, None: it has one only."""

    def add(self, at: CutPoint, word: PointWord) -> None:
        """Take the next point."""
        *before, last = at.cuts
        number = self._words.setdefault(word, len(self._words))
        if not self._rows or self._rows[-1][1] != before:
            self._rows.append((last, before, []))
            self._every.append(None)
        elif self._every[-1] is None:
            self._every[-1] = last.unit - self._rows[-1][0].unit
        self._rows[-1][2].append(number)

    def map(self, replay_id: str, every: int) -> SweepMap | None:
        """Give what came so far; `every` is told of a row with one point. None where there is nothing."""
        if not self._rows:
            return None
        rows = (
            MapRow(first.boot, found or every, tuple(ended), ":".join(str(each) for each in before))
            for (first, before, ended), found in zip(self._rows, self._every, strict=True)
        )
        return SweepMap(replay_id, tuple(self._words), tuple(rows))


def neighbours(swept: SweepMap) -> Neighbours | None:
    """Give the first bad point that has a good one in its row, with the nearest of these; the one before it, of two."""
    return next(all_neighbours(swept), None)


def all_neighbours(swept: SweepMap) -> Iterator[Neighbours]:
    """Give all such bad points, each with its nearest: first those with which a range of equals begins."""
    rows = [(row, [swept.words[each].is_bad for each in row.ended_as]) for row in swept.rows]
    rows = [(row, is_bad) for row, is_bad in rows if not all(is_bad)]
    for wants_first in (True, False):
        for row, is_bad in rows:
            good = [column for column, bad in enumerate(is_bad) if not bad]
            for column, bad in enumerate(is_bad):
                is_first = column == 0 or row.ended_as[column] != row.ended_as[column - 1]
                if bad and is_first is wants_first:
                    yield Neighbours(row, _nearest(good, column), column)


def _nearest(columns: Sequence[int], to: int) -> int:
    return min(columns, key=lambda each: (abs(each - to), each))
