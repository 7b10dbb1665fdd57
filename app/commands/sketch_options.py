"""The options of commands that run sketches: with which tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import click

from oceanhil.app.command_errors import WrongChoiceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from oceanhil.hil.worlds.sketch.tools import SketchTools

F = TypeVar("F", bound="Callable[..., object]")


def sketch_options(command: F) -> F:
    """Add the options to a command."""
    return click.option(
        "--sanitize",
        is_flag=True,
        help="World sketch: with sanitizers; a wrong access or undefined behaviour is a crash.",
    )(command)


def chosen_tools(world: str, against: str | None, *, sanitize: bool) -> SketchTools:
    """Give the tools of these options; raises WrongChoiceError where no world runs a sketch."""
    from oceanhil.hil.worlds.sketch.tools import SketchTools

    tools = SketchTools(sanitize=sanitize)
    if tools != SketchTools() and not any((each or "").partition(":")[0] == "sketch" for each in (world, against)):
        raise WrongChoiceError("--sanitize is for sketches; add --world sketch:PATH")
    return tools
