"""Whether the device uses what it was given: its newest session, and its permanent token in place of another one."""

from collections.abc import Sequence
from typing import Final

import msgspec

from oceanhil.conformance.contract.finding import Violation
from oceanhil.conformance.recorded.call import Call, CallKind, told_reason
from oceanhil.conformance.recorded.case import Expected
from oceanhil.conformance.recorded.entry import HIDDEN, Entry
from oceanhil.conformance.recorded.history import History, SeenPermanent, SeenRegistration, SeenSession, Table
from oceanhil.conformance.recorded.rules.rule import Rule
from oceanhil.conformance.recorded.tally import Statement, Tally
from oceanhil.protocol.error_reason import SESSION_OVER, ErrorReason
from oceanhil.protocol.profile import Kind, Profile
from oceanhil.protocol.units import SECOND_US

OVER: Final = Statement(
    id="recorded/device/lets-go-of-sessions",
    title="the device does not go on with a session that it was told is over, or has replaced",
    kind=Kind.ASSUMPTION,
    source="TOKEN names the refusal, no page the renewal",
)
OWN: Final = Statement(
    id="recorded/device/own-session",
    title="the device shows a session that it was given itself, or none",
    kind=Kind.ASSUMPTION,
    source="no page",
)
AGAIN: Final = Statement(
    id="recorded/device/registers-once",
    title="a device that holds a permanent token does not register again with the token that gave it",
    kind=Kind.FACT,
    source="TOKEN",
)
_STATE: Final = frozenset({CallKind.POLL, CallKind.REPORT})
_OWN_TASKS_US: Final = 1 * SECOND_US
"""So long another part of a program may not know yet that there is a newer session."""
_MOST_UNSURE: Final = 100
_STILL_THERE_US: Final = 120 * SECOND_US
"""A token that is shown so soon was there all the time: nobody has put it back meanwhile."""


class _Strange(msgspec.Struct, frozen=True):
    """A call with a session that no answer gave and the server does not know, in place of the one that was given."""

    call: Call
    given: Entry
    is_named: bool = False


