"""The course of a run as a picture needs it: a few hundred numbers out of a tally, kept with the page for the next run.

*Near* is the time round the mending, second by second; *whole* is everything from before the storm to the end, in which
each step shows its worst second, so that an echo an hour later is seen in a week.
"""

from collections.abc import Sequence
from typing import Final, Self

import msgspec

from oceanhil.fleet.requests import RequestOutcome
from oceanhil.fleet.tally import Recovery, Tally
from oceanhil.protocol.units import SECOND_US

_STEPS_MOST: Final = 300
_BEFORE_S: Final = 60
_AFTER_LEAST_S: Final = 180
_AFTER_MOST_S: Final = 1800
_CALM_S: Final = 600


class Strip(msgspec.Struct, frozen=True):
    """Numbers for each step of `step_s` seconds, the first at `begin_s` from the mending.

    `answered`, `refused` and `unanswered` are those of the step's busiest second; `online` is at the step's end.
    """

    begin_s: int
    step_s: int
    online: Sequence[int]
    answered: Sequence[int]
    refused: Sequence[int]
    unanswered: Sequence[int]

    def __len__(self) -> int:
        """Give the number of steps."""
        return len(self.online)

    @property
    def end_s(self) -> int:
        """Where it ends, in seconds from the mending."""
        return self.begin_s + self.step_s * len(self)

    @property
    def asked(self) -> Sequence[int]:
        """All three together."""
        return [sum(each) for each in zip(self.answered, self.refused, self.unanswered, strict=True)]

    @classmethod
    def of(cls, tally: Tally, first: int, end: int, zero: int) -> Self:
        """Take the seconds of a run from `first` up to but without `end`; `zero` is that of the mending."""
        step_s = max(1, -(-(end - first) // _STEPS_MOST))
        end = first + max(1, (end - first) // step_s) * step_s
        found = [tally.requests_between(first, end, outcome) for outcome in RequestOutcome]
        busiest = [
            max(range(at, at + step_s), key=lambda second: sum(series[second] for series in found))
            for at in range(0, end - first, step_s)
        ]
        online = tally.online_between(first, end)[step_s - 1 :: step_s]
        return cls(first - zero, step_s, online, *([series[second] for second in busiest] for series in found))


class Course(msgspec.Struct, frozen=True):
    """One run: what was run, in words, its figures, and its two strips; `capacity_per_s` is None where nobody knows."""

    storm: str
    about: str
    devices: int
    jitter_percent: int
    seed: int
    recovery: Recovery
    near: Strip
    whole: Strip
    struck_s: int
    """When the storm began, in seconds from the mending: negative."""
    capacity_per_s: float | None = None


class Subject(msgspec.Struct, frozen=True):
    """What was run, in words."""

    storm: str
    about: str
    jitter_percent: int
    seed: int
    capacity_per_s: float | None = None


def course_of(tally: Tally, subject: Subject) -> Course:
    """Give the course of a run that is finished, whose storm struck and was mended."""
    assert tally.struck_us is not None
    assert tally.mended_us is not None
    struck, mended, end = (us // SECOND_US for us in (tally.struck_us, tally.mended_us, tally.ended_us))
    recovery = tally.recovery()
    back_s = recovery.all_online_s
    after_s = _AFTER_MOST_S if back_s is None else round(1.5 * back_s)
    until = min(end, mended + min(max(after_s, _AFTER_LEAST_S), _AFTER_MOST_S))
    return Course(
        storm=subject.storm,
        about=subject.about,
        devices=tally.devices,
        jitter_percent=subject.jitter_percent,
        seed=subject.seed,
        recovery=recovery,
        near=Strip.of(tally, max(0, mended - _BEFORE_S), until, mended),
        whole=Strip.of(tally, max(0, struck - _CALM_S), end, mended),
        struck_s=struck - mended,
        capacity_per_s=subject.capacity_per_s,
    )
