"""Whether the device does with its relays what polls tell it."""

from collections.abc import Sequence
from typing import Final

import msgspec

from oceanhil.conformance.contract.finding import Violation
from oceanhil.conformance.recorded.call import RELAYS, Call, CallKind
from oceanhil.conformance.recorded.case import Expected
from oceanhil.conformance.recorded.entry import Entry
from oceanhil.conformance.recorded.history import History, Table
from oceanhil.conformance.recorded.rules.rule import Rule
from oceanhil.conformance.recorded.tally import Statement, Tally
from oceanhil.protocol.profile import Kind, Profile

OBEYS: Final = Statement(
    id="recorded/device/follows-relays",
    title="the device does not go on reporting a relay otherwise than polls tell it (three times in a row)",
    kind=Kind.ASSUMPTION,
    source="API prints the relays, no page what the device does with them",
)
_IN_A_ROW: Final = 3
"""Once somebody may have pressed a button, or the poll's answer was lost."""


class _Told(msgspec.Struct, frozen=True):
    """What polls have told of a relay, all of them the same, and the reports behind them that say otherwise."""

    is_on: bool
    poll: Entry
    against: tuple[Entry, ...] = ()


class Relays(Rule):
    """Compares reports with the polls before them."""

    def __init__(self, profile: Profile, history: History, tally: Tally) -> None:
        super().__init__(profile, history, tally)
        self._told: Table[_Told] = Table()

    @classmethod
    def statements(cls, profile: Profile) -> Sequence[Statement]:
        """Give the statement."""
        del profile
        return (OBEYS,)

    def judge(self, call: Call, expected: Expected) -> None:
        """Judge a report by the polls before it."""
        del expected
        if not call.is_known_token or not call.session:
            return
        for name in RELAYS:
            key = f"{call.token} {name}"
            if call.kind is CallKind.POLL and call.is_accepted and call.entry.sent_status == call.status:
                self._note(key, call, call.reply.get(name))
            elif call.kind is CallKind.REPORT and name in call.switched:
                self._judge_report(key, name, call, is_on=call.switched[name])

    def _note(self, key: str, call: Call, is_on: object) -> None:
        if not isinstance(is_on, bool):
            return  # It stays as it is.
        known = self._told.get(key)
        against = known.against if known is not None and known.is_on is is_on else ()
        self._told.put(key, _Told(is_on, call.entry, against))

    def _judge_report(self, key: str, name: str, call: Call, *, is_on: bool) -> None:
        told = self._told.get(key)
        if told is None or not call.entry.follows(told.poll):
            return
        if told.against and told.poll.began_us < told.against[-1].ended_us:
            return  # No poll since the report before.
        against = () if is_on is told.is_on else (*told.against, call.entry)
        self._told.put(key, msgspec.structs.replace(told, against=against[-_IN_A_ROW:]))
        if len(against) < _IN_A_ROW:
            if not against:
                self.tally.held(OBEYS)
            return
        wanted, found = (f"{name} {str(value).lower()}" for value in (told.is_on, is_on))
        finding = Violation(wanted, f"{found}, {len(against)} reports in a row", call.entry.exchange)
        self.tally.broke(OBEYS, call.entry, finding, [told.poll])
        if len(told.against) < _IN_A_ROW:
            self.tally.broke_too(OBEYS, call.entry, [entry.number for entry in told.against])
