"""A board without any network comes online over its serial line: client, bridge and simulated board together."""

from collections.abc import Callable
from queue import SimpleQueue

from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.agent.http_bridge import HttpBridge
from oceanhil.protocol.agent.events import HttpEvent
from oceanhil.protocol.agent.message import Event
from oceanhil.protocol.agent.sentence import AgentReader, Sentence
from oceanhil.protocol.agent.vocabulary import ProvisionField
from oceanhil.protocol.board import Board
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.lines import Line
from oceanhil.simulator.agent import wired_board
from oceanhil.simulator.network import AccessPoint
from tests.simulator.answers import Sent, answers, registered
from tests.simulator.board.fake_observer import REGISTRATION, SECOND_US, SHORT_TOKEN, ObservedBoard, setup_of


class BoardLine:
    """A line that ends in a simulated board out of reach of any network; implements `hil.agent.line.AgentLine`."""

    def __init__(self) -> None:
        self.observer = ObservedBoard(Board.PICOW)
        self.observer.network.access_point = AccessPoint("Another", "network")
        self._listeners: list[Callable[[Sentence], None]] = []
        self._reader = AgentReader()
        kernel, network = self.observer.kernel, self.observer.network
        self.board = wired_board(kernel, network, setup_of(Board.PICOW), self.observer.observer, self._arrive)

    def write(self, data: bytes) -> None:
        self.board.receive(data)

    def subscribe(self, listener: Callable[[Sentence], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _arrive(self, data: bytes, baud: int) -> None:
        for found in self._reader.feed(data):
            if isinstance(found, Sentence):
                for listener in list(self._listeners):
                    listener(found)


class TellingClient(AgentClient):
    """Tells when an answer has been handed over."""

    def __init__(self, line: BoardLine) -> None:
        super().__init__(line, board="bench1")
        self.answered: SimpleQueue[int] = SimpleQueue()

    def http_answer(self, exchange: int, response: HttpResponse) -> None:
        super().http_answer(exchange, response)
        self.answered.put(exchange)


def serve(request: HttpRequest) -> HttpResponse:
    answer = answers(register=[registered(SHORT_TOKEN)])
    outcome = answer(Sent(0, request.method, request.path, request.headers, request.body))
    assert isinstance(outcome, HttpResponse)
    return outcome


def test_a_board_without_network_comes_online() -> None:
    line = BoardLine()
    client, parts = TellingClient(line), list[Event]()
    client.on_event(lambda event: parts.append(event) if isinstance(event, HttpEvent) else None)
    with HttpBridge(client, serve):
        line.board.power_on(hold=True)
        client.provision({ProvisionField.TOKEN: REGISTRATION, ProvisionField.SERVER: "bridge:"})
        client.go()
        lines, kernel = line.observer.observer.lines, line.observer.kernel
        while Line.ONLINE.template not in lines and kernel.now_us < 60 * SECOND_US:
            if not kernel.run_while(lambda: not parts, kernel.now_us + SECOND_US):
                client.answered.get(timeout=10)
                parts.clear()
    assert Line.ONLINE.template in lines
    client.close()
