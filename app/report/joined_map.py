"""Maps of sweeps that differ only by seed, driver or torn model, as one map: a row for each, over the same units.

A row is as wide as a page, whatever a sweep has: a letter stands for some units, and is that of the worst point among
them. What each point came to is in the map of each case.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

import msgspec

from oceanhil.app.report.sweep_letters import Mark, Tone, marks_of
from oceanhil.app.report.swept import Stretch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from oceanhil.scenarios.result import Result
    from oceanhil.scenarios.sweep_map import MapRow, PointWord, UnitWork

_VARIED: Final = frozenset({"driver", "torn", "seed"})
"""Variables in which the cases of one map differ."""
_LETTERS: Final = 96
_ROWS_MOST: Final = 60
_TONES: Final = tuple(Tone)
_NOTHING: Final = " "


class JoinedRow(msgspec.Struct, frozen=True):
    """The points of one boot of a case; `points` has for each letter the point that it is the letter of, or nothing."""

    index: int
    """Which of the results this is."""
    label: str
    stretches: tuple[Stretch, ...]
    points: tuple[str, ...]
    work: tuple[UnitWork, ...]


class JoinedMap(msgspec.Struct, frozen=True):
    """The map of several cases of one scenario on one board; each letter stands for `every` units."""

    about: str
    marks: tuple[Mark, ...]
    every: int
    units: int
    rows: tuple[JoinedRow, ...]


def joined_maps(indices: Iterable[int], results: Sequence[Result], title: str) -> Iterator[JoinedMap]:
    """Give a map for each set of at least two of these results that differ by nothing else; sweeps of few rows only.

    `indices` are of results of one scenario on one board, which is called `title`.
    """
    groups: dict[tuple[tuple[str, str], ...], list[int]] = {}
    for index in indices:
        result = results[index]
        if result.swept is not None:
            alike = tuple(pair for pair in result.parameters.items() if pair[0] not in _VARIED)
            groups.setdefault(alike, []).append(index)
    for alike, members in groups.items():
        rows = [(index, row) for index in members for row in _rows(results[index])]
        if len(members) > 1 and len(rows) <= _ROWS_MOST:
            about = ", ".join([title, *(f"{name} {value}" for name, value in alike)])
            yield _joined(about, rows, results)


def _rows(result: Result) -> Sequence[MapRow]:
    return () if result.swept is None else result.swept.rows


def _joined(about: str, rows: Sequence[tuple[int, MapRow]], results: Sequence[Result]) -> JoinedMap:
    words = dict.fromkeys(word for index, _ in rows for word in _words(results[index]))
    marks = dict(zip(words, marks_of(words), strict=True))
    units = max(row.unit(len(row.ended_as) - 1) for _, row in rows) + 1
    every = -(-units // _LETTERS)
    has_boots = len({row.label for _, row in rows}) > 1
    made = tuple(
        JoinedRow(
            index,
            _label(results[index], row, has_boots=has_boots),
            *_letters(row, _words(results[index]), marks, every),
            row.work,
        )
        for index, row in rows
    )
    return JoinedMap(about, tuple(marks.values()), every, units, made)


def _words(result: Result) -> Sequence[PointWord]:
    return () if result.swept is None else result.swept.words


def _label(result: Result, row: MapRow, *, has_boots: bool) -> str:
    varied = [
        value if name != "seed" else f"seed {value}" for name, value in result.parameters.items() if name in _VARIED
    ]
    seed = [f"seed {result.seed}"] if result.seed else []
    return ", ".join([*varied, *seed, *([row.label] if has_boots else [])]) or row.label


def _letters(
    row: MapRow, words: Sequence[PointWord], marks: Mapping[PointWord, Mark], every: int
) -> tuple[tuple[Stretch, ...], tuple[str, ...]]:
    """Give the letters of a row, one for `every` units, and the point of each."""
    letters: list[Mark | None] = []
    points: list[str] = []
    columns = {
        letter: list(those) for letter, those in groupby(range(len(row.ended_as)), lambda at: row.unit(at) // every)
    }
    for letter in range(max(columns) + 1):
        if not (those := columns.get(letter)):
            letters.append(None)
            points.append("")
            continue
        worst = max(those, key=lambda at: _loudness(words[row.ended_as[at]], marks))
        letters.append(marks[words[row.ended_as[worst]]])
        points.append(row.point(worst))
    stretches = tuple(_stretch(mark, len(tuple(same))) for mark, same in groupby(letters))
    return stretches, tuple(points)


def _loudness(word: PointWord, marks: Mapping[PointWord, Mark]) -> tuple[bool, int]:
    return word.is_bad, _TONES.index(marks[word].tone)


def _stretch(mark: Mark | None, count: int) -> Stretch:
    """Give letters of one mark; where no point of the sweep is, of none."""
    return Stretch(mark or Mark(_NOTHING, Tone.QUIET, ""), (mark.letter if mark is not None else _NOTHING) * count)
