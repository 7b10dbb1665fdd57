"""Images by board: made, taken apart for a flashing tool, stored and read."""

from oceanhil.protocol.board import Board
from oceanhil.simulator.flash import SECTOR_BYTES, Flash
from oceanhil.simulator.image import esp32, esp8266, picow
from oceanhil.simulator.image.model import FirmwareImage


def build_image(board: Board, image: FirmwareImage) -> bytes:
    """Give the application image: what stands at 0x10000 on an ESP32 and at 0 on the others. Always the same bytes."""
    match board:
        case Board.ESP32:
            return esp32.application(image)
        case Board.ESP8266:
            return esp8266.application(image)
        case Board.PICOW:
            return picow.application(image)


def image_parts(board: Board, image: FirmwareImage) -> tuple[tuple[int, bytes], ...]:
    """Give every part that a blank board needs, with its offset in flash: arguments for `write-flash`."""
    if board is Board.ESP32:
        return esp32.parts(image)
    return ((0, build_image(board, image)),)


def store_image(board: Board, flash: Flash, image: FirmwareImage) -> None:
    """Put all parts into flash as a tool would, the rest of their last sectors blank: no wear, no cut, no time."""
    for offset, data in image_parts(board, image):
        flash.load(data + b"\xff" * (-len(data) % SECTOR_BYTES), offset)


def read_image(board: Board, flash: Flash) -> FirmwareImage | None:
    """Read the image that the chip would start; None if there is none or one that is damaged, as for a blank flash.

    Looking takes no power and counts nothing.
    """
    match board:
        case Board.ESP32:
            return esp32.read(flash)
        case Board.ESP8266:
            return esp8266.read(flash)
        case Board.PICOW:
            return picow.read(flash)
