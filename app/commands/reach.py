"""`oceanhil reach`: every situation that a device and its server can come to, laws over all, and who was there."""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from oceanhil.app.command_errors import FAILED, WrongInputError
from oceanhil.app.command_files import InputFile, OutputFile
from oceanhil.app.commands.board_choice import BoardChoice
from oceanhil.app.commands.option_group import option_group
from oceanhil.app.commands.word_choice import STORE_CHOICE
from oceanhil.host.terminal import echo
from oceanhil.protocol.world_name import OwnWorld

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from oceanhil.app.exploring.reach_runs import LedRun, Wanted
    from oceanhil.app.exploring.reach_study import Study
    from oceanhil.exploration.reach.laws import Law
    from oceanhil.scenarios.scenario import Case
    from oceanhil.scenarios.world import WorldFactory

_LAWS: Final = ("recovered", "curable", "token-known", "spent-once", "no-loss")
_LIVES: Final = 400
_SHOWN: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judging:
    """Which laws are judged, over the situations of which layouts; what is empty stands for all there are."""

    stores: tuple[str, ...]
    repeats: bool
    laws: tuple[str, ...]
    known: tuple[str, ...]

    def studies(self) -> Sequence[Study]:
        """Walk through the situations of each layout, and judge."""
        from oceanhil.app.exploring.reach_study import study
        from oceanhil.protocol.record import StorePolicy

        stores = [StorePolicy(each) for each in dict.fromkeys(self.stores)]
        laws = _laws(self.laws or _LAWS)
        return [
            study(each, laws, repeats=self.repeats) for each in stores or (StorePolicy.REFERENCE, StorePolicy.LEGACY)
        ]


