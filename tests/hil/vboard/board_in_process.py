"""A virtual board in this process, on a line that keeps everything, with a server that answers at once."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from oceanhil.boards import family
from oceanhil.hil.vboard.internet.network import Answered
from oceanhil.hil.vboard.ports.port import BoardLine
from oceanhil.hil.vboard.virtual_board import BoardOptions, VirtualBoard
from oceanhil.protocol.agent.sentence import Sentence, SentenceKind, encode
from oceanhil.protocol.agent.vocabulary import AgentBuild
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.http import Exchanged, HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile
from oceanhil.simulator.board.board import BoardSetup
from oceanhil.simulator.board.mode import BoardMode

PROFILE = load_profile()
SECOND_US = 1_000_000
NOON_US = 1_768_478_400 * SECOND_US
MACS = {Board.ESP32: "246f28aabbcc", Board.ESP8266: "5ccf7f146a18", Board.PICOW: "28cdc1000001"}
TOKEN = "oc_reg_" + "R" * 43
SYNC = bytes.fromhex("c000082400" + "00000000" + "07071220") + b"\x55" * 32 + b"\xc0"


@dataclass
class FakePort:
    """Keeps what the board sends."""

    host_baud: int | None = None
    url: str = "fake"
    has_listener: bool = True
    cable: list[str] = field(default_factory=list)
    sent: bytearray = field(default_factory=bytearray)

    def write(self, data: bytes) -> None:
        self.sent += data

    def unplug(self) -> None:
        self.cable.append("unplug")

    def plug(self) -> None:
        self.cable.append("plug")

    def close(self) -> None:
        self.cable.append("close")


@dataclass
class FakeTransport:
    """Refuses with a status, late by `late_us`."""

    outcome: Exchanged = field(default_factory=lambda: HttpResponse(503, b"{}"))
    late_us: int = 0
    urls: list[str] = field(default_factory=list)
    requests: list[HttpRequest] = field(default_factory=list)

    def send(self, request: HttpRequest, server_url: str, timeout_us: int, answered: Answered) -> None:
        del timeout_us
        self.urls.append(server_url)
        self.requests.append(request)
        answered(self.outcome, self.late_us)

    def ask_time(self, timeout_us: int, told: Callable[[int | None], None]) -> None:
        del timeout_us
        told(NOON_US)


class VirtualBench:
    """A virtual board in held time."""

    def __init__(
        self,
        board: Board = Board.ESP32,
        *,
        agent: bool = True,
        auto_download: bool = True,
        host_baud: int | None = None,
        firmware: Firmware | None = None,
        has_switch: bool = True,
    ) -> None:
        driver = family(board).drivers[0]
        setup = BoardSetup(
            board=board, driver=driver, mac=bytes.fromhex(MACS[board]), device=PROFILE.device, wire=PROFILE.wire
        )
        self.port = FakePort(host_baud)
        self.line = BoardLine()
        self.line.connect(self.port)
        self.transport = FakeTransport()
        options = BoardOptions(
            setup,
            agent=AgentBuild.SIMULATOR if agent else None,
            auto_download=auto_download,
            latency_us=20_000,
            has_switch=has_switch,
        )
        self.virtual = VirtualBoard(options, self.transport, self.line, None, 1)
        if firmware is not None:
            self.virtual.image.install(firmware)

    def run(self, seconds: float) -> "VirtualBench":
        self.virtual.run(self.virtual.kernel.now_us + round(seconds * SECOND_US))
        return self

    def say(self, *words: str) -> str:
        """Send an agent command; give what the board sent in answer."""
        before = len(self.port.sent)
        self.virtual.bytes_came(encode(Sentence(SentenceKind.COMMAND, 1, words)))
        return self.port.sent[before:].decode("latin-1")

    def mode(self) -> BoardMode:
        """What the board is doing."""
        return self.virtual.board.mode

    @property
    def text(self) -> str:
        """All the board sent, without agent sentences."""
        return re.sub(r"\$H(OK|ER|EV),[^\r\n]*\r\n", "", self.port.sent.decode("latin-1"))
