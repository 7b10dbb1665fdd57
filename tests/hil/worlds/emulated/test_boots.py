"""What starts a boot is said once, however long the answer takes."""

import threading
from collections.abc import Callable, Iterator

import pytest

from hil.worlds.emulated.boots import RestartingAgent
from protocol.agent.reader import AgentReader
from protocol.agent.sentence import Sentence, SentenceKind
from protocol.agent.vocabulary import RestartReason

_LATE_S = 0.2


class LateLine:
    """A line whose board answers long after the client has lost patience, and boots when it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []
        self._reader = AgentReader()
        self._listeners: list[Callable[[Sentence], None]] = []

    def write(self, data: bytes) -> None:
        """Take commands, and answer them late."""
        for sentence in self._reader.feed(data):
            if isinstance(sentence, Sentence):
                self.asked.append(sentence.words)
                threading.Timer(_LATE_S, self._answer, (sentence.sequence,)).start()

    def subscribe(self, listener: Callable[[Sentence], None]) -> Callable[[], None]:
        """Have `listener` called for each sentence of the board."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _answer(self, sequence: int) -> None:
        for said in (
            Sentence(SentenceKind.OK, sequence, ()),
            Sentence(SentenceKind.EVENT, 0, ("BOOT", "2", "software", "core-3.1.2")),
        ):
            for listener in list(self._listeners):
                listener(said)


@pytest.fixture
def line() -> LateLine:
    return LateLine()


@pytest.fixture
def agent(line: LateLine) -> Iterator[RestartingAgent]:
    """A client that asks again after a hundredth of a second."""
    made = RestartingAgent(line, board="late", timeout_s=0.01, attempts=8)
    yield made
    made.close()


def test_a_restart_is_not_said_again_when_the_answer_is_late(agent: RestartingAgent, line: LateLine) -> None:
    agent.restart(RestartReason.SOFTWARE)
    assert line.asked == [("RESTART", "software")]


def test_a_go_is_not_said_again_when_the_answer_is_late(agent: RestartingAgent, line: LateLine) -> None:
    agent.go()
    assert line.asked == [("GO",)]
