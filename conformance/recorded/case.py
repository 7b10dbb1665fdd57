"""What the contract says about a call, in the light of what the recording has told before it.

The mock server's own core cannot be the judge here: it knows everything that ever happened to a token, and a recording
begins in the middle. So each case says only what follows from exchanges that were over when the call began.
"""

import math
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Final

import msgspec

from oceanhil.conformance.recorded.call import Call, CallKind, Calls, told_reason
from oceanhil.conformance.recorded.entry import HIDDEN, Entry
from oceanhil.conformance.recorded.history import History, SeenPermanent, SeenRegistration
from oceanhil.protocol.device_request import is_skewed
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.profile import Profile
from oceanhil.protocol.units import SECOND_US

_ABOUT_US: Final = 2 * SECOND_US
"""So exactly the server's time is known from its earlier answers."""

_WHOLE_US: Final = 1 * SECOND_US
"""A server may count ages in whole seconds, so that this much of one is nothing to it."""


class Case(Enum):
    """What is special about a call."""

    UNKNOWN = "nothing can be told"
    MISSHAPEN = "malformed"
    FRESH = "a registration token not seen before"
    USED = "a registration token that registered a device"
    REPEATED = "a registration repeated by the same device in the window for that"
    OLD = "a registration token older than its lifetime"
    NOBODY = "no permanent token"
    ENDED = "a permanent token that the server has called dead"
    SUPERSEDED = "a permanent token whose MAC registered again"
    OTHER_MAC = "a permanent token from another MAC"
    OTHER_ID = "a permanent token under another device ID"
    SKEWED = "a device whose clock is wrong"
    NO_SESSION = "a report without a session"
    EMPTY_SESSION = "an empty session"
    NOT_GRANTED = "a token or a session out of an answer that says success false"
    REPLACED_SESSION = "a session that a newer one has replaced"
    FOREIGN_SESSION = "a session of another device"
    EXPIRED_SESSION = "a session past its lifetime"
    GOOD = "nothing is wrong with it"


class Expected(msgspec.Struct, frozen=True):
    """The case, the refusal that it earns (None: it is to be accepted), and the exchanges that it follows from."""

    case: Case
    reason: ErrorReason | None = None
    because: tuple[Entry, ...] = ()


_UNKNOWN: Final = Expected(Case.UNKNOWN)


