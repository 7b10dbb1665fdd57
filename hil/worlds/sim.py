"""World `sim`: simulated boards beside the server's core, in virtual time, in one process and without a socket."""

from collections.abc import Callable, Mapping

from oceanhil.boards import UnknownDriverError, family
from oceanhil.boards.storage import Driver
from oceanhil.hil.worlds.guarded_question import GuardedQuestion
from oceanhil.hil.worlds.server_core import SERVER_SIDE, LimitedCore, MakeServer, ServerSource, built_in
from oceanhil.hil.worlds.sim_device import SimDevice, Surroundings
from oceanhil.hil.worlds.sim_server import SimNetwork, SimServer
from oceanhil.hil.worlds.trace_text import board_facts
from oceanhil.protocol.board import Board
from oceanhil.protocol.identity import format_mac
from oceanhil.protocol.profile import Profile
from oceanhil.protocol.world_name import OwnWorld
from oceanhil.scenarios.bounds import RUN_STEPS_MAX
from oceanhil.scenarios.trace import Event, EventKind, Trace
from oceanhil.scenarios.units import format_duration
from oceanhil.scenarios.world import (
    MAIN_DEVICE,
    OF_PROGRAMS,
    Capability,
    LooksClosely,
    World,
    WorldError,
    WorldFactory,
    WorldRequest,
)
from oceanhil.simulator.kernel import Kernel, StepsSpentError
from oceanhil.simulator.network import Network

NAME = OwnWorld.SIM.value
# A simulated exchange is made of messages, not of connections; a program in Python has no heap of the board.
CAPABILITIES = frozenset(Capability) - OF_PROGRAMS


def _endless(steps_max: int, asked_us: int) -> WorldError:
    """Say what a run without an end would be: an error of the run, with what was asked for and what to do."""
    return WorldError(
        f"more happens than anybody waits for, over {steps_max:,} timers and bytes, in {format_duration(asked_us)}"
        f" ({asked_us:,} µs); let less time pass (step time.run, in Python run_for),"
        " or move the server's clock alone (step time.advance, in Python move_clock of the server)"
    )


class SimWorld(World):
    """One run's world."""

    def __init__(self, request: WorldRequest, make_server: MakeServer = built_in) -> None:
        self._request = request
        self._driver = _driver(request)
        self._kernel = Kernel(request.seed, steps_max=self._steps_max)
        self._trace = Trace(is_closeup=request.is_closeup)
        core = make_server(request.profile, request.seed)
        self._limited = core if isinstance(core, LimitedCore) else None
        self._server = SimServer(self._kernel, request.profile, core, self._trace)
        self._air = Network(self._kernel, self._server.serve, self._server.answer_time)
        self._network = SimNetwork(self._kernel, self._air, self._trace)
        self._devices: dict[str, SimDevice] = {}

    @property
    def name(self) -> str:
        """`sim`."""
        return NAME

    @property
    def _steps_max(self) -> int:
        """How much may happen in the run."""
        return RUN_STEPS_MAX

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Everything, as far as the server goes along."""
        return CAPABILITIES if self._limited is None else capabilities_with(self._limited)

    @property
    def is_self_contained(self) -> bool:
        """Whether server and boards are both in this process."""
        return self._limited is None

    @property
    def profile(self) -> Profile:
        """The profile in force."""
        return self._request.profile

    @property
    def trace(self) -> Trace:
        """What happened so far."""
        return self._trace

    @property
    def server(self) -> SimServer:
        """The server."""
        return self._server

    @property
    def network(self) -> SimNetwork:
        """The network between devices and server."""
        return self._network

    @property
    def now_us(self) -> int:
        """Virtual time."""
        return self._kernel.now_us

    def device(self, name: str = MAIN_DEVICE) -> SimDevice:
        """Give the device of that name, made at the first call."""
        if name not in self._devices:
            around = Surroundings(self._kernel, self._air, self._server, self._request, self._driver, self._trace)
            self._add(name, self._make_device(name, around))
        return self._devices[name]

    def _make_device(self, name: str, around: Surroundings) -> SimDevice:
        return SimDevice(name, around)

    def _add(self, name: str, device: SimDevice) -> None:
        if self._limited is not None:
            device.burn_mac(self._limited.make_mac())
        self._devices[name] = device
        self._server.know(name, device.address)
        if self._trace.is_closeup:
            device.look_closely()

    def run_for(self, duration_us: int) -> None:
        """Let virtual time pass."""
        try:
            self._kernel.run_until(self._kernel.now_us + duration_us)
        except StepsSpentError:
            raise _endless(self._steps_max, duration_us) from None

    def wait_for(self, wanted: Callable[[Event], bool], timeout_us: int) -> Event | None:
        """Run the kernel until a new event satisfies `wanted`."""
        trace, question = self._trace, GuardedQuestion(wanted)
        trace.look_for(question)
        try:
            self._kernel.run_while(lambda: trace.wanted is None, self._kernel.now_us + timeout_us)
        except StepsSpentError:
            raise _endless(self._steps_max, timeout_us) from None
        finally:
            found = trace.wanted
            trace.look_for(None)
        question.check()
        return found

    def facts(self) -> Mapping[str, str]:
        """MAC and boots of every board."""
        return board_facts(self._trace, [(each.name, {"mac": format_mac(each.mac)}) for each in self._devices.values()])

    def close(self) -> None:
        """Stop every board and let all go: what holds itself costs a garbage collector a tenth of a boot's time."""
        for device in self._devices.values():
            device.discard()
        self._devices.clear()
        self._server.forget_devices()
        self._kernel.close()
        if self._limited is not None:
            self._limited.end()


