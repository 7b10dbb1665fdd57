"""`oceanhil compare`: where two traces, or two folders of traces, first differ in what can be observed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oceanhil.app.command_errors import FAILED, WrongInputError
from oceanhil.app.command_files import InputFile, OutputFile
from oceanhil.host.terminal import echo, make_console

if TYPE_CHECKING:
    from collections.abc import Sequence

    from oceanhil.analysis.comparison import FolderComparison
    from oceanhil.scenarios.comparison import Difference
    from oceanhil.scenarios.trace import Event, EventKind
    from oceanhil.scenarios.trace_file import WholeTrace

_KINDS = ("serial", "request", "status", "load", "save", "panic")


@click.command()
@click.argument("a", metavar="A", type=InputFile(readable=True))
@click.argument("b", metavar="B", type=InputFile(readable=True))
@click.option(
    "--blind",
    "blind_names",
    type=click.Choice(_KINDS),
    multiple=True,
    help="Leave out what one of the two worlds cannot see; may be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the difference as JSON, null if there is none.")
@click.option(
    "--moment",
    type=OutputFile(),
    metavar="FILE",
    help="Write both, side by side in the moment viewer, to this HTML file.",
)
@click.option("--open", "is_opened", is_flag=True, help="Open both in the browser, at their first difference.")
@click.option("-q", "quiet", is_flag=True, help="Print nothing.")
def compare(
    a: Path,
    b: Path,
    *,
    blind_names: tuple[str, ...],
    as_json: bool,
    moment: Path | None,
    is_opened: bool,
    quiet: bool,
) -> None:
    """Show side by side the first difference between two traces, as `oceanhil run --trace` or `replay --trace` write.

    A and B are two files, or two folders whose files are compared by name; the moment viewer shows two files.

    Compared is what can be observed from outside, never when it happened: serial lines with their volatile parts
    masked, requests and answers, dashboard status, what storage held, crashes. Exit code 0: no difference, 1: a
    difference, 2: a file is no trace, or two folders have no file name in common.
    """
    from oceanhil.scenarios.trace import EventKind

    blind = frozenset(EventKind(name) for name in blind_names)
    is_shown = is_opened or moment is not None
    if a.is_dir() and b.is_dir():
        if is_shown:
            raise WrongInputError("--moment and --open show two traces, and these are folders; name a file of each")
        differs = _compare_folders(a, b, blind, as_json=as_json, quiet=quiet)
    else:
        differs = _compare_files(a, b, blind, as_json=as_json, quiet=quiet)
    if is_shown:
        _show_moments(a, b, blind, moment, is_opened=is_opened)
    if differs:
        sys.exit(FAILED)


def _compare_files(a: Path, b: Path, blind: frozenset[EventKind], *, as_json: bool, quiet: bool) -> bool:
    from oceanhil.analysis.comparison import blind_text, count_of
    from oceanhil.scenarios.comparison import first_difference, observables

    left, right = _read(a), _read(b)
    difference = first_difference(left, right, blind=blind)
    if as_json:
        _print_json({"difference": difference})
    elif not quiet:
        if difference is None:
            echo(f"the traces agree in all {count_of(len(observables(left, blind)), 'observable')}")
        else:
            _print_difference(difference, str(a), str(b))
        _print_blind(blind_text(blind))
    return difference is not None


def _compare_folders(a: Path, b: Path, blind: frozenset[EventKind], *, as_json: bool, quiet: bool) -> bool:
    from oceanhil.analysis.comparison import blind_text, compare_folders
    from oceanhil.host.places import cause_of

    try:
        found = compare_folders(a, b, _read, blind)
    except OSError as error:
        raise WrongInputError(f"{str(error.filename)!r} cannot be read: {cause_of(error)}") from None
    if not found.equal and not found.different:
        raise WrongInputError(f"{str(a)!r} and {str(b)!r} have no trace (.jsonl) of the same name; nothing to compare")
    if as_json:
        _print_json(found)
    elif not quiet:
        _print_folders(found, a, b)
        _print_blind(blind_text(blind))
    return bool(found.different)


def _show_moments(a: Path, b: Path, blind: frozenset[EventKind], path: Path | None, *, is_opened: bool) -> None:
    from oceanhil.app.commands.moment_page import write_page
    from oceanhil.app.moment.page import render_moments
    from oceanhil.scenarios.comparison import first_difference, place_of

    left, right = _read(a), _read(b)
    difference = first_difference(left, right, blind=blind)
    differ = [] if difference is None else [place_of(difference, each, blind) for each in (left, right)]
    title = f"{a.stem} beside {b.stem}"
    write_page(render_moments([a.read_bytes(), b.read_bytes()], title, differ), title, path, is_opened=is_opened)


def _read(path: Path) -> Sequence[Event]:
    return read_trace_file(path).events


def read_trace_file(path: Path) -> WholeTrace:
    """Read the trace in `path`; raises WrongInputError that says what is wrong, and where."""
    from oceanhil.host.places import cause_of
    from oceanhil.scenarios.trace_file import TraceVersionError, read_trace

    try:
        data = path.read_bytes()
    except OSError as error:
        raise WrongInputError(f"{path}: cannot be read: {cause_of(error)}; expected a trace file (.jsonl)") from None
    try:
        return read_trace(data)
    except TraceVersionError as error:
        raise WrongInputError(f"{path}: {error}") from None
    except ValueError:
        raise WrongInputError(_first_wrong_line(path, data)) from None


def _first_wrong_line(path: Path, data: bytes) -> str:
    from oceanhil.scenarios.trace_file import read_trace

    for number, line in enumerate(data.splitlines(), start=1):
        try:
            read_trace(line)
        except ValueError as error:
            reason = str(error).lower()
            return f"{path}:{number}: is no event of a trace: {reason}; expected a file written by --trace"
    return f"{path}: is no trace; expected a file written by --trace"


def _print_folders(found: FolderComparison, a: Path, b: Path) -> None:
    for name, difference in found.different.items():
        echo(f"{name}:")
        _print_difference(difference, str(a), str(b))
        echo()
    for folder, only in ((a, found.only_in_a), (b, found.only_in_b)):
        for name in only:
            echo(f"only in {folder}: {name}")
    echo(found.summary)


def _print_difference(difference: Difference, left: str, right: str) -> None:

    from oceanhil.analysis.comparison import place_of, plain_text, table_of

    echo(f"the {place_of(difference)}")
    console = make_console()
    if console.is_terminal:
        console.print(table_of(difference, left, right))
    else:
        echo(plain_text(difference, left, right))


def _print_blind(text: str) -> None:
    if text:
        echo(text)


def _print_json(found: object) -> None:
    import msgspec

    echo(msgspec.json.format(msgspec.json.encode(found), indent=2))
