"""How firmware gets onto an emulated board, and how its power is switched."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from hil.agent.client import AgentClient
from hil.agent.errors import AgentError
from hil.boards.power import PowerError
from hil.emulators.board import EmulatedBoard
from hil.emulators.errors import EmulatorError
from hil.worlds.emulated.boots import BootWatch
from hil.worlds.serial.bridge import BRIDGE_URL
from hil.worlds.serial.programmer import provisioning
from protocol.firmware import Firmware


class EmulatedSwitch:
    """Starts and ends the emulator; implements `hil.boards.power.PowerSwitch`."""

    def __init__(self, board: EmulatedBoard, boots: BootWatch) -> None:
        self._board = board
        self._boots = boots

    def on(self) -> None:
        """Give power, and wait until the board boots."""
        try:
            with self._boots.expecting():
                self._turn_on(hold=False)
        except AgentError as error:
            raise PowerError(self._cause(error)) from error

    def hold(self) -> None:
        """Give power for the agent alone."""
        self._turn_on(hold=True)

    def off(self) -> None:
        """Take power away."""
        self._board.off()

    def _cause(self, error: AgentError) -> str:
        try:
            self._board.check()
        except EmulatorError as ended:
            return str(ended)
        return str(error)

    def _turn_on(self, *, hold: bool) -> None:
        try:
            self._board.on(hold=hold)
        except EmulatorError as error:
            raise PowerError(str(error)) from error


class EmulatedProgrammer:
    """Through the agent, as on a board; implements `hil.worlds.serial.programmer.Programmer`."""

    stops_program = False

    def __init__(self, agent: AgentClient, patient_agent: AgentClient, switch: EmulatedSwitch) -> None:
        """Take two clients of the same agent: the patient one waits for an emulator to start."""
        self._agent = agent
        self._patient_agent = patient_agent
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
            self._patient_agent.open()
            yield
        finally:
            self._switch.off()
