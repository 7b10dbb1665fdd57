"""World `emulated`: one run on emulated boards."""

from hil.emulators.errors import EmulatorError
from hil.worlds.emulated.bench import CAPABILITIES, EmulatedBench, StartedBoard
from hil.worlds.emulated.device import EmulatedDevice
from hil.worlds.emulated.pace import AcceleratedPace
from hil.worlds.emulated.watchdog import Watchdog
from hil.worlds.serial.hand import BoardInHand
from hil.worlds.serial.pace import Pace
from hil.worlds.serial.world import SerialWorld
from hil.worlds.sim_server import START_UNIX_US
from protocol.board import Board
from scenarios.trace import EventKind
from scenarios.world import MAIN_DEVICE, Capability, WorldError, WorldRequest
from simulator.board_storage import DRIVERS

NAME = "emulated"
SPEED = 10
_SPEED_MAX = 50


class EmulatedWorld(SerialWorld):
    """A world of boards whose emulators this process runs; implements `scenarios.world.World`."""

    def __init__(self, name: str, request: WorldRequest, bench: EmulatedBench) -> None:
        self._bench = bench
        self._watchdogs: dict[str, Watchdog] = {}
        self._emulated: dict[str, EmulatedDevice] = {}
        self.started: list[StartedBoard] = []
        super().__init__(name, request, bench.socket(request), self._take_started, CAPABILITIES)

    def device(self, name: str = MAIN_DEVICE) -> EmulatedDevice:
        """Give the device of that name; the first call takes a board for it."""
        if name not in self._emulated:
            self._first = None
            if len(self._emulated) == len(self.started):
                self._take(len(self._emulated))
            started = self.started[len(self._emulated)]
            device = EmulatedDevice(
                name, started, self._kernel, self._inbox, self.server, self.trace, self._server_unix_us
            )
            self._emulated[name] = self._devices[name] = device
            self._hands[name] = started.hand
        return self._emulated[name]

    def in_turn(self) -> str:
        """Name the device whose request is under way, if it is the only one."""
        board = self._bench.exchanges.only_one()
        return next((name for name, hand in list(self._hands.items()) if hand.name == board), "")

    def tell_late(self, late_us: int) -> bool:
        """Let the answer under way come so much later."""
        return self._bench.exchanges.tell_late(late_us)

    def _epoch_us(self) -> int:
        """Begin at the same date as in the simulator: the boards' time is the run's, and not the day's."""
        return START_UNIX_US

    def _make_pace(self) -> Pace:
        self._accelerated = AcceleratedPace(
            self._kernel, self._inbox, self._check, self._bench.speed, self._bench.lifetime
        )
        self._bench.socket(self._request).follow(self._accelerated.behind_us)
        return self._accelerated

    def _server_unix_us(self) -> int:
        """Tell the server's time, also while the scenario's thread stands still and so does the run's time."""
        return self.server.unix_us + self._accelerated.behind_us()

    def _take_started(self, index: int) -> BoardInHand:
        started: StartedBoard = self._bench.take(self._request, index)
        self.started.append(started)
        self._watchdogs[started.hand.name] = Watchdog(started)
        return started.hand

    def _check(self) -> None:
        super()._check()
        for name, device in self._emulated.items():
            hand = self._hands[name]
            with hand.blame():
                try:
                    self._watchdogs[hand.name].look(has_power=device.is_awake)
                except EmulatorError as error:
                    raise WorldError(f"board {hand.name!r}: {error}") from error


class EmulatedWorldFactory:
    """Makes worlds of emulated boards; implements `scenarios.world.WorldFactory`.

    `speed` is how many times faster than real the boards' time runs, 1 to 50 as text: `emulated:1` is real time.
    """

    def __init__(self, speed: str = "") -> None:
        self._name = f"{NAME}:{speed}" if speed else NAME
        self._bench = EmulatedBench(_speed(speed))

    @property
    def name(self) -> str:
        """`emulated`, or with the speed behind a colon."""
        return self._name

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
        return EmulatedWorld(self._name, request, self._bench)

    def close(self) -> None:
        """Switch everything off."""
        self._bench.close()


def _speed(text: str) -> int:
    if not text:
        return SPEED
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= _SPEED_MAX:
        raise WorldError(f"world 'emulated:{text}': {text!r} is no speed, expected a number from 1 to {_SPEED_MAX}")
    return int(text)
