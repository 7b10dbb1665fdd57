"""The course of a run: what happened, without when, and without how far a power cut let flash work come.

Of two runs that had the same course from a moment on, the device said, asked, stored and was answered the same. A sweep
tries its remedy once for each course: what cures one of them cures the other, as far as anybody can see. A point that
is run alone, by its replay ID, always comes to its remedy.
"""

from collections.abc import Hashable, Iterable, Mapping
from typing import Final

from oceanhil.scenarios.trace import Event, EventKind, Scalar

Course = tuple[Hashable, ...]

_HOW_FAR: Final = {EventKind.POWER: "unit", EventKind.SAVE: "units"}


def course_of(events: Iterable[Event]) -> Course:
    """Give the course of these events."""
    return tuple([(each.source, each.kind, each.device, *_said(each.kind, each.fields)) for each in events])


def _said(kind: EventKind, fields: Mapping[str, Scalar]) -> Iterable[Hashable]:
    # Few events say how far.
    how_far = _HOW_FAR.get(kind)
    return fields.items() if how_far is None else [pair for pair in fields.items() if pair[0] != how_far]