class SessionUse(Rule):
    """Judges with what devices come."""

    def __init__(self, profile: Profile, history: History, tally: Tally) -> None:
        super().__init__(profile, history, tally)
        self._codes = {profile.errors[reason].code for reason in SESSION_OVER}
        self._over: Table[Entry] = Table()
        self._in_use: Table[Entry] = Table()
        self._unsure: Table[list[Call]] = Table()
        self._registered_again: Table[Entry] = Table()
        self._strange: Table[list[_Strange]] = Table()

    @classmethod
    def statements(cls, profile: Profile) -> Sequence[Statement]:
        """Give the statements."""
        del profile
        return (OVER, OWN, AGAIN)

    def judge(self, call: Call, expected: Expected) -> None:
        """Judge a request by what the device has been told before."""
        del expected
        if call.kind is CallKind.REGISTER:
            self._note_registration(call)
        elif call.is_accepted and call.is_known_token and call.token is not None:
            self._judge_registration(call, call.token)
        if call.kind not in _STATE or call.session is None or call.session == HIDDEN:
            return
        if call.is_known_token:
            self.tally.check(OWN, call.entry, lambda: self._is_own(call), self._opened(call))
        if call.session:
            self._judge_strange(call, call.session)
            self._judge_session(call, call.session)

    def _is_own(self, call: Call) -> None:
        wanted = f"a session of its own, or no {self.profile.wire.session_header}"
        if not call.session:
            raise Violation(wanted, f"a {call.kind.value} with an empty one", call.entry.exchange)
        seen, known = self.history.sessions.get(call.session), self.history.permanents.get(call.token)
        if seen is None or seen.is_shared or known is None or seen.permanent == call.token:
            return
        if None not in {seen.mac, known.mac} and seen.mac != known.mac:
            raise Violation(wanted, f"a {call.kind.value} with another device's", call.entry.exchange)

    def _judge_strange(self, call: Call, session: str) -> None:
        """Name a session out of nowhere once the one that was given is seen to live on, or the next one is not used.

        One alone may be newer than all that the recording shows, and lost with a restart.
        """
        known = self.history.permanents.get(call.token)
        if call.token is None or known is None or known.opened is None:
            return
        waiting = self._strange.get(call.token) or []
        if call.is_accepted:
            self._strange.take(call.token)
            for each in waiting if session == known.session else ():
                is_late = each.call.entry.after_us(each.given) > _OWN_TASKS_US
                if each.given is known.opened and is_late and call.entry.follows(each.call.entry):
                    self._is_strange(each, call.entry)
        elif self._is_out_of_nowhere(call, session, known.opened):
            strange = _Strange(call, known.opened)
            if waiting and waiting[-1].given is not known.opened and waiting[-1].call.session != session:
                for each in (*waiting, strange):
                    self._is_strange(each)
                waiting, strange = [], msgspec.structs.replace(strange, is_named=True)
            self._strange.put(call.token, [*waiting, strange][:_MOST_UNSURE])

    def _is_out_of_nowhere(self, call: Call, session: str, opened: Entry) -> bool:
        is_unknown = told_reason(call, self.profile) is ErrorReason.SESSION_UNKNOWN
        return is_unknown and self.history.sessions.get(session) is None and call.entry.follows(opened)

    def _is_strange(self, strange: _Strange, *because: Entry) -> None:
        call = strange.call
        # An answer that overlaps with the call may have given it since.
        if not strange.is_named and self.history.sessions.get(call.session) is None:
            wanted = f"the session that it was given, or no {self.profile.wire.session_header}"
            found = f"a {call.kind.value} with one that no answer gave and the server does not know"
            self.tally.broke(OWN, call.entry, Violation(wanted, found, call.entry.exchange), [strange.given, *because])

    def _opened(self, call: Call) -> Sequence[Entry]:
        seen = self.history.sessions.get(call.session)
        return () if seen is None else (seen.opened,)

    def _judge_session(self, call: Call, session: str) -> None:
        key = f"{call.token} {session} {call.kind.value}"
        told = self._over.get(key)
        newer = self._newer(call, session)
        if told is not None and call.entry.follows(told):
            found = f"{call.kind.value} with it {(call.entry.began_us - told.ended_us) / SECOND_US:.1f} s after that"
            self._goes_on(call, "another session: this one was refused", found, told)
        elif newer is not None and self._is_in_use(call, newer):
            self._goes_on_with_older(call, newer.opened)
        elif newer is not None and self._wait(call):
            pass
        else:
            self.tally.held(OVER)
        if call.is_accepted:
            self._in_use.put(session, call.entry)
            self._conclude(session)
        elif call.entry.sent_status == call.status and call.text("code") in self._codes:
            self._over.put(key, call.entry)

    def _goes_on(self, call: Call, wanted: str, found: str, because: Entry) -> None:
        self.tally.broke(OVER, call.entry, Violation(wanted, found, call.entry.exchange), [because])

    def _goes_on_with_older(self, call: Call, opened: Entry) -> None:
        later_s = (call.entry.began_us - opened.ended_us) / SECOND_US
        found = f"{call.kind.value} with the one before, {later_s:.1f} s later"
        self._goes_on(call, "the session that the device has opened since", found, opened)

    def _newer(self, call: Call, session: str) -> SeenSession | None:
        """Give the newer session that the device has opened."""
        seen, known = self.history.sessions.get(session), self.history.permanents.get(call.token)
        if seen is None or known is None or known.opened is None or seen.permanent != call.token:
            return None
        newest = self.history.sessions.get(known.session)
        is_own = known.session != session and newest is not None and newest.mac == seen.mac
        return newest if is_own else None

    def _is_in_use(self, call: Call, newer: SeenSession) -> bool:
        """Tell whether the device has used the newer one, so that it knows it, and had time to tell all its parts."""
        known = self.history.permanents.get(call.token)
        used = None if known is None else self._in_use.get(known.session)
        is_late = call.entry.after_us(newer.opened) > _OWN_TASKS_US
        return used is not None and call.entry.follows(used) and is_late

    def _wait(self, call: Call) -> bool:
        """Wait until the newer session is used, if it is not yet: the answer with it may have been lost."""
        known = self.history.permanents.get(call.token)
        if known is None or self._in_use.get(known.session) is not None:
            return False
        waiting = self._unsure.get(known.session) or []
        self._unsure.put(known.session, [*waiting, call][:_MOST_UNSURE])
        return True

    def _conclude(self, session: str) -> None:
        """Conclude from the use of a session that its device had it all the time since it was opened."""
        seen = self.history.sessions.get(session)
        for call in self._unsure.take(session) or []:
            if seen is not None and call.entry.after_us(seen.opened) > _OWN_TASKS_US:
                self._goes_on_with_older(call, seen.opened)

    def _note_registration(self, call: Call) -> None:
        """Remember a registration by a device that has used its permanent token before; what it shows next decides."""
        if call.is_accepted:
            self.tally.held(AGAIN)
            return
        known = self.history.registrations.get(call.token)
        permanent = None if known is None else self.history.permanents.get(known.permanent)
        if known is None or permanent is None or not self._is_repeated(call, known, permanent):
            return
        self._registered_again.put(known.permanent, call.entry)

    def _is_repeated(self, call: Call, known: SeenRegistration, permanent: SeenPermanent) -> bool:
        # A malformed registration tells no MAC that anybody could rely on.
        is_same = known.mac == call.mac if call.mac is not None else call.device_id == permanent.device_id != ""
        is_own = is_same and permanent.ended is None
        return is_own and permanent.opened is not None and call.entry.follows(permanent.opened)

    def _judge_registration(self, call: Call, token: str) -> None:
        again = self._registered_again.take(token)
        if again is None or not call.entry.follows(again):
            return
        if call.entry.began_us - again.ended_us < _STILL_THERE_US:
            opened = self.history.permanents.get(token)
            because = [] if opened is None or opened.opened is None else [opened.opened]
            later_s = (call.entry.began_us - again.ended_us) / SECOND_US
            found = f"a registration, and its permanent token {later_s:.1f} s later"
            finding = Violation("a session with the permanent token that it holds", found, again.exchange)
            self.tally.broke(AGAIN, again, finding, [*because, call.entry])
