"""What the renderings have in common."""

from collections.abc import Iterable, Sequence
from typing import Final

from rich.console import Console, ConsoleOptions, JustifyMethod, RenderResult
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

_GAP: Final = 2
_ANY_WIDTH: Final = 10_000
_FOLDED_LEAST: Final = 24
"""Columns that a text must have to stand beside what it is about."""
_GOOD = frozenset({"good", "valid", "complete", "in use", "item", "ok"})
_BAD = frozenset(
    {
        "wrong",
        "bad magic",
        "bad version",
        "bad length",
        "bad checksum",
        "bad token",
        "damaged",
        "mismatch",
        "duplicate",
        "orphan",
    }
    | {"dropped", "newer format", "illegal", "half-written"}
)


def verdict(word: str) -> Text:
    """Give a verdict in its colour."""
    return Text(word, style="green" if word in _GOOD else "bold red" if word in _BAD else "dim")


def heading(text: str) -> Text:
    """Give the first line of a part."""
    return Text(f"\n{text}", style="bold")


def facts(rows: Iterable[tuple[str, str]]) -> Padding:
    """Give names and what is to be said about each, in two columns."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for name, text in rows:
        table.add_row(name, Text(text))
    return Padding(table, (0, 0, 0, 2))


def columns(names: Iterable[str], *, right: Iterable[str] = ()) -> Table:
    """Give an empty table with these columns; those in `right` hold numbers, and only the last one is ever folded."""
    return _table(tuple(names), frozenset(right), _GAP)


def _table(names: Sequence[str], right: frozenset[str], gap: int, *, folded: frozenset[str] = frozenset()) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, gap, 0, 0), show_edge=False, header_style="dim")
    for name in names:
        justify: JustifyMethod = "right" if name in right else "left"
        table.add_column(name, justify=justify, no_wrap=name not in {names[-1], *folded}, overflow="fold")
    return table


def _filled(table: Table, rows: Iterable[Sequence[str | Text]]) -> Table:
    for row in rows:
        table.add_row(*row)
    return table


class FittingTable:
    """A table of many columns whose last one is a text: on a terminal too narrow for it these texts stand below it.

    Each is named by the first cell of its row. Names, in the columns `folded`, are broken where even that has no room;
    nothing is left out.
    """

    def __init__(self, names: Sequence[str], *, right: Iterable[str] = (), folded: Iterable[str] = ()) -> None:
        self._names = names
        self._right = frozenset(right)
        self._folded = frozenset(folded)
        self._rows: list[tuple[str | Text, ...]] = []

    def add_row(self, *cells: str | Text) -> None:
        """Add a row: a cell for each column."""
        self._rows.append(cells)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the whole table, or the narrow one with its texts."""
        *others, last = self._names
        rest = _filled(_table(others, self._right, _GAP), (row[:-1] for row in self._rows))
        text = _filled(_table([last], self._right, 0), (row[-1:] for row in self._rows))
        sizes = [Measurement.get(console, options.update(max_width=_ANY_WIDTH), each).maximum for each in (rest, text)]
        if sizes[0] + _GAP + min(sizes[1], _FOLDED_LEAST) <= options.max_width:
            yield _filled(_table(self._names, self._right, _GAP), self._rows)
            return
        yield _filled(_table(others, self._right, 1, folded=self._folded), (row[:-1] for row in self._rows))
        texts = Table.grid(padding=(0, _GAP, 0, 0))
        texts.add_column(no_wrap=True, style="dim")
        texts.add_column(overflow="fold")
        for row in self._rows:
            if row[-1]:
                texts.add_row(f"{self._names[0]} {row[0]}", row[-1])
        yield texts