class Expectation:
    """Says of calls what is expected, under a profile."""

    def __init__(self, profile: Profile, history: History) -> None:
        """Judge by `profile` and by what `history` holds when asked."""
        self._profile = profile
        self._server = profile.server
        self._history = history
        self._by_kind: Mapping[CallKind, Callable[[Call], Expected]] = {
            CallKind.REGISTER: self._registration,
            CallKind.SESSION: self._session,
            CallKind.POLL: self._state,
            CallKind.REPORT: self._state,
        }

    def of(self, call: Call) -> Expected:
        """Give what is expected of the answer to `call`."""
        if call.misshapen is not None:
            return Expected(Case.MISSHAPEN, call.misshapen)
        judge = self._by_kind.get(call.kind)
        return _UNKNOWN if judge is None or call.token == HIDDEN else judge(call)

    def _registration(self, call: Call) -> Expected:
        known = self._history.registrations.get(call.token)
        if known is None:
            return self._clocked(call, Expected(Case.FRESH)) if call.token else _UNKNOWN
        if known.accepted is not None:
            return self._used(call, known, known.accepted)
        if call.entry.began_us - known.first_us >= self._server.registration_token_ttl_s * SECOND_US + _WHOLE_US:
            return Expected(Case.OLD, ErrorReason.TOKEN_EXPIRED)
        return self._clocked(call, Expected(Case.FRESH))

    def _used(self, call: Call, known: SeenRegistration, accepted: Entry) -> Expected:
        if not call.entry.follows(accepted):
            return _UNKNOWN if not call.is_accepted else Expected(Case.USED, ErrorReason.TOKEN_USED, (accepted,))
        window_us = self._server.idempotent_register_window * SECOND_US
        if known.mac == call.mac and call.entry.ended_us - accepted.began_us < window_us:
            return Expected(Case.REPEATED, None, (accepted,))
        return Expected(Case.USED, ErrorReason.TOKEN_USED, (accepted,))

    def _session(self, call: Call) -> Expected:
        known, refusal = self._token(call)
        refusal = refusal or self._not_granted(call, call.token, ErrorReason.TOKEN_INVALID)
        if refusal is not None or known is None:
            return refusal or _UNKNOWN
        if known.is_shared:
            return _UNKNOWN
        bound = () if known.accepted is None else (known.accepted,)
        if known.mac is not None and call.mac is not None and known.mac != call.mac:
            first = bound if known.bound is None else (known.bound,)
            return Expected(Case.OTHER_MAC, ErrorReason.MAC_MISMATCH, first)
        if known.device_id and call.device_id and known.device_id != call.device_id:
            reason = ErrorReason.TOKEN_INVALID if self._server.check_device_id else None
            return Expected(Case.OTHER_ID, reason, bound)
        return self._clocked(call, Expected(Case.GOOD, None, bound))

    def _state(self, call: Call) -> Expected:
        known, refusal = self._token(call)
        refusal = refusal or self._not_granted(call, call.session, ErrorReason.SESSION_UNKNOWN)
        if refusal is not None or known is None:
            return refusal or _UNKNOWN
        if call.session is None:
            return self._without_session(call, known)
        if call.session == HIDDEN:
            return _UNKNOWN
        if not call.session:
            bound = () if known.accepted is None else (known.accepted,)
            return Expected(Case.EMPTY_SESSION, ErrorReason.SESSION_UNKNOWN, bound)
        seen = self._history.sessions.get(call.session)
        if seen is not None and seen.is_shared:
            return _UNKNOWN  # The server gave it to both, which has a statement of its own.
        if seen is not None and seen.permanent != call.token:
            return Expected(Case.FOREIGN_SESSION, ErrorReason.SESSION_UNKNOWN, (seen.opened,))
        if known.opened is None or not call.entry.follows(known.opened):
            return _UNKNOWN
        newest = self._history.sessions.get(known.session)
        if seen is not None and newest is not None and None not in {seen.mac, newest.mac} and seen.mac != newest.mac:
            return _UNKNOWN  # Another MAC got it with this token, which has a statement of its own.
        if call.session != known.session:
            earlier = () if seen is None else (seen.opened,)
            return Expected(Case.REPLACED_SESSION, ErrorReason.SESSION_UNKNOWN, (*earlier, known.opened))
        return self._aged(call, known.opened)

    def _not_granted(self, call: Call, secret: str | None, reason: ErrorReason) -> Expected | None:
        """Say that what the request shows was never given: the only answer that names it says success false."""
        void = self._history.void.get(secret)
        return None if void is None or not call.entry.follows(void) else Expected(Case.NOT_GRANTED, reason, (void,))

    def _without_session(self, call: Call, known: SeenPermanent) -> Expected:
        bound = () if known.accepted is None else (known.accepted,)
        if call.kind is CallKind.REPORT:
            return Expected(Case.NO_SESSION, ErrorReason.SESSION_UNKNOWN, bound)
        return Expected(Case.GOOD, None, bound) if known.accepted is not None else _UNKNOWN

    def _aged(self, call: Call, opened: Entry) -> Expected:
        ttl_us = self._server.session_ttl_s * SECOND_US
        if call.entry.began_us - opened.ended_us >= ttl_us + _WHOLE_US:
            return Expected(Case.EXPIRED_SESSION, ErrorReason.SESSION_EXPIRED, (opened,))
        return Expected(Case.GOOD, None, (opened,)) if call.entry.ended_us - opened.began_us <= ttl_us else _UNKNOWN

    def _token(self, call: Call) -> tuple[SeenPermanent | None, Expected | None]:
        """Give what is known of the permanent token, or what is expected because of it alone."""
        is_missing = not call.token or (call.is_token_in_query and not self._server.accept_query_token)
        if is_missing and not call.entry.request_gap:
            return None, Expected(Case.NOBODY, ErrorReason.TOKEN_INVALID)
        registration = self._history.registrations.get(call.token)
        used = None if registration is None else registration.accepted
        if registration is not None and used is not None and registration.permanent not in {call.token, ""}:
            is_over = call.entry.follows(used)
            return None, Expected(Case.NOBODY, ErrorReason.TOKEN_INVALID, (used,)) if is_over else None
        known = self._history.permanents.get(call.token)
        if known is None or known.ended is None:
            return known, None
        if not call.entry.follows(known.ended):
            return None, None
        case = Case.SUPERSEDED if self._is_registration(known.ended) else Case.ENDED
        return known, Expected(case, known.end_reason, (known.ended,))

    def _is_registration(self, entry: Entry) -> bool:
        return entry.exchange.status is not None and 200 <= entry.exchange.status < 300

    def _clocked(self, call: Call, otherwise: Expected) -> Expected:
        """Say that the device's clock is wrong, if the answer tells the server's time and the device told its own."""
        if (
            call.is_refused
            and told_reason(call, self._profile) is ErrorReason.CLOCK_SKEW
            and call.server_time_s is None
        ):
            return self._clocked_otherwise(call, otherwise)
        skew_s = skew(call)
        if skew_s is None or call.device_time is None or call.server_time_s is None:
            return otherwise
        most_s = self._server.max_clock_skew_s
        is_wrong = is_skewed(call.device_time, call.server_time_s * SECOND_US, most_s)
        if is_wrong and not is_skewed(call.device_time, self._server_clock_us(call), most_s):
            # By what else is known it is the server's clock that is wrong.
            return _UNKNOWN
        # A fraction of a second is lost in the server's whole seconds.
        is_edge = not call.device_time.is_whole and abs(abs(skew_s) - self._server.max_clock_skew_s) <= 1
        if is_edge:
            return _UNKNOWN
        return Expected(Case.SKEWED, ErrorReason.CLOCK_SKEW) if is_wrong else otherwise

    def _server_clock_us(self, call: Call) -> int:
        """Give the server's time by its earlier answers, or the recording's where those are too far from it."""
        ahead_us = self._history.server_ahead_us(call.entry.origin) or 0
        is_plausible = abs(ahead_us) <= self._server.max_clock_skew_s * SECOND_US
        return call.entry.began_us + (ahead_us if is_plausible else 0)

    def _clocked_otherwise(self, call: Call, otherwise: Expected) -> Expected:
        """Say the same of a refusal that does not tell the server's time: by the recording's and earlier answers."""
        if call.device_time is None:
            return otherwise
        ahead_us = self._history.server_ahead_us(call.entry.origin)
        clocks_us = {call.entry.began_us, call.entry.began_us + (ahead_us or 0)}
        offs_us = [abs(call.device_time.time_us - now_us) for now_us in clocks_us]
        most_us = self._server.max_clock_skew_s * SECOND_US
        if all(off_us > most_us + _ABOUT_US for off_us in offs_us):
            return Expected(Case.SKEWED, ErrorReason.CLOCK_SKEW)
        return otherwise if all(off_us < most_us - _ABOUT_US for off_us in offs_us) else _UNKNOWN


