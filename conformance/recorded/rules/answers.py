"""Whether what the server grants has the form that devices read, and says what is true."""

from collections.abc import Mapping, Sequence
from typing import Final

from oceanhil.conformance.contract.finding import Finding, Violation
from oceanhil.conformance.contract.item import Severity, Style
from oceanhil.conformance.oceanremote.devices import GivenSession, GivenToken
from oceanhil.conformance.oceanremote.lifetime import tells_milliseconds
from oceanhil.conformance.recorded.call import Call, CallKind
from oceanhil.conformance.recorded.case import Case, Expected
from oceanhil.conformance.recorded.concealment import BROKEN_JSON
from oceanhil.conformance.recorded.entry import HIDDEN, Entry
from oceanhil.conformance.recorded.rules.rule import Rule
from oceanhil.conformance.recorded.tally import Statement
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.messages import DeviceState
from oceanhil.protocol.profile import Kind, Profile
from oceanhil.protocol.redact import redact
from oceanhil.protocol.units import SECOND_US

_NO_PAGE = "no page"
_STATE_FIELDS: Final = ("success", "relay1", "relay2", "temperature", "humidity")


def _form(name: str, title: str, kind: Kind = Kind.ASSUMPTION, source: str = _NO_PAGE) -> Statement:
    return Statement(
        id=f"recorded/{name}",
        title=title,
        kind=kind,
        source=source,
        severity=Severity.CRITICAL,
        style=Style.POSITIVE,
    )


FORMS: Final[Mapping[CallKind, Statement]] = {
    CallKind.REGISTER: _form("registration/answer", "a registration is answered with the fields that devices read"),
    CallKind.SESSION: _form("session/answer", "a session is answered with the fields that devices read"),
    CallKind.POLL: _form("poll/answer", "a poll is answered with the state that is printed", Kind.FACT, "API"),
    CallKind.REPORT: _form("report/answer", "a report is answered with success"),
}
JSON: Final = _form("answers/json", "what is granted is told in JSON")
LIFETIME: Final = Statement(
    id="recorded/session/lifetime",
    title="a session is said to last as long as the sources say",
    kind=Kind.ASSUMPTION,
    source="TOKEN prints the lifetime; no page prints the field",
    severity=Severity.MINOR,
)
EARLY: Final = Statement(
    id="recorded/session/expired-early",
    title="a session is not called expired before its lifetime is over",
    kind=Kind.FACT,
    source="TOKEN",
    goes_by_time=True,
)
UNIQUE: Final = Statement(
    id="recorded/token/one-device-each",
    title="no permanent token and no session is given to two devices",
    kind=Kind.FACT,
    source="TOKEN cause 4",
    severity=Severity.CRITICAL,
)
TIME: Final = Statement(
    id="recorded/clock/server-time",
    title="the server's time is that of the recording, within the clock rule",
    kind=Kind.ASSUMPTION,
    source="FLASH cause 7 gives the five minutes",
    severity=Severity.MINOR,
    goes_by_time=True,
)
ALLOWED: Final = Statement(
    id="recorded/clock/small-skew",
    title="a device whose clock is right within the rule is not refused for it",
    kind=Kind.FACT,
    source="FLASH cause 7",
    goes_by_time=True,
)
TIMELESS: Final = Statement(
    id="recorded/clock/no-time",
    title="a device that does not tell its time is not refused for its clock",
    kind=Kind.ASSUMPTION,
    source="no page; FLASH cause 7 gives the rule",
)


