"""Options of `oceanhil fleet` that only a server needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import click

from oceanhil.app.command_files import InputFile, OutputFile
from oceanhil.app.commands.number_option import PlainRange
from oceanhil.app.commands.option_group import option_group

if TYPE_CHECKING:
    from pathlib import Path

CSV_ENDINGS: Final = ("_stats.csv", "_stats_history.csv", "_failures.csv", "_exceptions.csv")
_SAMPLED: Final = 100
_RATE_DEFAULT: Final = 100.0
_PORT_MAX: Final = 65_535


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