def skew(call: Call) -> float | None:
    """Give by how many seconds the device's clock is ahead of the server's, if both told their time."""
    if call.device_time is None or call.server_time_s is None:
        return None
    seconds = call.device_time.time_us / SECOND_US - call.server_time_s
    return seconds if math.isfinite(seconds) else None


_OPEN: Final = frozenset({Case.UNKNOWN, Case.GOOD})


class Follower:
    """Reads one entry after another under a profile."""

    def __init__(self, profile: Profile) -> None:
        self.history = History()
        self._profile = profile
        self._calls = Calls(profile)
        self._expectation = Expectation(profile, self.history)

    def read(self, entry: Entry) -> tuple[Call, Expected]:
        """Give the call and what is expected of it; the history does not know it yet."""
        call = self._calls.read(entry)
        return call, self._expectation.of(call)

    def take(self, call: Call, expected: Expected) -> None:
        """Let the history know a call."""
        self.history.take(call)
        if call.is_accepted and expected.case is Case.ENDED:
            self.history.revive(call)
        told = told_reason(call, self._profile)
        is_revoked = told is ErrorReason.TOKEN_REVOKED and expected.case in _OPEN
        # Elsewhere the same words may be about the device's identity.
        is_deleted = told is ErrorReason.TOKEN_INVALID and expected.case is Case.GOOD and not call.is_token_in_query
        if told is not None and call.kind is not CallKind.REGISTER and (is_revoked or is_deleted):
            self.history.end(call, told)