class Answers(Rule):
    """Judges what is granted."""

    @classmethod
    def statements(cls, profile: Profile) -> Sequence[Statement]:
        """Give the statements."""
        del profile
        return (*FORMS.values(), JSON, LIFETIME, EARLY, UNIQUE, TIME, ALLOWED, TIMELESS)

    def judge(self, call: Call, expected: Expected) -> None:
        """Judge an answer."""
        if call.server_time_s is not None:
            self.tally.check(TIME, call.entry, lambda: self._is_plausible(call))
        if call.is_accepted and call.kind in FORMS:
            self._judge_granted(call)
        self._judge_limits(call, expected)

    def _judge_granted(self, call: Call) -> None:
        entry = call.entry
        if entry.response_gap and entry.response_gap not in BROKEN_JSON:
            return
        self.tally.check(JSON, entry, lambda: self._is_json(call))
        if not entry.response_gap and entry.response is not None and entry.response.body:
            self.tally.check(FORMS[call.kind], entry, lambda: self._has_form(call))
            self._judge_tokens(call)

    def _is_json(self, call: Call) -> None:
        if call.entry.response_gap:
            kind = self.answer(call).headers.get("content-type", "")
            found = f"{call.status}: {call.entry.response_gap}{f' ({redact(kind)[:40]})' if kind else ''}"
            raise Violation("a JSON object", found, call.entry.exchange)
        self.answer(call).json()
        kind = self.answer(call).headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind and kind != "application/json" and not kind.endswith("+json"):
            raise self.answer(call).deviates("the type application/json", f"{redact(kind)[:40]}")

    def _has_form(self, call: Call) -> None:
        answer = self.answer(call)
        if call.kind is CallKind.REGISTER and not answer.accepted(GivenToken).permanent_token:
            raise answer.violates("a permanent token", "an empty one")
        if call.kind is CallKind.SESSION and not answer.accepted(GivenSession).session_id:
            raise answer.violates("a session_id", "none")
        if call.kind is CallKind.POLL:
            missing = [name for name in _STATE_FIELDS if name not in call.reply]
            if missing:
                raise answer.violates(f"the fields {', '.join(_STATE_FIELDS)}", f"no {', '.join(missing)}")
            answer.accepted(DeviceState)
        if call.reply.get("success") is not True:
            # It is printed for the state alone.
            find = answer.violates if call.kind is CallKind.POLL else answer.deviates
            raise find("success true", f"success {call.reply.get('success')!r}"[:80])
        self._names_all(call)

    def _names_all(self, call: Call) -> None:
        """Look for what no device is hurt without."""
        answer, told = self.answer(call), call.text("device_id")
        known = self.history.registrations.get(call.token)
        is_first = call.kind is CallKind.REGISTER and (known is None or known.accepted is None)
        # An answer that is given again names whom it was given to first.
        if is_first and told and call.device_id and told != call.device_id:
            raise answer.deviates(f"the device_id {call.device_id!r}", f"{redact(told)!r}"[:80])
        time = call.reply.get("server_time")
        if call.kind in {CallKind.REGISTER, CallKind.SESSION} and call.server_time_s is None:
            found = "no server_time" if time is None else f"server_time {redact(str(time))!r}"[:80]
            raise answer.deviates("a server_time in Unix seconds", found)

    def _judge_tokens(self, call: Call) -> None:
        if call.kind is CallKind.SESSION:
            self.tally.check(LIFETIME, call.entry, lambda: self._has_lifetime(call))
        name = {CallKind.REGISTER: "permanent_token", CallKind.SESSION: "session_id"}.get(call.kind, "")
        issued = call.text(name) if name else ""
        if not issued or issued == HIDDEN:
            return
        known = self.history.permanents.get(issued)
        seen = self.history.sessions.get(issued)
        if known is not None and known.mac is not None and call.mac is not None and known.mac != call.mac:
            found = Violation("a permanent token of its own", "another device's", call.entry.exchange)
            self.tally.broke(UNIQUE, call.entry, found, [known.accepted] if known.accepted else [])
        elif seen is not None and seen.permanent != call.token:
            found = Violation("a session of its own", "another device's", call.entry.exchange)
            self.tally.broke(UNIQUE, call.entry, found, [seen.opened])
        else:
            self.tally.held(UNIQUE)

    def _has_lifetime(self, call: Call) -> None:
        said, known = call.reply.get("expires_in"), self.profile.server.session_ttl_s
        if said == known:
            return
        if said is None:
            raise self.answer(call).deviates(f"expires_in {known}", "no such field")
        if call.lasts_s is not None and tells_milliseconds(call.lasts_s, known):
            found = f"expires_in {said}: more likely milliseconds"
            raise self.answer(call).deviates(f"expires_in {known}, in seconds", found)
        if isinstance(said, int) and call.lasts_s is not None:
            raise self.answer(call).deviates(f"expires_in {known}", f"expires_in {said}", session_ttl_s=said)
        if call.lasts_s is not None:
            raise self.answer(call).deviates(f"expires_in {known}", f"expires_in {said}")
        raise self.answer(call).violates(f"expires_in {known}", f"no positive number: {said!r}"[:80])

    def _judge_limits(self, call: Call, expected: Expected) -> None:
        """Judge refusals that are right only beyond a limit."""
        code = call.text("code")
        rows = self.profile.errors
        if call.is_refused and code == rows[ErrorReason.SESSION_EXPIRED].code and expected.because:
            is_over = expected.case is Case.EXPIRED_SESSION and not self._lasts(call, expected.because)
            if expected.case in {Case.GOOD, Case.EXPIRED_SESSION} and not is_over:
                self._is_early(call, expected.because)
            elif is_over:
                self.tally.held(EARLY)
        if call.is_refused and code == rows[ErrorReason.CLOCK_SKEW].code:
            self._judge_skew(call, expected)

    def _lasts(self, call: Call, because: Sequence[Entry]) -> bool:
        """Tell whether a session is to last on by the server's own word, though it is older than the sources say."""
        told_s = self._told_s(call)
        return told_s is not None and (call.entry.ended_us - because[-1].began_us) / SECOND_US < told_s

    def _told_s(self, call: Call) -> float | None:
        """Give how long the session of `call` was said to last, None if nobody can tell."""
        seen = self.history.sessions.get(call.session)
        if seen is None or seen.lasts_s is None or tells_milliseconds(seen.lasts_s, self.profile.server.session_ttl_s):
            return None
        return seen.lasts_s

    def _is_early(self, call: Call, because: Sequence[Entry]) -> None:
        """Tell of a session that has expired early; by the server's own word that is none of its readings."""
        told_s = self._told_s(call)
        old_s = (call.entry.ended_us - because[-1].began_us) / SECOND_US
        answer, found = self.answer(call), f"expired after {int(old_s)} s at most"
        finding: Finding
        if told_s is not None and old_s < told_s:
            finding = answer.violates(f"a session lasts the {told_s:g} s that expires_in said", found)
        else:
            finding = answer.deviates(f"a session lasts {self.profile.server.session_ttl_s} s", found)
        self.tally.broke(EARLY, call.entry, finding, because)

    def _judge_skew(self, call: Call, expected: Expected) -> None:
        if call.device_time is None:
            self._judge_timeless(call)
        elif expected.case is Case.SKEWED:
            self.tally.held(ALLOWED)
        elif expected.case in {Case.GOOD, Case.FRESH} and call.server_time_s is not None:
            wanted = f"accepted within {self.profile.server.max_clock_skew_s} s"
            self.tally.broke(ALLOWED, call.entry, self.answer(call).deviates(wanted, self.answer(call).in_words()))

    def _judge_timeless(self, call: Call) -> None:
        """Judge a refusal for a clock that the device does not tell; a server may want it told, but says so."""
        if call.kind in FORMS and self.profile.wire.time_header not in call.entry.request.headers:
            wanted = "no refusal for a clock that is not told"
            self.tally.broke(TIMELESS, call.entry, self.answer(call).deviates(wanted, self.answer(call).in_words()))

    def _is_plausible(self, call: Call) -> None:
        seconds = call.server_time_s or 0
        most = self.profile.server.max_clock_skew_s
        early, late = call.entry.began_us // SECOND_US - seconds, seconds - call.entry.ended_us // SECOND_US
        off = max(early, late, 0)
        if off > most:
            found = f"off by {off} s: either clock may be wrong, or the server gave an earlier answer again"
            raise self.answer(call).deviates(f"at most {most} s off", found)
