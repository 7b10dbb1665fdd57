"""A bench of emulated boards that it starts itself, each when it is first wanted, each with a chip of its own."""

from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Final

from hil.agent.client import AgentClient
from hil.agent.http_bridge import Exchanger, HttpBridge
from hil.boards.agent_line import LinkLine
from hil.boards.entry import BoardEntry, NetworkBy, PowerBy
from hil.emulators.board import EmulatedBoard
from hil.emulators.building import build, firmware_image
from hil.emulators.errors import EmulatorError
from hil.emulators.raw_flash import EmulatedFlash
from hil.emulators.targets import TARGETS
from hil.emulators.time_teller import TimeTeller
from hil.link.errors import LinkError
from hil.link.link import SerialLink
from hil.link.modem import ModemPolicy
from hil.link.spec import PortSpec
from hil.storage_access.access import StorageAccess
from hil.vboard.internet.http_exchange import HttpExchanger, Route
from hil.vboard.internet.time_source import sntp_time
from hil.worlds.emulated.boots import BootWatch, RestartingAgent
from hil.worlds.emulated.departure import Departure
from hil.worlds.emulated.exchanges import Exchanges
from hil.worlds.emulated.lifetime import Lifetime
from hil.worlds.emulated.paced_socket import PacedSocket
from hil.worlds.emulated.programmer import EmulatedProgrammer, EmulatedSwitch
from hil.worlds.serial.hand import BoardInHand
from protocol.board import Board
from protocol.profile import Profile
from scenarios.world import Capability, WorldError, WorldRequest
from simulator.board_storage import DRIVERS

CAPABILITIES: Final = frozenset(Capability) - {
    Capability.VIRTUAL_TIME,
    Capability.RADIO,
    Capability.WIFI,
}
_TIME_S: Final = 1.0
# An agent answers within milliseconds. What is lost is lost to a reset, and nobody should wait long for it: the boards'
# time runs on, several times as fast.
_ANSWER_S: Final = 0.25
_ATTEMPTS: Final = 8
_START_S: Final = 10.0
_VENDOR: Final = {Board.ESP8266: "5ccf7f", Board.PICOW: "28cdc1"}


@dataclass(frozen=True, slots=True)
class StartedBoard:
    """An emulated board and its connection; `exits` ends both."""

    board: EmulatedBoard
    hand: BoardInHand
    switch: EmulatedSwitch
    exits: ExitStack


class EmulatedBench:
    """Gives as many emulated boards of a family as a run wants; they are kept for the next run."""

    def __init__(self, speed: int) -> None:
        """Take how many times faster than real the boards' time runs."""
        self.speed = speed
        self.exchanges = Exchanges(speed)
        self.lifetime = Lifetime(self.exchanges)
        self._started: dict[tuple[Board, int], StartedBoard] = {}
        self._exits = ExitStack()
        self._socket: PacedSocket | None = None

    def socket(self, request: WorldRequest) -> PacedSocket:
        """Give the server's port, opened at the first call."""
        if self._socket is None:
            self._socket = PacedSocket(request.profile, "127.0.0.1", 0)
            self._exits.callback(self._socket.close)
        return self._socket

    def take(self, request: WorldRequest, index: int) -> StartedBoard:
        """Give the board number `index` (from 0) of a family, off, with a blank chip; raises WorldError."""
        key = (request.board, index)
        try:
            if key not in self._started:
                self._started[key] = self._start(request, index)
        except (EmulatorError, LinkError, OSError) as error:
            raise WorldError(f"emulated {request.board.value}: {error}") from error
        started = self._started[key]
        started.board.off()
        self.lifetime.end(started.hand.name)
        started.board.flash.renew(started.hand.mac)
        started.switch.boot_clock = None
        started.hand.storage.forget()
        return started

    def close(self) -> None:
        """Switch everything off."""
        for started in self._started.values():
            started.exits.close()
        self._started.clear()
        self._exits.close()

    def _start(self, request: WorldRequest, index: int) -> StartedBoard:
        socket = self.socket(request)
        target = TARGETS[request.board]
        driver = DRIVERS[request.board][0]
        mac = bytes.fromhex(f"{_VENDOR[request.board]}0e00{index + 1:02x}")
        with ExitStack() as exits:
            board = exits.enter_context(EmulatedBoard(target, build(firmware_image(target)), mac, speed=self.speed))
            link = exits.enter_context(SerialLink(PortSpec(url=board.line.url)))
            entry = BoardEntry(
                name=f"emulated-{request.board.value}-{index + 1}",
                kind=request.board,
                lines=ModemPolicy.NONE,
                power=PowerBy.AGENT,
                port=board.line.url,
                mac=mac,
                agent=True,
                driver=driver.value,
                network=NetworkBy.BRIDGE,
            )
            line = LinkLine(link)
            agent = RestartingAgent(line, board=entry.name, timeout_s=_ANSWER_S, attempts=_ATTEMPTS)
            exits.callback(agent.close)
            exits.callback(agent.on_event(partial(self.lifetime.hear, entry.name)))
            patient_agent = AgentClient(line, board=entry.name, timeout_s=_START_S, attempts=2)
            exits.callback(patient_agent.close)
            exits.enter_context(HttpBridge(agent, self._exchanger(entry.name, request.profile, exits)))
            exits.enter_context(TimeTeller(line, agent, lambda: _time_of(socket)))
            watch = BootWatch(agent)
            exits.callback(watch.close)
            comes, departing = partial(self.lifetime.begin, entry.name), Departure(entry.name, agent, self.lifetime)
            switch = EmulatedSwitch(board, watch, patient_agent, comes=comes, departing=departing)
            raw = EmulatedFlash(board)
            hand = BoardInHand(
                entry=entry,
                mac=mac,
                driver=driver,
                link=link,
                agent=agent,
                control=None,
                switch=switch,
                raw=raw,
                storage=StorageAccess(request.board, driver, raw, eeprom_bytes=request.profile.device.eeprom_bytes),
                programmer=EmulatedProgrammer(agent, patient_agent, switch),
                capabilities=CAPABILITIES,
            )
            return StartedBoard(board, hand, switch, exits.pop_all())

    def _exchanger(self, name: str, profile: Profile, exits: ExitStack) -> Exchanger:
        """Give what does the requests of the board `name`."""
        assert self._socket is not None
        exchanger = HttpExchanger(Route(self._socket.url))
        exits.callback(exchanger.close)
        timeout_s = float(profile.device.http_timeout_s)
        return lambda request: self.exchanges.exchange(name, exchanger, request, timeout_s)


def _time_of(socket: PacedSocket) -> int | None:
    host, _, port = socket.time_server.rpartition(":")
    return sntp_time(host.strip("[]"), int(port), _TIME_S)
