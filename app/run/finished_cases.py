"""The cases that an earlier run has finished, by the traces that it left: each is written whole when its case ends.

So they are there however that run was ended, by Ctrl-C, by a signal that nobody sees coming or with the power; JUnit
XML is not. A case that ended in an error of its bench was not finished, and is none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from oceanhil.app.run.choice import traces_beside
from oceanhil.protocol.wording import os_reason
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.subject import SERVICE_NAMES
from oceanhil.scenarios.trace_file import TraceHead, TraceVersionError, read_trace

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

_OPTION: Final = "--not-in"
_FOLDER: Final = "the folder of traces that a run with --traces or --junit has written"
# A head has the text of its scenario, in a close-up.
_HEAD_BYTES: Final = 8_000_000


class FinishedCasesError(ValueError):
    """A folder from which nobody can tell what was finished; the text has the option as `oceanhil run` calls it."""


def finished_cases(folder: Path, worlds: Collection[str], seed: int) -> frozenset[str]:
    """Give the replay IDs of the cases whose traces are in `folder`; raises FinishedCasesError.

    Traces of a run in none of the `worlds`, which are names of one, or with another seed are an error: that run is not
    the one to go on with.
    """
    if folder.is_file():
        beside = traces_beside(folder)
        hint = f"name {str(beside)!r}" if beside.is_dir() else "with --junit own.xml it is 'own-traces'"
        raise FinishedCasesError(f"{_OPTION} {str(folder)!r} is a file, expected {_FOLDER}; {hint}")
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == ".jsonl")
        heads = [(path, _head_of(path)) for path in files]
    except OSError as error:
        place = str(error.filename or folder)
        raise FinishedCasesError(f"{_OPTION} {place!r} cannot be read: {os_reason(error)}") from None
    if not heads:
        raise FinishedCasesError(f"{_OPTION} {str(folder)!r} has no trace in it, expected {_FOLDER}")
    for path, head in heads:
        _must_be_of(path, head, worlds, seed)
    return frozenset(head.replay_id for _, head in heads if head.outcome is not Outcome.ERROR)


def _head_of(path: Path) -> TraceHead:
    """Give the first line of a trace; raises OSError, and FinishedCasesError for what is none."""
    with path.open("rb") as file:
        line = file.readline(_HEAD_BYTES)
    try:
        head = read_trace(line).head
    except TraceVersionError as error:
        raise FinishedCasesError(f"{_OPTION} {str(path)!r} {error}") from None
    except msgspec.MsgspecError:
        head = None
    if head is None:
        raise FinishedCasesError(f"{_OPTION} {str(path)!r} is no trace that says its case, expected {_FOLDER}")
    return head


def _must_be_of(path: Path, head: TraceHead, worlds: Collection[str], seed: int) -> None:
    # A case about a service has a world of its own.
    if head.world not in worlds and head.subject not in SERVICE_NAMES:
        raise FinishedCasesError(
            f"{_OPTION} {str(path)!r} is of a run in world {head.world!r}, and this one is in {next(iter(worlds))!r}; "
            "name the same world, or another folder"
        )
    if head.seed != seed:
        raise FinishedCasesError(
            f"{_OPTION} {str(path)!r} is of a run with seed {head.seed}, and this one has {seed}; "
            "name the same seed, or another folder"
        )
