"""What changed: a case's newest entry held against the older ones of the same series.

A series is one case in one world, with one kind of server and one core. Its entries are in the order in which they
ran. What ran at the commit of now, without changes, is no past: a run that is repeated tells the same again, until
the next commit. An entry is of a case that passed or failed; of a world that failed, or a case that was skipped, there
is none, for it says nothing about the device.
"""

from __future__ import annotations

from enum import Enum
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

import msgspec

from oceanhil.app.history.commit import Commit
from oceanhil.scenarios.measures import Better, Measure, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

WINDOW: Final = 10
"""So many entries are looked at, the newest one among them."""
DRAWN: Final = 20
"""So many are drawn."""
_FLIPS: Final = 3
"""From pass to failure or back, over different commits, before a case is called flaky."""
_WORSE_BY: Final = 0.2
_SAME_TIME: Final = 0.05
"""Rates of runs that are too short for the rate are compared where their times differ by no more."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What a case came to in one run."""

    commit: Commit
    passed: bool
    attempts: int = 1
    measures: Mapping[str, Reading] = {}

    @property
    def is_sound(self) -> bool:
        """True when it passed at once."""
        return self.passed and self.attempts == 1


class ChangeKind(Enum):
    """What kind of change it is, in the order in which they are told; the value is the word for it."""

    NEW_FAILURE = "new failure"
    FLAKY = "flaky"
    SLOWER = "slower"
    WORSE = "worse"
    FIXED = "fixed"


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One change of one case in words, and what is drawn of it: outcomes, or numbers of `measure`, oldest first."""

    kind: ChangeKind
    replay_id: str
    text: str
    measure: str = ""
    drawn: tuple[float, ...] = ()
    """Of outcomes 1 is a pass and 0 none."""

    @property
    def rank(self) -> int:
        """Its place among others: what is worst first."""
        return list(ChangeKind).index(self.kind)

    @property
    def line(self) -> str:
        """Say it in one line."""
        return f"{self.kind.value}: {self.replay_id}  {self.text}"


def changes_of(replay_id: str, now: Entry, past: Sequence[Entry]) -> Iterator[Change]:
    """Give what changed with `now`; `past` are the older entries of its series, the newest first."""
    before = [entry for entry in past if not entry.commit.is_same_as(now.commit)]
    drawn = tuple(float(entry.is_sound) for entry in reversed([now, *past][:DRAWN]))
    if (text := _flaky(now, past)) is not None:
        yield Change(kind=ChangeKind.FLAKY, replay_id=replay_id, text=text, drawn=drawn)
    elif before and before[0].passed is not now.passed:
        kind = ChangeKind.FIXED if now.passed else ChangeKind.NEW_FAILURE
        was = "failed" if now.passed else "passed"
        text = f"since {now.commit.short}; {was} at {before[0].commit.short}"
        yield Change(kind=kind, replay_id=replay_id, text=text, drawn=drawn)
    if now.passed:
        yield from _worse(replay_id, now, past, [entry for entry in before if entry.passed])


def _flaky(now: Entry, past: Sequence[Entry]) -> str | None:
    """Say how often it did not pass at once, where that is no matter of the commit; None where it is."""
    window = [now, *past][:WINDOW]
    here = {entry.passed for entry in window if entry is now or entry.commit.is_same_as(now.commit)}
    is_retried = any(entry.passed and not entry.is_sound for entry in window)
    flips = sum(one.passed is not other.passed for one, other in pairwise(window))
    if not is_retried and len(here) == 1 and flips < _FLIPS:
        return None
    return f"{sum(not entry.is_sound for entry in window)} of last {len(window)}"


def _worse(replay_id: str, now: Entry, past: Sequence[Entry], before: Sequence[Entry]) -> Iterator[Change]:
    """Give the measures that are worse than at the last other commit at which the case passed."""
    if not before:
        return
    state = before[0].commit
    then = [before[0], *(entry for entry in before[1:WINDOW] if entry.commit.is_same_as(state))]
    for measure in Measure:
        reading = now.measures.get(measure.value)
        others = [other for entry in then if (other := entry.measures.get(measure.value)) is not None]
        comparable = [other for other in others if reading is not None and _are_alike(measure, reading, other)]
        if reading is None or not comparable:
            continue
        base = median(other.number for other in comparable)
        if not _is_worse(measure, base, reading.number):
            continue
        series = [each for entry in [now, *past][:DRAWN] if (each := entry.measures.get(measure.value)) is not None]
        yield Change(
            kind=ChangeKind.SLOWER if measure.is_time else ChangeKind.WORSE,
            replay_id=replay_id,
            text=f"{measure.value} {measure.said(base)} → {reading.said(measure)} since {now.commit.short}",
            measure=measure.value,
            drawn=tuple(each.number for each in reversed(series) if _are_alike(measure, reading, each)),
        )


def _are_alike(measure: Measure, one: Reading, other: Reading) -> bool:
    """Tell whether two readings can be compared: rates, or counts of nearly the same time."""
    if not (one.is_short(measure) or other.is_short(measure)):
        return True
    times = (one.taken_us or 0, other.taken_us or 0)
    return max(times) <= min(times) * (1 + _SAME_TIME)


def _is_worse(measure: Measure, base: float, number: float) -> bool:
    by = number - base if measure.better is Better.LESS else base - number
    return by >= measure.unit.least and by > abs(base) * _WORSE_BY
