"""What a person does with one simulated device and its entry in the dashboard, for tests of lives made at random."""

from collections.abc import Callable

from oceanhil.hil.worlds.sim import SimWorld
from oceanhil.protocol.board import Board
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.scenarios.trace import EventKind


class LivedDevice:
    """The main device of a world, with a registration token made for it."""

    def __init__(self, world: SimWorld, board: Board) -> None:
        self.world = world
        self.server, self.device, self.network = world.server, world.device(), world.network
        self.entry = self.server.generate_firmware(board, "device")

    def regenerate(self) -> None:
        if self.server.status(self.entry.id) is DeviceStatus.DELETED:
            self.entry = self.server.generate_firmware(self.device.board, "device")
        else:
            self.entry = self.server.regenerate_token(self.entry.id)

    def in_dashboard(self, act: Callable[[str], object]) -> None:
        """Do something to the entry, if it is still there."""
        if self.server.status(self.entry.id) is not DeviceStatus.DELETED:
            act(self.entry.id)

    def cut_next_boot(self, unit: int) -> None:
        boots = sum(event.kind is EventKind.BOOT for event in self.world.trace)
        self.device.cut_power(boots + 1, unit)
