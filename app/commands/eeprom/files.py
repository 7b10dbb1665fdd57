"""Where the commands meet the outside: files, the terminal as text or JSON, exit codes."""

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import click
import msgspec
from rich.console import RenderableType

from oceanhil.analysis.dumps.dump import Dump, DumpError, RefusedError
from oceanhil.analysis.dumps.files import read_dump_file, write_new_file
from oceanhil.analysis.dumps.recognition import recognise
from oceanhil.app.command_errors import WrongInputError
from oceanhil.host.terminal import REPORT_WIDTH, echo, make_console
from oceanhil.protocol.board import Board
from oceanhil.protocol.indented_json import indented_json
from oceanhil.protocol.profile import load_profile

_NOT_RECOGNISED = 1
Report = TypeVar("Report", bound=msgspec.Struct)


def print_report(report: RenderableType) -> None:
    """Print for a person; without a terminal in plain lines of a fixed width, with nothing behind their last word."""
    console = make_console()
    if console.is_terminal:
        console.print(report)
        return
    buffer = io.StringIO()
    make_console(file=buffer, width=REPORT_WIDTH).print(report)
    encoding = sys.stdout.encoding or "utf-8"
    for line in buffer.getvalue().splitlines():
        echo(line.rstrip().encode(encoding, "replace").decode(encoding))


def print_json(report: msgspec.Struct) -> None:
    """Print for a program."""
    echo(indented_json(report).decode())


def read_dump(file: Path, board: str | None) -> Dump:
    """Read a file and say what it is; what is no dump ends the command."""
    with refusals(file):
        return recognise(read_dump_file(file), Board(board) if board else None)


def write_file(output: Path, content: bytes, source: Path | None, *, force: bool) -> None:
    """Write a file that was made from `source`, if from anything."""
    with refusals(source):
        write_new_file(output, content, [source] if source is not None else [], force=force)


def print_as(report: Report, render: Callable[[Report], RenderableType], *, as_json: bool) -> None:
    """Print for a program or for a person."""
    if as_json:
        print_json(report)
    else:
        print_report(render(report))


def exit_unless(*, recognised: bool) -> None:
    """End with exit code 1 if nothing in the dump could be told from chance."""
    if not recognised:
        click.get_current_context().exit(_NOT_RECOGNISED)


def eeprom_bytes() -> int:
    """Give the size with which the platform's legacy firmware opens EEPROM."""
    return load_profile().device.eeprom_bytes


@contextmanager
def refusals(file: Path | None) -> Iterator[None]:
    """Turn what the user got wrong into one line and exit code 2."""
    try:
        yield
    except DumpError as error:
        raise WrongInputError(f"{str(file)!r} {error}") from None
    except RefusedError as error:
        raise WrongInputError(str(error)) from None
