"""The pace of a run: never above what a server allows, and obedient where it says that it was too fast.

What it is. Who sends asks the pace first, which blocks until these requests may leave, and shows it every answer that
may say "too fast", which it then sits out. It sends nothing itself.

What it must not know. Sockets and services: which requests are the dear ones is a function that it is given. And the
time: `now_s` and `sleep_s` are given too, so that a dry run waits for a day in no time, and tests likewise.

Laws.
- In any second no more requests leave than the limits say, in any minute no more registrations; who sends several at
  once asks `widest` first how many that may be. The windows are 5 % longer than the server's, because requests do not
  all take equally long to get there.
- What is stated of a server is never exceeded, whatever the manner. An adaptive pace goes over to the documented limits
  at the first hint, and never back.
- A wait of more than a second is told before it begins. `Retry-After` of more than 15 minutes is not waited for: the
  answer stands as it is.
- A 429 that nobody asked for is no answer: the wire asks again after the wait, twice at most, and then the item lacks
  what it needs; it never violates. Once a path is shut, nothing waits for it again until a request there is let in.
- While the server's own clock is held, its windows do not move however long this machine waits: the wire tries once
  less (`Wire.standing_still`). What is held back on a connection, the last byte of each request of a race, was paced
  before: all of them are let go at once.

What changes with it. The estimate of a dry run, which counts with the same pace on paper; the line of progress, which
tells the least time by `registration_s`; worlds on a foreign server, whose boards wait for `until_room`.
"""

import math
from collections import deque
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Final, Protocol

import msgspec

from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.retry_after import told_date_wait_s, told_wait_s
from oceanhil.remote.wire.need import Need

RATE: Final = Need("rate", "a server that allows more requests at once")
LET_IN: Final = Need("let-in", "a server that lets in again who has waited as it asked")
WAIT_S_MAX: Final = 900.0
"""The longest `Retry-After` that is waited for: the documents advise 5 to 10 minutes."""
WAIT_S_DEFAULT: Final = 60.0
"""The wait after a 429 that names none."""
_MARGIN: Final = 1.05
_TOO_MANY: Final = 429
_RATE_LEAST, _RATE_MOST = 0.001, 100_000.0
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

    @property
    def in_words(self) -> str:
        """Both limits for people, empty if there are none."""
        return ", ".join(filter(None, (self.requests_in_words, self.registrations_in_words)))

    def over(self, other: "Limits") -> "Limits":
        """Lay these limits over others: what is said here counts."""
        return Limits(
            requests_per_s=_first(self.requests_per_s, other.requests_per_s),
            registrations_per_min=_first(self.registrations_per_min, other.registrations_per_min),
            connections=self.connections if self.connections is not None else other.connections,
        )


class Pace(Protocol):
    """Keeps to the limits of the server under test."""

    @property
    def registration_s(self) -> float:
        """How long each registration takes by these limits; 0 without one."""

    @property
    def registrations(self) -> int:
        """How many registrations were sent."""

    def wait(self, requests: Sequence[HttpRequest]) -> None:
        """Block until these may be sent, all at once."""

    def until_room(self) -> None:
        """Block until one more registration may be sent: for those who cannot be held back once they have begun."""

    def widest(self, request: HttpRequest) -> int | None:
        """Tell how many requests of this kind may be sent at once; None for any number."""

    def has_waited_for(self, response: HttpResponse) -> bool:
        """Wait if this answer says that requests come too fast, and tell whether it did: then ask again."""


class NoPace:
    """A server that may be asked as fast as it answers."""

    registration_s = 0.0
    registrations = 0

    def wait(self, requests: Sequence[HttpRequest]) -> None:
        """Do not block."""

    def until_room(self) -> None:
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
        self.registrations = 0

    @property
    def registration_s(self) -> float:
        """How long each registration takes by these limits."""
        rates = (self._limits.registrations_per_min, (self._limits.requests_per_s or 0.0) * 60.0)
        return 60.0 * _MARGIN / min((rate for rate in rates if rate), default=math.inf)

    def wait(self, requests: Sequence[HttpRequest]) -> None:
        """Block until these may be sent, all at once."""
        dear = sum(map(self._is_registration, requests))
        self.registrations += dear
        windows = [
            (self._all, len(requests), self._limits.requests_in_words),
            (self._registrations, dear, self._limits.registrations_in_words),
        ]
        for window, wanted, rate in windows:
            if window is not None and wanted:
                self._until(window.free_at_s(min(wanted, window.count)), f"at most {rate}")
        self.note(requests)

    def note(self, requests: Sequence[HttpRequest]) -> None:
        """Count these among what was sent, at this time."""
        dear = sum(map(self._is_registration, requests))
        for window, sent in ((self._all, len(requests)), (self._registrations, dear)):
            if window is not None:
                window.take(sent, self._now_s())

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
        if response.status != _TOO_MANY:
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


