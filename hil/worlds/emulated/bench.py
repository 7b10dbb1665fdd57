"""A bench of emulated boards that it starts itself, each when it is first wanted, each with a chip of its own."""

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

from oceanhil.boards import family
from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.boards.entry import BoardEntry, NetworkBy, PowerBy, Time
from oceanhil.hil.boards.open_board import LinkLine
from oceanhil.hil.boards.power import PowerError
from oceanhil.hil.emulators.board import EmulatedBoard, EmulatedFlash
from oceanhil.hil.emulators.build import build, firmware_image
from oceanhil.hil.emulators.emulator_errors import EmulatorError
from oceanhil.hil.emulators.held_time import HeldTime
from oceanhil.hil.emulators.targets import TARGETS
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.hil.link.port_errors import LinkError
from oceanhil.hil.link.spec import PortSpec
from oceanhil.hil.storage_access.access import StorageAccess
from oceanhil.hil.worlds.serial.bench_board import BenchBoard
from oceanhil.hil.worlds.serial.bridge import BRIDGE_URL
from oceanhil.hil.worlds.serial.programmer import AgentProgrammer
from oceanhil.protocol.board import Board
from oceanhil.scenarios.world import Capability, WorldError, WorldRequest

CAPABILITIES: Final = frozenset(Capability) - {
    Capability.VIRTUAL_TIME,
    Capability.RADIO,
    Capability.WIFI,
    Capability.CONNECTION_FAULTS,
}
# An agent answers within milliseconds, and nothing is lost on this line: whoever is later than this hangs.
_ANSWER_S: Final = 10.0


class EmulatedSwitch:
    """Starts and ends the emulator; implements `oceanhil.hil.boards.power.PowerSwitch`.

    With `hold` it gives power for the agent alone.
    """

    def __init__(self, board: EmulatedBoard, time: HeldTime, *, hold: bool = False) -> None:
        self._board = board
        self._time = time
        self._hold = hold

    def on(self) -> None:
        """Give power, and wait until the board rests for the first time; no time passes for it."""
        try:
            self._board.on(hold=self._hold)
            self._time.let_pass(0)
        except EmulatorError as error:
            raise PowerError(str(error)) from error

    def off(self) -> None:
        """Take power away."""
        self._board.off()


@dataclass(frozen=True, slots=True)
class StartedBoard:
    """An emulated board and its connection; `exits` ends both."""

    board: EmulatedBoard
    hand: BenchBoard
    time: HeldTime
    exits: ExitStack


class EmulatedBench:
    """Gives as many emulated boards of a family as a run wants; they are kept for the next run."""

    def __init__(self) -> None:
        self._started: dict[tuple[Board, int], StartedBoard] = {}

    def take(self, request: WorldRequest, index: int) -> StartedBoard:
        """Give the board number `index` (from 0) of a family, off, with a blank chip; raises WorldError."""
        key = (request.board, index)
        try:
            if key not in self._started:
                self._started[key] = _start(request, index)
        except (EmulatorError, LinkError, OSError) as error:
            raise WorldError(f"emulated {request.board.value}: {error}") from error
        started = self._started[key]
        started.board.off()
        # What stands unfinished on its line belongs to nobody any more.
        started.hand.link.flush_partial()
        started.board.flash.renew(started.hand.mac)
        started.hand.storage.forget()
        return started

    def close(self) -> None:
        """Switch everything off."""
        for started in self._started.values():
            started.exits.close()
        self._started.clear()


def _start(request: WorldRequest, index: int) -> StartedBoard:
    target = TARGETS[request.board]
    driver = family(request.board).drivers[0]
    mac = bytes.fromhex(f"{family(request.board).vendor.hex()}0e00{index + 1:02x}")
    with ExitStack() as exits:
        board = exits.enter_context(EmulatedBoard(target, build(firmware_image(target)), mac, held_time=True))
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
            time=Time.HELD,
        )
        line = LinkLine(link)
        time = HeldTime(board, line)
        exits.callback(time.close)
        agent = AgentClient(line, board=entry.name, timeout_s=_ANSWER_S, attempts=1)
        exits.callback(agent.close)
        raw = EmulatedFlash(board)
        hand = BenchBoard(
            entry=entry,
            mac=mac,
            driver=driver,
            link=link,
            agent=agent,
            control=None,
            switch=EmulatedSwitch(board, time),
            raw=raw,
            storage=StorageAccess(request.board, driver, raw, eeprom_bytes=request.profile.device.eeprom_bytes),
            programmer=AgentProgrammer(agent, EmulatedSwitch(board, time, hold=True), None, BRIDGE_URL),
            capabilities=CAPABILITIES,
        )
        return StartedBoard(board, hand, time, exits.pop_all())
