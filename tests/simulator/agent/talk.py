"""A whole board with an agent, and a bench that talks to it sentence by sentence."""

from collections.abc import Iterator

from oceanhil.protocol.agent.commands import AnyCommand
from oceanhil.protocol.agent.error_code import AgentErrorCode, Refusal
from oceanhil.protocol.agent.events import parse_event
from oceanhil.protocol.agent.message import Event, Message
from oceanhil.protocol.agent.sentence import AgentReader, Sentence, SentenceKind, encode
from oceanhil.protocol.agent.vocabulary import AgentBuild
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.record import StorePolicy
from oceanhil.simulator.agent import ProvisionStore, wired_board
from oceanhil.simulator.kernel import Kernel
from tests.simulator.answers import Answer
from tests.simulator.board.fake_observer import REGISTRATION, ObservedBoard, Wire, setup_of


class Talk:
    """Implements neither retries nor time-outs: everything is answered at once."""

    def __init__(
        self,
        family: Board = Board.ESP32,
        store: StorePolicy = StorePolicy.REFERENCE,
        provisions: ProvisionStore | None = None,
        answer: Answer | None = None,
        build: AgentBuild = AgentBuild.SIMULATOR,
    ) -> None:
        self.observed = ObservedBoard(family, store, answer)
        self.wire = Wire()
        kernel, network, observer = self.observed.kernel, self.observed.network, self.observed.observer
        setup, send = setup_of(family), self.wire.send
        self.board = wired_board(kernel, network, setup, observer, send, agent=build, provisions=provisions)
        if provisions is None:
            self.board.firmware = Firmware(REGISTRATION, store=store)
        self.observed.board = self.board
        self._sequence = 0

    @property
    def kernel(self) -> Kernel:
        return self.observed.kernel

    def held(self) -> "Talk":
        self.board.power_on(hold=True)
        return self

    def running(self, seconds: float = 20) -> "Talk":
        self.observed.power_on(seconds)
        return self

    def send(self, words: tuple[str, ...], sequence: int | None = None) -> list[Sentence]:
        """Send a command; give the sentences that come at once."""
        self._sequence += 1
        wanted = self._sequence if sequence is None else sequence
        before = len(self.wire.everything)
        self.board.receive(encode(Sentence(SentenceKind.COMMAND, wanted, words)))
        return sentences(self.wire.everything[before:])

    def ask(self, command: AnyCommand) -> Message:
        """Send a command that is done; give its reply."""
        replies = replies_in(self.send(command.to_words()))
        assert [reply.kind for reply in replies] == [SentenceKind.OK]
        return command.reply_type().from_words(replies[0].words)

    def refused(self, *words: str) -> AgentErrorCode:
        """Send words that are refused; give the code."""
        replies = replies_in(self.send(words))
        assert [reply.kind for reply in replies] == [SentenceKind.ERROR]
        return Refusal.from_words(replies[0].words).code

    def events(self) -> list[Event]:
        """Give every event so far."""
        found = sentences(self.wire.everything)
        return [parse_event(each.words) for each in found if each.kind is SentenceKind.EVENT]


def replies_in(found: list[Sentence]) -> list[Sentence]:
    return [each for each in found if each.kind in {SentenceKind.OK, SentenceKind.ERROR}]


def sentences(data: bytes) -> list[Sentence]:
    return [each for each in _read(data) if isinstance(each, Sentence)]


def log(data: bytes) -> bytes:
    return b"".join(each for each in _read(data) if isinstance(each, bytes))


def _read(data: bytes) -> Iterator[Sentence | bytes]:
    reader = AgentReader()
    yield from reader.feed(data)
    yield reader.flush()
