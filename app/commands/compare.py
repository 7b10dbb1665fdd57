"""`oceanhil compare`: where two traces, or two folders of traces, first differ in what can be observed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oceanhil.app.command_errors import FAILED, WrongInputError
from oceanhil.app.command_files import InputFile, OutputFile
from oceanhil.host.terminal import echo, make_console
from oceanhil.protocol.indented_json import indented_json
from oceanhil.protocol.wording import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from oceanhil.analysis.comparison import FolderComparison
    from oceanhil.app.commands.readable_trace import ReadableTrace
    from oceanhil.scenarios.comparison import Difference
    from oceanhil.scenarios.trace import Event, EventKind

    _Named = tuple[Path, ReadableTrace]

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
    """Show side by side the first difference between two traces, as `run --traces` or `replay --trace` write.

    A and B are two files, or two folders whose files are compared by name; the moment viewer shows two files.

    Compared is what can be observed from outside, never when it happened: serial lines with their volatile parts
    masked, requests and answers, dashboard status, what storage held, crashes. A file that was cut off or is of a later
    version is compared as far as it goes, and what is missing is said. Exit code 0: no difference, 1: a difference, or
    a trace in one folder only, 2: a file is no trace, or not whole and without a difference up to there, or two folders
    have no file name in common.
    """
    from oceanhil.scenarios.trace import EventKind

    blind = frozenset(EventKind(name) for name in blind_names)
    is_shown = is_opened or moment is not None
    if a.is_dir() and b.is_dir():
        if is_shown:
            raise WrongInputError("--moment and --open show two traces, and these are folders; name a file of each")
        if _compare_folders(a, b, blind, as_json=as_json, quiet=quiet):
            sys.exit(FAILED)
        return
    if a.is_dir() or b.is_dir():
        folder, other = (a, b) if a.is_dir() else (b, a)
        what = "is a file" if other.exists() else "is not there"
        raise WrongInputError(
            f"{str(folder)!r} is a folder, and {str(other)!r} {what}; give two traces, or two folders"
        )
    left, right = _readable(a), _readable(b)
    difference = _compare_files((a, left), (b, right), blind, as_json=as_json, quiet=quiet)
    if is_shown:
        _show_moments((a, left), (b, right), blind, difference, moment, is_opened=is_opened)
    if difference is not None:
        sys.exit(FAILED)
    if not (left.is_whole and right.is_whole):
        raise WrongInputError("what can be read of both agrees; of the rest nothing is known, so compare whole traces")


def _readable(path: Path) -> ReadableTrace:
    """Read a trace as far as it goes, and say what is missing."""
    from oceanhil.app.commands.readable_trace import read_as_far

    trace = read_as_far(path)
    if not trace.is_whole:
        echo(f"{path}: {trace.problem}", err=True)
    return trace


def _compare_files(
    a: _Named, b: _Named, blind: frozenset[EventKind], *, as_json: bool, quiet: bool
) -> Difference | None:
    from oceanhil.analysis.comparison import blind_text
    from oceanhil.scenarios.comparison import first_difference, observables

    (left_name, left), (right_name, right) = a, b
    are_whole = left.is_whole and right.is_whole
    # Of a trace that is not whole, that it has no more of something is no difference.
    moment_us = 0 if are_whole else sys.maxsize
    difference = first_difference(left.events, right.events, blind=blind, moment_us=moment_us)
    if as_json:
        _print_json({"difference": difference})
    elif not quiet:
        if difference is not None:
            _print_difference(difference, str(left_name), str(right_name))
        elif are_whole:
            echo(f"the traces agree in all {plural(len(observables(left.events, blind)), 'observable')}")
        _print_blind(blind_text(blind))
    return difference


def _compare_folders(a: Path, b: Path, blind: frozenset[EventKind], *, as_json: bool, quiet: bool) -> bool:
    from oceanhil.analysis.comparison import blind_text, compare_folders
    from oceanhil.protocol.wording import os_reason

    try:
        found = compare_folders(a, b, _read, blind)
    except OSError as error:
        raise WrongInputError(f"{str(error.filename)!r} cannot be read: {os_reason(error)}") from None
    if not found.equal and not found.different:
        raise WrongInputError(f"{str(a)!r} and {str(b)!r} have no trace (.jsonl) of the same name; nothing to compare")
    if as_json:
        _print_json(found)
    elif not quiet:
        _print_folders(found, a, b)
        _print_blind(blind_text(blind))
    return not found.are_alike


def _show_moments(
    a: _Named,
    b: _Named,
    blind: frozenset[EventKind],
    difference: Difference | None,
    path: Path | None,
    *,
    is_opened: bool,
) -> None:
    from oceanhil.app.commands.moment_page import write_page
    from oceanhil.app.moment.page import render_moments
    from oceanhil.scenarios.comparison import place_of

    traces = [trace for _, trace in (a, b)]
    differ = [] if difference is None else [each.places[place_of(difference, each.events, blind)] for each in traces]
    title = f"{a[0].stem} beside {b[0].stem}"
    write_page(render_moments([each.data for each in traces], title, differ), title, path, is_opened=is_opened)


def _read(path: Path) -> Sequence[Event]:
    from oceanhil.app.commands.readable_trace import read_trace_file

    return read_trace_file(path).events


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

    echo(indented_json(found))
