"""Whether refusals have the status and the words that the profile gives for their reason."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from oceanhil.conformance.contract.finding import Deviation, Finding, Violation
from oceanhil.conformance.contract.item import Severity
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.recorded.call import Call, CallKind, told_reason
from oceanhil.conformance.recorded.case import Case, Expected
from oceanhil.conformance.recorded.concealment import BROKEN_JSON
from oceanhil.conformance.recorded.entry import Entry
from oceanhil.conformance.recorded.history import Contested, History
from oceanhil.conformance.recorded.rules.acceptance import OF_THE_FORM
from oceanhil.conformance.recorded.rules.rule import Rule
from oceanhil.conformance.recorded.tally import Statement, Tally
from oceanhil.protocol.error_reason import REFUSAL_STATUSES, TOKEN_ENDED, ErrorReason
from oceanhil.protocol.profile import Kind, Profile
from oceanhil.protocol.redact import redact
from oceanhil.protocol.retry_after import date_fault, is_http_date, read_retry_after, told_wait_s

_SAYING_MORE: Final = frozenset({ErrorReason.BAD_REQUEST, ErrorReason.NOT_FOUND})
_USED_UP: Final = frozenset({ErrorReason.TOKEN_USED, ErrorReason.TOKEN_EXPIRED})
"""As which a used registration token may be refused; the second where its status is that of the expired one."""
_MOST_PRINTED: Final = 2
"""Of five to ten minutes the profile has the five."""
_OF_A_REASON: Final = REFUSAL_STATUSES | {402, 409, 423}
"""Statuses that judge what is asked for, and neither the request's form nor its way, as HTTP's others do."""
_FOR_NOW: Final = {429: ErrorReason.RATE_LIMITED, 503: ErrorReason.MAINTENANCE}
USED: Final = Statement(
    id="recorded/registration/used-token-status",
    title="a used registration token is refused with the status that the profile reads out of the sources",
    kind=Kind.CONTRADICTION,
    source="TOKEN error table, FLASH serial table",
)
LONG: Final = Statement(
    id="recorded/registration/retry-after",
    title="a rate-limited registration is told to wait for 5 to 10 minutes",
    kind=Kind.ASSUMPTION,
    source="FLASH: wait 5-10 minutes; no page prints the header",
    severity=Severity.MINOR,
)
FORM: Final = Statement(
    id="recorded/refusals/form",
    title="a refusal is a JSON object with success false, an error text and a code",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.MINOR,
)
LISTED: Final = Statement(
    id="recorded/refusals/listed",
    title="a refusal (401 to 403, 409, 410, 423) tells a reason that is listed",
    kind=Kind.ASSUMPTION,
    source="TOKEN; no page prints codes",
    severity=Severity.MINOR,
)
RETRY: Final = Statement(
    id="recorded/refusals/retry-after",
    title="Retry-After is whole seconds, at least 1, and a rate-limited request has one",
    kind=Kind.ASSUMPTION,
    source="RFC 9110, 10.2.3; RFC 6585, 4",
)

FIRST: Final = Statement(
    id="recorded/form/looked-at-first",
    title="a malformed request is refused for its form, whatever its token is, also during maintenance",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.MINOR,
)
ORDER: Final = Statement(
    id="recorded/form/first-told",
    title="of several faults of form the first of the list is told: path, method, size, type, anything else",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.MINOR,
)
TIMED: Final = Statement(
    id="recorded/clock/refusal-tells-time",
    title="a refusal for the device's clock tells the server's time",
    kind=Kind.ASSUMPTION,
    source="no page; FLASH cause 7 gives the rule",
    severity=Severity.MINOR,
)


NAMES: Final = Statement(
    id="recorded/form/names-the-field",
    title="a refusal for a field that is missing, or of another type, names it",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.MINOR,
)
FIELDS: Final = Statement(
    id="recorded/refusals/wrong-field-status",
    title="a wrong field is refused with the status of a bad request, or with one that is for fields",
    kind=Kind.ASSUMPTION,
    source="no page; RFC 9110, 15.5.21 has 422 for it",
    severity=Severity.MINOR,
)
CHALLENGE: Final = Statement(
    id="recorded/refusals/no-challenge",
    title="a 401 comes without WWW-Authenticate",
    kind=Kind.ASSUMPTION,
    source="no page; RFC 9110, 15.5.2 asks for it",
    severity=Severity.MINOR,
)
_LISTED: Final = (
    ErrorReason.NOT_FOUND,
    ErrorReason.METHOD_NOT_ALLOWED,
    ErrorReason.TOO_LARGE,
    ErrorReason.UNSUPPORTED_MEDIA_TYPE,
    ErrorReason.BAD_REQUEST,
)
"""Faults of form as they are looked for: "How a request is judged"."""
_TEXTS: Final[Mapping[CallKind, tuple[str, ...]]] = {
    CallKind.REGISTER: ("token", "device_id", "mac_address", "ip"),
    CallKind.SESSION: ("device_id", "mac_address"),
}
"""The fields that a request must have, all of them texts."""


class Refusals(Rule):
    """Compares refusals with the profile's rows."""

    def __init__(self, profile: Profile, history: History, tally: Tally) -> None:
        super().__init__(profile, history, tally)
        self._rows = {reason: _row(profile, reason) for reason in ErrorReason}
        self._contested = Contested()

    @classmethod
    def statements(cls, profile: Profile) -> Sequence[Statement]:
        """Give a statement for each row, and some of all."""
        return (
            USED,
            *(_row(profile, reason) for reason in ErrorReason),
            FORM,
            LISTED,
            CHALLENGE,
            RETRY,
            LONG,
            TIMED,
            FIRST,
            ORDER,
            NAMES,
            FIELDS,
        )

    def judge(self, call: Call, expected: Expected) -> None:
        """Judge a refusal."""
        self._contested.settle(call)
        if call.is_of_another:
            return
        if call.status == 401:
            self.tally.check(CHALLENGE, call.entry, lambda: self._asks_for_nothing(call))
        if call.status in _FOR_NOW:
            self._judge_for_now(call, expected, _FOR_NOW[call.status])
        elif call.is_refused and (not call.entry.response_gap or call.entry.response_gap in BROKEN_JSON):
            if call.entry.request.method == "HEAD":
                return  # Its answer has no body, RFC 9110, 9.3.2.
            self.tally.check(FORM, call.entry, lambda: self._has_form(call))
            if not call.entry.response_gap:
                self._judge_words(call, expected)

    def _judge_for_now(self, call: Call, expected: Expected, reason: ErrorReason) -> None:
        response = call.entry.response
        # In other words it may have been somebody before the server.
        if expected.case is Case.MISSHAPEN and told_reason(call, self.profile) is reason:
            self.tally.check(FIRST, call.entry, lambda: self._is_of_the_form(call, reason))
        if call.status == 429 or (response is not None and "retry-after" in response.headers):
            self.tally.check(RETRY, call.entry, lambda: self._says_when(call))
        if call.status == 429:
            told_s = told_wait_s(call.entry.response) if call.entry.response else None
            if call.kind is CallKind.REGISTER and told_s:
                self.tally.check(LONG, call.entry, lambda: self._says_how_long(call, told_s))
        if not call.entry.response_gap:
            self._has_words(call, reason, ())

    def _judge_words(self, call: Call, expected: Expected) -> None:
        told = told_reason(call, self.profile)
        if expected.case is Case.MISSHAPEN and told is not None:
            self.tally.check(FIRST, call.entry, lambda: self._is_of_the_form(call, told))
            self._judge_order(call, told)
        wrong = [name for name in _TEXTS.get(call.kind, ()) if name not in call.texts]
        if expected.reason is told is ErrorReason.BAD_REQUEST and wrong and not call.entry.request_gap:
            self.tally.check(NAMES, call.entry, lambda: self._names(call, wrong))
        if told is ErrorReason.CLOCK_SKEW:
            self.tally.check(TIMED, call.entry, lambda: self._tells_time(call))
        is_used = expected.case is Case.USED and told not in TOKEN_ENDED
        if is_used or told is ErrorReason.TOKEN_USED:
            self.tally.check(USED, call.entry, lambda: self._has_used_status(call, told), expected.because)
            if call.status not in {410, 401} or told not in {*_USED_UP, None}:
                return
            told = ErrorReason.TOKEN_USED if call.status == 410 else ErrorReason.TOKEN_EXPIRED
        elif expected.case is Case.OTHER_MAC and told in TOKEN_ENDED:
            words = partial(self._has_words, call, ErrorReason.MAC_MISMATCH, expected.because)
            self._contested.put(call.token, "words", words)
            return
        elif expected.reason is not None and (told is None or not self._is_explained(told, expected)):
            if told not in {None, expected.reason}:
                self._has_other_reason(call, expected.reason, expected.because)
                if told is not None and call.text("code") != self.profile.errors[told].code:
                    self._has_words(call, told, expected.because)
                return
            told = expected.reason
        if call.status in _OF_A_REASON and call.text("error") and call.text("code"):
            self.tally.check(LISTED, call.entry, lambda: self._is_listed(call, told))
        if told is not None:
            self._has_words(call, told, expected.because)

    def _is_listed(self, call: Call, told: ErrorReason | None) -> None:
        """Look for any reason: whatever happened before the recording began, it has one."""
        if told is None:
            raise Deviation("the error and the code of a reason", self.answer(call).in_words(), call.entry.exchange)

    def _is_explained(self, told: ErrorReason, expected: Expected) -> bool:
        """Tell whether the server may well have refused for another reason than the one that the history gives."""
        return told in TOKEN_ENDED or expected.case is Case.MISSHAPEN

    def _has_words(self, call: Call, reason: ErrorReason, because: Sequence[Entry]) -> None:
        answer = self.answer(call)
        if reason is ErrorReason.BAD_REQUEST and call.has_wrong_field and self._is_a_reading(call):
            self.tally.check(FIELDS, call.entry, lambda: self._has_field_status(call), because)
            # The row is held against what bad requests have in common: their code.
            answer = Answer(call.entry.exchange, self.profile, self.profile.errors.__getitem__, call.status)
        more = reason in _SAYING_MORE
        self.tally.check(
            self._rows[reason],
            call.entry,
            lambda: answer.refused_in_these_words(reason, any_message=more),
            because,
        )

    def _field_status(self, call: Call) -> int:
        """Give what `wrong_field_status` is by this refusal."""
        return 0 if call.status == self.profile.errors[ErrorReason.BAD_REQUEST].status else call.status

    def _is_a_reading(self, call: Call) -> bool:
        """Tell whether the sources leave this status open; of any other the row of bad requests tells."""
        return self._field_status(call) in self.profile.document.server["wrong_field_status"].readings

    def _has_field_status(self, call: Call) -> None:
        said, known = self._field_status(call), self.profile.server.wrong_field_status
        if said != known:
            wanted = known or self.profile.errors[ErrorReason.BAD_REQUEST].status
            answer = self.answer(call)
            raise answer.deviates(f"status {wanted}", answer.in_words(), wrong_field_status=said)

    def _has_other_reason(self, call: Call, reason: ErrorReason, because: Sequence[Entry]) -> None:
        """Tell of a refusal that the profile has for another case: that is no other way to say what is right here."""
        try:
            self.answer(call).refused_in_these_words(reason)
        except Finding as finding:
            find = Violation if isinstance(finding, Violation) else Deviation
            plain = find(finding.expected, finding.found, call.entry.exchange, wanted=finding.wanted)
            self.tally.broke(self._rows[reason], call.entry, plain, because)

    def _has_used_status(self, call: Call, told: ErrorReason | None) -> None:
        """Compare with the reading; what is refused for something else, or in unknown words, teaches none."""
        setting = self.profile.document.server["used_token_status"]
        is_told = told in {*_USED_UP, None}
        if call.status == setting.value and is_told:
            return
        found, answer = self.answer(call).in_words(), self.answer(call)
        if is_told and call.status not in setting.readings:
            raise answer.violates(f"status {' or '.join(map(str, setting.readings))}", found)
        if told not in _USED_UP:
            raise answer.deviates(f"status {setting.value}, for the token is used", found)
        raise answer.deviates(f"status {setting.value}", found, used_token_status=call.status)

    def _is_of_the_form(self, call: Call, told: ErrorReason | None) -> None:
        if told not in OF_THE_FORM:
            wanted = f"{self.profile.errors[call.misshapen or ErrorReason.BAD_REQUEST].status}: {call.problem}"
            raise Deviation(wanted, self.answer(call).in_words(), call.entry.exchange)

    def _judge_order(self, call: Call, told: ErrorReason) -> None:
        """Compare with the fault that is known: one before it may be where nobody has looked, one behind it is not."""
        known = call.misshapen
        if known in _LISTED and known is not None and told in _LISTED:
            self.tally.check(ORDER, call.entry, lambda: self._is_first(call, told, known))

    def _is_first(self, call: Call, told: ErrorReason, known: ErrorReason) -> None:
        if _LISTED.index(told) > _LISTED.index(known):
            wanted = f"{self.profile.errors[known].status}: {call.problem}"
            raise Deviation(wanted, self.answer(call).in_words(), call.entry.exchange)

    def _names(self, call: Call, wrong: Sequence[str]) -> None:
        """Look for one of the fields: no page says which of several is named."""
        if not any(name in call.text("error") for name in wrong):
            raise Deviation(f"{' or '.join(wrong)} in the error", self.answer(call).in_words(), call.entry.exchange)

    def _asks_for_nothing(self, call: Call) -> None:
        told = self.answer(call).headers.get("www-authenticate")
        if told is not None:
            found = f"WWW-Authenticate {redact(told)[:60]!r}"
            raise Deviation("no WWW-Authenticate", found, call.entry.exchange)

    def _tells_time(self, call: Call) -> None:
        if call.server_time_s is None:
            said = call.reply.get("server_time")
            found = "no server_time" if said is None else f"server_time {said!r}"[:80]
            raise Deviation("a server_time in whole Unix seconds", found, call.entry.exchange)

    def _has_form(self, call: Call) -> None:
        if call.entry.response_gap:
            kind = self.answer(call).headers.get("content-type", "")
            found = f"{call.status}: {call.entry.response_gap}{f' ({redact(kind)[:40]})' if kind else ''}"
            raise Deviation("success false, error and code", found, call.entry.exchange)
        wrong = [name for name in ("error", "code") if not call.text(name)]
        if call.reply.get("success") is not False:
            wrong.insert(0, "success")
        if wrong:
            found = f"{', '.join(wrong)} missing or of another type"
            raise Deviation("success false, error and code", found, call.entry.exchange)

    def _says_how_long(self, call: Call, seconds: int) -> None:
        """Compare with the profile's value, and with what is printed where that is the profile's."""
        known = self.profile.server.rate_limit_retry_after_s
        if seconds != known and not known <= seconds <= _MOST_PRINTED * known:
            wanted, found = f"Retry-After {known}", f"Retry-After {seconds}"
            raise self.answer(call).deviates(wanted, found, rate_limit_retry_after_s=seconds)

    def _says_when(self, call: Call) -> None:
        response = call.entry.response
        text = "" if response is None else response.headers.get("retry-after", "")
        fault = "" if response is None else date_fault(response)
        wanted = "a Retry-After of whole seconds, at least 1"
        found = f"Retry-After {text!r}{f', {fault}' if fault else ''}" if text else "no Retry-After"
        if not text or is_http_date(text):
            # RFC 6585, 4: it may be left out; RFC 9110, 10.2.3: it may be a date.
            raise Deviation(wanted, found, call.entry.exchange)
        if not read_retry_after(text):
            raise Violation(wanted, found, call.entry.exchange)


def _row(profile: Profile, reason: ErrorReason) -> Statement:
    entry = profile.document.errors[reason.value]
    return Statement(
        id=f"recorded/refusals/{reason.value.replace('_', '-')}",
        title=f"the refusal {entry.message!r} has its status, text and code",
        kind=entry.kind,
        source=entry.source,
        severity=Severity.MINOR,
    )
