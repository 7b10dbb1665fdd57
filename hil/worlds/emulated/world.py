"""World `emulated`: one run on emulated boards."""

from hil.emulators.errors import EmulatorError
from hil.worlds.emulated.bench import CAPABILITIES, EmulatedBench, StartedBoard
from hil.worlds.emulated.watchdog import Watchdog
from hil.worlds.serial.hand import BoardInHand
from hil.worlds.serial.world import SerialWorld
from protocol.board import Board
from scenarios.trace import EventKind
from scenarios.world import Capability, WorldError, WorldRequest
from simulator.board_storage import DRIVERS

NAME = "emulated"


class EmulatedWorld(SerialWorld):
    """A world of boards whose emulators this process runs; implements `scenarios.world.World`."""

    def __init__(self, request: WorldRequest, bench: EmulatedBench) -> None:
        self._bench = bench
        self._watchdogs: dict[str, Watchdog] = {}
        super().__init__(NAME, request, bench.socket(request), self._take_started, CAPABILITIES)

    def _take_started(self, index: int) -> BoardInHand:
        started: StartedBoard = self._bench.take(self._request, index)
        self._watchdogs[started.hand.name] = Watchdog(started)
        return started.hand

    def _check(self) -> None:
        super()._check()
        for name, device in self._devices.items():
            hand = self._hands[name]
            with hand.blame():
                try:
                    self._watchdogs[hand.name].look(has_power=device.has_power)
                except EmulatorError as error:
                    raise WorldError(f"board {hand.name!r}: {error}") from error


class EmulatedWorldFactory:
    """Makes worlds of emulated boards; implements `scenarios.world.WorldFactory`."""

    name = NAME

    def __init__(self) -> None:
        self._bench = EmulatedBench()

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What can be done with every board there is."""
        return CAPABILITIES

    def capabilities_on(self, board: Board) -> frozenset[Capability]:
        """What can be done with boards of this family."""
        del board
        return CAPABILITIES

    def absence(self, board: Board) -> str:
        """Say why there is no board of this family; a missing emulator is an error of `make`, and no absence."""
        return "an ESP32 is not emulated: no package of QEMU has its core" if board is Board.ESP32 else ""

    def blind_on(self, board: Board) -> frozenset[EventKind]:
        """Nothing: the agent tells."""
        del board
        return frozenset()

    def drivers(self, board: Board) -> tuple[str, ...]:
        """Name the generation of the EEPROM library whose layout the firmware keeps."""
        return () if self.absence(board) else (DRIVERS[board][0].value,)

    def boards(self, board: Board) -> int | None:
        """Say how many boards of this family there are: as many as are wanted."""
        return 0 if self.absence(board) else None

    def make(self, request: WorldRequest) -> EmulatedWorld:
        """Make a world for one run; raises WorldError that names the package when an emulator is missing."""
        return EmulatedWorld(request, self._bench)

    def close(self) -> None:
        """Switch everything off."""
        self._bench.close()
