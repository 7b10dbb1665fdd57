"""The options of `oceanhil run` and of commands beside it, made from the table of `run_options.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from oceanhil.app.command_errors import WrongChoiceError
from oceanhil.app.command_files import InputFile, OutputFile, OutputFolder, WorldName
from oceanhil.app.commands.board_choice import BOARD_CHOICE
from oceanhil.app.commands.former_names import RenamedOption
from oceanhil.app.commands.option_group import option_group
from oceanhil.app.commands.word_choice import WordChoice
from oceanhil.app.run.option_checks import OptionError, check_options
from oceanhil.app.run.option_kinds import (
    BoardWord,
    EnumWord,
    InFile,
    OutFile,
    OutFolder,
    Toggle,
    WorldText,
)
from oceanhil.app.run.run_options import OPTIONS, RunOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from click.decorators import FC

    from oceanhil.app.run.option import Option
    from oceanhil.app.run.option_kinds import OptionKind


class NoPlace(click.ParamType[object]):
    """A text that is no file, read by the kind of its option."""

    name = "text"

    def __init__(self, kind: OptionKind[object]) -> None:
        self._kind = kind

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> object:
        """Read it; what cannot be read is a wrong option."""
        if not isinstance(value, str):
            return value
        try:
            return self._kind.read(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


def run_options(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command these options of the table, by field, or all of them; it takes them together, as `given`."""
    chosen = [OPTIONS[name] for name in names] if names else [*OPTIONS.values()]
    return option_group("given", lambda **values: RunOptions.of(values), *map(click_option, chosen))


def check_together(given: RunOptions, *, in_processes: bool = False) -> None:
    """Raise WrongChoiceError for options that mean nothing beside each other."""
    try:
        check_options(given, in_processes=in_processes)
    except OptionError as error:
        raise WrongChoiceError(str(error)) from None


def click_option(option: Option[object]) -> Callable[[FC], FC]:
    """Give an option of the table as click has it; its parameter has the name of the field."""
    if isinstance(option.kind, Toggle):
        return click.option(option.in_command, option.field, is_flag=True, help=option.help)

    def gathered(_: click.Context, __: click.Parameter, values: Sequence[object]) -> tuple[object, ...]:
        return option.kind.gathered(values)

    return click.option(
        option.in_command,
        option.field,
        cls=RenamedOption,
        former=() if option.former_word is None else (f"--{option.former_word}",),
        type=_click_type(option.kind),
        metavar=option.metavar,
        multiple=option.is_repeated,
        callback=gathered if option.is_repeated else None,
        default=None if option.is_repeated else option.default,
        show_default=option.shows_default,
        help=option.help,
    )


def _click_type(kind: OptionKind[object]) -> click.ParamType[object]:
    match kind:
        case WorldText():
            return WorldName()
        case BoardWord():
            return BOARD_CHOICE
        case EnumWord():
            return WordChoice(kind.enumeration)
        case InFile():
            return InputFile(readable=not kind.is_name_too, is_name_too=kind.is_name_too)
        case OutFile():
            return OutputFile()
        case OutFolder():
            return OutputFolder(kind.patterns)
        case _:
            return NoPlace(kind)


boards_option = click_option(OPTIONS["boards"])
"""`--board`, in commands that have no more of a run."""
