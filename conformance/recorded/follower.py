"""Follower a recording: what each call is, what is expected of it, and what the next ones can build upon."""

from typing import Final

from oceanhil.conformance.recorded.call import Call, CallKind, Calls, told_reason
from oceanhil.conformance.recorded.case import Case, Expectation, Expected
from oceanhil.conformance.recorded.entry import Entry
from oceanhil.conformance.recorded.history import History
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.profile import Profile

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
        told = told_reason(call, self._profile)
        is_revoked = told is ErrorReason.TOKEN_REVOKED and expected.case in _OPEN
        # Elsewhere the same words may be about the device's identity.
        is_deleted = told is ErrorReason.TOKEN_INVALID and expected.case is Case.GOOD and not call.is_token_in_query
        if told is not None and call.kind is not CallKind.REGISTER and (is_revoked or is_deleted):
            self.history.end(call, told)
