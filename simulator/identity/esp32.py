"""The ESP32's MAC, and the fuse words that hold it.

Block 0 (ESP32 Technical Reference Manual, "eFuse Controller"; ESP-IDF `esp_efuse_mac_get_default`): RDATA1 at
0x3FF5A004 holds octets 2-5 big-endian, RDATA2 at 0x3FF5A008 octets 0-1 in its low half and their CRC-8 in bits 16-23.
ESP32-S3 and C3 keep the MAC elsewhere: `oceanhil.simulator.identity.block1`.
"""

from typing import Final

_POLYNOMIAL = 0x8C
# Kept for Espressif's own use: accepted whatever their CRC says (ESP-IDF, esp_efuse_mac_get_default).
_ANY_CRC_FROM: Final = bytes.fromhex("18fe346a85c7")
_ANY_CRC_TO: Final = bytes.fromhex("18fe346a85f8")


def _shifted_out(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ (_POLYNOMIAL if byte & 1 else 0)
    return byte


_TABLE = tuple(_shifted_out(byte) for byte in range(256))


def crc8(data: bytes) -> int:
    """CRC-8 over `data`: reflected polynomial 0x8C, initial value 0 (Dallas/Maxim), as ESP32 fuses use it."""
    crc = 0
    for byte in data:
        crc = _TABLE[crc ^ byte]
    return crc


class MacUnreadableError(Exception):
    """The chip gave no usable MAC; the text says why."""


def burn(mac: bytes) -> tuple[int, int, int]:
    """Give RDATA0, RDATA1 and RDATA2 of block 0 as the factory burns them for the six octets `mac`."""
    return (0, int.from_bytes(mac[2:6], "big"), int.from_bytes(mac[0:2], "big") | crc8(mac) << 16)


def read(words: tuple[int, ...]) -> bytes:
    """Read the factory's MAC out of the words of block 0; raises MacUnreadableError if its CRC is wrong."""
    mac = (words[2] & 0xFFFF).to_bytes(2, "big") + words[1].to_bytes(4, "big")
    burnt, computed = words[2] >> 16 & 0xFF, crc8(mac)
    if burnt != computed and not _ANY_CRC_FROM <= mac <= _ANY_CRC_TO:
        raise MacUnreadableError(f"fuse CRC is {burnt:#04x}, computed {computed:#04x}")
    return mac
