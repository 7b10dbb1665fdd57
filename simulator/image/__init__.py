"""The application image in a simulated board's flash: in the chip's real format, with firmware as data in it.

One module for each format; `parts` chooses. No code of it ever runs: a board starts the
`oceanhil.protocol.firmware.Firmware` that its image carries.
"""

from oceanhil.simulator.image.parts import build_image, image_parts, read_image, store_image
from oceanhil.simulator.image.payload import FirmwareImage

__all__ = ["FirmwareImage", "build_image", "image_parts", "read_image", "store_image"]
