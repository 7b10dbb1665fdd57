"""`oceanhil explore`: lead lives that nobody has thought of, and write what breaks a law as scenarios."""

from __future__ import annotations

import sys
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click
import msgspec

from oceanhil.app.command_errors import FAILED, USAGE, EnvironmentRefusedError, WrongInputError
from oceanhil.app.command_files import InputFile, OutputFile, OutputFolder, WorldName
from oceanhil.app.commands.duration_option import DURATION
from oceanhil.app.commands.former_names import RenamedOption
from oceanhil.app.commands.given_options import given_options
from oceanhil.app.commands.sketch_options import note_what_is_missing
from oceanhil.app.commands.table_options import boards_option
from oceanhil.host.terminal import echo
from oceanhil.protocol.units import SECOND_US

if TYPE_CHECKING:
    from collections.abc import Sequence

    from oceanhil.app.exploring.corpus import Corpus
    from oceanhil.app.exploring.exploration import Budget, Explored
    from oceanhil.app.exploring.leading import Crew
    from oceanhil.app.exploring.plan import Plan
    from oceanhil.protocol.board import Board
    from oceanhil.scenarios.world import WorldFactory

_FOLDER: Final = "reports/findings"
_FOR_S: Final = 60.0
_LIFE_S: Final = 180.0
_ERASES: Final = 500
_OF_WHY: Final = frozenset({"futures", "html"})
"""Parameters that mean nothing without --why."""
_BESIDE_WHY: Final = frozenset({"why", "world", "seed", "folder", "untrusted"})
"""Those that mean something with it and without it."""
_JOBS_MOST: Final = 256
_FUTURES_MOST: Final = 1_000


