"""The CRC-32 of boot code: highest bit first, started at all ones, not inverted (catalogued as CRC-32/MPEG-2).

RP2040 datasheet, "Flash Second Stage"; esp8266/Arduino, bootloaders/eboot/eboot_command.c.
"""

from typing import Final

_POLYNOMIAL: Final = 0x04C11DB7
_MASK: Final = 0xFFFFFFFF


def crc32_mpeg2(data: bytes) -> int:
    """Give the checksum of `data`; zlib's CRC-32 is another one."""
    crc = _MASK
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (_POLYNOMIAL if crc >> 31 else 0)) & _MASK
    return crc