class SimWorldFactory(WorldFactory, LooksClosely):
    """Makes simulated worlds; takes servers (`hil.worlds.server_core.TakesServers`)."""

    _servers: ServerSource | None = None

    def use_servers(self, source: ServerSource) -> None:
        """Take servers from `source` instead of making one for each world."""
        self._servers = source

    @property
    def make_server(self) -> MakeServer:
        """What gives each world its server."""
        return built_in if self._servers is None else self._servers.begin

    @property
    def name(self) -> str:
        """`sim`."""
        return NAME

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Everything, as far as the server goes along."""
        return CAPABILITIES if self._servers is None else capabilities_with(self._servers)

    def servers_lack(self, lacking: frozenset[Capability]) -> str:
        """Say what is missing at the side of a server elsewhere."""
        return "" if self._servers is None else self._servers.why_lacking(lacking)

    @property
    def can_repeat(self) -> bool:
        """Unless the server is elsewhere."""
        return self._servers is None

    def capabilities_on(self, board: Board) -> frozenset[Capability]:
        """Everything, on every board."""
        del board
        return self.capabilities

    def absence(self, board: Board) -> str:
        """Nothing is absent."""
        del board
        return ""

    def blind_on(self, board: Board) -> frozenset[EventKind]:
        """Nothing is hidden, unless the server tells of no change."""
        del board
        is_asked = self._servers is not None and not self._servers.tells_changes
        return frozenset({EventKind.STATUS}) if is_asked else frozenset()

    def drivers(self, board: Board) -> tuple[str, ...]:
        """Name the driver generations of `board`, the default first."""
        return tuple(driver.value for driver in family(board).drivers)

    def make(self, request: WorldRequest) -> SimWorld:
        """Make a fresh world."""
        return SimWorld(request, self.make_server)

    def close(self) -> None:
        """Let go of the server elsewhere, if there is one; simulated worlds share nothing else."""
        if self._servers is not None:
            self._servers.close()


def capabilities_with(server: ServerSource | LimitedCore) -> frozenset[Capability]:
    """Give what simulated boards can do, and what this server makes possible."""
    return (CAPABILITIES - SERVER_SIDE - {Capability.VIRTUAL_TIME}) | server.capabilities


def _driver(request: WorldRequest) -> Driver:
    try:
        return family(request.board).driver_named(request.driver)
    except UnknownDriverError as error:
        raise WorldError(str(error)) from None
