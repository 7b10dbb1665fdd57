"""The options of commands that run sketches: with which tools."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from oceanhil.app.command_errors import EnvironmentRefusedError, WrongChoiceError
from oceanhil.app.command_files import OutputFolder
from oceanhil.host.file_claims import COVERAGE_FILES
from oceanhil.host.terminal import echo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from oceanhil.hil.worlds.sketch.tools import SketchTools

F = TypeVar("F", bound="Callable[..., object]")


def sketch_options(command: F) -> F:
    """Add the options to a command."""
    return click.option(
        "--sanitize",
        is_flag=True,
        help="World sketch: with sanitizers; a wrong access or undefined behaviour is a crash.",
    )(command)


def coverage_option(command: F) -> F:
    """Add the option of a command that runs many cases."""
    return click.option(
        "--coverage",
        type=OutputFolder(COVERAGE_FILES),
        metavar="DIR",
        help="World sketch: write which of its lines were reached there, as lcov and HTML.",
    )(command)


def chosen_tools(world: str, against: str | None, *, sanitize: bool, coverage: Path | None = None) -> SketchTools:
    """Give the tools of these options; raises WrongChoiceError where no world runs a sketch."""
    from oceanhil.hil.worlds.sketch.tools import SketchTools

    tools = SketchTools(sanitize=sanitize, coverage=coverage)
    if tools != SketchTools() and not _sketches(world, against):
        option = "--sanitize" if sanitize else "--coverage"
        raise WrongChoiceError(f"{option} is for sketches; add --world sketch:PATH")
    return tools


@contextmanager
def counted(tools: SketchTools, world: str, against: str | None, *, is_quiet: bool) -> Iterator[None]:
    """Report which lines were reached meanwhile, if that is a tool of the run.

    Raises WrongChoiceError where they cannot be counted, EnvironmentRefusedError where they cannot be reported.
    """
    if tools.coverage is None:
        yield
        return
    from oceanhil.firmware.compiler import BuildError, find_compiler
    from oceanhil.firmware.sketches.coverage import begin_counting, refuse_without_coverage, report_coverage
    from oceanhil.firmware.sketches.finding import find_sketch

    try:
        compiler = find_compiler()
        refuse_without_coverage(compiler)
        sketches = [find_sketch(each, Path.cwd()) for each in _sketches(world, against)]
    except BuildError as error:
        raise WrongChoiceError(str(error)) from None
    begin_counting(tools.coverage)
    yield
    folders = [path for each in sketches for path in (each.folder, *each.settings.libraries)]
    try:
        table = report_coverage(compiler, tools.coverage, folders)
    except BuildError as error:
        raise EnvironmentRefusedError(str(error)) from None
    if not is_quiet:
        echo(table)


def _sketches(world: str, against: str | None) -> list[str]:
    """Give the sketches that worlds of these names run."""
    names = [each.partition(":") for each in (world, against) if each is not None]
    return [argument for name, _, argument in names if name == "sketch"]
