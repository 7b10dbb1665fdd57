"""`oceanhil compare`: where two traces first differ in what can be observed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hil.cli.errors import FAILED, WrongInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenarios.compare import Difference
    from scenarios.trace import Event

_FILE = click.Path(path_type=Path)
_STREAMS = {
    "serial": "serial lines of {}",
    "request": "requests of {}",
    "status": "dashboard status of {}",
    "load": "records that {} loaded",
    "save": "records that {} saved",
}


@click.command()
@click.argument("a", metavar="TRACE_A", type=_FILE)
@click.argument("b", metavar="TRACE_B", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="Print the difference as JSON, null if there is none.")
@click.option("-q", "quiet", is_flag=True, help="Print nothing.")
def compare(a: Path, b: Path, *, as_json: bool, quiet: bool) -> None:
    """Show the first difference between two traces, as written by `oceanhil run --trace` or `replay --trace`.

    Compared is what can be observed from outside, never when it happened: serial lines with their volatile parts
    masked, requests and answers, dashboard status, what storage held. Exit code 0: no difference, 1: a difference,
    2: a file is no trace.
    """
    from scenarios.compare import first_difference, observables

    left, right = _read(a), _read(b)
    difference = first_difference(left, right)
    if as_json:
        _print_json(difference)
    elif not quiet and difference is None:
        click.echo(f"no difference: {len(observables(left))} observations in {a} and in {b}")
    elif not quiet and difference is not None:
        _print(difference, a, b)
    if difference is not None:
        sys.exit(FAILED)


def _read(path: Path) -> Sequence[Event]:
    from hil.places import cause_of
    from scenarios.trace import read_trace

    try:
        data = path.read_bytes()
    except OSError as error:
        raise WrongInputError(f"{path}: cannot be read: {cause_of(error)}; expected a trace file (.jsonl)") from None
    try:
        return read_trace(data)
    except ValueError:
        raise WrongInputError(_first_wrong_line(path, data)) from None


def _first_wrong_line(path: Path, data: bytes) -> str:
    from scenarios.trace import read_trace

    for number, line in enumerate(data.splitlines(), start=1):
        try:
            read_trace(line)
        except ValueError as error:
            reason = str(error).lower()
            return f"{path}:{number}: is no event of a trace: {reason}; expected a file written by --trace"
    return f"{path}: is no trace; expected a file written by --trace"


def _print(difference: Difference, a: Path, b: Path) -> None:
    stream = _STREAMS[difference.kind.value].format(difference.device or "the world")
    width = max(len(str(a)), len(str(b)))
    click.echo(f"the {stream} differ at place {difference.index + 1}")
    for text in difference.before:
        click.echo(f"  {'both':<{width}}  {text}")
    for path, text_of in ((a, difference.left), (b, difference.right)):
        click.echo(f"  {path!s:<{width}}  {'(no more)' if text_of is None else text_of}")


def _print_json(difference: Difference | None) -> None:
    import msgspec

    click.echo(msgspec.json.format(msgspec.json.encode({"difference": difference}), indent=2))
