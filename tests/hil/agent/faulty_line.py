"""An agent's line with a fault in between: what is told and said goes through it."""

from __future__ import annotations

from collections.abc import Callable

from oceanhil.hil.agent.command_channel import AgentLine
from oceanhil.hil.agent.trial.printed import PrintedLines
from oceanhil.protocol.agent.sentence import AgentReader, Sentence, encode


class Fault:
    """An agent that is right: what it is told and what it says go through as they are."""

    def __init__(self) -> None:
        self.printed = PrintedLines()

    def raw(self, data: bytes) -> bytes:
        """Give what it takes in of the bytes that are sent."""
        return data

    def heard(self, data: bytes) -> bytes:
        """Give the bytes that it has sent, as it writes them."""
        return data

    def told(self, sentence: Sentence) -> list[Sentence]:
        """Give what reaches the agent of a command."""
        return [sentence]

    def said(self, sentence: Sentence) -> list[Sentence]:
        """Give what the bench hears of a sentence of the agent."""
        return [sentence]


OWN_NUMBER = 9999
"""Of commands that only a fault tells."""


class FaultyLine:
    """A line to an agent with one fault. Replies to what only the fault has told are kept from the bench.

    A bench that has asked enough comes to that number too, and hears the replies to its own command.
    """

    def __init__(self, line: AgentLine, fault: Fault) -> None:
        self._line = line
        self._fault = fault
        self._reader = AgentReader()
        self._is_of_the_fault = False
        """Whether the fault was the last to use its number."""

    def write(self, data: bytes) -> None:
        """Send bytes, as the faulty agent takes them."""
        data = self._fault.raw(data)
        found = list(self._reader.feed(data))
        if not all(isinstance(each, Sentence) for each in found):
            self._line.write(data)
        for each in found:
            if isinstance(each, Sentence):
                for told in self._fault.told(each):
                    if told.sequence == OWN_NUMBER:
                        self._is_of_the_fault = told != each
                    self._line.write(encode(told))

    def subscribe(self, listener: Callable[[Sentence], None]) -> Callable[[], None]:
        """Hear what the faulty agent says."""

        def hear(sentence: Sentence) -> None:
            if sentence.sequence != OWN_NUMBER or not self._is_of_the_fault:
                for said in self._fault.said(sentence):
                    listener(said)

        return self._line.subscribe(hear)
