"""`oceanhil replay`: one case again, from the id that a report printed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hil.cli.errors import EnvironmentRefusedError, WrongInputError

if TYPE_CHECKING:
    from scenarios.result import Result

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("replay_id")
@click.option("--world", default="sim", show_default=True, help="World to run it in.")
@click.option(
    "--scenarios", "places", type=_PATH, multiple=True, help="Look here for the scenario, before the library."
)
@click.option("--profile", type=_PATH, help="Profile laid over the built-in one, if the failing run had one.")
@click.option("--trace", type=_PATH, help="Write the trace to this file.")
@click.option("-q", "quiet", is_flag=True, help="Show the verdict only.")
def replay(
    replay_id: str, *, world: str, places: tuple[Path, ...], profile: Path | None, trace: Path | None, quiet: bool
) -> None:
    """Run the case that REPLAY_ID names and show it event by event.

    Exit code 0 if it passed, 1 if it failed.
    """
    from hil.report.failure import failure_text
    from hil.report.timeline import timeline
    from scenarios.result import Outcome

    result = _run(replay_id, world, places, profile)
    if trace is not None:
        _write_trace(result, trace)
    if not quiet:
        for line in timeline(result.events):
            click.echo(line)
        click.echo()
    if result.outcome is Outcome.PASSED:
        tally = ", ".join(f"{number} {name}" for name, number in result.tally.items())
        click.echo(f"passed: {result.replay_id}, remedy: {result.remedy.value}" + (f", {tally}" if tally else ""))
    else:
        click.echo(failure_text(result))
        sys.exit(1)


def _run(replay_id: str, world: str, places: tuple[Path, ...], profile: Path | None) -> Result:
    from hil.library import library_root
    from hil.worlds import load_world
    from protocol.profile import ProfileError, load_profile
    from scenarios.loader import load_library
    from scenarios.mistakes import ScenarioError
    from scenarios.replay import ReplayError
    from scenarios.runner import run_case
    from scenarios.world import WorldError

    try:
        library = load_library(places or [library_root()])
        return run_case(library.case(replay_id), load_world(world), load_profile(profile))
    except (ReplayError, ScenarioError, ProfileError, WorldError) as error:
        raise WrongInputError(str(error)) from None


def _write_trace(result: Result, path: Path) -> None:
    from hil.attachments import trace_jsonl

    try:
        path.write_bytes(trace_jsonl(result.events))
    except OSError as error:
        raise EnvironmentRefusedError(f"{path}: cannot be written: {error.strerror}") from None
