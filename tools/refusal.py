"""How a tool refuses what it cannot do."""

import sys
from typing import Final, NoReturn

import click

_CANNOT: Final = 2


def refuse(message: str) -> NoReturn:
    """Say why, and exit with 2."""
    click.echo(message, err=True)
    sys.exit(_CANNOT)
