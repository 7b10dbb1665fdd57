"""World `emulated`: one run on emulated boards, beside the server's core and the simulated network."""

from oceanhil.boards import family
from oceanhil.hil.emulators.targets import TARGETS
from oceanhil.hil.worlds.bridged_radio import BoardRadio
from oceanhil.hil.worlds.emulated.bench import CAPABILITIES, EmulatedBench
from oceanhil.hil.worlds.emulated.device import EmulatedDevice, GrantedTime
from oceanhil.hil.worlds.serial.board_world import BoardWorld
from oceanhil.hil.worlds.serial.pace import HeldBoard, HeldPace
from oceanhil.hil.worlds.server_core import LimitedCore, MakeServer, ServerSource, built_in
from oceanhil.hil.worlds.server_look import ServerLook
from oceanhil.hil.worlds.sim_server import SimNetwork, SimServer
from oceanhil.protocol.board import Board
from oceanhil.protocol.world_name import OwnWorld
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import MAIN_DEVICE, Capability, WorldFactory, WorldRequest
from oceanhil.simulator.network import Network

NAME = OwnWorld.EMULATED.value


class EmulatedWorld(BoardWorld):
    """A world of boards whose emulators this process runs."""

    def __init__(self, request: WorldRequest, bench: EmulatedBench, make_server: MakeServer = built_in) -> None:
        """Take the first board, so that a missing emulator is known at once; raises WorldError that names it."""
        super().__init__(NAME, request, CAPABILITIES, is_held=True)
        self._bench = bench
        self.started = [bench.take(request, 0)]
        self._held: list[HeldBoard] = []
        self._pace = HeldPace(self._kernel, self._inbox, self._held)
        core = make_server(request.profile, request.seed)
        self._server = SimServer(self._kernel, request.profile, core, self._trace)
        if request.is_closeup and not isinstance(core, LimitedCore):
            ServerLook(self._trace, lambda: self._server.unix_us)
        self._air = Network(self._kernel, self._server.serve, self._server.answer_time)
        self._network = SimNetwork(self._kernel, self._air, self._trace)
        self._emulated: dict[str, EmulatedDevice] = {}

    @property
    def server(self) -> SimServer:
        """The server."""
        return self._server

    @property
    def network(self) -> SimNetwork:
        """The network between devices and server."""
        return self._network

    def device(self, name: str = MAIN_DEVICE) -> EmulatedDevice:
        """Give the device of that name; the first call takes a board for it."""
        if name not in self._emulated:
            self._emulated[name] = self._devices[name] = self._make(name)
        return self._emulated[name]

    def _make(self, name: str) -> EmulatedDevice:
        index, request, kernel = len(self._emulated), self._request, self._kernel
        if index == len(self.started):
            self.started.append(self._bench.take(request, index))
        started, address = self.started[index], self._air.new_address()
        self._server.know(name, lambda: address)
        time = GrantedTime(started.hand, started.time, kernel.now_us)
        self._held.append(time)
        air = BoardRadio(started.hand.must_have_agent(), time, kernel, self._air, request.profile.device, address)
        return EmulatedDevice(name, started, time, air, kernel, self._inbox, self._server, self._trace)


class EmulatedWorldFactory(WorldFactory):
    """Makes worlds of emulated boards; takes servers (`TakesServers`)."""

    def __init__(self) -> None:
        self._bench = EmulatedBench()
        self._servers: ServerSource | None = None

    def use_servers(self, source: ServerSource) -> None:
        """Take servers from `source` instead of making one for each world."""
        self._servers = source

    @property
    def name(self) -> str:
        """`emulated`."""
        return NAME

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
        return "" if board in TARGETS else f"an {family(board).title} is not emulated: no package of QEMU has its core"

    def blind_on(self, board: Board) -> frozenset[EventKind]:
        """Nothing: the agent tells."""
        del board
        return frozenset()

    def drivers(self, board: Board) -> tuple[str, ...]:
        """Name the generation of the EEPROM library whose layout the firmware keeps."""
        return () if self.absence(board) else (family(board).driver.value,)

    def boards(self, board: Board) -> int | None:
        """Say how many boards of this family there are: as many as are wanted."""
        return 0 if self.absence(board) else None

    def make(self, request: WorldRequest) -> EmulatedWorld:
        """Make a world for one run; raises WorldError that names the package when an emulator is missing."""
        return EmulatedWorld(request, self._bench, built_in if self._servers is None else self._servers.begin)

    def close(self) -> None:
        """Switch everything off, and let go of the server elsewhere, if there is one."""
        self._bench.close()
        if self._servers is not None:
            self._servers.close()
