"""The time of a foreign server beside the time of a run."""

from collections.abc import Callable
from typing import Final, Protocol

from oceanhil.mock_server.core.clock import ServerClock
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.units import SECOND_US
from oceanhil.remote.connector.control import CLOCK, Clock, operations_of
from oceanhil.scenarios.world import LackingError

NO_CLOCK: Final = f"a clock of the server that tests can move: the connector lacks {operations_of(CLOCK.name)}"


class ServerTime(Protocol):
    """The server's time as a run goes by it; every `now_us` is the run's Unix time, all times in µs.

    All raise LackingError for what the server's clock cannot do, and ControlError when a test clock fails.
    """

    def unix_us(self, now_us: int) -> int:
        """Give the server's time."""

    def reach(self, now_us: int) -> None:
        """Bring server and run together before one of them depends on the other."""

    def claimed(self, device_us: int, now_us: int) -> None:
        """Take notice that a device is about to tell the server that it is `device_us`."""

    def judged(self, device_us: int, now_us: int) -> None:
        """Take notice that the server has judged the time last claimed."""

    def heard(self, identity: str, now_us: int) -> None:
        """Take notice that the server has heard from a device."""

    def status(self, identity: str, now_us: int, ask: Callable[[], DeviceStatus]) -> DeviceStatus:
        """Ask for the status of a device at the right time."""

    def set_offset(self, offset_s: float, now_us: int) -> None:
        """Set the difference between the server's clock and the run's (s)."""

    def freeze(self, now_us: int) -> None:
        """Stop the server's clock."""

    def release(self, now_us: int) -> None:
        """Let it run again, from where it would be had it not stopped."""


class DrivenTime:
    """A server with a test clock: it stands still and is moved forward to the run's time whenever that is needed."""

    def __init__(self, clock: Clock, now_us: int) -> None:
        """Stop it; `now_us` is the run's Unix time as it begins. Raises ControlError."""
        self._clock = clock
        self._shift = ServerClock()
        clock.freeze()
        self._began_us = now_us
        self._shown_us = self._base_us = round(clock.now_s() * SECOND_US)

    def unix_us(self, now_us: int) -> int:
        """Reckon it."""
        return self._base_us + self._shift.at(now_us) - self._began_us

    def reach(self, now_us: int) -> None:
        """Move the clock."""
        step_us = self.unix_us(now_us) - self._shown_us
        if step_us < 0:
            raise LackingError("a clock of the server that can be set back")
        if step_us:
            self._clock.advance(step_us / SECOND_US)
            self._shown_us += step_us

    def claimed(self, device_us: int, now_us: int) -> None:
        """Let the server judge it at the run's time."""
        del device_us
        self.reach(now_us)

    def judged(self, device_us: int, now_us: int) -> None:
        """It stood still meanwhile."""

    def heard(self, identity: str, now_us: int) -> None:
        """It knows by itself."""

    def status(self, identity: str, now_us: int, ask: Callable[[], DeviceStatus]) -> DeviceStatus:
        """Ask at the run's time."""
        del identity
        self.reach(now_us)
        return ask()

    def set_offset(self, offset_s: float, now_us: int) -> None:
        """Reckon with it, and move the clock."""
        self._shift.set_offset(offset_s)
        self.reach(now_us)

    def freeze(self, now_us: int) -> None:
        """Reckon with it."""
        self._shift.freeze(now_us)

    def release(self, now_us: int) -> None:
        """Reckon with it."""
        del now_us
        self._shift.release()


class SteppedTime:
    """A server beside boards that live in real time too; with a test clock it can be moved forward."""

    def __init__(self, clock: Clock | None, real_us: int) -> None:
        """`clock` None: it is taken to show the real time, which is `real_us` (Unix µs) now. Raises ControlError."""
        self._clock = clock
        self._base_us = 0 if clock is None else round(clock.now_s() * SECOND_US) - real_us
        self._shift = ServerClock()
        self._moved_s = 0.0

    def unix_us(self, now_us: int) -> int:
        """Reckon it."""
        return self._base_us + self._shift.at(now_us)

    def reach(self, now_us: int) -> None:
        """Both are there by themselves."""

    def claimed(self, device_us: int, now_us: int) -> None:
        """Both clocks run."""

    def judged(self, device_us: int, now_us: int) -> None:
        """Both clocks run."""

    def heard(self, identity: str, now_us: int) -> None:
        """It knows by itself."""

    def status(self, identity: str, now_us: int, ask: Callable[[], DeviceStatus]) -> DeviceStatus:
        """Ask now."""
        del identity, now_us
        return ask()

    def set_offset(self, offset_s: float, now_us: int) -> None:
        """Move the clock."""
        del now_us
        if offset_s < self._moved_s:
            raise LackingError("a clock of the server that can be set back")
        self._movable.advance(offset_s - self._moved_s)
        self._moved_s = offset_s
        self._shift.set_offset(offset_s)

    def freeze(self, now_us: int) -> None:
        """Stop it."""
        self._movable.freeze()
        self._shift.freeze(now_us)

    def release(self, now_us: int) -> None:
        """Let it run."""
        del now_us
        self._movable.release()
        self._shift.release()

    @property
    def _movable(self) -> Clock:
        if self._clock is None:
            raise LackingError(NO_CLOCK)
        return self._clock
