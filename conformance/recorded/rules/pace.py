"""Whether the device polls as often as the pages say: together, over minutes, and behind a pause."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from oceanhil.conformance.contract.finding import Violation
from oceanhil.conformance.contract.item import Severity
from oceanhil.conformance.recorded.call import Call, CallKind
from oceanhil.conformance.recorded.case import Expected
from oceanhil.conformance.recorded.entry import HIDDEN, Entry
from oceanhil.conformance.recorded.history import History, Table
from oceanhil.conformance.recorded.rules.rule import Rule
from oceanhil.conformance.recorded.tally import Statement, Tally
from oceanhil.protocol.manners import (
    POLLS_TOGETHER,
    STEADY_POLLS,
    least_of_polls_us,
    least_of_steady_polls_us,
)
from oceanhil.protocol.profile import Kind, Profile

PACE: Final = Statement(
    id="recorded/device/poll-pace",
    title="the device polls no faster than the pages say",
    kind=Kind.FACT,
    source="T26",
    severity=Severity.MINOR,
)
LATE: Final = Statement(
    id="recorded/device/no-catching-up",
    title="the device does not make up for polls that it has missed",
    kind=Kind.ASSUMPTION,
    source="no page; T26 gives the pace",
    severity=Severity.MINOR,
)
_US = 1_000_000
_AT_ONCE_US: Final = 1 * _US
"""Polls that are no further apart make up for something."""
_MADE_UP: Final = 2
"""So many polls at once behind a pause: another one alone may have a reason of its own."""


class Pace(Rule):
    """Judges the distances of polls that are answered, one session at a time."""

    def __init__(self, profile: Profile, history: History, tally: Tally) -> None:
        super().__init__(profile, history, tally)
        self._polled: Table[list[Entry]] = Table()
        self._named: Table[int] = Table()
        self._interval_us = profile.device.poll_interval_s * _US

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
        if not call.is_accepted or call.entry.sent_status != call.status:
            # What comes next is no poll in its turn.
            self._polled.put(call.session, [])
            self._named.put(call.session, 0)
            return
        known = self._polled.get(call.session) or []
        polled = sorted((*known, call.entry), key=lambda entry: entry.began_us)[-1 - STEADY_POLLS :]
        self._polled.put(call.session, polled)
        if len(polled) > POLLS_TOGETHER:
            self._judge_pace(call.session, polled)
        if len(polled) > 1 + _MADE_UP:
            self._judge_pause(polled[-2 - _MADE_UP :])

    def _judge_pace(self, session: str, polled: Sequence[Entry]) -> None:
        """Name the polls that came early, where all of them together did; each once."""
        together, last = polled[-1 - POLLS_TOGETHER :], polled[-1]
        limit_us = least_of_polls_us(self.profile.device)
        early = together if _taken_us(together) < limit_us else ()
        if not early and len(polled) > STEADY_POLLS and self._is_steady(polled):
            limit_us = least_of_steady_polls_us(self.profile.device)
            early = polled
        done = self._named.get(session) or 0
        mine = [entry for before, entry in pairwise(early) if self._is_early(before, entry)]
        if last not in mine:
            self.tally.held(PACE)
        if not mine:
            return
        found = f"{len(early)} polls within {_taken_us(early) / _US:.1f} s"
        wanted = f"a poll every {self.profile.device.poll_interval_s} s: {len(early)} in {limit_us // _US} s or more"
        for entry in mine:
            if entry.began_us > done:
                self.tally.broke(PACE, entry, Violation(wanted, found, entry.exchange), [early[0]])
        self._named.put(session, mine[-1].began_us)

    def _is_early(self, before: Entry, entry: Entry) -> bool:
        return entry.began_us - before.began_us < self._interval_us * 9 // 10

    def _is_steady(self, polled: Sequence[Entry]) -> bool:
        """Tell whether polls over minutes are too fast, and each as the others: none is one more for a reason."""
        gaps_us = [after.began_us - before.began_us for before, after in pairwise(polled)]
        is_fast = _taken_us(polled) < least_of_steady_polls_us(self.profile.device)
        return is_fast and median(gaps_us) * STEADY_POLLS < least_of_steady_polls_us(self.profile.device)

    def _judge_pause(self, polled: Sequence[Entry]) -> None:
        """Judge the polls behind a pause in which at least one was missed."""
        gaps_us = [after.began_us - before.began_us for before, after in pairwise(polled)]
        if gaps_us[0] < 2 * self._interval_us:
            return
        if any(gap_us > _AT_ONCE_US for gap_us in gaps_us[1:]):
            self.tally.held(LATE)
            return
        found = f"{len(polled) - 1} polls within {_taken_us(polled[1:]) / _US:.1f} s, {gaps_us[0] / _US:.0f} s late"
        wanted = f"one poll, and the next {self.profile.device.poll_interval_s} s later"
        for entry in polled[2:]:
            self.tally.broke(LATE, entry, Violation(wanted, found, entry.exchange), polled[:2])


def _taken_us(polled: Sequence[Entry]) -> int:
    return polled[-1].began_us - polled[0].began_us
