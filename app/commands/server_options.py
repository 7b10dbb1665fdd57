"""The options of commands that run scenarios against a server elsewhere."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from oceanhil.app.command_errors import WrongChoiceError
from oceanhil.app.command_files import InputFile
from oceanhil.app.run.choice import ServerChoice
from oceanhil.host.untrusted import refuse_server
from oceanhil.protocol.data_files import UntrustedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    CommandT = TypeVar("CommandT", bound=Callable[..., object])

_OPTIONS = (
    click.option(
        "--server",
        metavar="URL",
        help="Use this mock server instead of the built-in one, in the worlds sim, native and emulated; the run resets "
        "it. With --connector: any server, in sim, native and serial.",
    ),
    click.option(
        "--connector",
        type=InputFile(readable=True),
        metavar="FILE",
        help="How to reach the own side of a server that is no mock server.",
    ),
    click.option(
        "--admin-key",
        envvar="OCEANHIL_ADMIN_KEY",
        metavar="KEY",
        help="Key of its admin side (also OCEANHIL_ADMIN_KEY).",
    ),
    click.option(
        "--server-ca", type=InputFile(readable=True), metavar="FILE", help="Certificate of its CA, for https (PEM)."
    ),
    click.option(
        "--yes",
        is_flag=True,
        help="Use it even if it holds devices that the run did not make, or, with --connector, is in production.",
    ),
)


def server_options(command: CommandT) -> CommandT:
    """Give a command these options."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def chosen_server(
    url: str | None, connector: Path | None, admin_key: str | None, ca_file: Path | None, *, yes: bool
) -> ServerChoice | None:
    """Give the server that was chosen, None: there is none; raises WrongChoiceError for options about no server."""
    if url is not None:
        try:
            refuse_server("--server", url)
        except UntrustedError as error:
            raise WrongChoiceError(str(error)) from None
        return ServerChoice(url=url, admin_key=admin_key, ca_file=ca_file, may_reset=yes, connector=connector)
    about = {"--yes": yes, "--server-ca": ca_file is not None, "--connector": connector is not None}
    if given := [option for option, is_given in about.items() if is_given]:
        raise WrongChoiceError(f"{given[0]} is about a --server; add --server URL")
    return None


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what a session calls wrong usage into the command's own error: WrongChoiceError."""
    import pytest

    try:
        yield
    except pytest.UsageError as error:
        raise WrongChoiceError(str(error)) from None
