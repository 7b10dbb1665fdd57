"""Puts a board, its UART and its agent together."""

from oceanhil.protocol.firmware import Firmware
from oceanhil.simulator.agent.agent import Agent
from oceanhil.simulator.agent.observer import AgentObserver
from oceanhil.simulator.agent.provision import BoardProvisions, ProvisionStore
from oceanhil.simulator.board.board import BoardSetup, SimulatedBoard
from oceanhil.simulator.board.observer import BoardObserver
from oceanhil.simulator.board.uart import UartOut
from oceanhil.simulator.kernel import Kernel
from oceanhil.simulator.network import Network


def wired_board(
    kernel: Kernel,
    network: Network,
    setup: BoardSetup,
    observer: BoardObserver,
    uart_out: UartOut,
    *,
    agent: bool = True,
    provisions: ProvisionStore | None = None,
) -> SimulatedBoard:
    """Make a board whose UART sends to `uart_out`; what arrives is to be given to its `receive`.

    With `provisions` each boot loads firmware and server from there, and a board that finds none is blank; without,
    they are the board's `firmware` and `server_url`. `agent=False`: firmware without agent, which hears nothing.
    """
    if not agent:
        board = SimulatedBoard(kernel, network, setup, observer)
        board.attach_uart(uart_out)
    else:
        board = _board_with_agent(kernel, network, setup, observer, uart_out, provisions)
    if provisions is not None:
        board.firmware_source = lambda: _load(board, provisions)
    return board


def _board_with_agent(  # noqa: PLR0917 - as above
    kernel: Kernel,
    network: Network,
    setup: BoardSetup,
    observer: BoardObserver,
    uart_out: UartOut,
    provisions: ProvisionStore | None,
) -> SimulatedBoard:
    listening = AgentObserver(observer, setup.driver.value)
    board = SimulatedBoard(kernel, network, setup, listening)
    agent = Agent(kernel, board, board.attach_uart(uart_out).send, provisions or BoardProvisions(board))
    listening.connect(agent.report, agent.forget)
    board.hears, board.uplink = agent.hear, agent.uplink
    return board


def _load(board: SimulatedBoard, provisions: ProvisionStore) -> Firmware | None:
    provision = provisions.load()
    board.server_url = "" if provision is None else provision.server_url
    return None if provision is None else provision.firmware
