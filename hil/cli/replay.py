"""`oceanhil replay`: one case again, from the id that a report printed."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hil.cli.errors import (
    FAILED,
    PYTEST_NOTHING_RUN,
    EnvironmentRefusedError,
    PytestCommand,
    WrongChoiceError,
    WrongInputError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenarios.result import Result
    from scenarios.scenario import Case
    from scenarios.services.replay import ServiceReplayId

_PATH = click.Path(path_type=Path)


@click.command(
    cls=PytestCommand,
    epilog="Exit codes: 0 it passed, 1 it failed, 2 interrupted or a scenario file is wrong, 4 a wrong id or option, "
    "5 the world cannot run it.",
)
@click.argument("replay_id")
@click.option("--world", default="sim", show_default=True, help="World to run it in.")
@click.option("--inventory", type=_PATH, metavar="FILE", help="Boards for the world serial, instead of boards.toml.")
@click.option(
    "--scenarios",
    "places",
    type=_PATH,
    multiple=True,
    metavar="PATH",
    help="File or folder to look for the scenario in, before the library; may be repeated.",
)
@click.option("--profile", type=_PATH, metavar="FILE", help="Profile laid over the built-in one.")
@click.option("--trace", type=_PATH, metavar="FILE", help="Write the trace to this file.")
@click.option("-q", "quiet", is_flag=True, help="Show the verdict without the events.")
@click.option("-v", "verbose", is_flag=True, help="Show every event, also those that repeat themselves.")
def replay(
    replay_id: str,
    *,
    world: str,
    inventory: Path | None,
    places: tuple[Path, ...],
    profile: Path | None,
    trace: Path | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Run the case that REPLAY_ID names and show it event by event."""
    from hil.report.timeline import timeline
    from scenarios.result import Outcome

    # cmd.exe passes single quotes on.
    result, options = _run(replay_id.strip("'"), world, inventory, places, profile)
    if not quiet:
        for line in timeline(result.events, whole=verbose):
            click.echo(line)
        click.echo()
    _print_verdict(result, options)
    if trace is not None:
        _write_trace(result, trace)
    if result.outcome is Outcome.SKIPPED:
        sys.exit(PYTEST_NOTHING_RUN)
    if result.outcome is not Outcome.PASSED:
        sys.exit(FAILED)


def _run(
    replay_id: str, world: str, inventory: Path | None, places: Sequence[Path], profile_file: Path | None
) -> tuple[Result, str]:
    from hil.boards.places import NoInventoryError
    from hil.inventory_choice import using_inventory
    from scenarios.mistakes import ScenarioError
    from scenarios.world import WorldError

    try:
        with using_inventory(inventory):
            return _run_in(replay_id, world, inventory, places, profile_file)
    except ScenarioError as error:
        raise WrongInputError(str(error)) from None
    except (NoInventoryError, WorldError) as error:
        raise WrongChoiceError(str(error)) from None


def _run_in(
    replay_id: str, world: str, inventory: Path | None, places: Sequence[Path], profile_file: Path | None
) -> tuple[Result, str]:
    from hil.again import replay_options
    from hil.library import NoSuchScenarioError, find_scenario
    from hil.worlds import load_world
    from protocol.profile import ProfileError, load_profile
    from scenarios.loader import load_scenario
    from scenarios.replay import ReplayError, parse_replay
    from scenarios.runner import run_case
    from scenarios.services.replay import parse_service_replay

    try:
        about_service = parse_service_replay(replay_id)
        if about_service is not None:
            return _run_service(about_service, world, places, profile_file)
        wanted = parse_replay(replay_id)
        file = find_scenario(wanted.scenario, places)
        profile = load_profile(profile_file)
        case = load_scenario(file).case(wanted)
        with closing(load_world(world)) as factory:
            _check_driver(case, factory.drivers(wanted.board))
            options = replay_options(file, world, profile_file, profile, inventory)
            return run_case(case, factory, profile), options
    except (ReplayError, NoSuchScenarioError, ProfileError) as error:
        raise WrongChoiceError(str(error)) from None


def _run_service(
    wanted: ServiceReplayId, world: str, places: Sequence[Path], profile: Path | None
) -> tuple[Result, str]:
    from hil.library import find_scenario
    from hil.profile_choice import chosen_profile
    from hil.services import service_replay_options
    from hil.worlds.service.factory import InProcessWorlds, NoServiceWorlds
    from scenarios.loader import load_any
    from scenarios.replay import ReplayError
    from scenarios.scenario import Scenario
    from scenarios.services.run import run_service_case

    file, profile_file = find_scenario(wanted.scenario, places), chosen_profile(profile).file
    scenario = load_any(file)
    if isinstance(scenario, Scenario):
        boards = ", ".join(board.value for board in scenario.boards)
        raise ReplayError(f"{scenario.id} is about boards; expected {scenario.id}@BOARD, BOARD one of {boards}")
    worlds = InProcessWorlds(profile_file) if world == "sim" else NoServiceWorlds(world)
    return run_service_case(scenario.case(wanted), worlds), service_replay_options(file, profile_file)


def _check_driver(case: Case, known: Sequence[str]) -> None:
    from protocol.profile import nearest

    driver = case.replay.driver
    if driver and driver not in known:
        hint = nearest(driver, known)
        raise WrongChoiceError(
            f"replay ID {case.replay_id!r}: {case.replay.board.value} has no driver {driver!r}; {hint}"
        )


def _print_verdict(result: Result, options: str) -> None:
    from hil.report.failure import failure_text
    from scenarios.result import Outcome

    if result.outcome is not Outcome.PASSED:
        click.echo(f"{failure_text(result)}{options}")
        return
    tally = "".join(f", {number} {name}" for name, number in result.tally.items())
    click.echo(f"passed: {result.replay_id}, remedy: {result.remedy.value}{tally}")


def _write_trace(result: Result, path: Path) -> None:
    from hil.attachments import trace_jsonl
    from hil.places import cause_of

    try:
        path.write_bytes(trace_jsonl(result.events))
    except OSError as error:
        raise EnvironmentRefusedError(
            f"trace {str(path)!r} cannot be written: {cause_of(error)}; choose another place"
        ) from None
