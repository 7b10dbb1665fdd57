"""`python -m tests.differential 'LIFE'`: live a life again in both worlds and show where they part."""

import sys

import click

from oceanhil.hil.worlds.native.factory import NativeWorldFactory
from tests.differential.both import disagreement
from tests.differential.life import parse_life


def main() -> int:
    """Exit 0 when both agree, 1 when they part, 2 when the argument is none."""
    try:
        life = parse_life(" ".join(sys.argv[1:]))
    except ValueError as error:
        click.echo(f"no life: {error}; expected one such as 'esp32/idf-5.5.1+reference#seed=7;on;run=60'", err=True)
        return 2
    found = disagreement(life, NativeWorldFactory())
    click.echo(found or "both programs agree in every event")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
