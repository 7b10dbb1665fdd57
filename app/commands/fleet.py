"""`oceanhil fleet`: a storm strikes a fleet, in virtual time or at a real server, and how all come back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from click.core import ParameterSource

from oceanhil.app.command_errors import FAILED, WrongInputError
from oceanhil.app.command_files import InputFile, OutputFile
from oceanhil.app.commands.board_choice import BoardChoice
from oceanhil.app.commands.duration_option import DURATION
from oceanhil.app.commands.fleet_load import Common, join_fleet, lead_fleet, undo_fleet
from oceanhil.app.commands.fleet_options import load_options
from oceanhil.app.commands.fleet_virtual import Flight, fly
from oceanhil.app.commands.given_options import given_options
from oceanhil.app.commands.number_option import PlainRange
from oceanhil.app.commands.option_group import parameters_of
from oceanhil.app.commands.side_options import side_options
from oceanhil.host.terminal import echo, make_console
from oceanhil.protocol.units import SECOND_US

if TYPE_CHECKING:
    from oceanhil.app.commands.fleet_options import LoadOptions
    from oceanhil.app.commands.side_options import SideOptions
    from oceanhil.fleet.storm import Storm

_STORM: Final = "maintenance-ends"
_FOR: Final = "2h"
_DEVICES_MOST: Final = 1_000_000
_WORDS: Final = {"on": 10, "off": 0}
_JITTER_MOST: Final = 1000
_OF_VIRTUAL: Final = frozenset({"capacity", "seed", "picture", "as_json"})
"""Parameters that mean nothing with a URL."""
_OF_SERVER: Final = frozenset(parameters_of(side_options, load_options))
"""Those that mean nothing without one."""


class _JitterChoice(click.ParamType[int]):
    """`on`, `off`, or a whole number of per cent."""

    name = "jitter"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Give the per cent."""
        text = str(value)
        if text in _WORDS:
            return _WORDS[text]
        if not text.isascii() or not text.isdigit() or int(text[:8]) > _JITTER_MOST:
            expected = f"expected on (10 %), off, or per cent from 0 to {_JITTER_MOST}"
            self.fail(f"{text!r} is no jitter; {expected}", param, ctx)
        return int(text)


@click.command(
    epilog="Exit codes: 0 all came back, no token is lost or doubled, 1 not so, or a server's run failed or left "
    "something behind, 2 interrupted, an option is wrong, or the server cannot be used.",
)
@click.argument("url", required=False)
@click.option(
    "--devices", type=click.IntRange(1, _DEVICES_MOST), default=1000, show_default=True, metavar="N", help="How many."
)
@click.option(
    "--storm",
    "storm_name",
    type=InputFile(is_name_too=True, as_text=True),
    default=_STORM,
    show_default=True,
    metavar="NAME|FILE",
    help="What strikes them: a storm of --list, or one of yours (YAML).",
)
@click.option(
    "--for",
    "for_s",
    type=DURATION,
    default=_FOR,
    show_default=True,
    metavar="DURATION",
    help="How long they are followed from then on; at a server without a storm, how long they live, 1m unless you "
    "say so.",
)
@click.option(
    "--jitter",
    "jitter_percent",
    type=_JitterChoice(),
    default="on",
    show_default=True,
    metavar="on|off|N",
    help="How much longer than its back-off a device waits at most, in per cent.",
)
@click.option(
    "--capacity",
    type=PlainRange(min=0.001, max=1e9),
    metavar="N",
    help="How many polls the server can answer in a second; twice what the fleet needs unless you say so.",
)
@click.option("--board", type=BoardChoice(), default="esp32", show_default=True, help="Which board they all are.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="From which all chance is drawn."
)
@click.option("--profile", type=InputFile(is_name_too=True), metavar="FILE", help="Profile laid over the built-in one.")
@click.option("--html", type=OutputFile(), metavar="FILE", help="Write a page; a run that it holds is shown beside.")
@click.option("--picture", type=OutputFile(), metavar="FILE", help="Write its drawing alone (SVG).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
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
    storm_name: str,
    for_s: float,
    devices: int,
    jitter_percent: int,
    capacity: float | None,
    board: str,
    seed: int,
    profile: Path | None,
    html: Path | None,
    picture: Path | None,
    as_json: bool,
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
    from oceanhil.protocol.board import Board

    if is_list:
        _list()
        return
    if undo is not None:
        context.exit(undo_fleet(undo, profile, side))
    if invitation_file is not None:
        context.exit(join_fleet(invitation_file, profile, side, load))
    storm = _storm(storm_name)
    if url is not None:
        if idle := given_options(context, _OF_VIRTUAL.__contains__):
            raise WrongInputError(f"{', '.join(idle)}: for a fleet in virtual time; leave it out, or the URL")
        has_storm, has_duration = (
            context.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in ("storm_name", "for_s")
        )
        common = Common(
            devices=devices,
            for_s=for_s if has_duration else None,
            profile=profile,
            board=Board(board),
            storm=storm if has_storm else None,
            jitter_percent=jitter_percent,
            html=html,
        )
        context.exit(lead_fleet(url, common, side, load))
    if idle := given_options(context, _OF_SERVER.__contains__):
        raise WrongInputError(f"{', '.join(idle)}: for a fleet at a server; name its URL, or leave it out")
    flight = Flight(
        devices=devices,
        storm=storm,
        for_s=_beyond(for_s, storm.mended_s),
        board=Board(board),
        jitter_percent=jitter_percent,
        capacity_per_s=capacity,
        seed=seed,
        profile=profile,
    )
    if not fly(flight, html=html, picture=picture, as_json=as_json):
        sys.exit(FAILED)


def _storm(chosen: str) -> Storm:
    from oceanhil.fleet.storm import STORMS, StormError
    from oceanhil.fleet.storm_file import load_storm
    from oceanhil.protocol.suggestion import suggestion

    if chosen in STORMS:
        return STORMS[chosen]
    if not Path(chosen).exists():
        raise WrongInputError(
            f"unknown storm {chosen!r}, and no such file; {suggestion(chosen, STORMS)}; --list shows all of them"
        )
    try:
        return load_storm(Path(chosen))
    except StormError as error:
        raise WrongInputError(str(error)) from None


def _beyond(for_s: float, mended_s: float) -> float:
    """Give the time in which a fleet is followed, if the storm is over by then."""
    from oceanhil.host.durations import span

    if for_s <= mended_s:
        given, lasts = (span(round(each * SECOND_US)) for each in (for_s, mended_s))
        raise WrongInputError(f"--for is {given}, and the storm lasts {lasts}; expected a longer time")
    return for_s


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
