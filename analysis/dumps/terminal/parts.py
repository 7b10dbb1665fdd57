"""What the renderings have in common."""

from collections.abc import Iterable

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

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
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_edge=False, header_style="dim")
    *others, last = names
    numbers = frozenset(right)
    for name in others:
        table.add_column(name, justify="right" if name in numbers else "left", no_wrap=True)
    table.add_column(last, justify="right" if last in numbers else "left", overflow="fold")
    return table


def plural(count: int, noun: str) -> str:
    """Give a count with its noun."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
