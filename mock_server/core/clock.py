"""The server's own clock: the transport's time, shifted and perhaps frozen.

The server's time is always `wall + offset`; freezing holds `wall`. So an offset set by hand stays what it was set to,
and time jumps back to its course when the clock is released.
"""

from oceanhil.mock_server.core.admin_error import ConflictError, WrongValueError
from oceanhil.mock_server.core.views import ClockView, seconds
from oceanhil.protocol.units import SECOND_US

MAX_SHIFT_S = 100 * 366 * 86_400


class ServerClock:
    """Offset and freezing; all times in Unix microseconds."""

    __slots__ = ("_frozen_us", "_offset_us")

    def __init__(self) -> None:
        """Start in step with the transport's clock."""
        self._offset_us = 0
        self._frozen_us: int | None = None

    def reset(self) -> None:
        """Go back in step with the transport's clock."""
        self._offset_us = 0
        self._frozen_us = None

    def restore(self, offset_us: int, frozen_us: int | None) -> None:
        """Be as `offset_us` and `frozen_us` once were."""
        self._offset_us = offset_us
        self._frozen_us = frozen_us

    @property
    def offset_us(self) -> int:
        """The difference to the transport's clock."""
        return self._offset_us

    @property
    def frozen_us(self) -> int | None:
        """The transport's time at which the clock was stopped, None while it runs."""
        return self._frozen_us

    def at(self, wall_us: int) -> int:
        """Give the server's time for the transport's time `wall_us`."""
        frozen_us = self._frozen_us
        return (wall_us if frozen_us is None else frozen_us) + self._offset_us

    def view(self, wall_us: int) -> ClockView:
        """Show the clock; `now` and `offset` in seconds."""
        return ClockView(seconds(self.at(wall_us)), seconds(self._offset_us), self._frozen_us is not None)

    def advance(self, step_s: float) -> None:
        """Move the clock forward, frozen or not.

        Raises WrongValueError for a negative step, ConflictError if it leads too far from the transport's time.
        """
        step_us = _microseconds("advance", step_s)
        if step_s < 0:
            raise WrongValueError(f"advance is {step_s!r}, expected at least 0; set 'offset' to go back")
        total_us = self._offset_us + step_us
        if total_us > MAX_SHIFT_S * SECOND_US:
            raise ConflictError(f"advance is {step_s!r} and leads more than 100 years ahead; reset the offset first")
        self._offset_us = total_us

    def set_offset(self, offset_s: float) -> None:
        """Set the difference to the transport's time; raises WrongValueError beyond ±100 years."""
        self._offset_us = _microseconds("offset", offset_s)

    def freeze(self, wall_us: int) -> None:
        """Stop the clock where it is; a frozen clock stays where it was frozen."""
        if self._frozen_us is None:
            self._frozen_us = wall_us

    def release(self) -> None:
        """Let the clock run again."""
        self._frozen_us = None


def _microseconds(name: str, value_s: float) -> int:
    # Not-a-number fails every comparison, and integers too long for a float compare all the same.
    if not -MAX_SHIFT_S <= value_s <= MAX_SHIFT_S:
        raise WrongValueError(f"{name} is beyond ±100 years or no number, expected seconds such as 86400")
    return round(value_s * SECOND_US)
