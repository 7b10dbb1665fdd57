"""Whether the server's clock went on as the recording's did, and where it did not, as a test clock that is moved."""

from bisect import bisect_left, bisect_right
from typing import Final

import msgspec

from oceanhil.conformance.recorded.call import Call, CallKind
from oceanhil.conformance.recorded.entry import HIDDEN
from oceanhil.host.durations import span
from oceanhil.protocol.units import MINUTE_US, SECOND_US

_MOVED_US: Final = 5 * MINUTE_US
"""Clocks drift by less, and are set right by less."""
_UNEVEN_US: Final = 1 * SECOND_US
"""By so much more or less a clock may be ahead that goes on evenly."""


class _Reading(msgspec.Struct, frozen=True):
    """What an answer tells of the server's clock: it was read while the exchange lasted, and tells whole seconds."""

    ended_us: int
    least_us: int
    """So much it was ahead at least."""
    most_us: int


class _Furthest(msgspec.Struct, frozen=True):
    """How far the clock was ahead in an exchange in which it was that far."""

    ahead_us: int
    place: str


class _Stretches(msgspec.Struct, frozen=True):
    """The stretches in which answers may all tell of one clock that goes on evenly."""

    times: tuple[int, ...]
    numbers: tuple[int, ...]
    """In which of them each answer is."""

    def is_one(self, since_us: int, until_us: int) -> bool:
        """Tell whether a time is in one of them, between two answers."""
        first, last = bisect_right(self.times, since_us) - 1, bisect_left(self.times, until_us)
        return first >= 0 and last < len(self.times) and self.numbers[first] == self.numbers[last]


class ServerClock:
    """Takes all calls of a recording, and tells then when the clock was steady."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._least: _Furthest | None = None
        self._most: _Furthest | None = None
        self._told: dict[str, list[_Reading]] = {}
        self._divided: dict[str, _Stretches] = {}

    def take(self, call: Call) -> None:
        """Note what an answer tells of it."""
        if call.server_time_s is None or not call.is_granted:
            return
        entry, told_us = call.entry, call.server_time_s * SECOND_US
        now = _Furthest(told_us - entry.ended_us, entry.place)
        self._least = now if self._least is None or now.ahead_us < self._least.ahead_us else self._least
        self._most = now if self._most is None or now.ahead_us > self._most.ahead_us else self._most
        token = call.text("permanent_token") if call.kind is CallKind.REGISTER else call.token
        if token and token != HIDDEN:
            most_us = told_us + SECOND_US - entry.began_us + entry.grain_us
            reading = _Reading(entry.ended_us, told_us - entry.ended_us - entry.grain_us, most_us)
            self._told.setdefault(token, []).append(reading)

    @property
    def was_moved(self) -> bool:
        """Tell whether it was: what goes by the recording's clock says little then."""
        return self._moved_us >= _MOVED_US

    @property
    def _moved_us(self) -> int:
        return 0 if self._most is None or self._least is None else self._most.ahead_us - self._least.ahead_us

    def is_steady(self, token: str, since_us: int, until_us: int) -> bool:
        """Tell whether the answers to a device agree, from the last before `since_us` to the first behind `until_us`.

        `token` is its permanent one: another device may live in another time. In virtual time it cannot have waited
        longer than it seems then. A test clock may have been moved and set back all the same.
        """
        if token in self._told:
            self._divided[token] = _divided(self._told.pop(token))
        return token in self._divided and self._divided[token].is_one(since_us, until_us)

    def notes(self) -> tuple[str, ...]:
        """Give a line if it was moved."""
        if not self.was_moved or self._most is None or self._least is None:
            return ()
        note = (
            f"the server's clock is off the recording's by {span(self._moved_us)} more at one time ({self._most.place})"
            f" than at another ({self._least.place}), as for simulated boards, which live in virtual time: what is"
            " wrong with ages, waits and the pace of devices by the recording's clock is not testable then, but for"
            " what a device does between two of its own sessions that tell of a steady clock"
        )
        return (note,)


def _divided(readings: list[_Reading]) -> _Stretches:
    ordered = sorted(readings, key=lambda each: each.ended_us)
    numbers: list[int] = []
    number, least_us, most_us = 0, ordered[0].least_us, ordered[0].most_us
    for each in ordered:
        least_us, most_us = max(least_us, each.least_us), min(most_us, each.most_us)
        if least_us > most_us + _UNEVEN_US:
            number, least_us, most_us = number + 1, each.least_us, each.most_us
        numbers.append(number)
    return _Stretches(tuple(each.ended_us for each in ordered), tuple(numbers))
