"""`oceanhil profile`: the protocol's values, each with its kind and its source."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hil.cli.errors import WrongInputError

if TYPE_CHECKING:
    from protocol.profile import Profile

_KINDS = ("fact", "contradiction", "assumption")


@click.group()
def profile() -> None:
    """Show what is known about the protocol, and how surely."""


@profile.command()
@click.option("--kind", "kinds", type=click.Choice(_KINDS), multiple=True, help="Only values of this kind; repeatable.")
@click.option(
    "--profile",
    "overlay",
    type=click.Path(path_type=Path),
    help="Lay this file over the built-in profile; marks changes.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(kinds: tuple[str, ...], overlay: Path | None, *, as_json: bool) -> None:
    """List every value with unit, kind, source and what it is about.

    A fact is printed on a public page of OceanRemote, a contradiction on two that disagree; an assumption is a choice
    of this project. A profile file changes single values.
    """
    import msgspec
    from rich.console import Console

    from hil.report.profile_rows import Listing, rows_of
    from hil.report.profile_table import plain_lines, profile_table
    from protocol.profile import load_profile

    chosen = _load(overlay)
    rows = [row for row in rows_of(chosen.document, load_profile().document) if not kinds or row.kind in kinds]
    if as_json:
        listing = Listing(chosen.name, chosen.document.profile.title, tuple(rows))
        click.echo(msgspec.json.format(msgspec.json.encode(listing)).decode())
        return
    console = Console(highlight=False)
    if console.is_terminal:
        console.print(profile_table(chosen.name, rows))
    else:
        for line in plain_lines(rows):
            click.echo(line)


def _load(path: Path | None) -> Profile:
    from protocol.profile import ProfileError, load_profile

    try:
        return load_profile(path)
    except ProfileError as error:
        raise WrongInputError(str(error)) from None
