"""What is published about the protocol holds of the simulated agent, and the harness's own client agrees with it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from oceanhil.hil.agent.client import AgentClient
from oceanhil.protocol.agent.error_code import AgentErrorCode
from oceanhil.protocol.agent.sentence import AgentReader, Sentence
from oceanhil.protocol.agent.vocabulary import ProvisionField
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.board_faults import TornModel
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.lines import Line
from oceanhil.protocol.record import StorePolicy
from oceanhil.protocol.resets import ResetKind, ResetReason
from oceanhil.simulator.agent import wired_board
from oceanhil.simulator.board.mode import BoardMode
from tests.protocol.agent.vectors import RefusedVector, load_vectors
from tests.simulator.agent.talk import Talk
from tests.simulator.board.fake_observer import MACS, REGISTRATION, ObservedBoard, setup_of
from tests.together import together

DOCUMENT = Path(__file__).parents[3] / "docs" / "agent-protocol.md"
EVENT_NAMES = ("BOOT", "LOAD", "SAVE", "RELAYS", "CUT", "HALT", "SLEEP", "HTTP")


class BoardLine:
    """A line that ends in a simulated board; implements `oceanhil.hil.agent.command_channel.AgentLine`."""

    def __init__(self, family: Board) -> None:
        self.observed = ObservedBoard(family)
        self._reader = AgentReader()
        self._listeners: list[Callable[[Sentence], None]] = []
        kernel, network, observer = self.observed.kernel, self.observed.network, self.observed.observer
        self.board = wired_board(kernel, network, setup_of(family), observer, self._came)
        self.board.power_on(hold=True)

    def write(self, data: bytes) -> None:
        self.board.receive(data)

    def subscribe(self, listener: Callable[[Sentence], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _came(self, data: bytes, baud: int) -> None:
        for found in self._reader.feed(data):
            if isinstance(found, Sentence):
                for listener in self._listeners:
                    listener(found)


@together
@pytest.mark.parametrize("vector", load_vectors().refused, ids=lambda vector: ",".join(vector.words)[:40] or "nothing")
def test_published_refusals_are_those_of_this_agent(vector: RefusedVector) -> None:
    assert Talk(Board.ESP8266).held().refused(*vector.words) is AgentErrorCode(vector.code)


@pytest.mark.parametrize("name", EVENT_NAMES)
def test_every_event_of_this_agent_stands_in_the_document(name: str) -> None:
    assert re.search(rf"^\| `{name},", DOCUMENT.read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("reason", ResetKind)
def test_a_held_board_restarts_as_from_power_on(reason: ResetKind) -> None:
    talk = Talk().running()
    talk.send(("HOLD",))
    talk.send(("RESTART", reason.value))
    assert talk.observed.observer.boots[-1] == (2, ResetReason.POWER_ON)


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_the_client_provisions_a_board_that_then_goes_online(family: Board) -> None:
    line = BoardLine(family)
    client = AgentClient(line)
    client.provision({ProvisionField.TOKEN: REGISTRATION, ProvisionField.STORE: StorePolicy.LEGACY.value})
    assert line.board.firmware == Firmware(REGISTRATION, store=StorePolicy.LEGACY)
    client.go()
    line.observed.run(20)
    assert line.observed.observer.lines[-1] == Line.ONLINE.build()
    assert client.cut_units(1) == line.board.flash_units(1) > 0
    client.close()


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_the_client_reads_and_writes_a_boards_storage(family: Board) -> None:
    client = AgentClient(BoardLine(family))
    assert client.info().mac.hex() == MACS[family]
    data = bytes(range(256)) * 20
    client.flash_write(0x9000, data)
    assert client.flash_read(0x9000, len(data)) == data
    client.eeprom_begin(64)
    client.eeprom_write(10, b"token")
    client.eeprom_xor(10, b"\xff")
    client.eeprom_commit()
    assert client.eeprom_read(9, 4) == b"\xff\x8bok"
    client.close()


def test_the_client_holds_restarts_and_resets_a_board() -> None:
    line = BoardLine(Board.ESP32)
    client = AgentClient(line)
    client.cut_tear(TornModel.RANDOM_BITS, 3)
    client.go()
    client.hold()
    assert line.board.mode is BoardMode.HELD
    client.factory()
    client.restart(ResetKind.PIN)
    assert line.board.boots == 2
    client.close()