@click.command(
    epilog="Exit codes: 0 nothing was found but what is known or accepted, 1 something was, or it cannot be written, "
    "2 interrupted, an option is wrong, nobody leads lives any more, or none was led to its end.",
)
@click.option(
    "--world",
    type=WorldName(),
    default="sim",
    show_default=True,
    metavar="NAME[:ARGUMENT]",
    help="Where lives are led.",
)
@boards_option
@click.option(
    "--for",
    "for_s",
    type=DURATION,
    metavar="DURATION",
    help="How long, such as 10m; 1m where no lives are named.",
)
@click.option("--lives", type=click.IntRange(min=1), metavar="N", help="So many lives, or fewer if the time is over.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="From which lives are drawn.")
@click.option(
    "-j",
    "--jobs",
    cls=RenamedOption,
    former=("-n",),
    type=click.IntRange(1, _JOBS_MOST),
    default=1,
    show_default=True,
    metavar="N",
    help="So many processes; what is found does not depend on it.",
)
@click.option(
    "--life",
    "life_s",
    type=DURATION,
    metavar="DURATION",
    help="On boards in real time: how long a life may take; 3m unless you say so.",
)
@click.option(
    "--erases",
    type=click.IntRange(min=1),
    metavar="N",
    help=f"On boards in real time: how many erases of a sector each board may bear; {_ERASES} unless you say so.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Hand lives out to the workers of this scheduler of Dask, such as tcp://host:8786; what is found is the same.",
)
@click.option("--only", multiple=True, metavar="NAME", help="Only this disturbance, or this kind; may be repeated.")
@click.option("--without", multiple=True, metavar="NAME", help="Not this disturbance, or this kind; may be repeated.")
@click.option(
    "--from",
    "beginning",
    metavar="SCENARIO",
    help="Lead lives in that of a scenario, and disturb it; what it expects is not judged.",
)
@click.option(
    "--laws",
    "law_files",
    type=InputFile(),
    multiple=True,
    metavar="FILE",
    help="Laws of your own that each life must keep, in YAML or Python; may be repeated.",
)
@click.option(
    "--known",
    "known_file",
    type=OutputFile(),
    metavar="FILE",
    help="Findings that are known: counted and named, no failures.",
)
@click.option("--documented", is_flag=True, help="Tell what the documentation explains as findings, too.")
@click.option("--accept", is_flag=True, help="Add what is found to the file of --known, which may be a new one.")
@click.option(
    "--out",
    "folder",
    type=OutputFolder(("*.yaml",)),
    default=_FOLDER,
    show_default=True,
    help="Where findings are written, a scenario each.",
)
@click.option(
    "--why",
    metavar="ID|FILE",
    help="Say when it became inevitable: a finding, a scenario or a replay ID, run on from many moments.",
)
@click.option(
    "--futures",
    type=click.IntRange(2, _FUTURES_MOST),
    default=16,
    show_default=True,
    metavar="N",
    help="With --why: how many futures of each moment.",
)
@click.option("--html", type=OutputFile(), metavar="FILE", help="With --why: write the chart as one HTML file.")
@click.option(
    "--corpus",
    "corpus_folder",
    type=OutputFolder(("*.json",)),
    metavar="DIR",
    help="Lead the lives of this folder first, and keep those there that reach something new.",
)
@click.option(
    "--guided/--plain",
    "is_guided",
    help="Let every other life go on from one that reached something rare, or draw all; plain unless you say so.",
)
@click.option("--junit", type=OutputFile(), help="Write findings as JUnit XML.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--list", "is_list", is_flag=True, help="List the disturbances there are, and end.")
def explore(
    world: str,
    boards: tuple[str, ...],
    *,
    for_s: float | None,
    lives: int | None,
    seed: int,
    jobs: int,
    life_s: float | None,
    erases: int | None,
    scheduler: str | None,
    only: tuple[str, ...],
    without: tuple[str, ...],
    beginning: str | None,
    law_files: tuple[Path, ...],
    known_file: Path | None,
    documented: bool,
    accept: bool,
    folder: Path,
    why: str | None,
    futures: int,
    html: Path | None,
    corpus_folder: Path | None,
    is_guided: bool,
    junit: Path | None,
    as_json: bool,
    is_list: bool,
) -> None:
    """Lead lives drawn at random, and write each that breaks a law as a scenario, made as simple as it gets.

    A life is a start, disturbances of every kind at any time, and a settling, after which the laws over whole lives
    must hold; the invariants of every run are watched all along. The same seed gives the same lives.
    """
    from oceanhil.app.commands.explore_told import list_disturbances, tell
    from oceanhil.app.commands.explore_why import Question, explain_finding
    from oceanhil.app.exploring.exploration import Budget
    from oceanhil.app.exploring.given_files import accept as accept_findings
    from oceanhil.app.exploring.leading import Crew
    from oceanhil.app.exploring.plan import Plan
    from oceanhil.app.output_files import refuse_unwritable
    from oceanhil.exploration.guiding import LAG
    from oceanhil.host.untrusted import refuse_server
    from oceanhil.protocol.board import Board

    if is_list:
        list_disturbances()
        return
    _refuse_idle(why)
    if why is not None:
        explain_finding(Question(why, folder, seed, futures, html), world)
        return
    if accept and known_file is None:
        raise WrongInputError("--accept adds to a file of known findings; name it with --known")
    if beginning is not None and corpus_folder is not None:
        raise WrongInputError(
            "--corpus keeps lives that begin anew, not in that of a scenario; leave out --corpus or --from"
        )
    if scheduler == "":
        raise WrongInputError("--scheduler is empty, expected an address such as tcp://host:8786")
    if scheduler is not None and jobs > 1:
        raise WrongInputError("--jobs are processes here, and --scheduler has workers of its own; name one of the two")
    refuse_server("--scheduler", scheduler)
    for path in (junit, known_file if accept else None):
        if path is not None:
            refuse_unwritable(path)
    plan = Plan(world, tuple(map(Board, boards)), seed, only, without)
    # Their numbers depend on the compiler, which other machines may have in another version.
    plan = msgspec.structs.replace(plan, is_guided=is_guided, watches_edges=is_guided and scheduler is None)
    budget = Budget(lives, for_s if for_s is not None or lives is not None else _FOR_S)
    is_watchful = is_guided or corpus_folder is not None
    crew = Crew(jobs, scheduler or "", is_watchful=is_watchful, ahead_most=LAG if is_guided else None)
    given = _Given(
        budget=budget,
        crew=crew,
        life_s=life_s,
        erases=erases,
        folder=folder,
        corpus_folder=corpus_folder,
        law_files=law_files,
        beginning=beginning,
        known_file=known_file,
        is_documented_told=documented,
        is_accepting=accept,
        is_quiet=as_json,
    )
    note_what_is_missing(world)
    explored, plan = _led(plan, given)
    tell(explored, plan, folder, as_json=as_json)
    if junit is not None:
        _write_junit(explored, plan, folder, junit)
    if accept and known_file is not None:
        accept_findings(explored.new, known_file)
    if explored.was_interrupted or explored.is_vain:
        sys.exit(USAGE)
    if explored.new and not accept:
        sys.exit(FAILED)


def _refuse_idle(why: str | None) -> None:
    """Raise WrongInputError where an option was given that would do nothing: of lives with --why, of --why without."""
    context = click.get_current_context()
    if why is None and (idle := given_options(context, _OF_WHY.__contains__)):
        raise WrongInputError(f"{', '.join(idle)}: for the chart of --why alone; name a finding there, or leave it out")
    if why is not None and (idle := given_options(context, lambda name: name not in _BESIDE_WHY | _OF_WHY)):
        raise WrongInputError(f"--why leads no lives; leave out {', '.join(idle)}")


class _Given(NamedTuple):
    """What else was asked for."""

    budget: Budget
    crew: Crew
    life_s: float | None
    erases: int | None
    folder: Path
    corpus_folder: Path | None
    law_files: tuple[Path, ...]
    beginning: str | None
    known_file: Path | None
    is_documented_told: bool
    is_accepting: bool
    is_quiet: bool


def _led(plan: Plan, given: _Given) -> tuple[Explored, Plan]:
    """Lead lives, and write what was found; gives the plan as it became, too."""
    from oceanhil.app.commands.explore_told import tell
    from oceanhil.app.exploring.corpus import read_corpus
    from oceanhil.app.exploring.finding_files import name_apart, write_findings
    from oceanhil.app.exploring.given_files import load_known
    from oceanhil.app.exploring.machines import NobodyLeadsError
    from oceanhil.app.exploring.plan import PlanError
    from oceanhil.app.output_files import writable_folder
    from oceanhil.exploration.documented import DOCUMENTED
    from oceanhil.hil.worlds import load_world
    from oceanhil.host.interrupts import ended_like_by_ctrl_c
    from oceanhil.scenarios.mistakes import ScenarioError
    from oceanhil.scenarios.world import WorldError

    try:
        with ended_like_by_ctrl_c(), closing(load_world(plan.world)) as factory, ExitStack() as folders:
            for each in filter(None, (given.folder, given.corpus_folder)):
                folders.enter_context(writable_folder(each))
            plan = msgspec.structs.replace(plan, boards=_boards(plan, factory))
            plan = _for_bench(plan, factory, given)
            plan = _with_given(plan, factory, given.law_files, given.beginning)
            known = load_known(given.known_file, is_written=given.is_accepting)
            corpus = None if given.corpus_folder is None else read_corpus(given.corpus_folder, plan.drawing(factory))
            explored = _explored(plan, factory, given, corpus)
            explored.known = (*known, *(() if given.is_documented_told else DOCUMENTED))
            name_apart(explored.new, plan, given.folder)
            try:
                write_findings(explored.new, plan, plan.laws(factory), given.folder)
                if corpus is not None:
                    corpus.write()
            except EnvironmentRefusedError:
                # A disk that is full by now must not take with it what was found.
                tell(explored, plan, given.folder, as_json=given.is_quiet)
                raise
    except (NobodyLeadsError, PlanError, ScenarioError, WorldError) as error:
        raise WrongInputError(str(error)) from None
    return explored, plan


def _boards(plan: Plan, factory: WorldFactory) -> tuple[Board, ...]:
    """Give the boards on which lives are led, and say which of the platform's are not there where nobody named any."""
    from oceanhil.app.exploring.plan import boards_in
    from oceanhil.protocol.board import PLATFORM_BOARDS

    boards = boards_in(factory, plan.boards)
    for each in () if plan.boards else PLATFORM_BOARDS:
        if each not in boards:
            echo(f"no lives on {each.named}: {factory.absence(each)}", err=True)
    return boards


def _with_given(plan: Plan, factory: WorldFactory, law_files: Sequence[Path], beginning: str | None) -> Plan:
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


def _for_bench(plan: Plan, factory: WorldFactory, given: _Given) -> Plan:
    """Say what lives may cost, where boards in real time lead them."""
    from oceanhil.app.exploring.plan import wears_boards
    from oceanhil.exploration.bench import Limits

    if not wears_boards(factory, plan.boards):
        for option, value in (("--life", given.life_s), ("--erases", given.erases)):
            if value is not None:
                raise WrongInputError(
                    f"{option} is for boards in real time; in world {plan.world!r} lives cost nothing"
                )
        return plan
    if given.crew.jobs > 1 or given.crew.scheduler:
        option = "--scheduler" if given.crew.scheduler else "--jobs"
        raise WrongInputError(f"world {plan.world!r} has boards in real time, which are here: leave out {option}")
    life_us = round((_LIFE_S if given.life_s is None else given.life_s) * SECOND_US)
    return msgspec.structs.replace(plan, bench=Limits(life_us, given.erases or _ERASES))


def _explored(plan: Plan, factory: WorldFactory, given: _Given, corpus: Corpus | None) -> Explored:
    from oceanhil.app.commands.explore_told import progress
    from oceanhil.app.exploring.exploration import explore as explore_here

    with progress(is_quiet=given.is_quiet) as told:
        return explore_here(plan, factory, given.budget, given.crew, told, corpus=corpus)


def _write_junit(explored: Explored, plan: Plan, folder: Path, path: Path) -> None:
    from oceanhil.app.exploring.findings_junit import junit_text
    from oceanhil.app.output_files import write_output

    write_output(path, junit_text(explored, plan, folder))
