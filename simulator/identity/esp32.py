"""The ESP32's MAC: fuse words, interface addresses, and the number that `ESP.getEfuseMac()` makes of it.

Block 0 (ESP32 Technical Reference Manual, "eFuse Controller"; ESP-IDF `esp_efuse_mac_get_default`): RDATA1 at
0x3FF5A004 holds octets 2-5 big-endian, RDATA2 at 0x3FF5A008 octets 0-1 in its low half and their CRC-8 in bits 16-23.
Block 3 (from 0x3FF5A078) may hold a MAC of the product's maker: the CRC-8, the octets in order, and a version.
ESP32-S3 and C3 keep the MAC elsewhere: `oceanhil.simulator.identity.block1`.
"""

from enum import Enum
from typing import Final

_POLYNOMIAL = 0x8C
_CUSTOM_VERSION: Final = 1
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


class Interface(Enum):
    """A network interface; the value is what ESP-IDF adds to the last octet with four universal addresses."""

    STATION = 0
    ACCESS_POINT = 1
    BLUETOOTH = 2
    ETHERNET = 3


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


def burn_custom(mac: bytes) -> tuple[int, ...]:
    """Give the eight words of block 3 with `mac` in them, as `espefuse burn-custom-mac` burns them."""
    low = bytes([crc8(mac)]) + mac
    words = int.from_bytes(low, "little")
    return (words & 0xFFFFFFFF, words >> 32, 0, 0, 0, _CUSTOM_VERSION << 24, 0, 0)


def read_custom(words: tuple[int, ...]) -> bytes:
    """Read the maker's MAC out of block 3 (`esp_efuse_mac_get_custom`); raises MacUnreadableError if there is none."""
    version = words[5] >> 24
    if version != _CUSTOM_VERSION:
        raise MacUnreadableError(f"custom MAC version is {version}, expected {_CUSTOM_VERSION}")
    burnt, *octets = (words[0] | words[1] << 32).to_bytes(8, "little")[:7]
    mac = bytes(octets)
    if burnt != crc8(mac):
        raise MacUnreadableError(f"custom MAC's CRC is {burnt:#04x}, computed {crc8(mac):#04x}")
    return mac


def interface_mac(mac: bytes, interface: Interface) -> bytes:
    """Give the address of an interface: the last octet goes up and wraps within its eight bits."""
    return mac[:5] + bytes([(mac[5] + interface.value) & 0xFF])


def efuse_mac(mac: bytes) -> int:
    """Give what `ESP.getEfuseMac()` returns: the first octet is the lowest byte (arduino-esp32, Esp.cpp)."""
    return int.from_bytes(mac, "little")
