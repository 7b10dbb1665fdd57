"""Puts a board, its UART and its agent together."""

from collections.abc import Callable

from oceanhil.protocol.agent.events import BootEvent, CutEvent, HaltEvent, LoadEvent, RelaysEvent, SaveEvent
from oceanhil.protocol.agent.message import Event
from oceanhil.protocol.agent.vocabulary import AgentBuild
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.record import RecordFlag, RecordReading
from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.agent.agent import Agent
from oceanhil.simulator.agent.output_commands import states
from oceanhil.simulator.agent.provision import BoardProvisions, ProvisionStore
from oceanhil.simulator.board.board import BoardSetup, SimulatedBoard
from oceanhil.simulator.board.observer import BoardObserver
from oceanhil.simulator.board.uart import UartOut
from oceanhil.simulator.kernel import Kernel
from oceanhil.simulator.network import Network

_MAX_REASON = 120


class AgentObserver:
    """Implements `oceanhil.simulator.board.observer.BoardObserver`. `listener` is called before an event goes out."""

    def __init__(self, inner: BoardObserver, driver: str) -> None:
        self._inner = inner
        self._driver = driver
        self._report: Callable[[Event], None] | None = None
        self._forget: Callable[[], None] | None = None

    def connect(self, report: Callable[[Event], None], forget: Callable[[], None]) -> None:
        """Name who sends events, and what is to be forgotten when a boot begins."""
        self._report = report
        self._forget = forget

    def serial(self, text: str, *, rom: bool) -> None:
        """Pass a line on: its text is on the wire already."""
        self._inner.serial(text, rom=rom)

    def booted(self, number: int, reason: ResetReason) -> None:
        """Report a boot, of which the agent knows nothing that was before."""
        if self._forget is not None:
            self._forget()
        self._send(BootEvent(number, reason, self._driver))
        self._inner.booted(number, reason)

    def power_cut(self, unit: int) -> None:
        """Report that power goes: the last that is heard of this boot."""
        self._send(CutEvent(unit))
        self._inner.power_cut(unit)

    def halted(self, reason: str) -> None:
        """Report that the program has ended."""
        self._send(HaltEvent(reason.encode("ascii", "replace")[:_MAX_REASON].decode("ascii")))
        self._inner.halted(reason)

    def relays_moved(self, on: RecordFlag) -> None:
        """Report how the relays stand now."""
        self._send(RelaysEvent(*states(on)))
        self._inner.relays_moved(on)

    def relays_let_go(self, still_on: RecordFlag) -> None:
        """Pass it on: the firmware whose boot is over reports nothing any more."""
        self._inner.relays_let_go(still_on)

    def time_asked(self) -> None:
        """Pass it on: an agent does not report it."""
        self._inner.time_asked()

    def record_read(self, reading: RecordReading) -> None:
        """Report what was read."""
        self._send(LoadEvent(reading.verdict))
        self._inner.record_read(reading)

    def record_saved(self, reading: RecordReading, units: int) -> None:
        """Report a save."""
        self._send(SaveEvent(reading.verdict, units))
        self._inner.record_saved(reading, units)

    def _send(self, event: Event) -> None:
        if self._report is not None:
            self._report(event)


def wired_board(
    kernel: Kernel,
    network: Network,
    setup: BoardSetup,
    observer: BoardObserver,
    uart_out: UartOut,
    *,
    agent: AgentBuild | None = AgentBuild.SIMULATOR,
    provisions: ProvisionStore | None = None,
) -> SimulatedBoard:
    """Make a board whose UART sends to `uart_out`; what arrives is to be given to its `receive`.

    With `provisions` each boot loads firmware and server from there, and a board that finds none is blank; without,
    they are the board's `firmware` and `server_url`. `agent=None`: firmware without agent, which hears nothing.
    """
    if agent is None:
        board = SimulatedBoard(kernel, network, setup, observer)
        board.attach_uart(uart_out)
    else:
        board = _board_with_agent(kernel, network, setup, observer, uart_out, agent, provisions)
    if provisions is not None:
        board.firmware_source = lambda: _load(board, provisions)
    return board


def _board_with_agent(  # noqa: PLR0917 - as above
    kernel: Kernel,
    network: Network,
    setup: BoardSetup,
    observer: BoardObserver,
    uart_out: UartOut,
    build: AgentBuild,
    provisions: ProvisionStore | None,
) -> SimulatedBoard:
    listening = AgentObserver(observer, setup.driver.value)
    board = SimulatedBoard(kernel, network, setup, listening)
    agent = Agent(kernel, board, board.attach_uart(uart_out).send, provisions or BoardProvisions(board), build)
    listening.connect(agent.report, agent.forget)
    board.hears, board.uplink = agent.hear, agent.uplink
    return board


def _load(board: SimulatedBoard, provisions: ProvisionStore) -> Firmware | None:
    provision = provisions.load()
    board.server_url = "" if provision is None else provision.server_url
    return None if provision is None else provision.firmware
