"""Whether the server remembers what it accepted, and nothing of what it refused."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeGuard

import msgspec

from oceanhil.conformance.contract.finding import Deviation, Violation
from oceanhil.conformance.contract.item import Severity
from oceanhil.conformance.recorded.call import Call, CallKind, told_reason
from oceanhil.conformance.recorded.case import Case, Expected
from oceanhil.conformance.recorded.entry import Entry
from oceanhil.conformance.recorded.history import History, Table
from oceanhil.conformance.recorded.rules.rule import Rule
from oceanhil.conformance.recorded.tally import Statement, Tally
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.manners import MEASURABLE
from oceanhil.protocol.profile import Kind, Profile
from oceanhil.protocol.units import SECOND_US

SHOWN: Final = Statement(
    id="recorded/poll/shows-report",
    title="a poll shows the temperature and the humidity that the device reported last",
    kind=Kind.ASSUMPTION,
    source="API prints the fields, no page the report",
)
NOTHING: Final = Statement(
    id="recorded/registration/refusal-consumes-nothing",
    title="a registration that is refused does not use its token up",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.CRITICAL,
)
_ROUNDED: Final = 0.5
"""No page says how exactly a number is kept."""
_NOBODY_ELSE_US: Final = 60 * SECOND_US
"""So soon nobody outside the recording has used the token."""
_ATTEMPTS: Final = 2
"""So many of the profile's waits behind a refusal the same device may take to come back."""
_DEAD: Final = frozenset({Case.ENDED, Case.SUPERSEDED})
_TOKEN_IS_GOOD: Final = frozenset({ErrorReason.CLOCK_SKEW, ErrorReason.MAC_MISMATCH})
"""Refusals that come after the token was looked at: "How a request is judged"."""


class _Reported(msgspec.Struct, frozen=True):
    """A number that a device has reported, or the one before it (None: there was none) where its sensor has failed."""

    value: float | None
    entry: Entry
    session: str | None
    has_failed: bool = False

    @property
    def words(self) -> str:
        """What is to be shown."""
        if self.value is None:
            return "null"
        return f"null, or {self.value:g} as before" if self.has_failed else f"{self.value:g}"


class _Told(msgspec.Struct, frozen=True):
    """What a poll told of the sensors; nothing behind a report."""

    values: Mapping[str, float | None]
    entry: Entry


class _Doubt(msgspec.Struct, frozen=True):
    """A poll that shows something else, until it is clear that no report was under way with it."""

    call: Call
    finding: Violation
    because: Entry


