"""Which options somebody gave, where some of them mean nothing beside others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from collections.abc import Callable


def given_options(context: click.Context, is_meant: Callable[[str], bool]) -> list[str]:
    """Give the first spelling of each option of the command line whose parameter's name is meant, as declared.

    Arguments are options here, too, called as the help calls them.
    """
    return [
        param.opts[0] if isinstance(param, click.Option) else param.human_readable_name
        for param in context.command.params
        if param.name is not None
        and is_meant(param.name)
        and context.get_parameter_source(param.name) is ParameterSource.COMMANDLINE
    ]
