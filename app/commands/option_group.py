"""Options of one idea, declared once and handed to a command together, as one value.

A command with thirty parameters hides which of them belong together, and two commands that both try a server would
declare how to reach it twice.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    Command = Callable[..., None]


def option_group(
    name: str, group: Callable[..., object], *options: Callable[[Command], Command]
) -> Callable[[Command], Command]:
    """Give a command these options; it takes them together as `name`, made by `group` of the values by their names.

    In help they stand in this order. Where `group` is the class of a frozen value, its fields are the options' names.
    """
    names = parameters_of(*options)

    def decorate(command: Command) -> Command:
        @wraps(command)
        def with_group(*arguments: object, **values: object) -> None:
            together = group(**{each: values.pop(each) for each in names})
            command(*arguments, **values, **{name: together})

        decorated: Command = with_group
        for option in reversed(options):
            decorated = option(decorated)
        return decorated

    return decorate


def parameters_of(*options: Callable[[Command], Command]) -> tuple[str, ...]:
    """Give the names under which click hands over the values of these options."""

    def nothing() -> None: ...

    decorated: Command = nothing
    for option in reversed(options):
        decorated = option(decorated)
    return tuple(param.name for param in click.command()(decorated).params if param.name is not None)
