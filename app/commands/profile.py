"""`oceanhil profile`: the protocol's values, each with its kind and its source."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from oceanhil.app.command_errors import WrongInputError
from oceanhil.app.command_files import InputFile
from oceanhil.app.commands.named_group import NamedGroup
from oceanhil.app.commands.word_choice import KIND_CHOICE
from oceanhil.host.terminal import echo, make_console
from oceanhil.protocol.indented_json import indented_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oceanhil.app.report.profile_rows import ProfileRow
    from oceanhil.protocol.profile import ProfileHead


@click.group(cls=NamedGroup)
def profile() -> None:
    """Show what is known about the protocol, and how surely."""


@profile.command()
@click.option("--kind", "kinds", type=KIND_CHOICE, multiple=True, help="Only values of this kind; repeatable.")
@click.option(
    "--profile",
    "overlay",
    type=InputFile(is_name_too=True),
    metavar="NAME|FILE",
    help="Another service's, such as ringcentral; or lay this file over the built-in one and mark changes.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(kinds: tuple[str, ...], overlay: Path | None, *, as_json: bool) -> None:
    """List every value with unit, kind, source and what it is about.

    A fact is printed on a public page of OceanRemote, a contradiction on two that disagree; an assumption is a choice
    of this project. A profile file changes single values.
    """
    from oceanhil.app.report.profile_rows import Listing
    from oceanhil.app.report.profile_table import SOURCES, plain_lines, profile_table
    from oceanhil.protocol.profile import BUILT_IN, ProfileError

    try:
        service, head, every_row = _rows(overlay)
    except ProfileError as error:
        raise WrongInputError(str(error)) from None
    rows = [row for row in every_row if not kinds or row.kind in kinds]
    if as_json:
        listing = Listing(head.name, head.title, tuple(rows))
        echo(indented_json(listing).decode())
        return
    console = make_console()
    if console.is_terminal:
        console.print(profile_table(head.name, rows, SOURCES if service == BUILT_IN else ""))
    else:
        for line in plain_lines(rows):
            echo(line)


def _rows(overlay: Path | None) -> tuple[str, ProfileHead, Iterable[ProfileRow]]:
    """Give the service's name, the head of the profile and its rows; raises ProfileError."""
    from oceanhil.app.report.profile_rows import rows_of, service_rows
    from oceanhil.app.serving.service import chosen_service
    from oceanhil.mock_server.services import service_maker
    from oceanhil.protocol.profile import BUILT_IN, ProfileError, load_profile
    from oceanhil.protocol.service_profile import ServiceProfile

    name, file = chosen_service(overlay)
    if name == BUILT_IN:
        document = load_profile(file).document
        return name, document.profile, rows_of(document, load_profile().document)
    shown, built_in = (getattr(service_maker(name)(path, 0), "profile", None) for path in (file, None))
    if not isinstance(shown, ServiceProfile) or not isinstance(built_in, ServiceProfile):
        raise ProfileError(
            f"service {name!r} has no profile to show; its attribute 'profile' is to be a ServiceProfile"
        )
    return name, shown.document.profile, service_rows(shown.document, built_in.document)