_judging = option_group(
    "judging",
    _Judging,
    click.option("--store", "stores", multiple=True, type=STORE_CHOICE, help="Only this layout; may be repeated."),
    click.option("--repeats", is_flag=True, help="The server repeats the answer to a registration that was lost."),
    click.option(
        "--law", "laws", multiple=True, type=click.Choice(_LAWS), help="Judge only this law; may be repeated."
    ),
    click.option(
        "--known",
        multiple=True,
        type=click.Choice(_LAWS),
        help="This law may be broken: it is told, and is no failure.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Following:
    """Which runs are followed through the situations."""

    no_runs: bool
    traces: Path | None
    explored: Path | None
    lives: int | None
    seed: int
    board: str

    def check(self) -> None:
        """Raise WrongInputError where one option leaves another nothing to do."""
        if self.no_runs and (self.traces is not None or self.explored is not None or self.lives is not None):
            raise WrongInputError("--no-runs follows nothing; leave out --traces, --explored and --lives, or it")
        if self.explored is not None and self.lives is not None:
            raise WrongInputError(
                "--explored follows findings in place of lives; leave out one of --explored and --lives"
            )

    def runs(self, factory: WorldFactory, wanted: Wanted) -> Iterator[LedRun]:
        """Give them, one after the other; raises PlanError, ScenarioError."""
        from oceanhil.app.exploring.plan import Plan
        from oceanhil.app.exploring.reach_runs import case_runs, explored_runs, written_runs
        from oceanhil.app.run.library import board_files
        from oceanhil.exploration.reach.visits import SourceOfRuns
        from oceanhil.protocol.board import Board

        # Read before anything runs: what is wrong in them is told at once. A finding says of which board it is.
        findings = [] if self.explored is None else list(_cases(_found(self.explored), factory))
        if self.traces is not None:
            yield from written_runs(self.traces, wanted)
        else:
            yield from case_runs(SourceOfRuns.LIBRARY, _cases(board_files(), factory, (self.board,)), factory, wanted)
        lives = _LIVES if self.lives is None else self.lives
        if self.explored is not None:
            yield from case_runs(SourceOfRuns.EXPLORATION, findings, factory, wanted)
        elif lives:
            yield from explored_runs(Plan(OwnWorld.SIM.value, (Board(self.board),), self.seed), factory, lives, wanted)


_following = option_group(
    "following",
    _Following,
    click.option("--no-runs", is_flag=True, help="Walk and judge only: nobody is looked for in any situation."),
    click.option(
        "--traces",
        type=InputFile(),
        metavar="DIR",
        help="Follow the traces that `oceanhil run --traces DIR` has written, in place of running the library.",
    ),
    click.option(
        "--explored",
        type=InputFile(),
        metavar="DIR",
        help="Follow the findings that `oceanhil explore --out DIR` has written, in place of leading lives.",
    ),
    click.option(
        "--lives", type=click.IntRange(min=0), metavar="N", help=f"So many lives are led and followed; {_LIVES}."
    ),
    click.option(
        "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="From which lives are drawn."
    ),
    click.option(
        "--board",
        type=BoardChoice(),
        default="esp32",
        show_default=True,
        help="On which board scenarios and lives run; findings run on their own.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Telling:
    """How it is told: one way and nothing else, or all in text, JSON and a picture."""

    route: int | None
    shown: int
    html: Path | None
    as_json: bool


_telling = option_group(
    "telling",
    _Telling,
    click.option(
        "--route", type=click.IntRange(min=0), metavar="N", help="Tell the way to situation number N, and end."
    ),
    click.option(
        "--unreached",
        "shown",
        type=click.IntRange(min=0),
        default=_SHOWN,
        show_default=True,
        metavar="N",
        help="Show so many of the situations in which nobody was.",
    ),
    click.option("--html", type=OutputFile(), metavar="FILE", help="Draw all situations into one HTML file."),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object, with every situation."),
)


@click.command(
    epilog="Exit codes: 0 all laws hold, 1 one is broken, or a run did what the tables have no move for, 2 interrupted "
    "or an option is wrong.",
)
@_judging
@_following
@_telling
def reach(*, judging: _Judging, following: _Following, telling: _Telling) -> None:
    """Walk through every situation that a device and its server can come to, and judge laws in all of them.

    A situation is what the program is at, what storage and RAM hold, what is on its way, and what the server has. The
    moves are those of the tables by which server and devices live. Runs of the library and of an exploration are then
    followed through the same tables: how many were in each situation is told, and which nobody has reached.
    """
    from oceanhil.app.exploring.reach_json import studies_json
    from oceanhil.app.exploring.reach_page import render_reach
    from oceanhil.app.output_files import refuse_unwritable, write_output

    following.check()
    if telling.route is not None and (telling.as_json or telling.html or following.traces or following.explored):
        raise WrongInputError("--route tells a way and ends; leave out --html, --json, --traces and --explored, or it")
    if telling.html is not None:
        refuse_unwritable(telling.html)
    studies = judging.studies()
    if telling.route is not None:
        _tell_route(studies, telling.route)
        return
    if not following.no_runs:
        _follow(studies, following)
    if telling.html is not None:
        write_output(telling.html, render_reach(studies))
    if telling.as_json:
        echo(studies_json(studies))
    else:
        _tell(studies, telling)
    if any(each.broken(_laws(judging.known)) or each.visits.strayed for each in studies):
        sys.exit(FAILED)


def _cases(files: Iterable[Path], factory: WorldFactory, boards: Collection[str] = ()) -> Iterator[Case]:
    """Give the cases on these boards; without, on those that each file names."""
    from oceanhil.app.run.cases import cases_on_boards
    from oceanhil.app.run.known_names import names_in_force
    from oceanhil.protocol.profile import load_profile
    from oceanhil.scenarios.loader import load_any

    known = names_in_force(load_profile(), factory)
    for path in files:
        scenario = load_any(path, known)
        own = [board.value for board in scenario.boards]
        yield from cases_on_boards(scenario, factory, boards or own, 0, {})


def _found(folder: Path) -> Sequence[Path]:
    """Give the files of findings; raises PlanError where there are none."""
    from oceanhil.app.exploring.plan import PlanError

    found = sorted(folder.glob("*.yaml"))
    if not found:
        raise PlanError(f"no finding in {str(folder)!r}; expected a folder that oceanhil explore --out has written")
    return found


def _laws(names: Sequence[str]) -> Sequence[Law]:
    from oceanhil.exploration.reach.laws import Law

    return [law for law in Law if law.title in names]


def _follow(studies: Sequence[Study], following: _Following) -> None:
    from oceanhil.app.exploring.counting import counting
    from oceanhil.app.exploring.plan import PlanError
    from oceanhil.app.exploring.reach_study import follow
    from oceanhil.hil.worlds import load_world
    from oceanhil.host.interrupts import ended_like_by_ctrl_c
    from oceanhil.protocol.profile import load_profile
    from oceanhil.scenarios.mistakes import ScenarioError
    from oceanhil.scenarios.world import WorldError

    wanted = frozenset(each.store for each in studies)
    try:
        with ended_like_by_ctrl_c(), closing(load_world(OwnWorld.SIM)) as factory, counting("runs") as went_on:
            follow(studies, following.runs(factory, wanted), load_profile().wire, went_on)
    except (PlanError, ScenarioError, WorldError) as error:
        raise WrongInputError(str(error)) from None


def _tell(studies: Sequence[Study], telling: _Telling) -> None:
    from oceanhil.app.exploring.reach_text import study_lines

    for number, each in enumerate(studies):
        if number:
            echo("")
        for line in study_lines(each, telling.shown):
            echo(line)
    if telling.html is not None:
        echo(f"\npicture: {telling.html}")


def _tell_route(studies: Sequence[Study], number: int) -> None:
    from oceanhil.app.exploring.reach_text import situation_lines

    having = [each for each in studies if number < len(each.graph)]
    if not having:
        has = " and ".join(f"{each.store.value} has situations 0 to {len(each.graph) - 1}" for each in studies)
        raise WrongInputError(f"--route is {number}, and {has}")
    for each in having:
        for line in situation_lines(each, number):
            echo(line)
