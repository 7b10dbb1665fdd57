"""Anybody's program for a Pico W on a virtual board: the same boots as in world `emulated:FILE`, on a real server."""

from collections.abc import Callable
from urllib.parse import urlsplit

from oceanhil.hil.emulators.image_file import ImageFile
from oceanhil.hil.worlds.image.boots import Emulators, ImageBoots, Owner
from oceanhil.hil.worlds.sketch.real_board import DistantServer
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.resets import ResetReason
from oceanhil.remote.wire.http_exchange import Route
from oceanhil.simulator.board.board import SimulatedBoard
from oceanhil.simulator.kernel import Kernel
from oceanhil.simulator.network import Network


class ImageOnBoard:
    """Implements `oceanhil.hil.vboard.virtual_board.BoardFirmware`: an image as the firmware of a virtual board."""

    firmware = Firmware("")

    def __init__(
        self,
        image: ImageFile,
        route: Callable[[], Route],
        now_us: Callable[[], int],
        tell: Callable[[str], None],
        *,
        is_real_time: bool,
    ) -> None:
        """Take what runs, and the way to the server; `tell` hears of a program that goes no further."""
        self._image = image
        self._route = route
        self._server = DistantServer(route, now_us)
        self._tell = tell
        self._is_real_time = is_real_time
        self._emulators = Emulators()
        self._boots: ImageBoots | None = None

    def connect(self, kernel: Kernel, board: SimulatedBoard, network: Network) -> None:
        """Become the firmware of this board."""
        if self._boots is not None:
            self._boots.close()
        owner = Owner(board.send, self._tell, self._server_name, is_real_time=self._is_real_time)
        self._boots = boots = ImageBoots(self._image, kernel, board, network, self._server, self._emulators, owner)
        board.program = boots.run
        board.firmware_source = lambda: self.firmware
        board.hears = boots.hear

    def booted(self, reason: ResetReason) -> None:
        """Hear why the board starts."""
        assert self._boots is not None
        self._boots.start(reason)

    def close(self) -> None:
        """End the emulator, and let the connection go."""
        self._server.close()
        if self._boots is not None:
            self._boots.close()
        self._emulators.close()

    def _server_name(self) -> str:
        return urlsplit(self._route().url).hostname or ""
