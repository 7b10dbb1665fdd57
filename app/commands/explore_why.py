"""`oceanhil explore --why`: which case is meant, and its chart, in the terminal and as a page."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from oceanhil.app.command_errors import WrongInputError
from oceanhil.app.exploring.chart_page import render_chart
from oceanhil.app.exploring.chart_text import chart_lines
from oceanhil.app.exploring.counting import counting
from oceanhil.app.exploring.plan import PlanError
from oceanhil.app.exploring.why import explain
from oceanhil.app.output_files import write_output
from oceanhil.app.run.known_names import names_in_force
from oceanhil.app.run.library import NoSuchScenarioError, find_scenario
from oceanhil.hil.worlds import load_world
from oceanhil.host.interrupts import ended_like_by_ctrl_c
from oceanhil.host.terminal import echo
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.loader import load_scenario
from oceanhil.scenarios.mistakes import ScenarioError
from oceanhil.scenarios.replay import ReplayError, parse_replay
from oceanhil.scenarios.world import WorldError

if TYPE_CHECKING:
    from oceanhil.scenarios.replay import ReplayId
    from oceanhil.scenarios.scenario import Case
    from oceanhil.scenarios.world import WorldFactory


_CASES_NAMED: Final = 5
_CASE: Final = "@"


class Question(msgspec.Struct, frozen=True):
    """What is asked."""

    name: str
    """A finding, a scenario, its file, or a replay ID."""
    folder: Path
    """Where findings are."""
    seed: int
    futures: int
    """How many of each moment."""
    page: Path | None
    """Where the chart is to be written."""


def explain_finding(question: Question, world: str) -> None:
    """Print the chart, and write its page if asked; what was asked wrongly ends the command."""
    try:
        with ended_like_by_ctrl_c(), closing(load_world(world)) as factory, counting("forks") as went_on:
            case = _meant(question, factory)
            explained = explain(case, factory, question.seed, question.futures, went_on)
    except (PlanError, NoSuchScenarioError, ScenarioError, WorldError) as error:
        raise WrongInputError(str(error)) from None
    for line in chart_lines(explained):
        echo(line)
    if question.page is not None:
        write_output(question.page, render_chart(explained))
        echo(f"\nchart: {question.page}")


def _meant(question: Question, factory: WorldFactory) -> Case:

    name, folder = question.name, question.folder
    # A folder that is not there yet has no findings.
    places = [folder] if folder.is_dir() else []
    names = names_in_force(load_profile(), factory)
    try:
        own, wanted = _split(name)
        file = own or find_scenario(name if wanted is None else wanted.scenario, places)
        if question.page is not None and question.page.resolve() == file.resolve():
            raise PlanError(f"the chart would overwrite the scenario {str(file)!r}; choose another file for it")
        scenario = load_scenario(file, names)
        if wanted is not None:
            return scenario.case(wanted)
    except ReplayError as error:
        raise PlanError(str(error)) from None
    boards = [board for board in scenario.boards if not factory.absence(board)] or scenario.boards
    cases = [each for board in boards for each in scenario.expand(board, factory.drivers(board))]
    if len(cases) != 1:
        ids = (each.replay_id for each in cases[:_CASES_NAMED])
        some = ", ".join(each if own is None else f"{own}{_CASE}{each.partition(_CASE)[2]}" for each in ids)
        more = ", …" if len(cases) > _CASES_NAMED else ""
        raise PlanError(f"{name} has {len(cases)} cases here; name one by its replay ID: {some}{more}")
    return cases[0]


def _split(name: str) -> tuple[Path | None, ReplayId | None]:
    """Give the file that is named, and the case in it; None of what is not.

    Somebody's own file may stand in the place of the scenario in a replay ID, for it is in no folder of ours.
    """
    if Path(name).is_file():
        return Path(name), None
    before, at, case = name.rpartition(_CASE)
    if not at:
        return None, None
    file = Path(before) if Path(before).is_file() else None
    return file, parse_replay(name if file is None else f"{file.stem}{_CASE}{case}")
