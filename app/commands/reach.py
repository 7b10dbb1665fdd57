"""`oceanhil reach`: every situation that a device and its server can come to, laws over all, and who was there."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from oceanhil.app.command_errors import FAILED, WrongInputError
from oceanhil.app.command_files import InputFile, OutputFile
from oceanhil.app.commands.board_choice import BoardChoice
from oceanhil.app.commands.word_choice import STORE_CHOICE
from oceanhil.host.terminal import echo
from oceanhil.protocol.world_name import OwnWorld

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from oceanhil.app.exploring.reach_runs import LedRun, Wanted
    from oceanhil.app.exploring.reach_study import Study
    from oceanhil.exploration.reach.laws import Law
    from oceanhil.protocol.board import Board
    from oceanhil.scenarios.scenario import Case
    from oceanhil.scenarios.world import WorldFactory

_LAWS: Final = ("recovered", "curable", "token-known", "spent-once", "no-loss")
_LIVES: Final = 400
_SHOWN: Final = 10


@click.command(
    epilog="Exit codes: 0 all laws hold, 1 one is broken, or a run did what the tables have no move for, 2 interrupted "
    "or an option is wrong.",
)
@click.option("--store", "stores", multiple=True, type=STORE_CHOICE, help="Only this layout; may be repeated.")
@click.option("--repeats", is_flag=True, help="The server repeats the answer to a registration that was lost.")
@click.option("--law", "laws", multiple=True, type=click.Choice(_LAWS), help="Judge only this law; may be repeated.")
@click.option(
    "--known", multiple=True, type=click.Choice(_LAWS), help="This law may be broken: it is told, and is no failure."
)
@click.option("--no-runs", is_flag=True, help="Walk and judge only: nobody is looked for in any situation.")
@click.option(
    "--traces",
    type=InputFile(),
    metavar="DIR",
    help="Follow the traces that `oceanhil run --traces DIR` has written, in place of running the library.",
)
@click.option(
    "--explored",
    type=InputFile(),
    metavar="DIR",
    help="Follow the findings that `oceanhil explore --out DIR` has written, in place of leading lives.",
)
@click.option("--lives", type=click.IntRange(min=0), metavar="N", help=f"So many lives are led and followed; {_LIVES}.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="From which lives are drawn.")
@click.option(
    "--board",
    type=BoardChoice(),
    default="esp32",
    show_default=True,
    help="On which board scenarios and lives run; findings run on their own.",
)
@click.option("--route", type=click.IntRange(min=0), metavar="N", help="Tell the way to situation number N, and end.")
@click.option(
    "--unreached",
    "shown",
    type=click.IntRange(min=0),
    default=_SHOWN,
    show_default=True,
    metavar="N",
    help="Show so many of the situations in which nobody was.",
)
@click.option("--html", type=OutputFile(), metavar="FILE", help="Draw all situations into one HTML file.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, with every situation.")
def reach(
    stores: tuple[str, ...],
    laws: tuple[str, ...],
    known: tuple[str, ...],
    *,
    repeats: bool,
    no_runs: bool,
    traces: Path | None,
    explored: Path | None,
    lives: int | None,
    seed: int,
    board: str,
    route: int | None,
    shown: int,
    html: Path | None,
    as_json: bool,
) -> None:
    """Walk through every situation that a device and its server can come to, and judge laws in all of them.

    A situation is what the program is at, what storage and RAM hold, what is on its way, and what the server has. The
    moves are those of the tables by which server and devices live. Runs of the library and of an exploration are then
    followed through the same tables: how many were in each situation is told, and which nobody has reached.
    """
    from oceanhil.app.exploring.reach_json import studies_json
    from oceanhil.app.exploring.reach_page import render_reach
    from oceanhil.app.exploring.reach_study import study
    from oceanhil.app.output_files import write_output
    from oceanhil.protocol.record import StorePolicy

    if no_runs and (traces is not None or explored is not None or lives is not None):
        raise WrongInputError("--no-runs follows nothing; leave out --traces, --explored and --lives, or it")
    if explored is not None and lives is not None:
        raise WrongInputError("--explored follows findings in place of lives; leave out one of --explored and --lives")
    if route is not None and (as_json or html is not None or traces is not None or explored is not None):
        raise WrongInputError("--route tells a way and ends; leave out --html, --json, --traces and --explored, or it")
    chosen = [StorePolicy(each) for each in dict.fromkeys(stores)] or [StorePolicy.REFERENCE, StorePolicy.LEGACY]
    studies = [study(each, _laws(laws or _LAWS), repeats=repeats) for each in chosen]
    if route is not None:
        _tell_route(studies, route)
        return
    if not no_runs:
        _follow(studies, _Sources(traces, explored, _LIVES if lives is None else lives, seed, board))
    if html is not None:
        write_output(html, render_reach(studies))
    if as_json:
        echo(studies_json(studies))
    else:
        _tell(studies, shown, html)
    if any(each.broken(_laws(known)) or each.visits.strayed for each in studies):
        sys.exit(FAILED)


class _Sources:
    """Which runs are followed."""

    def __init__(self, traces: Path | None, explored: Path | None, lives: int, seed: int, board: str) -> None:
        from oceanhil.protocol.board import Board

        self._traces = traces
        self._explored = explored
        self._lives = lives
        self._seed = seed
        self._board: Board = Board(board)

    def runs(self, factory: WorldFactory, wanted: Wanted) -> Iterator[LedRun]:
        """Give them, one after the other."""
        from oceanhil.app.exploring.plan import Plan
        from oceanhil.app.exploring.reach_runs import case_runs, explored_runs, written_runs
        from oceanhil.app.run.library import board_files
        from oceanhil.exploration.reach.visits import SourceOfRuns

        # Read before anything runs: what is wrong in them is told at once. A finding says of which board it is.
        files = [] if self._explored is None else self._found(self._explored)
        findings = list(self._cases(files, factory))
        if self._traces is not None:
            yield from written_runs(self._traces, wanted)
        else:
            library = self._cases(board_files(), factory, (self._board.value,))
            yield from case_runs(SourceOfRuns.LIBRARY, library, factory, wanted)
        if self._explored is not None:
            yield from case_runs(SourceOfRuns.EXPLORATION, findings, factory, wanted)
        elif self._lives:
            yield from explored_runs(Plan(OwnWorld.SIM.value, (self._board,), self._seed), factory, self._lives, wanted)

    @staticmethod
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

    @staticmethod
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


def _follow(studies: Sequence[Study], sources: _Sources) -> None:
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
            follow(studies, sources.runs(factory, wanted), load_profile().wire, went_on)
    except (PlanError, ScenarioError, WorldError) as error:
        raise WrongInputError(str(error)) from None


def _tell(studies: Sequence[Study], shown: int, page: Path | None) -> None:
    from oceanhil.app.exploring.reach_text import study_lines

    for number, each in enumerate(studies):
        if number:
            echo("")
        for line in study_lines(each, shown):
            echo(line)
    if page is not None:
        echo(f"\npicture: {page}")


def _tell_route(studies: Sequence[Study], number: int) -> None:
    from oceanhil.app.exploring.reach_text import situation_lines

    having = [each for each in studies if number < len(each.graph)]
    if not having:
        has = " and ".join(f"{each.store.value} has situations 0 to {len(each.graph) - 1}" for each in studies)
        raise WrongInputError(f"--route is {number}, and {has}")
    for each in having:
        for line in situation_lines(each, number):
            echo(line)
