"""Of a trace file what can be read: all of it, or, where it was cut off or is of a later version, as far as it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from oceanhil.app.command_errors import WrongInputError
from oceanhil.app.moment.part import known_part, read_part
from oceanhil.scenarios.trace import Event

if TYPE_CHECKING:
    from pathlib import Path

    from oceanhil.scenarios.trace_file import WholeTrace


class ReadableTrace(msgspec.Struct, frozen=True):
    """Events of a trace file and what it is a trace of; `problem` says what is missing, empty where nothing is.

    `data` is the file as far as it was read; `places` says which of its events each is, from 0 on.
    """

    title: str
    events: tuple[Event, ...]
    places: tuple[int, ...]
    data: bytes
    problem: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing."""
        return not self.problem


def read_as_far(path: Path) -> ReadableTrace:
    """Read the trace in `path` as far as it goes; raises WrongInputError where not one event of it can be read."""
    from oceanhil.scenarios.trace_file import read_trace

    data = _data(path)
    try:
        whole = read_trace(data)
    except ValueError as error:
        part = read_part(path)
        known = known_part(part)
        if not known.events:
            raise _refusal(path, data, error) from None
        return ReadableTrace(part.title, known.events, known.places, part.data, known.problem)
    if not whole.events:
        raise WrongInputError(f"{path}: there is no event in it; make the trace anew")
    title = "" if whole.head is None else whole.head.title
    return ReadableTrace(title, whole.events, tuple(range(len(whole.events))), data)


def read_trace_file(path: Path) -> WholeTrace:
    """Read the whole trace in `path`; raises WrongInputError that says what is wrong, and where."""
    from oceanhil.scenarios.trace_file import read_trace

    data = _data(path)
    try:
        return read_trace(data)
    except ValueError as error:
        raise _refusal(path, data, error) from None


def _data(path: Path) -> bytes:
    from oceanhil.protocol.wording import os_reason

    try:
        return path.read_bytes()
    except OSError as error:
        raise WrongInputError(f"{path}: cannot be read: {os_reason(error)}; expected a trace file (.jsonl)") from None


def _refusal(path: Path, data: bytes, error: ValueError) -> WrongInputError:
    from oceanhil.scenarios.trace_file import TraceVersionError

    if isinstance(error, TraceVersionError):
        return WrongInputError(f"{path}: {error}")
    return WrongInputError(_first_wrong_line(path, data))


def _first_wrong_line(path: Path, data: bytes) -> str:
    from oceanhil.scenarios.trace_file import read_trace

    for number, line in enumerate(data.splitlines(), start=1):
        try:
            read_trace(line)
        except ValueError as error:
            reason = str(error).lower()
            return f"{path}:{number}: is no event of a trace: {reason}; expected a file written by --trace"
    return f"{path}: is no trace; expected a file written by --trace"
