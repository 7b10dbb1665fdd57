"""Streams and counts of a comparison in words."""

from collections.abc import Iterable, Mapping

from oceanhil.scenarios.comparison import COMPARED, Difference
from oceanhil.scenarios.trace import EventKind

_STREAMS: Mapping[EventKind, str] = {
    EventKind.SERIAL: "serial lines",
    EventKind.REQUEST: "requests",
    EventKind.STATUS: "dashboard status",
    EventKind.LOAD: "records loaded",
    EventKind.SAVE: "records saved",
    EventKind.PANIC: "crashes",
}


def stream_name(kind: EventKind) -> str:
    """Name what is compared of one kind of event."""
    return _STREAMS[kind]


def place_of(difference: Difference) -> str:
    """Say in which stream two traces differ, and where in it."""
    device = difference.device or "the world"
    return f"{stream_name(difference.kind)} of {device} differ at place {difference.index + 1}"


def blind_text(blind: Iterable[EventKind]) -> str:
    """Say what was not compared; empty when everything was."""
    chosen = frozenset(blind)
    names = [stream_name(kind) for kind in COMPARED if kind in chosen]
    return f"not compared: {', '.join(names)}" if names else ""


def count_of(number: int, noun: str) -> str:
    """Give a number with its noun, such as `1 observable` and `37 observables`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
