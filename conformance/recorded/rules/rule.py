"""The form of a rule: it looks at one call after another, and tells the tally what it sees."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Final

from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.recorded.call import Call
from oceanhil.conformance.recorded.case import Expected
from oceanhil.conformance.recorded.history import History
from oceanhil.conformance.recorded.tally import Statement, Tally
from oceanhil.protocol.profile import Profile
from oceanhil.protocol.units import SECOND_US

_TENTH_US: Final = SECOND_US // 10


class Rule(ABC):
    """Some statements, and how calls are judged by them."""

    def __init__(self, profile: Profile, history: History, tally: Tally) -> None:
        """Judge under `profile`, knowing `history` as it was before the call, and tell `tally`."""
        self.profile = profile
        self.history = history
        self.tally = tally

    @classmethod
    @abstractmethod
    def statements(cls, profile: Profile) -> Sequence[Statement]:
        """Give the statements, in the order of reports."""

    @abstractmethod
    def judge(self, call: Call, expected: Expected) -> None:
        """Look at one call."""

    def answer(self, call: Call) -> Answer:
        """Give the answer with the checks of the contract."""
        return Answer(
            call.entry.exchange, self.profile, self.profile.errors.__getitem__, self.profile.server.wrong_field_status
        )


def too_short(span_us: int) -> str:
    """Give a span in seconds, rounded down: 9.95 s that are too short are not to look like the 10 that were wanted."""
    return f"{span_us // _TENTH_US / 10:.1f} s"
