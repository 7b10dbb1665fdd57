"""What a line was read as while a log goes on: a signal's name, and what of it only the log's end tells.

Whose log it is may be said by its last line. Until then a number that is only an OceanRemote device's trouble is in
doubt, and a failure of a request to somebody else may still turn out to be the consequence of the device's own.
"""

from typing import NamedTuple

import msgspec

from oceanhil.analysis.diagnosis.model import Evidence, LineKind, Signal


class Reading(NamedTuple):
    """What one line means."""

    name: str
    is_sure: bool = True
    """False: it counts only if the log turns out to be an OceanRemote device's."""
    is_others: bool = False
    """It befell a request to somebody else than OceanRemote."""
    program: str = ""
    """Of a trouble, which of a machine's programs wrote it: whose the device's lines are may be told later."""


class NotedSignal(msgspec.Struct, frozen=True):
    """Equal readings in a row, which become a signal of their boot if they count: the first, the last, how many."""

    reading: Reading
    kind: LineKind
    first: Evidence
    last: Evidence
    times: int = 1

    @property
    def signal(self) -> Signal:
        """It as it counts."""
        return Signal(self.reading.name, self.kind, self.first, self.last, self.times)
