"""`oceanhil explore`: lead lives that nobody has thought of, and write what breaks a law as scenarios."""

from __future__ import annotations

import sys
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click
import msgspec

from oceanhil.app.command_errors import FAILED, USAGE, EnvironmentRefusedError, WrongChoiceError, WrongInputError
from oceanhil.app.command_files import WorldName
from oceanhil.app.commands.explore_options import (
    ERASES,
    effort_options,
    finding_options,
    life_options,
    why_options,
)
from oceanhil.app.commands.given_options import given_options
from oceanhil.app.commands.option_group import parameters_of
from oceanhil.app.commands.sketch_options import chosen_tools, lives_options
from oceanhil.host.terminal import echo
from oceanhil.protocol.units import SECOND_US
from oceanhil.protocol.world_name import OwnWorld

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from oceanhil.app.commands.explore_options import EffortOptions, FindingOptions, LifeOptions, WhyOptions
    from oceanhil.app.commands.sketch_options import SketchOptions
    from oceanhil.app.exploring.exploration import Explored
    from oceanhil.app.exploring.plan import Plan
    from oceanhil.hil.worlds.sketch.tools import SketchTools
    from oceanhil.protocol.board import Board
    from oceanhil.scenarios.world import WorldFactory

_LIFE_S: Final = 180.0
_OF_WHY: Final = frozenset(parameters_of(why_options)) - {"why"}
"""Parameters that mean nothing without --why."""
_BESIDE_WHY: Final = frozenset({"why", "world", "seed", "folder", "untrusted", "sanitize"})
"""Those that mean something with it and without it."""


@click.command(
    epilog="Exit codes: 0 nothing was found but what is known or accepted, 1 something was, or it cannot be written, "
    "2 interrupted, an option or a law of yours is wrong, nobody leads lives any more, or none was led to its end.",
)
@click.option(
    "--world",
    type=WorldName(),
    default=OwnWorld.SIM.value,
    show_default=True,
    metavar="NAME[:ARGUMENT]",
    help="Where lives are led.",
)
@lives_options
@life_options
@effort_options
@finding_options
@why_options
@click.option("--list", "is_list", is_flag=True, help="List the disturbances there are, and end.")
def explore(
    *,
    world: str,
    sketch: SketchOptions,
    lives: LifeOptions,
    effort: EffortOptions,
    findings: FindingOptions,
    question: WhyOptions,
    is_list: bool,
) -> None:
    """Lead lives drawn at random, and write each that breaks a law as a scenario, made as simple as it gets.

    A life is a start, disturbances of every kind at any time, and a settling, after which the laws over whole lives
    must hold; the invariants of every run are watched all along. The same seed gives the same lives.
    """
    from oceanhil.app.commands.explore_told import list_disturbances, tell
    from oceanhil.app.commands.explore_why import Question, explain_finding
    from oceanhil.app.exploring.given_files import accept
    from oceanhil.hil.worlds.sketch.tools import using_tools

    if is_list:
        list_disturbances(as_json=findings.as_json)
        return
    _refuse_idle(question.why)
    if question.why is not None:
        asked = Question(question.why, findings.folder, lives.seed, question.futures, question.html)
        with using_tools(_tools(world, sketch)):
            explain_finding(asked, world)
        return
    for each in (lives, effort, findings):
        each.check()
    with using_tools(_tools(world, sketch)):
        explored, plan, refused = _led(_Asked(world, lives, effort, findings))
    tell(explored, plan, findings.folder, as_json=findings.as_json)
    if findings.junit is not None:
        refused += _refusals(lambda path: _write_junit(explored, plan, findings.folder, path), findings.junit)
    if findings.accepting_file is not None:
        refused += _refusals(lambda path: accept(explored.new, path), findings.accepting_file)
    if refused:
        raise EnvironmentRefusedError("; ".join(map(str, refused)))
    if explored.was_interrupted or explored.is_vain or explored.is_law_wrong:
        sys.exit(USAGE)
    if explored.has_unseen or (explored.new and not findings.accept):
        sys.exit(FAILED)


