"""How firmware gets onto an emulated board, and how its power is switched."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from hil.agent.client import AgentClient
from hil.boards.power import PowerError
from hil.emulators.board import EmulatedBoard
from hil.emulators.errors import EmulatorError
from hil.worlds.serial.bridge import BRIDGE_URL
from hil.worlds.serial.programmer import provisioning
from protocol.firmware import Firmware


class EmulatedSwitch:
    """Starts and ends the emulator; implements `hil.boards.power.PowerSwitch`."""

    def __init__(self, board: EmulatedBoard) -> None:
        self._board = board

    def on(self) -> None:
        """Give power."""
        self._turn_on(hold=False)

    def hold(self) -> None:
        """Give power for the agent alone."""
        self._turn_on(hold=True)

    def off(self) -> None:
        """Take power away."""
        self._board.off()

    def _turn_on(self, *, hold: bool) -> None:
        try:
            self._board.on(hold=hold)
        except EmulatorError as error:
            raise PowerError(str(error)) from error


class EmulatedProgrammer:
    """Through the agent, as on a board; implements `hil.worlds.serial.programmer.Programmer`."""

    stops_program = False

    def __init__(self, agent: AgentClient, switch: EmulatedSwitch) -> None:
        self._agent = agent
        self._switch = switch

    def program(self, firmware: Firmware) -> None:
        """Provision; a running board starts again."""
        self._agent.provision(provisioning(firmware, BRIDGE_URL))

    def when_port_is_back(self, then: object) -> None:
        """Nothing: the port is never given away."""

    def reaching(self, *, powered: bool) -> AbstractContextManager[object]:
        """Let the agent run on a board that is off."""
        return nullcontext() if powered else self._held()

    @contextmanager
    def _held(self) -> Iterator[None]:
        self._switch.hold()
        try:
            yield
        finally:
            self._switch.off()
