"""Whether the device shows the tokens that it was given: its permanent one, the newest, and none out of a refusal."""

from collections.abc import Sequence
from typing import Final

import msgspec

from oceanhil.conformance.contract.finding import Violation
from oceanhil.conformance.recorded.call import Call, CallKind
from oceanhil.conformance.recorded.case import Expected
from oceanhil.conformance.recorded.entry import HIDDEN, REGISTRATION, Entry
from oceanhil.conformance.recorded.history import History, Table
from oceanhil.conformance.recorded.rules.rule import Rule
from oceanhil.conformance.recorded.tally import Statement, Tally
from oceanhil.protocol.profile import Kind, Profile
from oceanhil.protocol.units import SECOND_US

OWN: Final = Statement(
    id="recorded/device/permanent-token",
    title="the device shows its permanent token with every request but a registration",
    kind=Kind.ASSUMPTION,
    source="API prints the header, no page every request",
)
GRANTED: Final = Statement(
    id="recorded/device/takes-what-is-granted",
    title="the device uses no token and no session out of an answer that says success false",
    kind=Kind.ASSUMPTION,
    source="no page",
)
NEWEST: Final = Statement(
    id="recorded/device/newest-token",
    title="the device does not go on with a permanent token once it has another one",
    kind=Kind.ASSUMPTION,
    source="TOKEN: one is stored, no page what becomes of another",
)
_OWN_TASKS_US: Final = 1 * SECOND_US
"""So long another part of a program may not know yet that there is a newer token."""
_MOST_UNSURE: Final = 100


class _Newer(msgspec.Struct):
    """What a MAC was given in place of a token, in which exchange, and whether the device is known to have it."""

    token: str
    mac: bytes
    entry: Entry
    is_in_use: bool = False
    unsure: list[Call] = msgspec.field(default_factory=list)
    """Requests with the old token since: the answer with the new one may have been lost."""


class TokenUse(Rule):
    """Judges which tokens devices show."""

    def __init__(self, profile: Profile, history: History, tally: Tally) -> None:
        super().__init__(profile, history, tally)
        self._newer: Table[_Newer] = Table()
        self._older: Table[str] = Table()

    @classmethod
    def statements(cls, profile: Profile) -> Sequence[Statement]:
        """Give the statements."""
        del profile
        return (OWN, GRANTED, NEWEST)

    def judge(self, call: Call, expected: Expected) -> None:
        """Judge the token and the session of a request, then take note of what the answer gives."""
        del expected
        if call.kind in {CallKind.SESSION, CallKind.POLL, CallKind.REPORT}:
            self._judge_own(call)
            self._judge_granted(call)
            if call.is_known_token and call.token is not None:
                self._judge_newest(call, call.token)
        if call.kind is CallKind.REGISTER and call.is_accepted and call.entry.sent_status == call.status:
            self._note_newer(call)

    def _judge_own(self, call: Call) -> None:
        if call.token is not None and call.token.startswith(REGISTRATION):
            found = f"a {call.kind.value} with its registration token"
            self.tally.broke(OWN, call.entry, Violation("its permanent token", found, call.entry.exchange))
        elif call.is_known_token:
            self.tally.held(OWN)
        elif not call.token and self._is_device(call):
            found = f"a {call.kind.value} without one"
            self.tally.broke(OWN, call.entry, Violation("its permanent token", found, call.entry.exchange))

    def _is_device(self, call: Call) -> bool:
        """Tell whether it is a device whose tokens the recording shows elsewhere: others look at the server, too."""
        if call.kind is CallKind.SESSION:
            return self.history.holder(call.mac) is not None
        return self.history.sessions.get(call.session) is not None

    def _judge_granted(self, call: Call) -> None:
        shown = call.token if call.kind is CallKind.SESSION else call.session
        if not shown or shown == HIDDEN:
            return
        void = self.history.void.get(shown)
        if void is None or not call.entry.follows(void):
            self.tally.held(GRANTED)
            return
        what = "token" if call.kind is CallKind.SESSION else "session"
        found = f"a {call.kind.value} with the {what} in it"
        self.tally.broke(
            GRANTED, call.entry, Violation("an answer that gives nothing", found, call.entry.exchange), [void]
        )

    def _judge_newest(self, call: Call, token: str) -> None:
        newer = self._newer.get(token)
        if newer is not None and self._is_from(call, newer.mac) and self._is_late(call, newer.entry):
            if newer.is_in_use:
                self._goes_on(call, newer)
            elif len(newer.unsure) < _MOST_UNSURE:
                newer.unsure.append(call)
            return
        self.tally.held(NEWEST)
        older = self._newer.get(self._older.get(token))
        if older is not None and older.token == token and self._is_from(call, older.mac):
            older.is_in_use = True
            for each in older.unsure:
                self._goes_on(each, older)
            older.unsure.clear()

    def _is_late(self, call: Call, given: Entry) -> bool:
        return call.entry.after_us(given) > _OWN_TASKS_US

    def _is_from(self, call: Call, mac: bytes) -> bool:
        """Tell whether the device with this MAC asks, and no other one with its token."""
        if call.kind is CallKind.SESSION:
            return call.mac == mac
        seen = self.history.sessions.get(call.session)
        return seen is not None and seen.mac == mac

    def _goes_on(self, call: Call, newer: _Newer) -> None:
        later_s = (call.entry.began_us - newer.entry.ended_us) / SECOND_US
        found = f"{call.kind.value} with the one before, {later_s:.1f} s later"
        finding = Violation("the permanent token that the device was given since", found, call.entry.exchange)
        self.tally.broke(NEWEST, call.entry, finding, [newer.entry])

    def _note_newer(self, call: Call) -> None:
        before, given = self.history.holder(call.mac), call.text("permanent_token")
        if call.mac is None or before is None or not given or given in {before, HIDDEN}:
            return
        known = self.history.permanents.get(before)
        if self.history.permanents.get(given) is None and known is not None and not known.is_shared:
            self._newer.put(before, _Newer(given, call.mac, call.entry))
            self._older.put(given, before)
