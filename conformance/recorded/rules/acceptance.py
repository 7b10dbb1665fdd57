"""Whether the server accepts what it must and refuses what it must, as far as the history tells."""

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final
from weakref import WeakSet

from oceanhil.conformance.contract.finding import Deviation, Finding, Violation
from oceanhil.conformance.contract.item import Severity, Style
from oceanhil.conformance.recorded.call import Call, CallKind, told_reason
from oceanhil.conformance.recorded.case import Case, Expected
from oceanhil.conformance.recorded.entry import Entry
from oceanhil.conformance.recorded.history import Contested, History
from oceanhil.conformance.recorded.lost_sessions import LostSessions
from oceanhil.conformance.recorded.rules.rule import Rule
from oceanhil.conformance.recorded.tally import Statement, Tally
from oceanhil.protocol.device_request import is_json_type
from oceanhil.protocol.error_reason import REFUSAL_STATUSES, TOKEN_ENDED, ErrorReason
from oceanhil.protocol.profile import Kind, Profile
from oceanhil.protocol.units import SECOND_US

_NO_PAGE = "no page"
_OF_THE_BODY: Final = frozenset(
    {ErrorReason.BAD_REQUEST, ErrorReason.TOO_LARGE, ErrorReason.UNSUPPORTED_MEDIA_TYPE, None}
)
OF_THE_FORM: Final = frozenset(
    {
        ErrorReason.BAD_REQUEST,
        ErrorReason.TOO_LARGE,
        ErrorReason.UNSUPPORTED_MEDIA_TYPE,
        ErrorReason.NOT_FOUND,
        ErrorReason.METHOD_NOT_ALLOWED,
    }
)
"""Refusals that come before anything else is looked at: "How a request is judged"."""
_HURTING: Final = frozenset(
    {
        Case.USED,
        Case.OLD,
        Case.NOBODY,
        Case.ENDED,
        Case.OTHER_MAC,
        Case.SKEWED,
        Case.FOREIGN_SESSION,
        Case.EXPIRED_SESSION,
    }
)


def _refused(
    name: str,
    title: str,
    kind: Kind = Kind.ASSUMPTION,
    source: str = _NO_PAGE,
    severity: Severity = Severity.MAJOR,
    *,
    goes_by_time: bool = False,
) -> Statement:
    identity = f"recorded/{name}"
    return Statement(id=identity, title=title, kind=kind, source=source, severity=severity, goes_by_time=goes_by_time)


REFUSED: Final[Mapping[Case, Statement]] = {
    Case.USED: _refused(
        "registration/token-accepted-twice",
        "a registration token that has registered a device registers no other, and none again",
        Kind.FACT,
        "TOKEN",
        Severity.CRITICAL,
    ),
    Case.OLD: _refused(
        "registration/old-token",
        "a registration token past its lifetime is refused",
        Kind.FACT,
        "TOKEN",
        goes_by_time=True,
    ),
    Case.NOBODY: _refused(
        "token/missing", "a request without a permanent token is refused", source="API", severity=Severity.CRITICAL
    ),
    Case.ENDED: _refused(
        "token/refused-then-accepted",
        "a permanent token that was called revoked or invalid is not accepted later",
        source="TOKEN names the refusal, not that it lasts",
        severity=Severity.CRITICAL,
    ),
    Case.SUPERSEDED: _refused(
        "token/superseded", "a permanent token ends when its MAC registers again with another registration token"
    ),
    Case.OTHER_MAC: _refused(
        "session/other-mac",
        "a permanent token is refused from any MAC but its own",
        Kind.FACT,
        "TOKEN cause 4",
        Severity.CRITICAL,
    ),
    Case.OTHER_ID: _refused(
        "session/other-device-id", "a permanent token is refused under another device ID", source="FLASH fix 5"
    ),
    Case.SKEWED: _refused(
        "clock/skewed", "a device whose clock is too far off is refused", Kind.FACT, "FLASH cause 7", goes_by_time=True
    ),
    Case.NOT_GRANTED: _refused(
        "token/not-granted", "a token or a session out of an answer that says success false is refused"
    ),
    Case.NO_SESSION: _refused("report/without-session", "a report without a session is refused"),
    Case.EMPTY_SESSION: _refused("session/empty", "a state request with an empty session is refused"),
    Case.REPLACED_SESSION: _refused("session/replaced", "a session ends when its device opens another"),
    Case.FOREIGN_SESSION: _refused(
        "session/foreign", "a session is refused with another device's token", severity=Severity.CRITICAL
    ),
    Case.EXPIRED_SESSION: _refused(
        "session/expired", "a session past its lifetime is refused", Kind.FACT, "TOKEN", goes_by_time=True
    ),
    Case.MISSHAPEN: _refused("form/malformed-request", "a malformed request is refused", severity=Severity.MINOR),
}
ACCEPTED: Final[Mapping[CallKind, Statement]] = {
    kind: Statement(
        id=f"recorded/{topic}/good-request",
        title=title,
        kind=Kind.ASSUMPTION,
        source="no page: nothing in the recording explains the refusal",
        style=Style.POSITIVE,
    )
    for kind, topic, title in (
        (CallKind.REGISTER, "registration", "a registration with which nothing is wrong is accepted"),
        (CallKind.SESSION, "session", "a device gets a session with a live permanent token"),
        (CallKind.POLL, "poll", "a poll with a live session is answered"),
        (CallKind.REPORT, "report", "a report with a live session is accepted"),
    )
}
READ: Final = Statement(
    id="recorded/poll/api-read",
    title="a state request with a token and without a session is answered",
    kind=Kind.ASSUMPTION,
    source="API shows it so",
    style=Style.POSITIVE,
)
QUERY: Final = Statement(
    id="recorded/token/in-query",
    title="a permanent token in the query is accepted or refused as the profile reads the sources",
    kind=Kind.CONTRADICTION,
    source="API prints both the header and ?token=",
)


