"""Rate limits per address: at most so many requests in any window of a second or a minute.

The figures are printed on oceanremote.net/security; a sliding window is assumed. Times come from the server's clock,
which tests move: stamps that lie in the future after a jump back are dropped, so nobody is locked out.
"""

from collections import deque
from enum import Enum

from oceanhil.protocol.units import SECOND_US

_MOST_ADDRESSES = 4096
"""Beyond so many, those that are idle are looked for and forgotten, once a second at most: all of them are read."""


class Zone(Enum):
    """Which limit a request counts against; the value is the window in microseconds."""

    API = 1 * SECOND_US
    REGISTER = 60 * SECOND_US


class RateLimits:
    """When each address was last admitted, for each zone."""

    __slots__ = ("_admitted", "_tidied_us")

    def __init__(self) -> None:
        """Start with nobody counted."""
        self._admitted: dict[tuple[Zone, str], deque[int]] = {}
        self._tidied_us: int | None = None

    def reset(self) -> None:
        """Forget all addresses."""
        self._admitted.clear()

    def admit(self, zone: Zone, peer: str, most: int, now_us: int) -> int:
        """Count a request of `peer`; gives 0, or the whole seconds until it would be admitted, at least 1.

        A request that is not admitted is not counted.
        """
        if len(self._admitted) > _MOST_ADDRESSES:
            self._forget_idle(now_us)
        stamps = self._admitted.setdefault((zone, peer), deque())
        _keep_current(stamps, zone, now_us)
        if len(stamps) < most:
            stamps.append(now_us)
            return 0
        # The limit may have been lowered meanwhile: enough stamps must leave the window, not only the oldest.
        wait_us = stamps[len(stamps) - most] + zone.value - now_us
        return max(1, -(-wait_us // SECOND_US))

    def _forget_idle(self, now_us: int) -> None:
        if self._tidied_us is not None and 0 <= now_us - self._tidied_us < SECOND_US:
            return
        self._tidied_us = now_us
        for key, stamps in list(self._admitted.items()):
            _keep_current(stamps, key[0], now_us)
            if not stamps:
                del self._admitted[key]


def _keep_current(stamps: deque[int], zone: Zone, now_us: int) -> None:
    while stamps and stamps[-1] > now_us:
        stamps.pop()
    while stamps and stamps[0] <= now_us - zone.value:
        stamps.popleft()
