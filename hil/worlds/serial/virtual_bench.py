"""A bench of virtual boards that it starts itself, each when it is first wanted: nothing has to be plugged in."""

import dataclasses
from contextlib import ExitStack

from hil.boards.entry import BoardEntry, PowerControl, Time
from hil.link.modem import ModemPolicy
from hil.vboard.errors import VirtualBoardError
from hil.vboard.launcher import VirtualBoardProcess
from hil.worlds.serial.connect import Surroundings, connect
from hil.worlds.serial.hand import UNSEEN_WITHOUT_AGENT, BoardInHand
from hil.worlds.serial.server import BenchSocket
from protocol.board import Board
from scenarios.trace import EventKind
from scenarios.world import Capability, WorldError, WorldRequest
from simulator.board_storage import DRIVERS

_VENDOR = {Board.ESP32: "24:6f:28", Board.ESP8266: "5c:cf:7f", Board.PICOW: "28:cd:c1"}
_DOWNLOADABLE = frozenset({Board.ESP32, Board.ESP8266})


class VirtualBench:
    """Gives as many virtual boards of a family as a run wants; they are kept for the next run.

    With `agent` False nothing but their serial line and their buttons is used, and esptool.
    """

    def __init__(self, *, agent: bool) -> None:
        self._agent = agent
        self._boards: dict[tuple[Board, str, int], BoardInHand] = {}
        self._exits = ExitStack()
        self._socket: BenchSocket | None = None

    def capabilities_on(self, board: Board) -> frozenset[Capability]:
        """Everything, or what can be done without an agent."""
        del board
        if self._agent:
            return frozenset(Capability)
        lacking = {
            Capability.STORAGE_WATCH,
            Capability.POWER_CUT,
            Capability.DEVICE_CLOCK,
            Capability.MAC_OVERRIDE,
        }
        return frozenset(Capability) - lacking

    def absence(self, board: Board) -> str:
        """Say why there is none of this family."""
        if not self._agent and board not in _DOWNLOADABLE:
            return f"a virtual {board.value} without an agent: its boot ROM has no download mode over serial"
        return ""

    def blind_on(self, board: Board) -> frozenset[EventKind]:
        """Without an agent: what the program loads and saves."""
        del board
        return frozenset() if self._agent else UNSEEN_WITHOUT_AGENT

    def drivers(self, board: Board) -> tuple[str, ...]:
        """Name the driver generations, the default first."""
        return tuple(driver.value for driver in DRIVERS[board])

    def socket(self, request: WorldRequest) -> BenchSocket:
        """Give the server's port, opened at the first call."""
        if self._socket is None:
            self._socket = BenchSocket(request.profile, "127.0.0.1", 0)
            self._exits.callback(self._socket.close)
        return self._socket

    def take(self, request: WorldRequest, index: int) -> BoardInHand:
        """Give the board number `index` (from 0) of the family and driver that is asked for."""
        driver = request.driver or DRIVERS[request.board][0].value
        key = (request.board, driver, index)
        if key not in self._boards:
            try:
                self._boards[key] = self._start(request, driver, index)
            except VirtualBoardError as error:
                raise WorldError(f"virtual {request.board.value}: {error}") from error
        return self._boards[key]

    def close(self) -> None:
        """Switch everything off."""
        self._boards.clear()
        self._exits.close()

    def _start(self, request: WorldRequest, driver: str, index: int) -> BoardInHand:
        socket = self.socket(request)
        board, mac = request.board, f"{_VENDOR[request.board]}:00:00:{index + 1:02x}"
        process = self._exits.enter_context(
            VirtualBoardProcess(
                *("--board", board.value, "--driver", driver, "--mac", mac, "--clock", "held"),
                *("--server", socket.url, "--time-server", socket.time_server),
                "--agent" if self._agent else "--no-agent",
            )
        )
        entry = BoardEntry(
            name=f"virtual-{board.value}-{index + 1}",
            kind=board,
            lines=ModemPolicy.NONE,
            power=PowerControl(process.control_address),
            port=process.port_url,
            mac=bytes.fromhex(mac.replace(":", "")),
            agent=self._agent,
            driver=driver,
            time=Time.HELD,
        )
        hand = connect(entry, Surroundings(socket.url, request.profile), self._exits)
        return dataclasses.replace(hand, capabilities=self.capabilities_on(board))
