"""The options of `oceanhil fleet`: those of every fleet, of one in virtual time, of one at a server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from oceanhil.app.command_errors import WrongInputError
from oceanhil.app.command_files import InputFile, OutputFile
from oceanhil.app.commands.board_choice import BoardChoice
from oceanhil.app.commands.duration_option import DURATION
from oceanhil.app.commands.number_option import PlainRange
from oceanhil.app.commands.option_group import option_group
from oceanhil.protocol.units import SECOND_US

if TYPE_CHECKING:
    from oceanhil.fleet.storm import Storm

CSV_ENDINGS: Final = ("_stats.csv", "_stats_history.csv", "_failures.csv", "_exceptions.csv")
_SAMPLED: Final = 100
_RATE_DEFAULT: Final = 100.0
_PORT_MAX: Final = 65_535
_DEVICES_MOST: Final = 1_000_000
_JITTER_MOST: Final = 1000
_JITTER_WORDS: Final = {"on": 10, "off": 0}


class _JitterChoice(click.ParamType[int]):
    """`on`, `off`, or a whole number of per cent."""

    name = "jitter"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Give the per cent."""
        text = str(value)
        if text in _JITTER_WORDS:
            return _JITTER_WORDS[text]
        if not text.isascii() or not text.isdigit() or int(text[:8]) > _JITTER_MOST:
            expected = f"expected on (10 %), off, or per cent from 0 to {_JITTER_MOST}"
            self.fail(f"{text!r} is no jitter; {expected}", param, ctx)
        return int(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetOptions:
    """What the fleet is, and what happens to it; None where nothing was said, which means another thing at a server."""

    devices: int
    storm_name: str | None
    for_s: float | None
    jitter_percent: int
    board: str
    profile: Path | None
    html: Path | None

    def storm(self) -> Storm | None:
        """Give the storm that was asked for; raises WrongInputError where there is no such one."""
        return None if self.storm_name is None else find_storm(self.storm_name)


def find_storm(chosen: str) -> Storm:
    """Give a storm by its name or out of its file; raises WrongInputError."""
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


def long_enough(for_s: float, storm: Storm) -> float:
    """Give the time for which a fleet is followed; raises WrongInputError if the storm outlasts it."""
    from oceanhil.host.durations import span

    if for_s <= storm.mended_s:
        followed, lasts = (span(round(each * SECOND_US)) for each in (for_s, storm.mended_s))
        raise WrongInputError(f"--for is {followed}, and the storm lasts {lasts}; expected a longer time")
    return for_s


fleet_options = option_group(
    "given",
    FleetOptions,
    click.option(
        "--devices",
        type=click.IntRange(1, _DEVICES_MOST),
        default=1000,
        show_default=True,
        metavar="N",
        help="How many.",
    ),
    click.option(
        "--storm",
        "storm_name",
        type=InputFile(is_name_too=True, as_text=True),
        metavar="NAME|FILE",
        help="What strikes them: a storm of --list, or one of yours (YAML); maintenance-ends unless you say so, at a "
        "server none.",
    ),
    click.option(
        "--for",
        "for_s",
        type=DURATION,
        metavar="DURATION",
        help="How long they are followed from then on, 2h unless you say so; at a server until all are back, 15m after "
        "the storm at most, and without a storm, how long they live, 1m.",
    ),
    click.option(
        "--jitter",
        "jitter_percent",
        type=_JitterChoice(),
        default="on",
        show_default=True,
        metavar="on|off|N",
        help="How much longer than its back-off a device waits at most, in per cent.",
    ),
    click.option("--board", type=BoardChoice(), default="esp32", show_default=True, help="Which board they all are."),
    click.option(
        "--profile", type=InputFile(is_name_too=True), metavar="FILE", help="Profile laid over the built-in one."
    ),
    click.option(
        "--html", type=OutputFile(), metavar="FILE", help="Write a page; a run that it holds is shown beside."
    ),
)
"""A command takes them as `given`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualOptions:
    """What a fleet in virtual time can be told besides: its server, its chance, and how it is told."""

    capacity: float | None
    seed: int
    picture: Path | None
    as_json: bool


virtual_options = option_group(
    "virtual",
    VirtualOptions,
    click.option(
        "--capacity",
        type=PlainRange(min=0.001, max=1e9),
        metavar="N",
        help="How many polls the server can answer in a second; twice what the fleet needs, 2 at least, unless you say "
        "so.",
    ),
    click.option(
        "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="From which all chance is drawn."
    ),
    click.option("--picture", type=OutputFile(), metavar="FILE", help="Write its drawing alone (SVG)."),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object."),
)
"""A command takes them as `virtual`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """How a fleet is led against a server: how fast, by which processes, and what else of Locust's is wanted."""

    rate: float
    workers: int | None
    workers_elsewhere: int
    bind: str
    invitation: Path | None
    sample: int
    stop_at: str | None
    locustfile: Path | None
    web_port: int | None
    csv: Path | None
    is_sure: bool


load_options = option_group(
    "load",
    LoadOptions,
    click.option(
        "--rate",
        type=PlainRange(min=0, min_open=True, max=10_000),
        default=_RATE_DEFAULT,
        show_default=True,
        metavar="N",
        help="So many devices boot in a second.",
    ),
    click.option(
        "--workers", type=click.IntRange(1, 256), metavar="N", help="Locust's worker processes; one a processor."
    ),
    click.option(
        "--workers-elsewhere",
        type=click.IntRange(0, 256),
        default=0,
        metavar="N",
        help="So many more come from other machines, by --join with the file of --invitation.",
    ),
    click.option(
        "--bind",
        default="127.0.0.1",
        show_default=True,
        metavar="ADDRESS",
        help="Address of this machine at which they find Locust's master.",
    ),
    click.option("--invitation", type=OutputFile(), metavar="FILE", help="Write what they need; it holds secrets."),
    click.option(
        "--sample",
        type=click.IntRange(min=0),
        default=_SAMPLED,
        show_default=True,
        metavar="N",
        help="Judge by the contract what one in N devices and the server say; 0: nothing.",
    ),
    click.option(
        "--stop-at",
        metavar="SHARE[/TIME]|off",
        help="Stop when more than this part of the requests of so long fail, such as 20%/1m; 50%/30s unless you say "
        "so.",
    ),
    click.option("--locustfile", type=InputFile(), metavar="FILE", help="User classes of your own (Python)."),
    click.option(
        "--web", "web_port", type=click.IntRange(1, _PORT_MAX), metavar="PORT", help="Serve Locust's page here."
    ),
    click.option("--csv", type=OutputFile(beside=CSV_ENDINGS), metavar="PREFIX", help="Locust's CSV files."),
    click.option("--yes", "is_sure", is_flag=True, help="Do not ask for the name of a host that is not this machine."),
)
"""A command takes them as `load`."""
