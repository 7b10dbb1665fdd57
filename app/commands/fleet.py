"""`oceanhil fleet`: a storm strikes a fleet, in virtual time or at a real server, and how all come back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from oceanhil.app.command_errors import FAILED, WrongInputError
from oceanhil.app.command_files import InputFile
from oceanhil.app.commands.fleet_load import join_fleet, lead_fleet, undo_fleet
from oceanhil.app.commands.fleet_options import fleet_options, load_options, virtual_options
from oceanhil.app.commands.fleet_virtual import fly
from oceanhil.app.commands.given_options import given_options
from oceanhil.app.commands.option_group import parameters_of
from oceanhil.app.commands.side_options import side_options
from oceanhil.host.terminal import echo, make_console
from oceanhil.protocol.units import SECOND_US

if TYPE_CHECKING:
    from oceanhil.app.commands.fleet_options import FleetOptions, LoadOptions, VirtualOptions
    from oceanhil.app.commands.side_options import SideOptions

_OF_VIRTUAL: Final = frozenset(parameters_of(virtual_options))
"""Parameters that mean nothing with a URL."""
_OF_SERVER: Final = frozenset(parameters_of(side_options, load_options))
"""Those that mean nothing without one."""
_OF_LIST: Final = frozenset({"is_list"})
_OF_UNDO: Final = frozenset({"undo", "profile", *parameters_of(side_options)})
_OF_JOIN: Final = frozenset({"invitation_file", "profile", "workers", "ca_file", "locustfile", "is_sure"})
"""All that mean something with `--list`, with `--undo` and with `--join`."""


@click.command(
    epilog="Exit codes: 0 all came back, no token is lost or doubled, 1 not so, or a server's run failed or left "
    "something behind, 2 interrupted, an option is wrong, or the server cannot be used.",
)
@click.argument("url", required=False)
@fleet_options
@virtual_options
@side_options
@load_options
@click.option(
    "--join",
    "invitation_file",
    type=InputFile(),
    metavar="FILE",
    help="Be --workers of a run that another machine leads, until it ends.",
)
@click.option(
    "--undo",
    type=InputFile(),
    metavar="LEDGER",
    help="Remove what a run that was killed left on its server, and end.",
)
@click.option("--list", "is_list", is_flag=True, help="List the storms, and end.")
@click.pass_context
def fleet(
    context: click.Context,
    *,
    url: str | None,
    given: FleetOptions,
    virtual: VirtualOptions,
    side: SideOptions,
    load: LoadOptions,
    undo: Path | None,
    invitation_file: Path | None,
    is_list: bool,
) -> None:
    """Let a storm strike a fleet of devices, and tell how all come back.

    Each device is the documented one. Without URL the fleet lives in virtual time, at the mock server's core behind a
    queue, and nothing leaves this machine. With URL Locust drives it against the server there: what is made on the
    server stands in a ledger, and is removed in the end.
    """
    if is_list:
        _refuse_idle(context, "--list", _OF_LIST)
        _list()
        return
    if undo is not None:
        _refuse_idle(context, "--undo", _OF_UNDO)
        context.exit(undo_fleet(undo, given.profile, side))
    if invitation_file is not None:
        _refuse_idle(context, "--join", _OF_JOIN)
        context.exit(join_fleet(invitation_file, given.profile, side, load))
    if url is not None:
        if idle := given_options(context, _OF_VIRTUAL.__contains__):
            raise WrongInputError(f"{', '.join(idle)}: for a fleet in virtual time; leave it out, or the URL")
        context.exit(lead_fleet(url, given, side, load))
    if idle := given_options(context, _OF_SERVER.__contains__):
        raise WrongInputError(f"{', '.join(idle)}: for a fleet at a server; name its URL, or leave it out")
    if not fly(given, virtual):
        context.exit(FAILED)


def _refuse_idle(context: click.Context, option: str, meant: frozenset[str]) -> None:
    """Raise WrongInputError for what was given beside `option` and means nothing there."""
    if idle := given_options(context, lambda name: name not in meant):
        raise WrongInputError(f"{', '.join(idle)}: nothing is done with it beside {option}; leave it out, or {option}")


def _list() -> None:
    from rich.table import Table

    from oceanhil.fleet.storm import STORMS
    from oceanhil.host.durations import span

    table = Table("storm", "lasts", "what happens", box=None, pad_edge=False)
    for each in STORMS.values():
        table.add_row(each.name, span(round(each.mended_s * SECOND_US)), each.about)
    console = make_console(soft_wrap=True)
    console.print(table)
    echo("--storm NAME takes one of them, --storm FILE one of yours")