def _tools(world: str, given: SketchOptions) -> SketchTools:
    """Give the tools with which a sketch runs there; raises WrongInputError where no sketch does."""
    try:
        return chosen_tools(world, None, given)
    except WrongChoiceError as error:
        raise WrongInputError(str(error)) from None


def _refuse_idle(why: str | None) -> None:
    """Raise WrongInputError where an option was given that would do nothing: of lives with --why, of --why without."""
    context = click.get_current_context()
    if why is None and (idle := given_options(context, _OF_WHY.__contains__)):
        raise WrongInputError(f"{', '.join(idle)}: for the chart of --why alone; name a finding there, or leave it out")
    if why is not None and (idle := given_options(context, lambda name: name not in _BESIDE_WHY | _OF_WHY)):
        raise WrongInputError(f"--why leads no lives; leave out {', '.join(idle)}")


class _Asked(NamedTuple):
    """Which lives are led, where, at what cost, and what becomes of what is found."""

    world: str
    lives: LifeOptions
    effort: EffortOptions
    findings: FindingOptions


class _Led(NamedTuple):
    """What was explored, by which plan, and what could not be written of it."""

    explored: Explored
    plan: Plan
    refused: list[EnvironmentRefusedError]


def _led(asked: _Asked) -> _Led:
    """Lead lives, and write what was found."""
    from oceanhil.app.commands.explore_told import progress
    from oceanhil.app.exploring.corpus import read_corpus
    from oceanhil.app.exploring.exploration import explore as explore_here
    from oceanhil.app.exploring.finding_files import WritesAtOnce, name_apart, write_findings
    from oceanhil.app.exploring.given_files import load_known
    from oceanhil.app.exploring.machines import NobodyLeadsError
    from oceanhil.app.exploring.plan import PlanError
    from oceanhil.app.output_files import writable_folder
    from oceanhil.exploration.documented import DOCUMENTED
    from oceanhil.hil.worlds import load_world
    from oceanhil.host.interrupts import ended_like_by_ctrl_c
    from oceanhil.scenarios.mistakes import ScenarioError
    from oceanhil.scenarios.world import WorldError

    lives, findings = asked.lives, asked.findings
    try:
        with ended_like_by_ctrl_c(), closing(load_world(asked.world)) as factory, ExitStack() as folders:
            folders.enter_context(writable_folder(findings.folder))
            why_not_kept = "" if lives.corpus_folder is None else _entered(lives.corpus_folder, folders)
            plan = _plan(asked, factory)
            known = load_known(findings.known_file, is_written=findings.accept)
            corpus = None if lives.corpus_folder is None else read_corpus(lives.corpus_folder, plan.drawing(factory))
            if corpus is not None:
                corpus.why_not_kept = why_not_kept
            plan = plan.behind(factory, "" if corpus is None else corpus.digest)
            laws = plan.laws(factory)
            known = (*known, *(() if findings.documented else DOCUMENTED))
            with progress(is_quiet=findings.as_json) as line:
                told = WritesAtOnce(line, plan, laws, findings.folder, known)
                explored = explore_here(
                    plan, factory, asked.effort.budget, asked.effort.crew(lives), told, corpus=corpus
                )
            explored.known = known
            name_apart(explored.new, plan, findings.folder)
            # A disk that is full by now must not take with it what was found, nor one folder what goes to another.
            refused = _refusals(lambda folder: write_findings(explored.new, plan, laws, folder), findings.folder)
            if corpus is not None:
                refused += _refusals(corpus.write)
    except (NobodyLeadsError, PlanError, ScenarioError, WorldError) as error:
        raise WrongInputError(str(error)) from None
    return _Led(explored, plan, refused)


def _entered(corpus: Path, folders: ExitStack) -> str:
    """See to it that the folder of a corpus can be written; of one that is there and cannot, gives the reason."""
    from oceanhil.app.output_files import writable_folder

    try:
        folders.enter_context(writable_folder(corpus))
    except EnvironmentRefusedError as error:
        # Its lives can be led all the same.
        if not corpus.is_dir():
            raise
        return str(error)
    return ""


