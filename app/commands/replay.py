"""`oceanhil replay`: one case again, from the id that a report printed."""

from __future__ import annotations

import sys
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from oceanhil.app.command_errors import (
    FAILED,
    NOT_TRIED,
    PYTEST_NOTHING_RUN,
    EnvironmentRefusedError,
    PytestCommand,
    WrongChoiceError,
    WrongInputError,
)
from oceanhil.app.command_files import InputFile, OutputFile, WorldName, declare_inputs, usual_inventory
from oceanhil.app.commands.moment_page import show_moment
from oceanhil.app.commands.option_group import option_group
from oceanhil.app.commands.server_options import admin_key_option, refusals
from oceanhil.app.commands.sketch_options import SketchOptions, chosen_tools, one_case_options
from oceanhil.app.commands.table_options import check_together, run_options
from oceanhil.app.output_files import refuse_unwritable, write_output
from oceanhil.app.run.choice import chosen_server
from oceanhil.host.terminal import echo
from oceanhil.host.untrusted import untrusted_option
from oceanhil.protocol.world_name import OwnWorld

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from oceanhil.app.run.choice import ServerChoice
    from oceanhil.app.run.run_options import RunOptions
    from oceanhil.protocol.profile import Profile
    from oceanhil.scenarios.invariants import Past
    from oceanhil.scenarios.replay import ReplayId
    from oceanhil.scenarios.result import Result
    from oceanhil.scenarios.ringcentral.world import ServiceWorlds
    from oceanhil.scenarios.scenario import Case
    from oceanhil.scenarios.world import WorldFactory


class _Show(Protocol):
    """Shows what a case came to: its result, options for its replay, its file, and what is looked at in its place."""

    def __call__(self, result: Result, options: str, scenario: Path, shown: Result | None = None) -> None: ...


@dataclass(frozen=True, slots=True)
class _Where:
    """Where a case is looked for, and what it runs in."""

    world: str
    inventory: Path | None
    places: Sequence[Path]
    profile: Path | None
    server: ServerChoice | None
    is_closeup: bool = False
    past: Sequence[Past] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _PageOptions:
    """Files that show the run."""

    trace: Path | None
    moment: Path | None
    is_opened: bool

    @property
    def is_closeup(self) -> bool:
        """Whether somebody looks at the run moment by moment."""
        return self.is_opened or self.moment is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class _EventOptions:
    """How many events are printed: none, or all where some repeat themselves."""

    quiet: bool
    verbose: bool


_page_options = option_group(
    "page",
    _PageOptions,
    click.option("--trace", type=OutputFile(), metavar="FILE", help="Write the trace to this file."),
    click.option(
        "--moment",
        type=OutputFile(),
        metavar="FILE",
        help="Write the moment viewer to this HTML file: each event, looked at.",
    ),
    click.option("--open", "is_opened", is_flag=True, help="Open the moment viewer in the browser."),
)
_event_options = option_group(
    "events",
    _EventOptions,
    click.option("-q", "quiet", is_flag=True, help="Show the verdict without the events."),
    click.option("-v", "verbose", is_flag=True, help="Show every event, also those that repeat themselves."),
)


