"""Images by board: made, taken apart for a flashing tool, stored and read."""

from oceanhil.boards import family
from oceanhil.protocol.board import Board
from oceanhil.simulator.eeprom.pico import chip_of
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash
from oceanhil.simulator.image import esp32, esp8266, picow
from oceanhil.simulator.image.payload import FirmwareImage


def build_image(board: Board, image: FirmwareImage) -> bytes:
    """Give the application image: what stands in the first slot with ESP-IDF, at 0 without. Always the same bytes."""
    of = family(board)
    if of.esp_image is not None:
        return esp32.application(of.esp_image, image, of.flash_bytes)
    if of.takes_uf2:
        return picow.application(image, chip_of(board))
    return esp8266.application(image, of.flash_bytes)


def image_parts(board: Board, image: FirmwareImage) -> tuple[tuple[int, bytes], ...]:
    """Give every part that a blank board needs, with its offset in flash: arguments for `write-flash`."""
    of = family(board)
    if of.esp_image is None:
        return ((0, build_image(board, image)),)
    return esp32.parts(of.esp_image, image, of.flash_bytes)


def store_image(board: Board, flash: Flash, image: FirmwareImage) -> None:
    """Put all parts into flash as a tool would, the rest of their last sectors blank: no wear, no cut, no time."""
    for offset, data in image_parts(board, image):
        flash.load(data + b"\xff" * (-len(data) % SECTOR_BYTES), offset)


def read_image(board: Board, flash: Flash) -> FirmwareImage | None:
    """Read the image that the chip would start; None if there is none or one that is damaged, as for a blank flash.

    Looking takes no power and counts nothing.
    """
    of = family(board)
    if of.esp_image is not None:
        return esp32.read(of.esp_image, flash)
    return picow.read(flash, chip_of(board)) if of.takes_uf2 else esp8266.read(flash)
