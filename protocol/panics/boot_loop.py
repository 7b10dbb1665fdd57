"""A board that starts again and again for the same reason and never gets anywhere."""

import msgspec

from oceanhil.protocol.panics.resets import Reset

BOOTS_MIN = 4
"""So many starts in a row are a loop: one restart may be asked for, two may be a cure."""


class BootLoop(msgspec.Struct, frozen=True):
    """So many starts with the same reset, without a sign that the program got anywhere."""

    boots: int
    reset: Reset

    @property
    def headline(self) -> str:
        """The loop in words."""
        return f"boot loop: {self.boots} starts in a row by {self.reset.words}, and the program never came up"


class BootLoopWatch:
    """Counts the starts of one board."""

    def __init__(self, boots_min: int = BOOTS_MIN) -> None:
        self._boots_min = boots_min
        self._boots = 0
        self._last: Reset | None = None

    def started(self, reset: Reset) -> BootLoop | None:
        """Take a start; give the loop from the start on that makes it one, then at each further one."""
        self._boots = self._boots + 1 if self._last is not None and self._last.cause is reset.cause else 1
        self._last = reset
        return BootLoop(self._boots, reset) if self._boots >= self._boots_min else None

    def came_up(self) -> None:
        """Take a sign that the program got somewhere, such as the line that says it is online."""
        self._boots, self._last = 0, None