@click.command(
    cls=PytestCommand,
    epilog="Exit codes: 0 it passed, 1 it failed, 2 interrupted or a scenario file is wrong, 4 a wrong id or option, "
    "5 the world cannot run it.",
)
@click.argument("replay_id")
@click.option("--world", type=WorldName(), default=OwnWorld.SIM.value, show_default=True, help="World to run it in.")
@click.option(
    "--inventory",
    type=InputFile(readable=True),
    metavar="FILE",
    help="Boards for the world serial, instead of boards.toml.",
)
@click.option(
    "--scenarios",
    "places",
    type=InputFile(readable=True),
    multiple=True,
    metavar="PATH",
    help="File or folder to look for the scenario in, before the library; may be repeated.",
)
@click.option("--profile", type=InputFile(is_name_too=True), metavar="FILE", help="Profile laid over the built-in one.")
@run_options("past", "use_quarantined", "server", "connector", "server_ca", "may_reset", "no_prompt")
@admin_key_option
@_page_options
@one_case_options
@untrusted_option
@click.option("--bisect", "is_bisecting", is_flag=True, help="Exit codes of `git bisect run`: 125, it was not tried.")
@_event_options
def replay(
    replay_id: str,
    *,
    world: str,
    inventory: Path | None,
    places: tuple[Path, ...],
    profile: Path | None,
    given: RunOptions,
    admin_key: str | None,
    page: _PageOptions,
    sketch: SketchOptions,
    is_bisecting: bool,
    events: _EventOptions,
) -> None:
    """Run the case that REPLAY_ID names and show it event by event.

    With --moment or --open the run is a close-up: trace and page also have bodies, flash work, what is stored, states.
    """
    from oceanhil.app.run.choice import using_quarantined
    from oceanhil.hil.worlds.sketch.tools import using_tools
    from oceanhil.host.interrupts import ended_like_by_ctrl_c
    from oceanhil.scenarios.result import Outcome

    def show(result: Result, options: str, scenario: Path, shown: Result | None = None) -> None:
        if not events.quiet:
            _print_events(result, whole=events.verbose)
        _print_verdict(result, options)
        shown = shown or result
        if page.trace is not None:
            _write_trace(shown, page.trace, scenario if page.is_closeup else None)
        if page.is_closeup:
            show_moment(shown, scenario, page.moment, options, is_opened=page.is_opened)

    check_together(given)
    server = chosen_server(given, admin_key)
    where = _Where(world, inventory, places, profile, server, is_closeup=page.is_closeup, past=given.past)
    tools = chosen_tools(world, None, sketch)
    untried = _untried_by_its_code() if is_bisecting else nullcontext()
    with untried, ended_like_by_ctrl_c(), using_tools(tools), using_quarantined(given.use_quarantined):
        _refuse_unwritable(page)
        # cmd.exe passes single quotes on.
        outcome = _run(replay_id.strip("'"), where, show).outcome
    if is_bisecting and outcome in {Outcome.SKIPPED, Outcome.ERROR}:
        sys.exit(NOT_TRIED)
    if outcome is Outcome.SKIPPED:
        sys.exit(PYTEST_NOTHING_RUN)
    if outcome is not Outcome.PASSED:
        sys.exit(FAILED)


@contextmanager
def _untried_by_its_code() -> Iterator[None]:
    """Let what keeps a case from being tried end the command as `git bisect run` wants it: the commit is skipped."""
    try:
        yield
    except click.ClickException as error:
        error.show()
        sys.exit(NOT_TRIED)


def _refuse_unwritable(page: _PageOptions) -> None:
    """Look before anything runs whether its files can be written; an exit code of 1 would say that the case failed."""
    for option, place in (("--trace", page.trace), ("--moment", page.moment)):
        try:
            if place is not None:
                refuse_unwritable(place)
        except EnvironmentRefusedError as error:
            raise WrongChoiceError(f"{option}: {error.message}") from None


def _run(replay_id: str, where: _Where, show: _Show) -> Result:
    """Run a case and show what it came to, before anything shared is let go of."""
    from oceanhil.app.run.choice import using_inventory
    from oceanhil.hil.boards.inventory_path import NoInventoryError
    from oceanhil.scenarios.mistakes import ScenarioError
    from oceanhil.scenarios.world import WorldError

    try:
        with using_inventory(where.inventory):
            return _run_in(replay_id, where, show)
    except ScenarioError as error:
        raise WrongInputError(str(error)) from None
    except (NoInventoryError, WorldError) as error:
        raise WrongChoiceError(str(error)) from None


def _run_in(replay_id: str, where: _Where, show: _Show) -> Result:
    from oceanhil.app.report.log_cause import with_log_cause
    from oceanhil.app.run.known_names import names_in_force
    from oceanhil.app.run.library import NoSuchScenarioError, find_scenario
    from oceanhil.app.run.moments import shown_cases
    from oceanhil.app.run.replay_command import replay_options
    from oceanhil.protocol.profile import ProfileError, load_profile
    from oceanhil.scenarios.loader import load_scenario
    from oceanhil.scenarios.replay import ReplayError, parse_replay
    from oceanhil.scenarios.runner import run_case
    from oceanhil.scenarios.subject import ServiceName

    try:
        wanted = parse_replay(replay_id)
        if isinstance(wanted.subject, ServiceName):
            return _run_service(wanted, where, show)
        file = find_scenario(wanted.scenario, where.places)
        declare_inputs("a scenario", [file])
        declare_inputs("the inventory", usual_inventory())
        profile = load_profile(where.profile)
        with _world(where, profile) as factory:
            case = load_scenario(file, names_in_force(profile, factory)).case(wanted)
            _check_driver(case, factory.drivers(wanted.board))
            beside = replay_options(
                file,
                where.world,
                where.profile,
                profile,
                inventory=where.inventory,
                server=where.server,
                past=where.past,
            )
            is_closeup_at_once = where.is_closeup and not case.is_whole_sweep
            result = with_log_cause(run_case(case, factory, profile, is_closeup=is_closeup_at_once, past=where.past))
            shown = None
            if where.is_closeup and not is_closeup_at_once:
                # Of a sweep one point is looked at; all of them closely would be many runs.
                *_, point = shown_cases(case, result)
                shown = with_log_cause(run_case(point, factory, profile, is_closeup=True, past=where.past))
            show(result, beside, file, shown)
            _note_unmet(result, where)
            return result
    except (ReplayError, NoSuchScenarioError, ProfileError) as error:
        raise WrongChoiceError(str(error)) from None


