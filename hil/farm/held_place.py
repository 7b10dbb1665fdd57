"""A place of a farm for as long as this process has it."""

from contextlib import suppress
from types import TracebackType
from typing import Self

from oceanhil.hil.farm.bridge import Bridge, Tell
from oceanhil.hil.farm.place import FarmError, FarmKind, FarmPlace, PlaceTakenError


class Farms:
    """The bridges to farms that one process uses, each started when it is first asked; `close` ends them."""

    def __init__(self) -> None:
        self._bridges: dict[FarmKind, Bridge] = {}

    def bridge(self, kind: FarmKind) -> Bridge:
        """Give the bridge to this farm."""
        return self._bridges.setdefault(kind, Bridge(kind))

    def close(self) -> None:
        """End them; what they hold and is not left to a keeper is given back."""
        for bridge in self._bridges.values():
            bridge.close()
        self._bridges.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class HeldPlace:
    """Takes a place on entry and gives it back on exit, unless it was this user's before or is left to a keeper.

    `wait_s`: how long one that is taken is waited for, in seconds; None: as long as it takes. `tell` is told who has
    it. Entering raises FarmError, PlaceTakenError.
    """

    def __init__(self, bridge: Bridge, place: FarmPlace, wait_s: float | None = 0.0, tell: Tell | None = None) -> None:
        self._bridge = bridge
        self.place = place
        self._wait_s = wait_s
        self._tell = tell
        self._is_ours_to_release = False
        self._is_left = False
        self.address = ""
        """The URL of the board's line, for pyserial."""

    @classmethod
    def of_keeper(cls, bridge: Bridge, place: FarmPlace) -> Self:
        """Give a place that this user has already, for a keeper, which gives it back otherwise; raises FarmError."""
        held = cls(bridge, place)
        held.address = bridge.resume(place.name).address
        return held

    def __enter__(self) -> Self:
        acquired = self._bridge.acquire(self.place.name, self._wait_s, self._tell or _tell_nobody)
        self.address = acquired.address
        self._is_ours_to_release = not acquired.before
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._is_ours_to_release and not self._is_left:
            # A farm that is gone has nothing to be given back to; its own rules free the place.
            with suppress(FarmError):
                self._bridge.release(self.place.name)

    @property
    def is_ours_to_release(self) -> bool:
        """Whether it was nobody's before."""
        return self._is_ours_to_release

    def check(self) -> None:
        """Raise PlaceTakenError if the place is somebody else's by now; cheap."""
        if lost := self._bridge.lost(self.place.name):
            raise PlaceTakenError(lost)

    def leave_to_keeper(self, *, left: bool) -> None:
        """Have a keeper give it back, in whatever way this process ends, or do so here again; raises FarmError."""
        if self._is_ours_to_release:
            (self._bridge.leave if left else self._bridge.take_back)(self.place.name)
            self._is_left = left

    def power(self, *, on: bool) -> None:
        """Switch its power; raises FarmError."""
        self._bridge.power(self.place.name, "on" if on else "off")


def _tell_nobody(_text: str) -> None:
    return
