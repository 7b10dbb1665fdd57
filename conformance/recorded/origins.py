"""How the variables of an item are to be obtained: so that another server is in the case that was recorded."""

from collections.abc import Mapping
from typing import Final, TypeVar

import msgspec

from oceanhil.conformance.recorded.call import Call, CallKind, told_reason
from oceanhil.conformance.recorded.case import Case, Expected, skew
from oceanhil.conformance.recorded.entry import HIDDEN, Entry
from oceanhil.conformance.recorded.history import History
from oceanhil.conformance.recorded.item_form import Permanent, Registration, Session
from oceanhil.protocol.error_reason import TOKEN_ENDED, ErrorReason
from oceanhil.protocol.profile import Profile
from oceanhil.protocol.units import SECOND_US

Kind = TypeVar("Kind", Registration, Permanent, Session)
_RIGHT_S: Final = 5
"""A clock that is off by no more is right: it would only be chance."""
_STATE: Final = frozenset({CallKind.POLL, CallKind.REPORT})
_PERMANENT_BY_CASE: Final[Mapping[Case, Permanent]] = {
    Case.OTHER_MAC: Permanent.OTHER_MAC,
    Case.OTHER_ID: Permanent.OTHER_ID,
    Case.SUPERSEDED: Permanent.SUPERSEDED,
}
_SESSION_BY_CASE: Final[Mapping[Case, Session]] = {
    Case.REPLACED_SESSION: Session.REPLACED,
    Case.FOREIGN_SESSION: Session.FOREIGN,
    Case.EXPIRED_SESSION: Session.EXPIRED,
}
_REGISTRATION_BY_TOLD: Final[Mapping[ErrorReason, Registration]] = {
    ErrorReason.TOKEN_EXPIRED: Registration.EXPIRED,
    ErrorReason.TOKEN_USED: Registration.USED_BY_ANOTHER,
    ErrorReason.TOKEN_INVALID: Registration.UNKNOWN,
    ErrorReason.TOKEN_REVOKED: Registration.REVOKED,
    ErrorReason.CLOCK_SKEW: Registration.FRESH,
    ErrorReason.BAD_REQUEST: Registration.FRESH,
}
_PERMANENT_BY_TOLD: Final[Mapping[ErrorReason, Permanent]] = {
    ErrorReason.TOKEN_REVOKED: Permanent.REVOKED,
    ErrorReason.TOKEN_INVALID: Permanent.UNKNOWN,
    ErrorReason.MAC_MISMATCH: Permanent.OTHER_MAC,
    ErrorReason.CLOCK_SKEW: Permanent.LIVE,
    ErrorReason.BAD_REQUEST: Permanent.LIVE,
    ErrorReason.SESSION_EXPIRED: Permanent.LIVE,
    ErrorReason.SESSION_UNKNOWN: Permanent.LIVE,
}
_SESSION_BY_TOLD: Final[Mapping[ErrorReason, Session]] = {
    ErrorReason.SESSION_EXPIRED: Session.EXPIRED,
    ErrorReason.SESSION_UNKNOWN: Session.UNKNOWN,
    ErrorReason.BAD_REQUEST: Session.LIVE,
}


class UnknownOriginError(Exception):
    """Nobody can say how a token of the request came about."""


class Origin(msgspec.Struct, frozen=True):
    """Where the variables of one request come from; ages and skews in seconds."""

    registration: Registration | None = None
    permanent: Permanent | None = None
    session: Session | None = None
    age_s: int | None = None
    skew_s: int | None = None