def _run_service(wanted: ReplayId, where: _Where, show: _Show) -> Result:
    from oceanhil.app.run.choice import chosen_profile
    from oceanhil.app.run.known_names import names_of_service
    from oceanhil.app.run.library import find_scenario
    from oceanhil.app.run.services import choose_service_worlds, service_replay_options
    from oceanhil.scenarios.loader import load_any
    from oceanhil.scenarios.replay import ReplayError
    from oceanhil.scenarios.runner import run_service_case

    file, profile_file = find_scenario(wanted.scenario, where.places), chosen_profile(where.profile).file
    declare_inputs("a scenario", [file])
    scenario = load_any(file, None if profile_file is None else names_of_service(profile_file))
    if scenario.service is None:
        boards = ", ".join(board.value for board in scenario.boards)
        raise ReplayError(f"{scenario.id} is about boards; expected {scenario.id}@BOARD, BOARD one of {boards}")
    case = scenario.case(wanted)
    with refusals():
        worlds = choose_service_worlds(where.world, where.server, profile_file)
    with _let_go_of(worlds):
        result = run_service_case(case, worlds, is_closeup=where.is_closeup, past=where.past)
        show(result, service_replay_options(file, profile_file, where.past, where.server), file)
        _note_unmet(result, where)
        return result


@contextmanager
def _world(where: _Where, profile: Profile) -> Iterator[WorldFactory]:
    """Give the factory of the world, with the server that was chosen."""
    from oceanhil.hil.worlds import load_world

    factory = load_world(where.world)
    with _let_go_of(factory):
        if where.server is not None:
            from oceanhil.app.run.server_choice import use_server

            with refusals():
                use_server(factory, where.world, where.server, profile)
        yield factory


@contextmanager
def _let_go_of(shared: WorldFactory | ServiceWorlds) -> Iterator[None]:
    """Close it; what cannot be put back or removed fails the command, whatever the case came to."""
    from oceanhil.scenarios.world import WorldError

    try:
        yield
    finally:
        try:
            shared.close()
        except WorldError as error:
            raise EnvironmentRefusedError(str(error)) from None


def _check_driver(case: Case, known: Sequence[str]) -> None:
    from oceanhil.protocol.suggestion import suggestion

    driver = case.replay.driver
    if driver and driver not in known:
        hint = suggestion(driver, known)
        raise WrongChoiceError(
            f"replay ID {case.replay_id!r}: {case.replay.board.value} has no driver {driver!r}; {hint}"
        )


def _print_events(result: Result, *, whole: bool) -> None:
    from oceanhil.app.report.timeline import timeline

    for line in timeline(result.events, whole=whole):
        echo(line)
    echo()


def _note_unmet(result: Result, where: _Where) -> None:
    from oceanhil.app.report.summary import unmet_past

    for line in unmet_past(where.past, (result,)):
        echo(line, err=True)


def _print_verdict(result: Result, options: str) -> None:
    from oceanhil.app.report.failure import failure_text
    from oceanhil.scenarios.result import Outcome

    if result.outcome is not Outcome.PASSED:
        echo(f"{failure_text(result)}{options}")
        return
    tally = "".join(f", {number} {name}" for name, number in result.tally.items())
    echo(f"passed: {result.replay_id}, remedy: {result.remedy.value}{tally}")


def _write_trace(result: Result, path: Path, scenario: Path | None) -> None:
    from oceanhil.app.commands.moment_page import closeup_of
    from oceanhil.scenarios.trace_file import encode_trace, head_of

    data = encode_trace(head_of(result), result.events) if scenario is None else closeup_of(result, scenario)
    write_output(path, data, "trace")
