"""The profile on the terminal: two lines a value where it is narrow, one where it is wide, plain text in a pipe."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from oceanhil.app.report.profile_rows import ProfileRow, value_text
from oceanhil.protocol.wording import plural

_WIDE_FROM = 150
SOURCES = (
    "sources: TOKEN is OceanRemote's page 'Token Invalid or Expired', FLASH 'Firmware Flash Success But No Connection',"
    " T26 and T31 its tutorials 26 and 31, SEC oceanremote.net/security, API docs.oceanremote.net/api"
)
_KIND_STYLES = {"fact": "green", "contradiction": "yellow", "assumption": "cyan"}


class ProfileTable:
    """A rich renderable that fits itself to the width of the console."""

    def __init__(self, name: str, rows: Sequence[ProfileRow], sources: str) -> None:
        self._name = name
        self._rows = rows
        self._sources = sources

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lay_out = _wide if options.max_width >= _WIDE_FROM else _narrow
        for table, rows in groupby(self._rows, key=lambda row: row.table):
            yield Text(f"[{table}]", style="bold")
            yield from lay_out(list(rows))
            yield Text()
        if self._sources:
            yield Text(self._sources, style="dim")
        yield _totals(self._name, self._rows)


def profile_table(name: str, rows: Sequence[ProfileRow], sources: str = SOURCES) -> ProfileTable:
    """Make the table of the profile called `name`; `sources` says what the names of pages stand for."""
    return ProfileTable(name, rows, sources)


def plain_lines(rows: Iterable[ProfileRow]) -> Iterable[str]:
    """Give one line a value: full name, value with unit, kind, what it is about, source; two spaces between."""
    for row in rows:
        parts = (row.name, _value(row).plain, row.kind, row.about, f"({row.source})")
        yield "  ".join(part for part in parts if part)


def _narrow(rows: Sequence[ProfileRow]) -> RenderResult:
    width = max(len(_short_name(row)) for row in rows)
    for row in rows:
        line = Text(f"  {_short_name(row):{width}}  ").append_text(_value(row))
        yield line.append("  ").append_text(_kind(row))
        about = Text(row.about)
        about.append(" · " if row.about else "", style="dim").append(row.source, style="dim")
        yield Padding(about, (0, 0, 0, 6))


def _wide(rows: Sequence[ProfileRow]) -> RenderResult:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 2))
    for column in ("name", "value", "kind"):
        table.add_column(column, no_wrap=True)
    table.add_column("about", ratio=3)
    table.add_column("source", ratio=2, style="dim")
    for row in rows:
        table.add_row(_short_name(row), _value(row), _kind(row), row.about, row.source)
    yield table


def _short_name(row: ProfileRow) -> str:
    return row.name.partition(".")[2]


def _value(row: ProfileRow) -> Text:
    unit = f" {row.unit}" if row.unit else ""
    text = Text(f"{value_text(row.value)}{unit}", style="bold")
    if row.built_in is not None:
        text.append(f" * changed from {value_text(row.built_in)}{unit}", style="not bold magenta")
    return text


def _kind(row: ProfileRow) -> Text:
    text = Text(row.kind, style=_KIND_STYLES.get(row.kind, ""))
    others = [value_text(reading) for reading in row.readings if reading != row.value]
    return text.append(f", or {', '.join(others)}", style="dim") if others else text


def _totals(name: str, rows: Sequence[ProfileRow]) -> Text:
    text = Text(f"profile {name}: ")
    for kind, style in _KIND_STYLES.items():
        number = sum(row.kind == kind for row in rows)
        if number:
            text.append(plural(number, kind), style=style).append(", ")
    changed = sum(row.built_in is not None for row in rows)
    return text.append(f"{changed} changed by your file" if changed else "none changed", style="dim")
