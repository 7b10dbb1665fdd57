"""The firmware of a virtual board: the application image in its own flash, read at each boot."""

from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.simulator.agent import Provision
from oceanhil.simulator.flash import BLANK_SECTOR, SECTOR_BYTES, Flash
from oceanhil.simulator.image import FirmwareImage, image_parts, read_image, store_image


class ImageInFlash:
    """Implements `oceanhil.simulator.agent.ProvisionStore` on the flash of a board, which `connect` gives it."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._flash: Flash | None = None

    def connect(self, flash: Flash) -> None:
        """Use this flash."""
        self._flash = flash

    def load(self) -> Provision | None:
        """Read the image; None where nothing would start."""
        assert self._flash is not None
        image = read_image(self._board, self._flash)
        return None if image is None else Provision(image.firmware, image.server_url or "")

    def save(self, provision: Provision | None) -> None:
        """Write an image as a flashing tool does, or blank the sectors of the one there is."""
        assert self._flash is not None
        if provision is not None:
            image = FirmwareImage(provision.firmware, provision.server_url or None)
            store_image(self._board, self._flash, image)
            return
        image_there = read_image(self._board, self._flash)
        if image_there is not None:
            for offset, data in image_parts(self._board, image_there):
                first, last = offset // SECTOR_BYTES, (offset + len(data) - 1) // SECTOR_BYTES
                self._flash.load(BLANK_SECTOR * (last - first + 1), first * SECTOR_BYTES)

    def install(self, firmware: Firmware) -> None:
        """Put an image with this firmware on the board, for the server it is told of otherwise."""
        self.save(Provision(firmware))
