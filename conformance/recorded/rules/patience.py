"""Whether the device gives the server rest after a refusal and after a failure."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

import msgspec

from oceanhil.conformance.contract.finding import Violation
from oceanhil.conformance.contract.item import Severity
from oceanhil.conformance.recorded.call import Call, CallKind, told_reason
from oceanhil.conformance.recorded.case import Expected
from oceanhil.conformance.recorded.entry import HIDDEN, Entry
from oceanhil.conformance.recorded.history import MOST, History
from oceanhil.conformance.recorded.rules.rule import Rule, too_short
from oceanhil.conformance.recorded.tally import Statement, Tally
from oceanhil.protocol.error_reason import PASSING_STATUSES, REFUSAL_STATUSES, SESSION_OVER, ErrorReason
from oceanhil.protocol.manners import (
    RATE_LIMITED_WAIT_S,
    REFUSED_WAIT_S,
    STRETCH,
    least_of_failures_us,
)
from oceanhil.protocol.profile import Kind, Profile
from oceanhil.protocol.retry_after import read_retry_after
from oceanhil.protocol.units import SECOND_US

STORM: Final = Statement(
    id="recorded/device/no-retry-storm",
    title="the device does not repeat a refused request at once (4xx but 408, 425 and 429)",
    kind=Kind.ASSUMPTION,
    source="FLASH: don't re-flash the same code",
    goes_by_time=True,
)
WAIT: Final = Statement(
    id="recorded/device/keeps-retry-after",
    title="the device waits as long as Retry-After says (429, 503)",
    kind=Kind.ASSUMPTION,
    source="RFC 9110, 10.2.3; FLASH: wait 5-10 minutes",
    severity=Severity.MAJOR,
    goes_by_time=True,
)
GROWTH: Final = Statement(
    id="recorded/device/waits-grow",
    title="behind failures in a row the device waits a third as long as waits that double, or longer (5xx, no answer)",
    kind=Kind.ASSUMPTION,
    source="no page",
    goes_by_time=True,
)
_FOR_NOW: Final = frozenset({429, 503})
_TRIED_AGAIN: Final = PASSING_STATUSES | {429}
"""Of 4xx those that a failure is no other than, or that say how long they last."""
_SAME_CLOCK_US: Final = 5 * SECOND_US
"""A clock that is off by so much more or less is not the one that was refused."""
_Key = tuple[CallKind, str, bytes | None]
"""What is asked for, with which token, from which MAC where a request tells it."""


class _Failures(msgspec.Struct, frozen=True):
    """Failures in a row: how many, and the last four."""

    number: int = 0
    last: tuple[Entry, ...] = ()


class Patience(Rule):
    """Judges when devices ask."""

    def __init__(self, profile: Profile, history: History, tally: Tally) -> None:
        super().__init__(profile, history, tally)
        self._refused: OrderedDict[_Key, Call] = OrderedDict()
        self._failed: OrderedDict[_Key, _Failures] = OrderedDict()

    @classmethod
    def statements(cls, profile: Profile) -> Sequence[Statement]:
        """Give the statements."""
        del profile
        return (STORM, WAIT, GROWTH)

    def judge(self, call: Call, expected: Expected) -> None:
        """Judge the distance of a request to those before it."""
        del expected
        if call.token and call.token != HIDDEN:
            key = (call.kind, call.token, call.mac)
            self._judge_patience(call, key)
            self._judge_growth(call, key)

    def _judge_patience(self, call: Call, key: _Key) -> None:
        before = self._refused.pop(key, None)
        if before is not None and call.entry.follows(before.entry) and not self._is_cured(call, before):
            statement = WAIT if before.entry.sent_status in _FOR_NOW else STORM
            self.tally.check(statement, call.entry, lambda: self._has_waited(call, before), [before.entry])
        sent = call.entry.sent_status
        if sent is not None and (_is_final(sent) or sent in _FOR_NOW) and not self._is_lost_session(call):
            self._refused[key] = call
            if len(self._refused) > MOST:
                self._refused.popitem(last=False)

    def _is_cured(self, call: Call, before: Call) -> bool:
        """Tell whether what was refused comes back with another session, or with another clock if it was for that."""
        sent = before.entry.sent_status
        if sent not in _FOR_NOW and call.session != before.session:
            return True
        if sent not in REFUSAL_STATUSES | _FOR_NOW:
            return _is_another(call, before)
        if told_reason(before, self.profile) is not ErrorReason.CLOCK_SKEW:
            return False
        if call.clock_us is None or before.clock_us is None or call.time_unit != before.time_unit:
            return (call.clock_us, call.time_unit) != (before.clock_us, before.time_unit)
        return abs(call.clock_us - before.clock_us) > _SAME_CLOCK_US

    def _is_lost_session(self, call: Call) -> bool:
        """Tell whether the refusal concerns a session only: another one makes the same request a new one."""
        codes = {self.profile.errors[reason].code for reason in SESSION_OVER}
        return call.kind in {CallKind.POLL, CallKind.REPORT} and call.text("code") in codes

    def _has_waited(self, call: Call, before: Call) -> None:
        waited_us = call.entry.began_us - before.entry.ended_us
        wanted_us = self._wait_us(before.entry)
        # In whole seconds a wait may look that much shorter than it was.
        if waited_us + call.entry.grain_us < wanted_us:
            status = before.entry.sent_status
            found = f"{call.kind.value} with the same token again {too_short(waited_us)} after {status}"
            raise Violation(f"at least {wanted_us // SECOND_US} s of patience", found, call.entry.exchange)

    def _wait_us(self, before: Entry) -> int:
        if before.sent_status not in _FOR_NOW:
            return REFUSED_WAIT_S * SECOND_US
        if told_s := _told_s(before.retry_after):
            return min(told_s, self.profile.device.retry_after_max_s) * SECOND_US
        if told_s == 0 or before.sent_status != 429:
            return 0  # What the server asks for is its own affair; if it asks for nothing, waits are to grow.
        return RATE_LIMITED_WAIT_S * SECOND_US

    def _judge_growth(self, call: Call, key: _Key) -> None:
        """Judge failures in a row; where the server says how long to wait, that counts and nothing else."""
        failed = self._failed.pop(key, _Failures())
        if not _has_failed(call):
            return
        failed = self._failed[key] = _Failures(failed.number + 1, (*failed.last, call.entry)[-1 - STRETCH :])
        if len(self._failed) > MOST:
            self._failed.popitem(last=False)
        if failed.number > STRETCH:
            self.tally.check(GROWTH, call.entry, lambda: self._has_grown(failed), failed.last[:-1])

    def _has_grown(self, failed: _Failures) -> None:
        taken_us = failed.last[-1].began_us - failed.last[0].began_us
        least_us = least_of_failures_us(self.profile.device, failed.number)
        if taken_us + failed.last[-1].grain_us < least_us:
            found = f"{too_short(taken_us)}, {failed.number} failures in a row"
            wanted = f"the last {STRETCH + 1} in {least_us / SECOND_US:.0f} s or more"
            raise Violation(wanted, found, failed.last[-1].exchange)


def _is_final(status: int) -> bool:
    return 400 <= status < 500 and status not in _TRIED_AGAIN


def _is_another(call: Call, before: Call) -> bool:
    """Tell whether a request that was refused for its form or its path is another one now, or may be."""
    now, then = call.entry.request, before.entry.request
    is_same = (now.method, now.path, now.query, now.body) == (then.method, then.path, then.query, then.body)
    is_gone = call.entry.request_gap != "" or before.entry.request_gap != ""
    return is_gone or not is_same or call.misshapen is not before.misshapen


def _told_s(text: str) -> int | None:
    """Give the seconds that a device may have understood: of a number that is not whole those before its point."""
    whole = read_retry_after(text)
    return read_retry_after(text.partition(".")[0]) if whole is None else whole


def _has_failed(call: Call) -> bool:
    """Tell whether the device has got no answer, or one of a server that is down and does not say how long."""
    entry = call.entry
    if entry.response is None and entry.no_answer is None:
        return False
    sent = entry.sent_status
    return (sent is None or sent >= 500) and not entry.retry_after