class AdaptivePace:
    """As fast as the server answers, within what is stated of it, until it says that this is too fast; then polite.

    A server says so by a 429. `Retry-After` elsewhere, as in a 503, is of what an item had it do: maintenance, most
    often, of which a run has a dozen.
    """

    def __init__(
        self,
        stated: Limits,
        polite: Limits,
        is_registration: Callable[[HttpRequest], bool],
        *,
        now_s: Callable[[], float],
        sleep_s: Callable[[float], None],
        told: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`stated` is never exceeded, `polite` is what is kept to from the first hint on; the rest as RatePace."""
        self._told = told
        self._polite_words = polite.in_words
        self._polite = RatePace(polite, is_registration, now_s=now_s, sleep_s=sleep_s, told=told)
        self._fast = RatePace(stated, is_registration, now_s=now_s, sleep_s=sleep_s, told=told)
        self._in_force = self._fast

    @property
    def registration_s(self) -> float:
        """How long each registration takes by what is in force."""
        return self._in_force.registration_s

    @property
    def registrations(self) -> int:
        """How many registrations were sent."""
        return self._fast.registrations + self._polite.registrations

    def wait(self, requests: Sequence[HttpRequest]) -> None:
        """Block until these may be sent, all at once."""
        self._in_force.wait(requests)
        if self._in_force is self._fast:
            # What was sent before the first hint counts after it.
            self._polite.note(requests)

    def until_room(self) -> None:
        """Block until one more registration may be sent."""
        self._in_force.until_room()

    def widest(self, request: HttpRequest) -> int | None:
        """Tell how many requests of this kind may be sent at once."""
        return self._in_force.widest(request)

    def has_waited_for(self, response: HttpResponse) -> bool:
        """Wait as a 429 asks, and be polite from then on."""
        is_hint = response.status == _TOO_MANY
        if is_hint and self._in_force is not self._polite and self._polite_words:
            self._in_force = self._polite
            self._told(f"pace: the server answered {response.status}, so from now on at most {self._polite_words}")
        return self._in_force.has_waited_for(response)


class Manner(Enum):
    """How fast requests are sent."""

    ADAPTIVE = "adaptive"
    """As fast as the server answers until it says that this is too fast; then as documented."""
    DOCUMENTED = "documented"
    """Within what the service's documents say that a server allows."""
    RATE = "rate"
    """So many requests a second, registrations among them."""


class PaceError(ValueError):
    """What was given is no pace; the text says what is one."""


class PaceChoice(msgspec.Struct, frozen=True):
    """What the user chose; `requests_per_s` counts for a rate only."""

    manner: Manner
    requests_per_s: float = 0.0

    def limits(self, stated: Limits, documented: Limits) -> Limits:
        """Give what is kept to as long as the server says nothing; what is `stated` of it is never exceeded."""
        match self.manner:
            case Manner.ADAPTIVE:
                return stated
            case Manner.DOCUMENTED:
                return stated.over(documented)
            case Manner.RATE:
                rate = min(self.requests_per_s, stated.requests_per_s or self.requests_per_s)
                return msgspec.structs.replace(stated, requests_per_s=rate)


DOCUMENTED: Final = PaceChoice(Manner.DOCUMENTED)


def read_pace(text: str) -> PaceChoice:
    """Read `adaptive`, `documented` or a number of requests a second; raises PaceError."""
    if text in {Manner.ADAPTIVE.value, Manner.DOCUMENTED.value}:
        return PaceChoice(Manner(text))
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not _RATE_LEAST <= rate <= _RATE_MOST:
        raise PaceError(f"pace {text!r}, expected adaptive, documented or requests a second, such as 50")
    return PaceChoice(Manner.RATE, rate)


def retry_after_s(response: HttpResponse) -> float:
    """Give the seconds that an answer asks to wait (RFC 9110, 10.2.3), by a date too; nonsense counts as none."""
    told_s = told_wait_s(response)
    if told_s is None and (until_s := told_date_wait_s(response)) is not None:
        # A date has whole seconds only: the end may be almost one later than it says.
        told_s = max(0, until_s) + 1
    return WAIT_S_DEFAULT if told_s is None else float(told_s)


def _window(rate: float | None, length_s: float) -> _Window | None:
    """Make a window for a rate in its unit of time; one of less than one in it gets a longer window."""
    if rate is None:
        return None
    return _Window(int(rate), length_s) if rate >= 1 else _Window(1, length_s / rate)


def _first(value: float | None, other: float | None) -> float | None:
    return other if value is None else value
