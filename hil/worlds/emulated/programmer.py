"""How firmware gets onto an emulated board, and how its power is switched."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from hil.agent.client import AgentClient
from hil.agent.errors import AgentError
from hil.boards.power import PowerError
from hil.emulators.board import EmulatedBoard
from hil.emulators.errors import EmulatorError
from hil.worlds.emulated.boots import BootWatch
from hil.worlds.emulated.departure import Departure
from hil.worlds.serial.bridge import BRIDGE_URL
from hil.worlds.serial.programmer import provisioning
from protocol.firmware import Firmware


class EmulatedSwitch:
    """Starts and ends the emulator; implements `hil.boards.power.PowerSwitch`."""

    def __init__(
        self,
        board: EmulatedBoard,
        boots: BootWatch,
        patient_agent: AgentClient,
        *,
        comes: Callable[[], None],
        departing: Departure,
    ) -> None:
        """Take an agent that waits for an emulator to start.

        `comes` is called just before the board begins to run, `departing` surrounds its loss of power.
        """
        self._comes = comes
        self._departing = departing
        self._board = board
        self._boots = boots
        self._patient_agent = patient_agent
        self.boot_clock: Callable[[], int] | None = None
        """What the clock shows at a boot, asked just before it (Unix µs); None is 1970."""
        self._has_boot_clock = False

    def on(self) -> None:
        """Give power, and wait until the board boots."""
        try:
            with self._boots.expecting():
                self._boot()
        except AgentError as error:
            raise PowerError(self._cause(error)) from error

    def set_boot_clock(self) -> None:
        """Put the clock of the boot that comes now on the board's chip."""
        if self.boot_clock is None and not self._has_boot_clock:
            return
        self._has_boot_clock = self.boot_clock is not None
        try:
            self._board.set_boot_clock(None if self.boot_clock is None else self.boot_clock())
        except EmulatorError as error:
            raise PowerError(str(error)) from error

    def hold(self) -> None:
        """Give power for the agent alone."""
        self._turn_on(hold=True)

    def off(self) -> None:
        """Take power away."""
        with self._departing():
            self._board.off()

    def _boot(self) -> None:
        if self.boot_clock is None:
            self.set_boot_clock()
            self._comes()
            self._turn_on(hold=False)
            return
        # An emulator takes its time to start: the clock is set when only a reset is left to do.
        self.hold()
        self._patient_agent.open()
        self._comes()
        self.set_boot_clock()
        self._patient_agent.go()

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