class Remembering(Rule):
    """Compares what is told with what was told to the server before."""

    def __init__(self, profile: Profile, history: History, tally: Tally) -> None:
        super().__init__(profile, history, tally)
        self._reported: Table[Mapping[str, _Reported]] = Table()
        self._told: Table[_Told] = Table()
        """What polls have told behind the last report of each device."""
        self._doubts: Table[_Doubt] = Table()
        self._good: Table[Call] = Table()
        self._shows: set[str] = set()

    @classmethod
    def statements(cls, profile: Profile) -> Sequence[Statement]:
        """Give the statements."""
        del profile
        return (SHOWN, NOTHING)

    def judge(self, call: Call, expected: Expected) -> None:
        """Judge an answer by what was accepted and refused before."""
        if not call.is_known_token or call.token is None:
            return
        if call.kind is CallKind.REGISTER:
            self._judge_registration(call, call.token)
        elif expected.case in _DEAD:
            return  # A server that takes it all the same may show what the device reports with its newer one.
        elif call.kind is CallKind.REPORT:
            self._settle(call, call.token)
            self._note_report(call, call.token)
        elif call.kind is CallKind.POLL and call.is_accepted and not call.entry.response_gap:
            self._settle(call, call.token)
            self._judge_poll(call, call.token)
            self._note_poll(call, call.token)

    def _settle(self, call: Call, token: str) -> None:
        """Draw a conclusion, or none if the report was under way while the poll was."""
        doubt = self._doubts.take(token)
        if doubt is None:
            return
        if call.kind is not CallKind.REPORT or call.entry.follows(doubt.call.entry):
            self.tally.broke(SHOWN, doubt.call.entry, doubt.finding, [doubt.because])

    def _note_report(self, call: Call, token: str) -> None:
        if call.is_refused or call.status in {429, 503}:
            return
        known, told = self._reported.get(token) or {}, self._told_before(call, token)
        is_late = any(not call.entry.follows(each.entry) for each in known.values())
        if not call.is_accepted or call.entry.request_gap or call.misshapen is not None or is_late:
            # Nobody knows what the server made of it.
            self._reported.put(token, {})
            return
        new = {name: _Reported(value, call.entry, call.session) for name, value in call.measured.items()}
        kept = {name: each for name, each in known.items() if name not in call.reported}
        failed = {
            name: msgspec.structs.replace(each, entry=call.entry, has_failed=True)
            for name, each in {**told, **known}.items()
            if name in call.reported and name not in new
        }
        self._reported.put(token, {**kept, **failed, **new})

    def _told_before(self, call: Call, token: str) -> Mapping[str, _Reported]:
        """Give what the server had before a report, if a poll told it and was over by then; forget it."""
        told = self._told.get(token)
        self._told.put(token, _Told({}, call.entry))
        if told is None or not call.entry.follows(told.entry):
            return {}
        return {name: _Reported(value, told.entry, call.session) for name, value in told.values.items()}

    def _note_poll(self, call: Call, token: str) -> None:
        told = self._told.get(token)
        if told is None or call.entry.follows(told.entry):
            shown = {name: call.reply[name] for name in MEASURABLE if name in call.reply}
            values = {name: value for name, value in shown.items() if value is None or _is_number(value)}
            self._told.put(token, _Told(values, call.entry))

    def _judge_poll(self, call: Call, token: str) -> None:
        self._shows.update(name for name in MEASURABLE if call.reply.get(name) is not None)
        for name, reported in (self._reported.get(token) or {}).items():
            # A server that shows it to nobody has not forgotten it; a device does nothing with it.
            if (
                name not in self._shows
                or not call.entry.follows(reported.entry)
                or self._is_from_another(call, reported)
            ):
                continue
            shown = call.reply.get(name)
            if not self._is_other(shown, reported, call):
                self.tally.held(SHOWN)
                continue
            found = Violation(f"{name} {reported.words}", f"{name} {shown!r}"[:80], call.entry.exchange)
            self._doubts.put(token, _Doubt(call, found, reported.entry))
            return

    def _is_from_another(self, call: Call, reported: _Reported) -> bool:
        """Tell whether another MAC reported it, which got a session with this token: it may be kept for that one."""
        seen, theirs = self.history.sessions.get(call.session), self.history.sessions.get(reported.session)
        if seen is None or theirs is None or None in {seen.mac, theirs.mac}:
            return False
        return seen.mac != theirs.mac

    def _is_other(self, shown: object, reported: _Reported, call: Call) -> bool:
        """Tell whether a number is another; it may be gone where the session is: the server was started again."""
        if shown is None and reported.has_failed:
            return False
        if shown is None:
            return call.session is not None and call.session == reported.session
        if not _is_number(shown):
            return False
        return reported.value is None or abs(shown - reported.value) > _ROUNDED

    def _judge_registration(self, call: Call, token: str) -> None:
        good, told = self._good.take(token), told_reason(call, self.profile)
        if call.is_refused and told in _TOKEN_IS_GOOD:
            self._good.put(token, call)
        if good is None or not call.entry.follows(good.entry) or call.entry.response_gap:
            return
        if call.is_accepted:
            self.tally.held(NOTHING)
        elif call.is_refused and told is ErrorReason.TOKEN_USED:
            self._is_used_up(call, good)
        elif call.status in {429, 503}:
            self._good.put(token, good)

    def _is_used_up(self, call: Call, good: Call) -> None:
        """Conclude that a refusal used the token up: for certain, or at a patient device's next attempt probably."""
        waited_us = call.entry.began_us - good.entry.ended_us
        is_certain = waited_us < _NOBODY_ELSE_US
        patient_us = _ATTEMPTS * self.profile.device.refused_retry_s * SECOND_US
        if is_certain or (waited_us < patient_us and call.mac is not None and call.mac == good.mac):
            find = Violation if is_certain else Deviation
            finding = find("the token as good as before", self.answer(call).in_words(), call.entry.exchange)
            self.tally.broke(NOTHING, call.entry, finding, [good.entry])


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