def _refusals(write: Callable[..., None], *places: Path) -> list[EnvironmentRefusedError]:
    """Write something; gives why that was refused, where it was, so that something else can be written yet."""
    try:
        write(*places)
    except EnvironmentRefusedError as error:
        return [error]
    return []


def _plan(asked: _Asked, factory: WorldFactory) -> Plan:
    """Give the plan by which lives are led in the world of this factory; raises as the readers of its files do."""
    lives = asked.lives
    plan = lives.plan(asked.world, is_local=asked.effort.scheduler is None)
    plan = msgspec.structs.replace(plan, boards=_boards(plan, factory))
    plan = _for_bench(plan, factory, asked.effort)
    return _with_files(plan, factory, lives.law_files, lives.beginning)


def _boards(plan: Plan, factory: WorldFactory) -> tuple[Board, ...]:
    """Give the boards on which lives are led, and say which of the world's are not there where nobody named any."""
    from oceanhil.app.exploring.plan import boards_in
    from oceanhil.scenarios.world import boards_of_world

    boards = boards_in(factory, plan.boards)
    for each in () if plan.boards else boards_of_world(factory):
        if each not in boards:
            echo(f"no lives on {each.named}: {factory.absence(each)}", err=True)
    return boards


def _with_files(plan: Plan, factory: WorldFactory, law_files: Sequence[Path], beginning: str | None) -> Plan:
    """Give the plan with the laws of these files, and in the life of that scenario; raises as their readers do."""
    from oceanhil.app.exploring.beginning import beginning_in
    from oceanhil.app.exploring.given_files import load_laws
    from oceanhil.app.run.known_names import names_in_force
    from oceanhil.app.run.library import NoSuchScenarioError, find_scenario
    from oceanhil.protocol.profile import load_profile
    from oceanhil.scenarios.loader import load_scenario

    names = names_in_force(load_profile(), factory)
    plan = msgspec.structs.replace(plan, own_laws=load_laws(law_files, names))
    if beginning is None:
        return plan
    try:
        file = Path(beginning) if Path(beginning).is_file() else find_scenario(beginning, ())
    except NoSuchScenarioError as error:
        raise WrongInputError(f"--from: {error}") from None
    scenario = load_scenario(file, names)
    begun = beginning_in(plan, scenario, factory)
    for line in begun.told(scenario):
        echo(line, err=True)
    return begun.plan


def _for_bench(plan: Plan, factory: WorldFactory, effort: EffortOptions) -> Plan:
    """Say what lives may cost, where boards in real time lead them; raises WrongInputError for what is not for them."""
    from oceanhil.app.exploring.plan import wears_boards
    from oceanhil.exploration.bench import LifeBudget
    from oceanhil.scenarios.world import WearsBoards

    wears = wears_boards(factory, plan.boards)
    # Each process would wait for the boards that another one keeps until all is over.
    is_for_one = wears or (isinstance(factory, WearsBoards) and factory.is_one_for_all)
    if is_for_one and (effort.jobs > 1 or effort.scheduler):
        option = "--scheduler" if effort.scheduler else "--jobs"
        raise WrongInputError(f"world {plan.world!r} has boards that one process has at a time: leave out {option}")
    if not wears:
        for option, value in (("--life", effort.life_s), ("--erases", effort.erases)):
            if value is not None:
                raise WrongInputError(
                    f"{option} is for boards in real time; in world {plan.world!r} lives cost nothing"
                )
        return plan
    life_us = round((_LIFE_S if effort.life_s is None else effort.life_s) * SECOND_US)
    return msgspec.structs.replace(plan, budget=LifeBudget(life_us, effort.erases or ERASES))


def _write_junit(explored: Explored, plan: Plan, folder: Path, path: Path) -> None:
    from oceanhil.app.exploring.findings_junit import junit_text
    from oceanhil.app.output_files import write_output

    write_output(path, junit_text(explored, plan, folder))
