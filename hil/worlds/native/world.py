"""World `native`: that of `sim`, with compiled firmware on its boards."""

from hil.worlds.server_core import MakeServer, built_in
from hil.worlds.sim import SimWorld
from hil.worlds.sim_device import SimDevice
from hil.worlds.sim_server import SimServer
from scenarios.trace import Trace
from scenarios.world import MAIN_DEVICE, WorldRequest
from simulator.board import DeviceProgram
from simulator.board_storage import Driver
from simulator.kernel import Kernel
from simulator.network import Network

NAME = "native"


class NativeDevice(SimDevice):
    """A simulated board that runs another program than the Python one."""

    def __init__(  # noqa: PLR0917 - as its base class
        self,
        name: str,
        kernel: Kernel,
        network: Network,
        server: SimServer,
        request: WorldRequest,
        driver: Driver,
        trace: Trace,
        program: DeviceProgram,
    ) -> None:
        super().__init__(name, kernel, network, server, request, driver, trace)
        self._board.program = program


class NativeWorld(SimWorld):
    """One run's world; implements `scenarios.world.World`."""

    def __init__(self, request: WorldRequest, program: DeviceProgram, make_server: MakeServer = built_in) -> None:
        super().__init__(request, make_server)
        self._program = program

    @property
    def name(self) -> str:
        """`native`."""
        return NAME

    def device(self, name: str = MAIN_DEVICE) -> SimDevice:
        """Give the device of that name, made at the first call."""
        if name not in self._devices:
            device = NativeDevice(
                name, self._kernel, self._air, self.server, self._request, self._driver, self.trace, self._program
            )
            self._add(name, device)
        return self._devices[name]