class Acceptance(Rule):
    """Compares what was accepted and refused with what the history expects."""

    def __init__(self, profile: Profile, history: History, tally: Tally) -> None:
        super().__init__(profile, history, tally)
        self._contested = Contested()
        self._lost = LostSessions(history)
        self._blamed: WeakSet[Entry] = WeakSet()

    @classmethod
    def statements(cls, profile: Profile) -> Sequence[Statement]:
        """Give the statements."""
        del profile
        return (*ACCEPTED.values(), READ, *REFUSED.values(), QUERY)

    def judge(self, call: Call, expected: Expected) -> None:
        """Judge a call that was accepted, or refused for what it is."""
        self._contested.settle(call)
        self._lost.settle(call)
        if not (call.is_accepted or call.is_refused) or expected.case is Case.UNKNOWN:
            return
        if call.is_token_in_query and call.kind is CallKind.POLL:
            self._judge_query(call, expected)
        elif expected.reason is not None or expected.case is Case.OTHER_ID:
            self._must_be_refused(call, expected)
        elif call.kind in ACCEPTED:
            self._must_be_accepted(call, expected)

    def _judge_query(self, call: Call, expected: Expected) -> None:
        """Judge a poll that names its token in the query, which is live as far as known."""
        known = self.history.permanents.get(call.token)
        is_accepted = self.profile.server.accept_query_token
        if known is None or known.accepted is None or expected.case not in {Case.GOOD, Case.NOBODY}:
            return
        if call.is_accepted is is_accepted:
            self.tally.held(QUERY)
            return
        wanted = f"a token in the query {'accepted' if is_accepted else 'refused'}"
        reading = self.answer(call).deviates(wanted, self._words(call), accept_query_token=call.is_accepted)
        conclude = partial(self.tally.broke, QUERY, call.entry, reading, [known.accepted])
        if call.is_accepted:
            conclude()
        elif told_reason(call, self.profile) in {ErrorReason.TOKEN_INVALID, None}:
            self._contested.put(call.token, QUERY.id, conclude)

    def _must_be_refused(self, call: Call, expected: Expected) -> None:
        statement = REFUSED[expected.case]
        if call.is_accepted and expected.reason is not None:
            self.tally.broke(statement, call.entry, self._accepted(call, expected), expected.because)
            if expected.case is Case.ENDED:
                # Either of the two was wrong.
                self.tally.broke_too(statement, call.entry, [entry.number for entry in expected.because])
            elif expected.case is Case.OTHER_MAC:
                self._blame_first(call)
        elif expected.reason is None and call.is_refused:
            self._other_id_refused(call, expected)
        else:
            self.tally.held(statement)

    def _blame_first(self, call: Call) -> None:
        """Name the first session as well, once, where no registration tells which of the two MACs is the token's."""
        known = self.history.permanents.get(call.token)
        if known is not None and known.bound is not None and known.bound not in self._blamed:
            self._blamed.add(known.bound)
            self.tally.broke_too(REFUSED[Case.OTHER_MAC], known.bound, [known.bound.number])

    def _other_id_refused(self, call: Call, expected: Expected) -> None:
        """Take a refusal for a check of the device ID, once it is clear that the token was alive."""
        reading = self.answer(call).deviates("another device ID accepted", self._words(call), check_device_id=True)
        if told_reason(call, self.profile) in {ErrorReason.TOKEN_INVALID, None}:
            statement = REFUSED[Case.OTHER_ID]
            conclude = partial(self.tally.broke, statement, call.entry, reading, expected.because)
            self._contested.put(call.token, statement.id, conclude)

    def _accepted(self, call: Call, expected: Expected) -> Finding:
        """Make the finding that a call was accepted which should not have been."""
        answer, wanted = self.answer(call), f"a refusal: it is {expected.case.value}"
        if expected.case is Case.OTHER_ID:
            return answer.deviates(wanted, self._words(call), check_device_id=False)
        if expected.case is Case.USED and self._is_same_answer(call):
            first = expected.because[0]
            window_s = math.ceil((call.entry.ended_us - first.began_us) / SECOND_US)
            found = f"the same permanent token again, {window_s} s after the first time"
            return answer.deviates(wanted, found, idempotent_register_window=max(1, window_s))
        if expected.case in _HURTING:
            return answer.violates(wanted, self._words(call))
        return answer.deviates(wanted, self._words(call))

    def _is_same_answer(self, call: Call) -> bool:
        known = self.history.registrations.get(call.token)
        permanent = call.text("permanent_token")
        return known is not None and known.mac == call.mac and permanent == known.permanent != ""

    def _must_be_accepted(self, call: Call, expected: Expected) -> None:
        statement = READ if call.kind is CallKind.POLL and call.session is None else ACCEPTED[call.kind]
        if call.is_accepted:
            self.tally.held(statement)
            return
        finding = self._refusal(call, expected)
        if finding is None:
            return
        conclude = partial(self.tally.broke, statement, call.entry, finding, expected.because)
        if call.session is not None and told_reason(call, self.profile) is ErrorReason.SESSION_UNKNOWN:
            self._lost.put(call, conclude)
        else:
            conclude()

    def _refusal(self, call: Call, expected: Expected) -> Finding | None:
        """Make the finding that a call was refused which should not have been; None if something may explain it."""
        answer, told = self.answer(call), told_reason(call, self.profile)
        if told is ErrorReason.BAD_REQUEST and self.profile.wire.time_header in call.text("error").lower():
            return answer.deviates(
                "a request without the device's time accepted", self._words(call), require_device_time=True
            )
        if call.entry.request_gap and told in _OF_THE_BODY and not self._is_for_its_headers(call, told):
            return None  # What nobody has seen may be wrong.
        if told is None and call.status in REFUSAL_STATUSES and not (call.text("error") or call.text("code")):
            return None  # For what is not told, and it may be an owner's act.
        if expected.case is Case.REPEATED:
            self._not_repeated(call, expected)
            return None
        if expected.case is Case.FRESH and told not in OF_THE_FORM:
            return None  # What became of the token before the recording began is not known.
        if told in TOKEN_ENDED or (told is ErrorReason.SESSION_EXPIRED and expected.because):
            return None  # Of an owner's act nothing is known, and what expires early has a statement of its own.
        wanted = f"status 200: {expected.case.value}"
        if told is ErrorReason.MAC_MISMATCH:
            return Violation(wanted, self._words(call), call.entry.exchange)
        return Deviation(wanted, self._words(call), call.entry.exchange)

    def _is_for_its_headers(self, call: Call, told: ErrorReason | None) -> bool:
        """Tell whether a refusal is of the type and the coding, which are there though the body is not, and right."""
        headers = call.entry.request.headers
        is_right = is_json_type(headers.get("content-type", "")) and headers.get("content-encoding") in {None, "gzip"}
        return told is ErrorReason.UNSUPPORTED_MEDIA_TYPE and is_right

    def _not_repeated(self, call: Call, expected: Expected) -> None:
        """Take the refusal of a repeated registration for a reading, once it is clear that the device was alive."""
        known = self.history.registrations.get(call.token)
        reading = self.answer(call).deviates("the first answer again", self._words(call), idempotent_register_window=0)
        statement = ACCEPTED[CallKind.REGISTER]
        conclude = partial(self.tally.broke, statement, call.entry, reading, expected.because)
        self._contested.put(None if known is None else known.permanent, "repeated", conclude)

    def _words(self, call: Call) -> str:
        return self.answer(call).in_words()
