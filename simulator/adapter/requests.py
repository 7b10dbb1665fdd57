"""The host's driver: which lines it asserts and drops by itself, and when a line that a program sets has changed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LineChange:
    """Both lines from `t_us` on; True is asserted."""

    t_us: int
    dtr: bool
    rts: bool


class LineRequests:
    """Requests go over USB one after another, `request_us` each; a line has changed at the end of its request.

    `hangs_up` is the port's HUPCL. With `parted` the driver asks for each line by a request of its own, DTR first, as
    programs do that set one line after the other: then closing a port is RTS alone for the time of a request.
    """

    def __init__(self, request_us: int, *, hangs_up: bool = True, parted: bool = False) -> None:
        self._request_us = request_us
        self.hangs_up = hangs_up
        self.parted = parted
        self._dtr = self._rts = False
        self._busy_until_us = 0

    def open(self, t_us: int) -> tuple[LineChange, ...]:
        """Open the port."""
        return self._drive(t_us, dtr=True, rts=True)

    def set_lines(self, t_us: int, *, dtr: bool, rts: bool) -> tuple[LineChange, ...]:
        """Set what a program asks for in one call."""
        return self._drive(t_us, dtr=dtr, rts=rts)

    def close(self, t_us: int) -> tuple[LineChange, ...]:
        """Close the port."""
        return self._drive(t_us, dtr=False, rts=False) if self.hangs_up else ()

    def _drive(self, t_us: int, *, dtr: bool, rts: bool) -> tuple[LineChange, ...]:
        if (dtr, rts) == (self._dtr, self._rts):
            return ()
        halfway = ((dtr, self._rts),) if self.parted and dtr != self._dtr and rts != self._rts else ()
        changes = []
        for self._dtr, self._rts in (*halfway, (dtr, rts)):
            self._busy_until_us = max(self._busy_until_us, t_us) + self._request_us
            changes.append(LineChange(self._busy_until_us, self._dtr, self._rts))
        return tuple(changes)
