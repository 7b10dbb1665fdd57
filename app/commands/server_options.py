"""What commands that run scenarios against a server elsewhere do beside the options of the table."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from oceanhil.app.admin_key import KEY_VARIABLE
from oceanhil.app.command_errors import WrongChoiceError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Not in the table, from which pytest's are made: a key stands in no command line that a report shows.
admin_key_option = click.option(
    "--admin-key",
    envvar=KEY_VARIABLE,
    metavar="KEY",
    help=f"Key of the admin side of --server (also {KEY_VARIABLE}).",
)


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what a session calls wrong usage into the command's own error: WrongChoiceError."""
    import pytest

    try:
        yield
    except pytest.UsageError as error:
        raise WrongChoiceError(str(error)) from None
