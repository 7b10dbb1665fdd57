"""World `sketch:PATH`, that of `sim` with a user's sketch on its boards, and what makes such worlds."""

from pathlib import Path

from oceanhil.hil.worlds.server_core import MakeServer, built_in
from oceanhil.hil.worlds.sim import SimWorld, SimWorldFactory
from oceanhil.hil.worlds.sim_device import SimDevice
from oceanhil.hil.worlds.sketch.device import FindProgram, SketchDevice
from oceanhil.protocol.firmware import Firmware
from oceanhil.scenarios.world import MAIN_DEVICE, WorldRequest

NAME = "sketch"


class SketchWorld(SimWorld):
    """One run's world; implements `oceanhil.scenarios.world.World`."""

    def __init__(self, request: WorldRequest, find_program: FindProgram, make_server: MakeServer = built_in) -> None:
        super().__init__(request, make_server)
        self._find_program = find_program

    @property
    def name(self) -> str:
        """`sketch`."""
        return NAME

    @property
    def is_self_contained(self) -> bool:
        """False: the sketch runs in a process of its own, of which there is no copy."""
        return False

    def device(self, name: str = MAIN_DEVICE) -> SimDevice:
        """Give the device of that name, made at the first call."""
        if name not in self._devices:
            device = SketchDevice(
                name, self._kernel, self._air, self.server, self._request, self._driver, self.trace, self._find_program
            )
            self._add(name, device)
        return self._devices[name]


class SketchWorldFactory(SimWorldFactory):
    """Makes simulated worlds with a sketch on their boards; implements `oceanhil.scenarios.world.WorldFactory`."""

    def __init__(self, path: str) -> None:
        self._path = path

    @property
    def name(self) -> str:
        """`sketch`."""
        return NAME

    def make(self, request: WorldRequest) -> SketchWorld:
        """Make a fresh world; raises WorldError if the sketch cannot be compiled."""
        return SketchWorld(request, self._program_of, self.make_server)

    def _program_of(self, firmware: Firmware) -> Path:
        del firmware
        return Path(self._path).resolve()
