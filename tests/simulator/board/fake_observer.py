"""A whole simulated board with an observer that writes everything down, beside a server that grants everything."""

from dataclasses import dataclass, field

from oceanhil.boards import family as family_of
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.http import Exchanged, HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.record import RecordFlag, RecordReading, StorePolicy
from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.board.board import BoardSetup, SimulatedBoard
from oceanhil.simulator.kernel import Kernel
from oceanhil.simulator.network import Network
from tests.simulator.answers import NOW_S, PERMANENT, Answer, Sent, answers, registered

PROFILE = load_profile()
SECOND_US = 1_000_000
MACS = {Board.ESP32: "246f28aabbcc", Board.ESP8266: "5ccf7f146a18", Board.PICOW: "28cdc1000001"}
REGISTRATION = "oc_reg_" + "R" * 43
# A token that fits both layouts of the record.
SHORT_TOKEN = PERMANENT[:32]


@dataclass
class FakeObserver:
    """What the board told the world; implements `BoardObserver`."""

    lines: list[str] = field(default_factory=list)
    rom_lines: list[str] = field(default_factory=list)
    boots: list[tuple[int, ResetReason]] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    halts: list[str] = field(default_factory=list)
    relays: list[RecordFlag] = field(default_factory=list)
    time_questions: int = 0
    reads: list[RecordReading] = field(default_factory=list)
    saves: list[tuple[RecordReading, int]] = field(default_factory=list)

    def serial(self, text: str, *, rom: bool) -> None:
        (self.rom_lines if rom else self.lines).append(text)

    def booted(self, number: int, reason: ResetReason) -> None:
        self.boots.append((number, reason))

    def power_cut(self, unit: int) -> None:
        self.cuts.append(unit)

    def halted(self, reason: str) -> None:
        self.halts.append(reason)

    def relays_moved(self, on: RecordFlag) -> None:
        self.relays.append(on)

    def relays_let_go(self, still_on: RecordFlag) -> None:
        self.relays.append(still_on)

    def time_asked(self) -> None:
        self.time_questions += 1

    def record_read(self, reading: RecordReading) -> None:
        self.reads.append(reading)

    def record_saved(self, reading: RecordReading, units: int) -> None:
        self.saves.append((reading, units))


@dataclass
class Wire:
    """What left the board's UART, piece by piece, with the baud rate of each."""

    pieces: list[tuple[bytes, int]] = field(default_factory=list)

    def send(self, data: bytes, baud: int) -> None:
        self.pieces.append((data, baud))

    def heard(self, baud: int = 115_200) -> bytes:
        return b"".join(data for data, sent_baud in self.pieces if sent_baud == baud)

    @property
    def everything(self) -> bytes:
        return b"".join(data for data, _ in self.pieces)


def setup_of(family: Board) -> BoardSetup:
    mac = bytes.fromhex(MACS[family])
    return BoardSetup(
        board=family, driver=family_of(family).drivers[0], mac=mac, device=PROFILE.device, wire=PROFILE.wire
    )


class ObservedBoard:
    """A board with firmware, not yet powered."""

    def __init__(
        self,
        family: Board = Board.ESP32,
        store: StorePolicy = StorePolicy.REFERENCE,
        answer: Answer | None = None,
        *,
        tls: bool = True,
        sntp: bool = True,
    ) -> None:
        self._answer = answer or answers(register=[registered(SHORT_TOKEN)])
        self.kernel = Kernel(1)
        self.network = Network(self.kernel, self._serve, lambda: NOW_S * SECOND_US + self.kernel.now_us)
        self.observer = FakeObserver()
        self.requests: list[HttpRequest] = []
        self.board = SimulatedBoard(self.kernel, self.network, setup_of(family), self.observer)
        self.board.firmware = Firmware(REGISTRATION, store=store, tls=tls, sntp=sntp)

    def wire(self) -> "Wire":
        """Attach a UART that nobody but a listener is on."""
        wire = Wire()
        self.board.attach_uart(wire.send)
        return wire

    def run(self, seconds: float) -> None:
        self.kernel.run_until(self.kernel.now_us + round(seconds * SECOND_US))

    def power_on(self, seconds: float = 20) -> FakeObserver:
        self.board.power_on()
        self.run(seconds)
        return self.observer

    def registered(self) -> "ObservedBoard":
        """Let it register, then take power away and forget what it told so far."""
        self.power_on()
        self.board.power_off()
        self.observer.lines.clear()
        self.requests.clear()
        return self

    def _serve(self, request: HttpRequest) -> HttpResponse:
        self.requests.append(request)
        sent = Sent(self.kernel.now_us / SECOND_US, request.method, request.path, request.headers, request.body)
        outcome: Exchanged = self._answer(sent)
        assert isinstance(outcome, HttpResponse)
        return outcome
