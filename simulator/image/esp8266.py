"""The ESP8266's image: one at offset 0, which its ROM loads (esptool documentation, "Firmware Image Format")."""

from typing import Final

from oceanhil.protocol.formats.esp_image import EspChip, Segment, build_image, parse_image
from oceanhil.simulator.eeprom.esp8266 import eeprom_sector
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash
from oceanhil.simulator.image import payload
from oceanhil.simulator.image.payload import FirmwareImage

_CODE: Final = 0x40100000
_DATA: Final = 0x3FFE8000
#: Xtensa `j .`, filled to a word.
_STAND_STILL: Final = b"\x06\xff\xff\x00"


def application(image: FirmwareImage, flash_bytes: int) -> bytes:
    """Give the image for a chip with so much flash."""
    segments = (Segment(_CODE, _STAND_STILL), Segment(_DATA, payload.pack(image)))
    return build_image(EspChip.ESP8266, _CODE, segments, flash_bytes=flash_bytes)


def read(flash: Flash) -> FirmwareImage | None:
    """Read what would start, None if there is nothing or it is damaged; it must end below the EEPROM's spare sector."""
    limit = (eeprom_sector(flash.size_bytes) - 1) * SECTOR_BYTES
    segments = parse_image(flash.dump(0, limit), EspChip.ESP8266, digest=False)
    return None if segments is None else payload.unpack(segments[-1].data)
