"""What `oceanhil explore` tells on a terminal: how far it is, what was found, and what can happen at all."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.live import Live
from rich.table import Table
from rich.text import Text

from oceanhil.app.exploring.findings_json import explored_json
from oceanhil.app.exploring.findings_text import (
    boards_text,
    corpus_text,
    edges_text,
    finding_block,
    forecast_text,
    known_text,
    law_of,
    not_judged_text,
    same_places,
    summary,
    troubles_text,
)
from oceanhil.exploration.disturbances import DISTURBANCES
from oceanhil.host.terminal import echo, make_console
from oceanhil.protocol.indented_json import indented_json
from oceanhil.protocol.wording import plural

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from oceanhil.app.exploring.exploration import Explored, Told
    from oceanhil.app.exploring.on_boards import OnBoards
    from oceanhil.app.exploring.plan import Plan
    from oceanhil.exploration.findings import Finding


class _Line:
    """A line on a terminal that tells how far it is; elsewhere a line for each finding."""

    def __init__(self, *, is_quiet: bool) -> None:
        console = make_console(stderr=True)
        self._is_live = console.is_terminal and not is_quiet
        self._is_quiet = is_quiet
        self.live = Live(Text(""), console=console, transient=True, refresh_per_second=4)

    def begins(self, boards: OnBoards) -> None:
        if not self._is_quiet:
            echo(forecast_text(boards), err=True)

    def went_on(self, so_far: Explored) -> None:
        if self._is_live:
            speed = (so_far.lives + so_far.kept_led) / so_far.wall_s if so_far.wall_s else 0.0
            self.live.update(f"{plural(so_far.lives, 'life')}, {speed:.0f} a second, {len(so_far.findings)} found")

    def found(self, finding: Finding) -> None:
        if not self._is_live and not self._is_quiet:
            how = f"made simple in {plural(finding.runs, 'run')}" if finding.is_simple else "not made simple"
            echo(f"life {finding.first.name}: {law_of(finding)}, {how}", err=True)

    @property
    def is_live(self) -> bool:
        """Whether there is a terminal to show it on."""
        return self._is_live


@contextmanager
def progress(*, is_quiet: bool) -> Iterator[Told]:
    """Tell of an exploration while it goes on, for as long as this lasts; `is_quiet`: say nothing."""
    line = _Line(is_quiet=is_quiet)
    if not line.is_live:
        yield line
        return
    with line.live:
        yield line


def tell(explored: Explored, plan: Plan, folder: Path, *, as_json: bool) -> None:
    """Print what was found, and a line that says what was explored; `as_json`: one object in place of all."""
    if as_json:
        echo(explored_json(explored, plan, folder))
        return
    same = same_places(explored.new)
    for finding in explored.new:
        echo(finding_block(finding, plan, folder, same.get(finding.id, "")) + "\n")
    for more in (known_text, troubles_text, boards_text, corpus_text, edges_text):
        for line in more(explored):
            echo(line)
    for line in not_judged_text(explored, plan):
        echo(line)
    echo(summary(explored, plan))


def list_disturbances(*, as_json: bool) -> None:
    """Print the table of what can happen; `as_json`: one object in its place."""
    if as_json:
        rows = [{"name": each.name, "kind": each.kind.value, "about": each.about} for each in DISTURBANCES]
        echo(indented_json({"disturbances": rows}))
        return
    table = Table("disturbance", "kind", "what happens", box=None, pad_edge=False)
    for each in DISTURBANCES:
        table.add_row(each.name, each.kind.value, each.about)
    make_console(soft_wrap=True).print(table)
