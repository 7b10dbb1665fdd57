"""Polls that went well at regular distances and come no more, while the firmware goes on to say other things.

Of what is not said nothing can be read, so much is asked for: that the log has times, that polls were regular, and that
nothing in the silence tells why there are none, be it a failure, a sleep, a word about polls, or one that all is well:
such firmware may poll on without printing it.

What it must not know: what keeps the firmware from it.
"""

import re
from collections import deque
from collections.abc import Collection
from typing import Final, NamedTuple

from oceanhil.analysis.diagnosis.history.clock import second_of_day, seconds_between
from oceanhil.analysis.diagnosis.knowledge import poll
from oceanhil.analysis.diagnosis.wording.answers import GOOD, POLLED

POLLS_STOPPED: Final = "polls-stopped"
_POLLED: Final = frozenset({"poll-200", POLLED, "server-state"})
# What may stand in a silence and explains none: what the board says of itself, and what others answer.
_HARMLESS: Final = re.compile(r"(?:system|time|device-id|heap|sensor|load|at-work|works|time-synced|configuration)\b")
_TELLS: Final = re.compile(
    r"(?i)erro|fail|fehl|timeout|timed out|retry|disconnect|offline|paus|stop|sleep|suspend|maintenance|updat|wait"
    r"|\blog|level|verbos|debug|quiet|silen|mute|suppress|unterdr|omit|repeated|wiederhol"
    r"|\b(?:still|noch|toujours|sigue|ancora|ainda|nog) online\b|\ball (?:ok|good|well|fine)\b"
    r"|\balles (?:ok|gut|in ordnung|goed)\b|\btodo (?:ok|bien)\b|\btout (?:va )?(?:ok|bien)\b|\btutto (?:ok|bene)\b"
    r"|\btudo (?:ok|bem)\b|\bwszystko (?:ok|dobrze)\b"
)
# ESP-IDF's and the cores' count milliseconds; of another number at the head of a line nobody tells the unit.
_SDK: Final = re.compile(r"\s*(?:\x1b\[[\d;]*m)?(?:[IWEDV] \((\d+)\)|\[ *(\d+)\]\[[IWEDV]\])")
_COUNTER: Final = re.compile(r"\s*[\[(]? *(\d{1,10})(?:\.\d+)?(?: ?(?:s|ms))?[\])]?[ :|>]")
_KEPT: Final = 8
_REGULAR_TIMES: Final = 3
_POLLS_MIN: Final = 10
_LINES_MIN: Final = 20
_MISSED: Final = 20
_OFFLINE_S: Final = 300
_POLLS_OF_OFFLINE: Final = 60
"""So many are missed until a device is OFFLINE, at the platform's distance of 5 s, where the unit is not known."""


class _Moment(NamedTuple):
    """When a line was printed; `in_seconds` is false where the unit is not known."""

    at: float
    in_seconds: bool
    of_day: bool = False


class Silence:
    """What one start of a board has shown of it."""

    def __init__(self) -> None:
        self._latest: _Moment | None = None
        self._apart: deque[float] = deque(maxlen=_KEPT)
        self._polls = self._lines = 0
        self._is_told = False

    def has_begun(self, line: str, names: Collection[str], recorded: str) -> bool:
        """Take a line, what it means and how it was recorded; tells once that polls have come no more for too long."""
        if not _POLLED.isdisjoint(names) or (GOOD in names and poll().search(line) is not None):
            self._take_poll(_moment(recorded))
            return False
        if self._latest is None or self._is_told:
            return False
        if _explains(line, names):
            self._forget()
            return False
        now = _moment(recorded)
        self._lines += now is not None
        if now is None or self._lines < _LINES_MIN or self._polls < _POLLS_MIN:
            return False
        self._is_told = self._is_too_long(_between(self._latest, now), in_seconds=now.in_seconds)
        return self._is_told

    def _take_poll(self, now: _Moment | None) -> None:
        if now is None:
            return
        apart = None if self._latest is None else _between(self._latest, now)
        if apart is None:
            self._forget()
        elif apart == 0:
            # Another line of the same poll.
            return
        else:
            self._apart.append(apart)
        self._latest, self._lines, self._is_told = now, 0, False
        self._polls += 1

    def _is_too_long(self, silent: float | None, *, in_seconds: bool) -> bool:
        least, most = min(self._apart), max(self._apart)
        if silent is None or most > _REGULAR_TIMES * least:
            return False
        return silent > (max(_OFFLINE_S, _MISSED * most) if in_seconds else _POLLS_OF_OFFLINE * most)

    def _forget(self) -> None:
        self._latest, self._polls = None, 0
        self._apart.clear()


def _explains(line: str, names: Collection[str]) -> bool:
    told = any(_HARMLESS.match(name) is None for name in names)
    return told or poll().search(line) is not None or _TELLS.search(line) is not None


def _moment(recorded: str) -> _Moment | None:
    if (second := second_of_day(recorded)) is not None:
        return _Moment(second, in_seconds=True, of_day=True)
    if (found := _SDK.match(recorded)) is not None:
        return _Moment(int(found[1] or found[2]) / 1000, in_seconds=True)
    found = _COUNTER.match(recorded)
    return None if found is None else _Moment(int(found[1]), in_seconds=False)


def _between(before: _Moment, now: _Moment) -> float | None:
    """Give how much later a moment is; None if the two are not of the same clock, or it began anew."""
    if (before.in_seconds, before.of_day) != (now.in_seconds, now.of_day):
        return None
    if now.of_day:
        return seconds_between(int(before.at), int(now.at))
    return now.at - before.at if now.at >= before.at else None
