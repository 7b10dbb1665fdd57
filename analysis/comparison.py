"""What `scenarios.comparison` finds, shown: the first difference side by side, in words, and folders of traces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec

from oceanhil.scenarios.comparison import COMPARED, Difference, first_difference
from oceanhil.scenarios.trace import EventKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from rich.table import Table

    from oceanhil.scenarios.trace import Event

_STREAMS: Mapping[EventKind, str] = {
    EventKind.SERIAL: "serial lines",
    EventKind.REQUEST: "requests",
    EventKind.STATUS: "dashboard status",
    EventKind.LOAD: "records loaded",
    EventKind.SAVE: "records saved",
    EventKind.PANIC: "crashes",
    EventKind.RELAYS: "relays",
}


def stream_name(kind: EventKind) -> str:
    """Name what is compared of one kind of event."""
    return _STREAMS[kind]


def place_of(difference: Difference) -> str:
    """Say in which stream two traces differ, and where in it."""
    device = difference.device or "the world"
    return f"{stream_name(difference.kind)} of {device} differ at place {difference.index + 1}"


def blind_text(blind: Iterable[EventKind]) -> str:
    """Say what was not compared; empty when everything was."""
    chosen = frozenset(blind)
    names = [stream_name(kind) for kind in COMPARED if kind in chosen]
    return f"not compared: {', '.join(names)}" if names else ""


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


_SUFFIX = ".jsonl"


class FolderComparison(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the traces of two folders, by the name of the file."""

    equal: tuple[str, ...]
    different: dict[str, Difference]
    only_in_a: tuple[str, ...]
    only_in_b: tuple[str, ...]

    @property
    def are_alike(self) -> bool:
        """Whether both folders have the same traces, and none differs from the other of its name."""
        return not (self.different or self.only_in_a or self.only_in_b)

    @property
    def summary(self) -> str:
        """The counts in one line."""
        counts = [f"{len(self.equal)} equal", f"{len(self.different)} differ"]
        for name, only in (("A", self.only_in_a), ("B", self.only_in_b)):
            counts += [f"{len(only)} only in {name}"] if only else []
        return ", ".join(counts)


def compare_folders(
    a: Path, b: Path, read: Callable[[Path], Sequence[Event]], blind: frozenset[EventKind]
) -> FolderComparison:
    """Compare every trace in `a` with that of the same name in `b`, read one pair at a time.

    Raises OSError when a folder cannot be listed, and what `read` raises.
    """
    in_a, in_b = _names(a), _names(b)
    found = {name: first_difference(read(a / name), read(b / name), blind=blind) for name in sorted(in_a & in_b)}
    return FolderComparison(
        equal=tuple(name for name, difference in found.items() if difference is None),
        different={name: difference for name, difference in found.items() if difference is not None},
        only_in_a=tuple(sorted(in_a - in_b)),
        only_in_b=tuple(sorted(in_b - in_a)),
    )


def _names(folder: Path) -> frozenset[str]:
    return frozenset(path.name for path in folder.iterdir() if path.name.endswith(_SUFFIX) and path.is_file())
