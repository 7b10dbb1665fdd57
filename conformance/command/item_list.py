"""The catalogue as it is listed: what would be tried, and what each item needs."""

from collections.abc import Sequence

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from oceanhil.conformance.contract.item import Severity, Style
from oceanhil.conformance.contract.suite import AnyItem, Suite
from oceanhil.protocol.profile import Kind
from oceanhil.protocol.sources import Link

_WIDTH_OF_A_FILE = 200


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """An item as it is listed."""

    id: str
    title: str
    kind: Kind
    source: str
    links: tuple[Link, ...]
    severity: Severity
    style: Style
    needs: tuple[str, ...]
    learns: tuple[str, ...]


class Catalogue(msgspec.Struct, frozen=True):
    """A service's items."""

    service: str
    profile: str
    items: tuple[Listed, ...]


def catalogue_of(suite: Suite, items: Sequence[AnyItem]) -> Catalogue:
    """Describe items of a suite."""
    return Catalogue(suite.rules.service, suite.rules.profile, tuple(_listed(item) for item in items))


def print_catalogue(console: Console, catalogue: Catalogue) -> None:
    """Print the items under their topics."""
    if not console.is_terminal:
        console.width = _WIDTH_OF_A_FILE
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("item", no_wrap=True)
    for name in ("kind", "severity", "needs", "what holds"):
        table.add_column(name, overflow="fold")
    topic = ""
    for row in catalogue.items:
        if row.id.partition("/")[0] != topic:
            topic = row.id.partition("/")[0]
            table.add_row(Text(topic, style="bold"))
        needs = ", ".join(row.needs) or "-"
        table.add_row(f"  {row.id}", row.kind.value, row.severity.value, Text(needs, style="dim"), Text(row.title))
    console.print(table)
    counts = {kind: sum(row.kind is kind for row in catalogue.items) for kind in Kind}
    kinds = ", ".join(f"{number} {kind.value}s" for kind, number in counts.items())
    console.print(f"\n{len(catalogue.items)} items of {catalogue.service}: {kinds}; sources: --list --json")


def _listed(item: AnyItem) -> Listed:
    return Listed(
        id=item.id,
        title=item.title,
        kind=item.kind,
        source=item.source,
        links=item.links,
        severity=item.severity,
        style=item.style,
        needs=tuple(sorted(need.name for need in item.needs)),
        learns=item.learns,
    )
