"""The pace of a run: never above what the server under test allows, and obedient where it says that it was too fast.

A window of time slides over what was sent, as a server's does; it is a little longer here, because requests do not all
take equally long to get there.
"""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Final, Protocol

import msgspec

from hil.conform.contract.item import Need
from protocol.http import HttpRequest, HttpResponse

RATE: Final = Need("rate", "a server that allows more requests at once")
WAIT_S_MAX: Final = 900.0
"""The longest `Retry-After` that is waited for: the documents advise 5 to 10 minutes."""
WAIT_S_DEFAULT: Final = 60.0
"""The wait after a 429 that names none."""
_MARGIN: Final = 1.05
_TELL_FROM_S: Final = 1.0


class Limits(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a server allows; None for no limit."""

    requests_per_s: float | None = None
    registrations_per_min: float | None = None
    connections: int | None = None

    @property
    def requests_in_words(self) -> str:
        """The first limit for people, empty if there is none."""
        rate = self.requests_per_s
        if rate is None:
            return ""
        return f"{rate:g} requests a second" if rate >= 1 else f"{rate * 60:g} requests a minute"

    @property
    def registrations_in_words(self) -> str:
        """The second limit for people, empty if there is none."""
        rate = self.registrations_per_min
        return "" if rate is None else f"{rate:g} registrations a minute"

    def over(self, other: "Limits") -> "Limits":
        """Lay these limits over others: what is said here counts."""
        return Limits(
            requests_per_s=_first(self.requests_per_s, other.requests_per_s),
            registrations_per_min=_first(self.registrations_per_min, other.registrations_per_min),
            connections=self.connections if self.connections is not None else other.connections,
        )


class Pace(Protocol):
    """Keeps to the limits of the server under test."""

    def wait(self, requests: Sequence[HttpRequest]) -> None:
        """Block until these may be sent, all at once."""

    def widest(self, request: HttpRequest) -> int | None:
        """Tell how many requests of this kind may be sent at once; None for any number."""

    def has_waited_for(self, response: HttpResponse) -> bool:
        """Wait if this answer says that requests come too fast, and tell whether it did: then ask again."""


class NoPace:
    """A server that may be asked as fast as it answers."""

    def wait(self, requests: Sequence[HttpRequest]) -> None:
        """Do not block."""

    def widest(self, request: HttpRequest) -> int | None:
        """Allow any number."""
        del request
        return None

    def has_waited_for(self, response: HttpResponse) -> bool:
        """Take the answer as it is."""
        del response
        return False


class _Window:
    """At most `count` in any `length_s`."""

    def __init__(self, count: int, length_s: float) -> None:
        self.count = count
        self._length_s = length_s * _MARGIN
        self._sent_s: deque[float] = deque(maxlen=count)

    def free_at_s(self, wanted: int) -> float:
        """Give the time from which so many may be sent at once."""
        taken = len(self._sent_s) + wanted - self.count
        return self._sent_s[taken - 1] + self._length_s if taken > 0 else 0.0

    def take(self, wanted: int, now_s: float) -> None:
        """Note that so many are sent."""
        self._sent_s.extend([now_s] * wanted)


class RatePace:
    """Keeps to limits; `told` hears why a wait of more than a second is needed, in a few words."""

    def __init__(
        self,
        limits: Limits,
        is_registration: Callable[[HttpRequest], bool],
        *,
        now_s: Callable[[], float],
        sleep_s: Callable[[float], None],
        told: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`now_s` is a clock that only moves forward, `is_registration` tells the dear requests from the others."""
        self._limits = limits
        self._is_registration = is_registration
        self._now_s = now_s
        self._sleep_s = sleep_s
        self._told = told
        self._all = _window(limits.requests_per_s, 1.0)
        self._registrations = _window(limits.registrations_per_min, 60.0)

    def wait(self, requests: Sequence[HttpRequest]) -> None:
        """Block until these may be sent, all at once."""
        dear = sum(map(self._is_registration, requests))
        windows = [
            (self._all, len(requests), self._limits.requests_in_words),
            (self._registrations, dear, self._limits.registrations_in_words),
        ]
        for window, wanted, rate in windows:
            if window is not None and wanted:
                self._until(window.free_at_s(min(wanted, window.count)), f"at most {rate}")
        for window, wanted, _ in windows:
            if window is not None:
                window.take(wanted, self._now_s())

    def until_room(self) -> None:
        """Block until one more registration may be sent: for those who cannot be held back once they have begun."""
        if self._registrations is not None:
            self._until(self._registrations.free_at_s(1), f"at most {self._limits.registrations_in_words}")

    def widest(self, request: HttpRequest) -> int | None:
        """Tell how many requests of this kind may be sent at once."""
        bounds = [
            self._all.count if self._all else None,
            self._registrations.count if self._registrations and self._is_registration(request) else None,
            self._limits.connections,
        ]
        return min((bound for bound in bounds if bound is not None), default=None)

    def has_waited_for(self, response: HttpResponse) -> bool:
        """Wait as the answer asks, 15 minutes at most; one that asks for more is given up."""
        if response.status != 429:
            return False
        wait_s = retry_after_s(response)
        if wait_s > WAIT_S_MAX:
            return False
        self._until(self._now_s() + wait_s, "the server answered 429")
        return True

    def _until(self, time_s: float, why: str) -> None:
        left_s = time_s - self._now_s()
        if left_s <= 0:
            return
        if left_s >= _TELL_FROM_S:
            self._told(f"waiting {left_s:.0f} s: {why}")
        self._sleep_s(left_s)


def retry_after_s(response: HttpResponse) -> float:
    """Give the seconds that an answer asks to wait (RFC 9110, 10.2.3); a date or nonsense counts as none."""
    text = response.headers.get("retry-after", "")
    return float(text) if text.isascii() and text.isdigit() else WAIT_S_DEFAULT


def _window(rate: float | None, length_s: float) -> _Window | None:
    """Make a window for a rate in its unit of time; one of less than one in it gets a longer window."""
    if rate is None:
        return None
    return _Window(int(rate), length_s) if rate >= 1 else _Window(1, length_s / rate)


def _first(value: float | None, other: float | None) -> float | None:
    return other if value is None else value
