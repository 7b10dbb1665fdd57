"""The course of a run: what happened, without when, and without how far a power cut let flash work come.

Of two runs that had the same course from a moment on, the device said, asked, stored and was answered the same. A sweep
tries its remedy once for each course: what cures one of them cures the other, as far as anybody can see. A point that
is run alone, by its replay ID, always comes to its remedy.
"""

from collections.abc import Hashable, Iterable, Mapping

from oceanhil.scenarios.trace import Event, Scalar

Course = tuple[Hashable, ...]

_HOW_FAR = frozenset({"unit", "units"})


def course_of(events: Iterable[Event]) -> Course:
    """Give the course of these events."""
    return tuple((event.source, event.kind, event.device, _said(event.fields)) for event in events)


def _said(fields: Mapping[str, Scalar]) -> Hashable:
    # Few events say how far.
    if _HOW_FAR.isdisjoint(fields):
        return tuple(fields.items())
    return tuple(pair for pair in fields.items() if pair[0] not in _HOW_FAR)
