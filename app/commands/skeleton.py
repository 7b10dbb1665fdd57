"""`oceanhil skeleton`: the beginning of a scenario, made from a recorded serial session."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oceanhil.app.command_errors import WrongInputError
from oceanhil.app.command_files import InputFile, OutputFile
from oceanhil.app.output_files import write_new
from oceanhil.host.terminal import echo
from oceanhil.protocol.wording import plural

if TYPE_CHECKING:
    from oceanhil.analysis.skeleton import Skeleton

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_YAML = ".yaml"
_FIRST_LINES = 5


@click.command()
@click.argument("log", metavar="LOG", type=InputFile(readable=True))
@click.option(
    "--output", type=OutputFile(), metavar="FILE", help="Write to this file, whose name is the scenario's id."
)
@click.option("--id", "scenario_id", metavar="ID", help="The scenario's id; by default made of the file's name.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.option("-q", "quiet", is_flag=True, help="Do not say what the file was made of.")
def skeleton(log: Path, *, output: Path | None, scenario_id: str | None, force: bool, quiet: bool) -> None:
    """Turn a recorded serial session into the skeleton of a scenario, for editing.

    LOG is an .oslog, or what a serial monitor wrote; with time stamps, long gaps become waits. Lines that are known
    become expectations, starts become resets, crashes are expected; title and remedy come from the diagnosis.

    Exit code 0: made, 1: the file cannot be written, 2: the log cannot be used, or the file is there.
    """
    made = _make(log, _id_for(log, output, scenario_id))
    if output is None:
        echo(made.yaml, nl=False)
    else:
        write_new(output, made.yaml, "somebody may have edited it: --force writes over it", force=force)
    if not quiet:
        echo(_summary(made, output), err=True)


def _id_for(log: Path, output: Path | None, wanted: str | None) -> str:
    from oceanhil.scenarios.replay import is_scenario_id

    made_up = _NOT_PLAIN.sub("-", log.stem.lower()).strip("-") or "recorded"
    found = wanted or (output.stem if output is not None else made_up)
    if not is_scenario_id(found):
        raise WrongInputError(f"id {found!r} is not made of small letters, digits and hyphens; give another with --id")
    if output is not None and (output.stem != found or output.suffix != _YAML):
        raise WrongInputError(
            f"a scenario with id {found!r} has to be in a file {found + _YAML!r}, not {output.name!r}"
        )
    return found


def _make(log: Path, scenario_id: str) -> Skeleton:
    from oceanhil.analysis.skeleton.draft import NothingSeenError, make_skeleton
    from oceanhil.app.commands.recordings import conversation_words, read_lines
    from oceanhil.app.run.library import board_files

    lines = read_lines(log)
    try:
        return make_skeleton(lines, scenario_id, log.name, board_files())
    except NothingSeenError as error:
        start = "\n".join(line.text for line in lines[:_FIRST_LINES])
        instead = conversation_words(start) or "is it a log at 115200 baud?"
        raise WrongInputError(f"{error}; {instead}") from None


def _summary(made: Skeleton, output: Path | None) -> str:
    counts = [f"{plural(made.steps, 'step')} from {plural(made.boots, 'boot')}"]
    counts += [f"cause {made.cause}"] if made.cause else []
    counts += [f"{plural(made.unknown_lines, 'line')} not known"] if made.unknown_lines else []
    return f"{output or 'scenario'}: {', '.join(counts)}"
