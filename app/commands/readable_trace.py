"""Of a trace file what can be read: all of it, or, where it was cut off or is of a later version, as far as it goes."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from oceanhil.app.command_errors import WrongInputError
from oceanhil.app.commands.compare import read_trace_file
from oceanhil.app.moment.part import known_part, read_part
from oceanhil.scenarios.trace import Event

if TYPE_CHECKING:
    from pathlib import Path


class ReadableTrace(msgspec.Struct, frozen=True):
    """Events of a trace file and what it is a trace of; `problem` says what is missing, empty where nothing is."""

    title: str
    events: tuple[Event, ...]
    problem: str


def read_as_far(path: Path) -> ReadableTrace:
    """Read the trace in `path` as far as it goes; raises WrongInputError where not one event of it can be read."""
    try:
        whole = read_trace_file(path)
    except WrongInputError:
        with suppress(OSError):
            part = read_part(path)
            known = known_part(part)
            if known.events:
                return ReadableTrace(part.title, known.events, known.problem)
        raise
    return ReadableTrace("" if whole.head is None else whole.head.title, whole.events, "")
