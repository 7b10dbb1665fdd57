"""Whether the device polls as often as the pages say: together, over minutes, and behind a pause."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Final

import msgspec

from oceanhil.conformance.contract.finding import Violation
from oceanhil.conformance.contract.item import Severity
from oceanhil.conformance.recorded.call import Call, CallKind
from oceanhil.conformance.recorded.case import Expected
from oceanhil.conformance.recorded.entry import HIDDEN, Entry
from oceanhil.conformance.recorded.history import History, Table
from oceanhil.conformance.recorded.rules.rule import Rule, too_short
from oceanhil.conformance.recorded.tally import Statement, Tally
from oceanhil.protocol.manners import (
    POLLS_TOGETHER,
    STEADY_POLLS,
    least_of_polls_us,
    least_of_steady_polls_us,
)
from oceanhil.protocol.profile import Kind, Profile
from oceanhil.protocol.units import SECOND_US
from oceanhil.protocol.wording import plural

PACE: Final = Statement(
    id="recorded/device/poll-pace",
    title="the device polls no faster than the pages say",
    kind=Kind.FACT,
    source="T26",
    severity=Severity.MINOR,
    goes_by_time=True,
)
LATE: Final = Statement(
    id="recorded/device/no-catching-up",
    title="the device does not make up for polls that it has missed",
    kind=Kind.ASSUMPTION,
    source="no page; T26 gives the pace",
    severity=Severity.MINOR,
    goes_by_time=True,
)
_AT_ONCE_US: Final = 1 * SECOND_US
"""Polls that are no further apart make up for something."""
_MADE_UP: Final = 2
"""So many polls at once behind a pause: another one alone may have a reason of its own."""


class _Polls(msgspec.Struct):
    """The polls with a session, by when they began."""

    recent: list[Entry] = msgspec.field(default_factory=list)
    times: list[tuple[int, int]] = msgspec.field(default_factory=list)
    """When each of more of them began, and its number in the file."""
    named_us: int = 0
    """Until when those that came early are named."""

    def take(self, entry: Entry) -> None:
        self.recent = sorted((*self.recent, entry), key=lambda each: each.began_us)[-1 - POLLS_TOGETHER :]
        self.times = sorted((*self.times, (entry.began_us, entry.number)))[-1 - STEADY_POLLS :]

    def taken_us(self, intervals: int) -> int:
        """Give how long so many intervals took, up to the last poll."""
        # In whole seconds they may look that much shorter than they were.
        return self.times[-1][0] - self.times[-1 - intervals][0] + self.recent[-1].grain_us

    def gaps_us(self, intervals: int) -> list[int]:
        """Give the intervals themselves."""
        return [after - before for (before, _), (after, _) in pairwise(self.times[-1 - intervals :])]


class Pace(Rule):
    """Judges the distances of polls that are answered, one session of a device at a time."""

    def __init__(self, profile: Profile, history: History, tally: Tally) -> None:
        super().__init__(profile, history, tally)
        self._polled: Table[_Polls] = Table()
        self._interval_us = profile.device.poll_interval_s * SECOND_US

    @classmethod
    def statements(cls, profile: Profile) -> Sequence[Statement]:
        """Give the statements."""
        del profile
        return (PACE, LATE)

    def judge(self, call: Call, expected: Expected) -> None:
        """Judge the distance of a poll to those before it."""
        del expected
        if call.kind is not CallKind.POLL or not call.session or call.session == HIDDEN:
            return
        # Two devices may have one session, by a fault of the server or of one of them.
        key = f"{call.token} {call.session}"
        if not call.is_accepted or call.entry.sent_status != call.status:
            # What comes next is no poll in its turn.
            self._polled.put(key, _Polls())
            return
        polls = self._polled.get(key) or _Polls()
        self._polled.put(key, polls)
        polls.take(call.entry)
        if len(polls.times) > POLLS_TOGETHER:
            self._judge_pace(polls)
        if len(polls.recent) > 1 + _MADE_UP:
            self._judge_pause(polls.recent[-2 - _MADE_UP :])

    def _judge_pace(self, polls: _Polls) -> None:
        """Name the polls that came early, where all of them together did; each once."""
        number = self._too_fast(polls)
        last = polls.recent[-1].number
        early = {
            name: began_us
            for (before_us, _), (began_us, name) in pairwise(polls.times[-1 - number :] if number else ())
            if began_us - before_us < self._interval_us * 9 // 10
        }
        if last not in early:
            self.tally.held(PACE)
        new = {name for name, began_us in early.items() if began_us > polls.named_us}
        shown = [entry for entry in polls.recent if entry.number in new]
        if not shown:
            return
        lasted_us = (polls.times[-1 - number][0], polls.recent[-1].ended_us)
        for entry in shown:
            self.tally.broke(PACE, entry, self._haste(polls, number, entry), polls.recent[:1], lasted_us)
        self.tally.broke_too(PACE, shown[-1], sorted(new - {entry.number for entry in shown}), lasted_us)
        polls.named_us = max(early.values())

    def _too_fast(self, polls: _Polls) -> int:
        """Give how many intervals up to the last poll were too short together, 0 for none."""
        if polls.taken_us(POLLS_TOGETHER) < least_of_polls_us(self.profile.device):
            return POLLS_TOGETHER
        least_us = least_of_steady_polls_us(self.profile.device)
        if len(polls.times) <= STEADY_POLLS or polls.taken_us(STEADY_POLLS) >= least_us:
            return 0
        # Where most are not, some of them were one more for a reason.
        return STEADY_POLLS if median(polls.gaps_us(STEADY_POLLS)) * STEADY_POLLS < least_us else 0

    def _haste(self, polls: _Polls, number: int, entry: Entry) -> Violation:
        device = self.profile.device
        least_us = least_of_polls_us(device) if number == POLLS_TOGETHER else least_of_steady_polls_us(device)
        found = f"{number + 1} polls within {too_short(polls.taken_us(number))}"
        wanted = f"a poll every {device.poll_interval_s} s: {number + 1} in {least_us // SECOND_US} s or more"
        return Violation(wanted, found, entry.exchange)

    def _judge_pause(self, polled: Sequence[Entry]) -> None:
        """Judge the polls behind a pause in which at least one was missed."""
        gaps_us = [after.began_us - before.began_us for before, after in pairwise(polled)]
        if gaps_us[0] < 2 * self._interval_us:
            return
        if any(gap_us + polled[-1].grain_us > _AT_ONCE_US for gap_us in gaps_us[1:]):
            self.tally.held(LATE)
            return
        taken_us = polled[-1].began_us - polled[1].began_us
        polls = plural(len(polled) - 1, "poll")
        found = f"{polls} within {taken_us / SECOND_US:.1f} s, {gaps_us[0] / SECOND_US:.0f} s late"
        wanted = f"one poll, and the next {self.profile.device.poll_interval_s} s later"
        for entry in polled[2:]:
            self.tally.broke(LATE, entry, Violation(wanted, found, entry.exchange), polled[:2])