class Origins:
    """Finds out, by the history as it was before a call, and by what the server said."""

    def __init__(self, profile: Profile, history: History) -> None:
        """Read answers in the words of `profile`."""
        self._profile = profile
        self._server = profile.server
        self._history = history

    def of(self, call: Call, expected: Expected) -> Origin:
        """Give the origin of the variables of `call`; raises UnknownOriginError."""
        if HIDDEN in {call.token, call.session} or expected.case is Case.NOT_GRANTED:
            raise UnknownOriginError
        skew_s = None if call.device_time is None else _skew_s(call)
        if call.kind is CallKind.REGISTER:
            registration = self._registration(call, expected)
            age_s = self._token_age_s(call, registration)
            return Origin(registration=registration, age_s=age_s, skew_s=skew_s)
        permanent = self._permanent(call, expected)
        session = self._session(call, expected, permanent)
        age_s = self._session_age_s(call, expected) if session is Session.EXPIRED else None
        return Origin(permanent=permanent, session=session, age_s=age_s, skew_s=skew_s)

    def _registration(self, call: Call, expected: Expected) -> Registration | None:
        if call.token is None:
            return None
        known = self._history.registrations.get(call.token)
        is_gone = told_reason(call, self._profile) in TOKEN_ENDED
        if expected.case in {Case.USED, Case.REPEATED} and known is not None and not is_gone:
            return Registration.USED if known.mac == call.mac else Registration.USED_BY_ANOTHER
        if expected.case is Case.OLD and not is_gone:
            return Registration.EXPIRED
        return Registration.FRESH if call.is_accepted else self._by_told(call, _REGISTRATION_BY_TOLD)

    def _permanent(self, call: Call, expected: Expected) -> Permanent | None:
        if call.token is None:
            return None
        told = told_reason(call, self._profile)
        by_case = _PERMANENT_BY_CASE.get(expected.case)
        if by_case is not None and (
            told not in TOKEN_ENDED or told is expected.reason or self.is_contested(call, expected)
        ):
            return by_case
        if expected.case is Case.ENDED and told not in TOKEN_ENDED:
            return Permanent.REVOKED if expected.reason is ErrorReason.TOKEN_REVOKED else Permanent.UNKNOWN
        if call.is_accepted or (call.misshapen is not None and told is None):
            return Permanent.LIVE
        if self.is_contested(call, expected):
            return Permanent.LIVE
        is_settled = expected.case is not Case.UNKNOWN or call.kind is CallKind.OTHER
        if is_settled and told not in TOKEN_ENDED:
            return Permanent.LIVE
        return self._by_told(call, _PERMANENT_BY_TOLD)

    def is_contested(self, call: Call, expected: Expected) -> bool:
        """Tell whether a refusal may be this server's word for the case, or for a token that its owner has deleted."""
        if expected.case is Case.REPEATED:
            return call.is_refused
        if told_reason(call, self._profile) is not ErrorReason.TOKEN_INVALID:
            return False
        known = self._history.permanents.get(call.token)
        is_live = known is not None and known.accepted is not None and known.ended is None
        return expected.case in {Case.OTHER_MAC, Case.OTHER_ID} or (call.is_token_in_query and is_live)

    def _session(self, call: Call, expected: Expected, permanent: Permanent | None) -> Session | None:
        if not call.session:
            return None  # An empty one stands for itself.
        if call.kind not in _STATE or permanent is not Permanent.LIVE:
            return Session.UNKNOWN
        if expected.case in _SESSION_BY_CASE:
            return _SESSION_BY_CASE[expected.case]
        return Session.LIVE if call.is_accepted else self._by_told(call, _SESSION_BY_TOLD)

    def _by_told(self, call: Call, origins: Mapping[ErrorReason, Kind]) -> Kind:
        """Take the server's word for what a token was; raises UnknownOriginError for any other word."""
        told = told_reason(call, self._profile) or call.misshapen
        if call.misshapen is not None and told not in origins:
            told = ErrorReason.BAD_REQUEST
        origin = None if told is None else origins.get(told)
        if origin is None:
            raise UnknownOriginError
        return origin

    def _token_age_s(self, call: Call, registration: Registration | None) -> int | None:
        """Give the age that matters: of an expired token, or of a used one where a repetition passes for a while."""
        known = self._history.registrations.get(call.token)
        if registration is Registration.EXPIRED:
            seen_s = 0 if known is None else (call.entry.began_us - known.first_us) // SECOND_US
            return max(seen_s, self._server.registration_token_ttl_s + 1)
        is_repeated = registration is Registration.USED and self._server.idempotent_register_window > 0
        if not is_repeated or known is None or known.accepted is None or call.is_accepted:
            return None
        return max(1, _age_s(call.entry, known.accepted))

    def _session_age_s(self, call: Call, expected: Expected) -> int:
        opened = expected.because[-1] if expected.because else None
        return self._server.session_ttl_s + 1 if opened is None else max(1, _age_s(call.entry, opened))


def _age_s(entry: Entry, opened: Entry) -> int:
    return -((opened.ended_us - entry.began_us) // SECOND_US)


def _skew_s(call: Call) -> int:
    """Give the skew by the server's own word, else by the recording's clock."""
    told = skew(call)
    if told is None:
        assert call.device_time is not None
        told = (call.device_time.time_us - call.entry.began_us) / SECOND_US
    return 0 if abs(told) <= _RIGHT_S else round(told)
