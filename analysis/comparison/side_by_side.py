"""The first difference as rows of two columns, for a terminal, for reports in plain text and for pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.table import Table

    from oceanhil.scenarios.comparison import Difference

SAME, DIFFERS = " ", "≠"
_NO_MORE = "(no more)"
_COLUMN_MAX = 70


class Row(msgspec.Struct, frozen=True):
    """A place of a stream, counted from 1, and what each trace has there."""

    place: int
    left: str
    right: str
    is_same: bool

    @property
    def mark(self) -> str:
        """What stands between the columns."""
        return SAME if self.is_same else DIFFERS


def rows_of(difference: Difference) -> tuple[Row, ...]:
    """Give the difference with what came before and what follows; where a trace has ended its column says so once."""
    return tuple(_rows(difference))


def plain_text(difference: Difference, left: str, right: str) -> str:
    """Write the rows under the names of the two traces, in columns of plain text, without a line end."""
    rows = rows_of(difference)
    width = min(_COLUMN_MAX, max(len(text) for text in (left, *(row.left for row in rows))))
    head = f"{'':>5}  {left:<{width}}    {right}"
    return "\n".join([head, *(f"{row.place:>5}  {row.left:<{width}}  {row.mark} {row.right}".rstrip() for row in rows)])


def table_of(difference: Difference, left: str, right: str) -> Table:
    """Make a table for a terminal; what differs is red, and texts wrap within their column."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 1))
    table.add_column("", justify="right", style="dim")
    table.add_column(Text(left), overflow="fold")
    table.add_column("")
    table.add_column(Text(right), overflow="fold")
    for row in rows_of(difference):
        style = "" if row.is_same else "red"
        table.add_row(str(row.place), Text(row.left, style), Text(row.mark, style), Text(row.right, style))
    return table


def _rows(difference: Difference) -> Iterator[Row]:
    first = difference.index - len(difference.before)
    for place, text in enumerate(difference.before, start=first + 1):
        yield Row(place, text, text, is_same=True)
    left = _column(difference.left, difference.left_after)
    right = _column(difference.right, difference.right_after)
    for number in range(max(len(left), len(right))):
        one = left[number] if number < len(left) else ""
        other = right[number] if number < len(right) else ""
        yield Row(difference.index + 1 + number, one, other, is_same=one == other)


def _column(text: str | None, after: Sequence[str]) -> Sequence[str]:
    return (_NO_MORE,) if text is None else (text, *after)
