"""The course of a run: what happened, without when, and without how far a power cut let flash work come.

Of two runs that had the same course from a moment on, the device said, asked, stored and was answered the same. A sweep
tries its remedy once for each course: what cures one of them cures the other, as far as anybody can see. A point that
is run alone, by its replay ID, always comes to its remedy.
"""

from collections.abc import Hashable, Iterable

from oceanhil.scenarios.trace import Event

Course = tuple[Hashable, ...]

_HOW_FAR = frozenset({"unit", "units"})


def course_of(events: Iterable[Event]) -> Course:
    """Give the course of these events."""
    return tuple(
        (event.source, event.kind, event.device, *(pair for pair in event.fields.items() if pair[0] not in _HOW_FAR))
        for event in events
    )
