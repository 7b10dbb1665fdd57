"""World `native`: that of `sim`, with compiled firmware on its boards."""

from oceanhil.boards.storage import Driver
from oceanhil.hil.worlds.server_core import MakeServer, built_in
from oceanhil.hil.worlds.sim import SimWorld
from oceanhil.hil.worlds.sim_device import SimDevice
from oceanhil.hil.worlds.sim_server import SimServer
from oceanhil.scenarios.trace import Trace
from oceanhil.scenarios.world import MAIN_DEVICE, WorldRequest
from oceanhil.simulator.board.board import DeviceProgram
from oceanhil.simulator.kernel import Kernel
from oceanhil.simulator.network import Network

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
    """One run's world; implements `oceanhil.scenarios.world.World`."""

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
