"""The options of `oceanhil sweep`, by what they are about: what is swept, which cut is told, how all is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import click

from oceanhil.app.command_errors import WrongInputError
from oceanhil.app.command_files import OutputFile
from oceanhil.app.commands.option_group import option_group
from oceanhil.app.commands.table_options import boards_option
from oceanhil.app.commands.word_choice import WordChoice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from oceanhil.simulator.sweep import Operation, SweepPlan

_EVERY_TORN: Final = "all"
_SEEDS: Final = 20
_SEEDS_OF_PAIRS: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepOptions:
    """On what an operation is swept, and with which cuts; what is empty stands for all there are."""

    boards: tuple[str, ...]
    drivers: tuple[str, ...]
    stores: tuple[str, ...]
    torn: tuple[str, ...]
    faults: tuple[str, ...]
    cuts: int
    given_seeds: int | None
    seed: int
    size: int | None
    over: int | None

    @property
    def seeds(self) -> int:
        """Tries at each unit, for torn models that draw at random."""
        if self.given_seeds is not None:
            return self.given_seeds
        return _SEEDS if self.cuts == 1 else _SEEDS_OF_PAIRS

    def plans(self, operation: Operation) -> Iterator[SweepPlan]:
        """Give the sweeps of an operation; raises ValueError for what cannot be swept."""
        from oceanhil.boards.storage import Driver
        from oceanhil.protocol.board import Board
        from oceanhil.protocol.board_faults import TornModel
        from oceanhil.simulator.sweep import SweptStore, plans_for
        from oceanhil.simulator.sweep.flash_faults import parse_faults

        return plans_for(
            operation,
            boards=[Board(each) for each in self.boards],
            drivers=[Driver(each) for each in self.drivers],
            kept=[SweptStore(each) for each in self.stores],
            torn=[*TornModel] if _EVERY_TORN in self.torn else [TornModel(each) for each in self.torn],
            size=self.size,
            over=self.over,
            seeds=self.seeds,
            seed=self.seed,
            faults=parse_faults(self.faults),
        )

    def command(self, operations: Sequence[str]) -> str:
        """Write the command that sweeps these operations so again."""
        named = (
            ("board", self.boards),
            ("driver", self.drivers),
            ("store", self.stores),
            ("torn", self.torn),
            ("fault", self.faults),
        )
        words = [*operations, *(f"--{option} {value}" for option, values in named for value in values)]
        sizes = (("size", self.size), ("over", self.over))
        words += [f"--{option} {value}" for option, value in sizes if value is not None]
        return " ".join(["oceanhil sweep", *words, f"--seeds {self.seeds}", f"--seed {self.seed}"])


sweep_options = option_group(
    "given",
    SweepOptions,
    boards_option,
    click.option(
        "--driver",
        "drivers",
        multiple=True,
        type=WordChoice("oceanhil.boards.storage:Driver"),
        help="Only this EEPROM driver; repeatable.",
    ),
    click.option(
        "--store",
        "stores",
        multiple=True,
        type=WordChoice("oceanhil.simulator.sweep.plan:SweptStore"),
        help="Only this way of keeping; repeatable.",
    ),
    click.option(
        "--torn",
        multiple=True,
        type=WordChoice("oceanhil.simulator.flash.torn:TornModel", _EVERY_TORN),
        help="What an interrupted operation leaves; repeatable; all: one sweep for each.",
    ),
    click.option(
        "--fault",
        "faults",
        multiple=True,
        metavar="NAME:VALUE",
        help="Faulty cells: wear-out:CYCLES or stuck-bit:ADDRESS.BIT=VALUE; repeatable.",
    ),
    click.option(
        "--cuts",
        type=click.IntRange(1, 2),
        default=1,
        show_default=True,
        help="2: cut the next boot too, at every pair.",
    ),
    click.option(
        "--seeds",
        "given_seeds",
        type=click.IntRange(min=1),
        help=f"Tries at each unit, for torn models that draw at random; {_SEEDS}, of pairs {_SEEDS_OF_PAIRS}.",
    ),
    click.option("--seed", default=0, show_default=True, help="Where the random choices come from."),
    click.option("--size", type=int, help="What EEPROM.begin gets, in bytes."),
    click.option("--over", type=int, help="What EEPROM.begin got before, in bytes; 0: never."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationOptions:
    """Which cut is told step by step, None: none."""

    unit: int | None
    number: int
    dump: bool

    def check(self) -> None:
        """Raise WrongInputError where it is said how a cut is told, and not which."""
        if self.unit is None and (self.dump or self.number):
            raise WrongInputError(
                "--dump and --number say how a cut is explained; add --explain UNIT, or leave them out"
            )


explanation_options = option_group(
    "explained",
    ExplanationOptions,
    click.option("--explain", "unit", type=int, help="Tell the cut after this unit step by step."),
    click.option("--number", default=0, show_default=True, help="With --explain: which of the seeds."),
    click.option("--dump", is_flag=True, help="With --explain: show the flash at the cut and after the mount."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepReportOptions:
    """How what came of it is shown, and which ends fail the command."""

    html: Path | None
    as_json: bool
    quiet: bool
    fail_on: str


sweep_report_options = option_group(
    "report",
    SweepReportOptions,
    click.option("--html", type=OutputFile(), help="Write the maps as one HTML file."),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object."),
    click.option("--quiet", "-q", is_flag=True, help="Counts and units only, no map."),
    click.option(
        "--fail-on",
        type=click.Choice(("wrong", "lost", "corrupt")),
        default="wrong",
        show_default=True,
        help="Exit with 1 when a cut ends so, or worse.",
    ),
)
