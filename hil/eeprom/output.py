"""Reports to the terminal, or as plain lines and JSON to whatever else reads them."""

import io
import sys

import click
import msgspec
from rich.console import Console, RenderableType

_WIDTH_OF_A_FILE = 160


def print_report(report: RenderableType) -> None:
    """Print for a person; without a terminal in plain lines of a fixed width, with nothing behind their last word."""
    console = Console(highlight=False)
    if console.is_terminal:
        console.print(report)
        return
    buffer = io.StringIO()
    Console(file=buffer, highlight=False, width=_WIDTH_OF_A_FILE, no_color=True).print(report)
    encoding = sys.stdout.encoding or "utf-8"
    for line in buffer.getvalue().splitlines():
        click.echo(line.rstrip().encode(encoding, "replace").decode(encoding))


def print_json(report: msgspec.Struct) -> None:
    """Print for a program."""
    click.echo(msgspec.json.format(msgspec.json.encode(report), indent=2).decode())
