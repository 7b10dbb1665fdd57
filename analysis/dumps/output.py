"""Reports to the terminal, or as plain lines and JSON to whatever else reads them."""

import io
import sys

import msgspec
from rich.console import RenderableType

from oceanhil.host.terminal import echo, make_console

_WIDTH_OF_A_FILE = 160


def print_report(report: RenderableType) -> None:
    """Print for a person; without a terminal in plain lines of a fixed width, with nothing behind their last word."""
    console = make_console()
    if console.is_terminal:
        console.print(report)
        return
    buffer = io.StringIO()
    make_console(file=buffer, width=_WIDTH_OF_A_FILE).print(report)
    encoding = sys.stdout.encoding or "utf-8"
    for line in buffer.getvalue().splitlines():
        echo(line.rstrip().encode(encoding, "replace").decode(encoding))


def print_json(report: msgspec.Struct) -> None:
    """Print for a program."""
    echo(msgspec.json.format(msgspec.json.encode(report), indent=2).decode())
