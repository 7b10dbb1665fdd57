"""`oceanhil fleet`: a storm strikes a fleet, and how all come back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click

from oceanhil.app.command_errors import FAILED, WrongInputError
from oceanhil.app.command_files import InputFile, OutputFile
from oceanhil.app.commands.board_option import BoardChoice
from oceanhil.app.commands.fleet_virtual import Flight, fly
from oceanhil.host.terminal import echo, make_console

_STORM: Final = "maintenance-ends"
_FOR: Final = "2h"
_DEVICES_MOST: Final = 1_000_000
_WORDS: Final = {"on": 10, "off": 0}
_JITTER_MOST: Final = 1000


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
    epilog="Exit codes: 0 all came back, no token is lost or doubled, 1 not so, 2 interrupted or an option is wrong.",
)
@click.option(
    "--devices", type=click.IntRange(1, _DEVICES_MOST), default=1000, show_default=True, metavar="N", help="How many."
)
@click.option("--storm", "storm_name", default=_STORM, show_default=True, metavar="NAME", help="What strikes them.")
@click.option(
    "--for",
    "duration",
    default=_FOR,
    show_default=True,
    metavar="TIME",
    help="How long they are followed from then on.",
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
    type=click.FloatRange(min=0, min_open=True, max=1e9),
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
@click.option("--list", "is_list", is_flag=True, help="List the storms, and end.")
def fleet(
    *,
    storm_name: str,
    duration: str,
    devices: int,
    jitter_percent: int,
    capacity: float | None,
    board: str,
    seed: int,
    profile: Path | None,
    html: Path | None,
    picture: Path | None,
    as_json: bool,
    is_list: bool,
) -> None:
    """Let a storm strike a fleet of simulated devices, in virtual time, and tell how all come back.

    Each device is the documented one; the server is the mock server's core behind a queue. Nothing leaves this machine.
    """
    from oceanhil.fleet.storm import STORMS
    from oceanhil.protocol.board import Board
    from oceanhil.protocol.profile import nearest

    if is_list:
        _list()
        return
    storm = STORMS.get(storm_name)
    if storm is None:
        raise WrongInputError(f"unknown storm {storm_name!r}; {nearest(storm_name, STORMS)}; --list shows all")
    flight = Flight(
        devices=devices,
        storm=storm,
        for_s=_seconds(duration, storm.mended_s),
        board=Board(board),
        jitter_percent=jitter_percent,
        capacity_per_s=capacity,
        seed=seed,
        profile=profile,
    )
    if not fly(flight, html=html, picture=picture, as_json=as_json):
        sys.exit(FAILED)


def _seconds(duration: str, mended_s: float) -> float:
    from oceanhil.scenarios.units import parse_duration

    try:
        found_s = parse_duration(duration) / 1_000_000
    except ValueError as error:
        raise WrongInputError(f"--for: {error}") from None
    if found_s <= mended_s:
        raise WrongInputError(f"--for is {duration!r}, and the storm lasts {mended_s:g} s; expected a longer time")
    return found_s


def _list() -> None:
    from rich.table import Table

    from oceanhil.fleet.storm import STORMS
    from oceanhil.host.durations import span

    table = Table("storm", "lasts", "what happens", box=None, pad_edge=False)
    for each in STORMS.values():
        table.add_row(each.name, span(round(1_000_000 * each.mended_s)), each.about)
    console = make_console(soft_wrap=True)
    console.print(table)
    echo("--storm NAME takes one of them")
