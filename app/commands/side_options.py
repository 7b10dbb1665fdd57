"""The options by which commands that try a server reach its own side, which makes devices and their tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from oceanhil.app.admin_key import KEY_VARIABLE, GivenKey
from oceanhil.app.command_files import InputFile
from oceanhil.app.commands.option_group import option_group

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class SideOptions:
    """How a server's own side is reached, and by which authority (PEM) an https server is known."""

    connector: Path | None
    admin_key: GivenKey | None
    ca_file: Path | None

    def key_for(self, url: str) -> str | None:
        """Give the key as far as the server at `url` may see it, None: there is none for it."""
        return None if self.admin_key is None else self.admin_key.for_server(url)


def _with_source(context: click.Context, option: click.Parameter, text: str | None) -> GivenKey | None:
    if text is None:
        return None
    source = context.get_parameter_source(option.name or "")
    return GivenKey(text, is_of_environment=source is ParameterSource.ENVIRONMENT)


side_options = option_group(
    "side",
    SideOptions,
    click.option("--connector", type=InputFile(), metavar="FILE", help="How to reach the server's own side (TOML)."),
    click.option(
        "--admin-key",
        envvar=KEY_VARIABLE,
        callback=_with_source,
        metavar="KEY",
        help=f"Key of the admin side of an oceanhil server (on this machine also {KEY_VARIABLE}).",
    ),
    click.option(
        "--ca",
        "ca_file",
        type=InputFile(),
        metavar="FILE",
        help="Authority that signed the server's certificate (PEM).",
    ),
)
"""A command takes them as `side`."""
