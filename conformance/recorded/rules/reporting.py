"""Whether a device that reports goes on reporting as long as its polls are answered."""

from collections.abc import Sequence
from typing import Final

import msgspec

from oceanhil.conformance.contract.finding import Violation
from oceanhil.conformance.contract.item import Severity
from oceanhil.conformance.recorded.call import RELAYS, Call, CallKind
from oceanhil.conformance.recorded.case import Expected
from oceanhil.conformance.recorded.entry import Entry
from oceanhil.conformance.recorded.history import History, Table
from oceanhil.conformance.recorded.rules.rule import Rule
from oceanhil.conformance.recorded.tally import Statement, Tally
from oceanhil.protocol.manners import MEASURABLE, REPORTS_BEFORE, least_often_us
from oceanhil.protocol.profile import Kind, Profile
from oceanhil.protocol.units import SECOND_US

GOES_ON: Final = Statement(
    id="recorded/device/goes-on-reporting",
    title="a device that reports does so again within two intervals, as long as its polls are answered",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.MINOR,
    goes_by_time=True,
)
_PAUSE: Final = 2
"""Behind so many intervals without a poll the device may have been elsewhere, or started again."""


class _Reports(msgspec.Struct):
    """The reports of a device that were accepted one after another, and its polls since the last of them."""

    session: str
    last: Entry
    number: int
    """How many of them told of sensors."""
    heard_us: int
    """When its last exchange began."""
    is_named: bool = False
    """Whether its silence is."""


class Reporting(Rule):
    """Judges how long a device is silent that has reported in time before."""

    def __init__(self, profile: Profile, history: History, tally: Tally) -> None:
        super().__init__(profile, history, tally)
        self._reports: Table[_Reports] = Table()
        self._pause_us = _PAUSE * profile.device.poll_interval_s * SECOND_US
        self._most_us = least_often_us(profile.device)

    @classmethod
    def statements(cls, profile: Profile) -> Sequence[Statement]:
        """Give the statement."""
        del profile
        return (GOES_ON,)

    def judge(self, call: Call, expected: Expected) -> None:
        """Judge the time since the report before."""
        del expected
        if call.kind not in {CallKind.POLL, CallKind.REPORT} or call.token is None:
            return
        if not call.session:
            if call.kind is CallKind.REPORT:
                self._reports.take(call.token)  # What is wrong with it has a statement of its own: it is no silence.
            return
        known = self._reports.get(call.token)
        if known is None and call.kind is CallKind.POLL:
            return
        is_answered = call.is_accepted and call.entry.sent_status == call.status
        is_going_on = is_answered and known is not None and self._is_going_on(call, known)
        if known is not None and is_going_on and known.number >= REPORTS_BEFORE:
            self._judge_silence(call, known)
        if call.kind is CallKind.REPORT and is_answered:
            self._reports.put(call.token, self._reported(call, call.session, known if is_going_on else None))
        elif known is not None and is_going_on and self._names_relays(call):
            known.heard_us = call.entry.began_us
        else:
            self._reports.take(call.token)  # What comes next has a wait of its own.

    def _is_going_on(self, call: Call, known: _Reports) -> bool:
        """Tell whether the device has been there all the time, with one session."""
        return call.session == known.session and call.entry.began_us - known.heard_us <= self._pause_us

    def _reported(self, call: Call, session: str, known: _Reports | None) -> _Reports:
        is_in_time = (
            known is not None and call.entry.began_us - known.last.began_us - call.entry.grain_us <= self._most_us
        )
        before = known.number if known is not None and is_in_time else 0
        # Without a sensor there may be nothing to report but switches.
        has_sensor = not call.reported.isdisjoint(MEASURABLE)
        return _Reports(session, call.entry, before + has_sensor, call.entry.began_us)

    def _names_relays(self, call: Call) -> bool:
        """Tell whether a poll names both relays: behind another one the report waits."""
        return all(isinstance(call.reply.get(name), bool) for name in RELAYS)

    def _judge_silence(self, call: Call, known: _Reports) -> None:
        """Name the first exchange behind a silence that is too long, and the report that ends it."""
        # In whole seconds a silence may look that much longer than it was.
        silent_us = call.entry.began_us - known.last.began_us - call.entry.grain_us
        if silent_us <= self._most_us:
            if call.kind is CallKind.REPORT:
                self.tally.held(GOES_ON)
        elif call.kind is CallKind.REPORT or not known.is_named:
            known.is_named = True
            wanted = f"a report within {self._most_us // SECOND_US} s of the one before"
            found = f"none for {-(-silent_us // SECOND_US)} s, while polls were answered"
            self.tally.broke(GOES_ON, call.entry, Violation(wanted, found, call.entry.exchange), [known.last])
