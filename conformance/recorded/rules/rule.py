"""The form of a rule: it looks at one call after another, and tells the tally what it sees."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.recorded.call import Call
from oceanhil.conformance.recorded.case import Expected
from oceanhil.conformance.recorded.history import History
from oceanhil.conformance.recorded.tally import Statement, Tally
from oceanhil.protocol.profile import Profile


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
