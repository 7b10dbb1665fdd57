"""Whether what the server says of a token can follow from what it has said before: the lives of tokens."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from oceanhil.conformance.contract.finding import Deviation, Violation
from oceanhil.conformance.contract.item import Severity
from oceanhil.conformance.recorded.call import Call, CallKind, told_reason
from oceanhil.conformance.recorded.case import Expected
from oceanhil.conformance.recorded.entry import Entry
from oceanhil.conformance.recorded.history import History, Table
from oceanhil.conformance.recorded.rules.rule import Rule
from oceanhil.conformance.recorded.tally import Statement, Tally
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.profile import Kind, Profile
from oceanhil.protocol.units import SECOND_US

BACK: Final = Statement(
    id="recorded/registration/refused-then-accepted",
    title="a registration token that was called used, expired, revoked or invalid registers nobody later",
    kind=Kind.ASSUMPTION,
    source="TOKEN names the refusals, not that they last",
    severity=Severity.CRITICAL,
)
COURSE: Final = Statement(
    id="recorded/token/course",
    title="what a refusal says of a token can follow from what the server has said of it before",
    kind=Kind.ASSUMPTION,
    source="TOKEN names the refusals, not what follows on what",
)
_USED, _OLD = ErrorReason.TOKEN_USED, ErrorReason.TOKEN_EXPIRED
_REVOKED, _UNKNOWN = ErrorReason.TOKEN_REVOKED, ErrorReason.TOKEN_INVALID
_FINAL: Final = frozenset({_USED, _REVOKED, _UNKNOWN})
"""What no token comes back from, whatever the server's clock and settings are."""
_STEADY_US: Final = 2 * SECOND_US
"""So exactly answers tell one clock."""
_NEVER: Final[Mapping[ErrorReason, frozenset[ErrorReason]]] = {
    _USED: frozenset({_REVOKED}),
    _OLD: frozenset(),
    _REVOKED: frozenset({_USED, _OLD}),
    _UNKNOWN: frozenset({_USED, _OLD, _REVOKED}),
}
"""What is not said after what, by "The lives of a device and its tokens": used stays used, unknown is final."""


class _Said(msgspec.Struct, frozen=True):
    """What the server has said of a token, and where."""

    reason: ErrorReason
    entry: Entry
    ahead_us: int | None = None
    """By how much the server's clock was ahead of the recording's, as it had told by then."""


class _Gone(msgspec.Struct, frozen=True):
    """A used registration token that the server called unknown, which only the end of its device makes it."""

    call: Call
    used: Entry


class TokenLives(Rule):
    """Compares refusals of a token with those before."""

    def __init__(self, profile: Profile, history: History, tally: Tally) -> None:
        super().__init__(profile, history, tally)
        self._said: Table[_Said] = Table()
        self._gone: Table[_Gone] = Table()

    @classmethod
    def statements(cls, profile: Profile) -> Sequence[Statement]:
        """Give the statements."""
        del profile
        return (BACK, COURSE)

    def judge(self, call: Call, expected: Expected) -> None:
        """Judge what an answer says of the token."""
        del expected
        if not call.is_known_token or call.token is None or call.misshapen is not None or call.entry.request_gap:
            return
        told = told_reason(call, self.profile) if call.is_refused else None
        if call.kind is CallKind.REGISTER:
            self._judge_registration(call, call.token, told)
        elif call.is_accepted:
            self._said.take(call.token)  # It is alive after all, which has a statement of its own.
            self._judge_gone(call, call.token)
        elif told is _REVOKED or (told is _UNKNOWN and self._is_of_the_token(call)):
            self._follow(call, call.token, told, self._said.get(call.token))

    def _judge_registration(self, call: Call, token: str, told: ErrorReason | None) -> None:
        before = self._before(call, token)
        if call.is_accepted:
            known = self.history.registrations.get(token)
            if before is not None and (known is None or known.accepted is None):
                self._accepted(call, before)
        elif told in _NEVER and told is not None:
            if before is not None and before.reason in _FINAL:
                self.tally.held(BACK)
            if before is None or call.entry.follows(before.entry):
                self._note_gone(call, told, before)
            self._follow(call, token, told, before)

    def _note_gone(self, call: Call, told: ErrorReason, before: _Said | None) -> None:
        """Wait for a sign of life of the device that the token has registered: then it was not deleted."""
        known = self.history.registrations.get(call.token)
        is_used = before is not None and before.reason is _USED and known is not None and known.permanent != ""
        if told is _UNKNOWN and is_used and before is not None and known is not None:
            self._gone.put(known.permanent, _Gone(call, before.entry))

    def _judge_gone(self, call: Call, token: str) -> None:
        gone = self._gone.get(token)
        if gone is None or not call.entry.follows(gone.call.entry):
            return
        self._gone.take(token)
        wanted = "token used: only a deleted device's is unknown, and this one goes on"
        finding = Deviation(wanted, self.answer(gone.call).in_words(), gone.call.entry.exchange)
        self.tally.broke(COURSE, gone.call.entry, finding, [gone.used, call.entry])

    def _accepted(self, call: Call, before: _Said) -> None:
        is_final = before.reason in _FINAL
        if call.entry.follows(before.entry) and (is_final or self._is_older(call, before)):
            wanted = f"a refusal: it was called {before.reason.value.replace('_', ' ')}"
            # Of one that is too old the lifetime may have been raised.
            find = Violation if is_final else Deviation
            finding = find(wanted, self.answer(call).in_words(), call.entry.exchange)
            self.tally.broke(BACK, call.entry, finding, [before.entry])

    def _is_older(self, call: Call, before: _Said) -> bool:
        """Tell whether the server's clock has gone on since, as its answers tell it: then so has the token's age."""
        if call.server_time_s is None or before.ahead_us is None:
            return False
        ahead_us = call.server_time_s * SECOND_US - call.entry.began_us
        return abs(ahead_us - before.ahead_us) <= _STEADY_US

    def _before(self, call: Call, token: str) -> _Said | None:
        """Give what is known of a registration token: who has registered has used it, or lost all."""
        said, known = self._said.get(token), self.history.registrations.get(token)
        if known is None or known.accepted is None or not call.entry.follows(known.accepted):
            return said
        gone = self._said.get(known.permanent)
        if gone is not None and gone.reason is _UNKNOWN:
            return gone
        return said if said is not None and said.reason is _UNKNOWN else _Said(_USED, known.accepted)

    def _follow(self, call: Call, token: str, told: ErrorReason, before: _Said | None) -> None:
        if before is not None and call.entry.follows(before.entry):
            if told in _NEVER[before.reason]:
                wanted = f"no {told.value.replace('_', ' ')} after {before.reason.value.replace('_', ' ')}"
                finding = Deviation(wanted, self.answer(call).in_words(), call.entry.exchange)
                self.tally.broke(COURSE, call.entry, finding, [before.entry])
            else:
                self.tally.held(COURSE)
        if before is None or before.reason is not _UNKNOWN:
            self._said.put(token, _Said(told, call.entry, self.history.server_ahead_us(call.entry.origin)))

    def _is_of_the_token(self, call: Call) -> bool:
        """Tell whether the refusal cannot be about the MAC or the device ID."""
        if call.is_token_in_query:
            return False
        if call.kind is not CallKind.SESSION:
            return True
        known = self.history.permanents.get(call.token)
        is_bound = known is not None and not known.is_shared and known.mac is not None and known.device_id != ""
        return is_bound and known is not None and (known.mac, known.device_id) == (call.mac, call.device_id)
