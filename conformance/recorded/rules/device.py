"""Whether the device keeps the contract too: the form of its requests, and patience after a refusal."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from oceanhil.conformance.contract.finding import Violation
from oceanhil.conformance.contract.item import Severity
from oceanhil.conformance.recorded.call import Call, CallKind
from oceanhil.conformance.recorded.case import Expected
from oceanhil.conformance.recorded.entry import HIDDEN, Entry
from oceanhil.conformance.recorded.history import MOST, History
from oceanhil.conformance.recorded.rules.rule import Rule
from oceanhil.conformance.recorded.tally import Statement, Tally
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.profile import Kind, Profile

FORM: Final = Statement(
    id="recorded/device/well-formed",
    title="the device's requests are well-formed",
    kind=Kind.FACT,
    source="FLASH, API",
)
SLASH: Final = Statement(
    id="recorded/device/trailing-slash",
    title="the device asks for paths with their trailing slash",
    kind=Kind.FACT,
    source="FLASH",
)
STORM: Final = Statement(
    id="recorded/device/no-retry-storm",
    title="the device does not repeat a refused request at once (401, 403, 410)",
    kind=Kind.ASSUMPTION,
    source="FLASH: don't re-flash the same code",
)
WAIT: Final = Statement(
    id="recorded/device/keeps-retry-after",
    title="the device waits as long as Retry-After says (429, 503)",
    kind=Kind.ASSUMPTION,
    source="RFC 9110, 10.2.3; FLASH: wait 5-10 minutes",
    severity=Severity.MAJOR,
)
_REFUSED: Final = frozenset({401, 403, 410})
_FOR_NOW: Final = frozenset({429, 503})
_REPEATED_WAIT_US = 30_000_000
_US = 1_000_000
_UNFORMED: Final = frozenset({CallKind.OTHER})
_SESSION_CODES: Final = frozenset({ErrorReason.SESSION_EXPIRED, ErrorReason.SESSION_UNKNOWN})
_Key = tuple[CallKind, str, bytes | None]
"""What is asked for, with which token, from which MAC where a request tells it."""


class Device(Rule):
    """Judges what devices send, and when."""

    def __init__(self, profile: Profile, history: History, tally: Tally) -> None:
        super().__init__(profile, history, tally)
        self._paths = {path.rstrip("/") for path in _paths(profile) if path.endswith("/")}
        self._refused: OrderedDict[_Key, Entry] = OrderedDict()

    @classmethod
    def statements(cls, profile: Profile) -> Sequence[Statement]:
        """Give the statements."""
        del profile
        return (FORM, SLASH, STORM, WAIT)

    def judge(self, call: Call, expected: Expected) -> None:
        """Judge a request and its distance to the one before it."""
        del expected
        self.tally.check(SLASH, call.entry, lambda: self._has_slash(call))
        if call.kind not in _UNFORMED and not call.entry.request_gap:
            self.tally.check(FORM, call.entry, lambda: self._is_formed(call))
        if call.token and call.token != HIDDEN:
            self._judge_patience(call, (call.kind, call.token, call.mac))

    def _has_slash(self, call: Call) -> None:
        if call.entry.request.path in self._paths:
            found = f"{call.entry.request.path!r}"
            raise Violation("a path that ends with a slash", found, call.entry.exchange)

    def _is_formed(self, call: Call) -> None:
        if call.misshapen is not None:
            raise Violation("a well-formed request", call.problem, call.entry.exchange)

    def _judge_patience(self, call: Call, key: _Key) -> None:
        before = self._refused.pop(key, None)
        if before is not None and call.entry.follows(before):
            statement = WAIT if before.sent_status in _FOR_NOW else STORM
            self.tally.check(statement, call.entry, lambda: self._has_waited(call, before), [before])
        if call.entry.sent_status in _REFUSED | _FOR_NOW and not self._is_lost_session(call):
            self._refused[key] = call.entry
            if len(self._refused) > MOST:
                self._refused.popitem(last=False)

    def _is_lost_session(self, call: Call) -> bool:
        """Tell whether the refusal concerns a session only: another one makes the same request a new one."""
        codes = {self.profile.errors[reason].code for reason in _SESSION_CODES}
        return call.kind in {CallKind.POLL, CallKind.REPORT} and call.text("code") in codes

    def _has_waited(self, call: Call, before: Entry) -> None:
        waited_us = call.entry.began_us - before.ended_us
        wanted_us = self._wait_us(before)
        if waited_us < wanted_us:
            found = f"{call.kind.value} with the same token again {waited_us / _US:.1f} s after {before.sent_status}"
            raise Violation(f"at least {wanted_us // _US} s of patience", found, call.entry.exchange)

    def _wait_us(self, before: Entry) -> int:
        if before.sent_status not in _FOR_NOW:
            return _REPEATED_WAIT_US
        text = before.retry_after
        is_told = text.isascii() and text.isdigit()
        most_s = self.profile.device.retry_after_max_s
        if not is_told:
            return self.profile.device.retry_first_s * _US
        return min(int(text[:9]), most_s) * _US


def _paths(profile: Profile) -> tuple[str, str, str]:
    return (profile.wire.register_path, profile.wire.session_path, profile.wire.state_path)
