"""MAC addresses and the device ID made from them.

The device ID is the board's prefix and the twelve upper-case hex digits of the station MAC ("[SYSTEM] Device ID:
ESP32_XXXXXXXXXXXX", page "Firmware Flash Success But No Connection"). Firmware in the field derives it wrongly in a few
well-known ways; they are here by name so that a scenario can show what they do.
"""

import re
from enum import Enum
from functools import lru_cache

from oceanhil.protocol.board import Board

# Without anchors, and in what every dialect of regular expressions knows: they go into published schemas.
_OCTET = "[0-9A-Fa-f]{2}"
MAC_PATTERN = f"{_OCTET}(?::{_OCTET}){{5}}|{_OCTET}(?:-{_OCTET}){{5}}|(?:{_OCTET}){{6}}"
DEVICE_ID_PATTERN = "[A-Za-z0-9_-]{1,64}"
LOCAL_BIT = 0x02
"""In the first octet of a MAC: it was given by whoever runs the device (IEEE 802, 8.4)."""
_LONGEST_MAC = len("24:6F:28:AA:BB:CC")
_MAC_TEXT = re.compile(MAC_PATTERN)
_DEVICE_ID = re.compile(DEVICE_ID_PATTERN)


class Derivation(Enum):
    """How firmware makes the device ID out of the MAC."""

    STATION_MAC = "station-mac"
    """Right: twelve digits, first octet first."""
    REVERSED = "reversed"
    """`%012llX` of ESP32's little-endian `ESP.getEfuseMac()`, or `%04X%08X` of its halves: octets in reverse order."""
    NO_LEADING_ZEROS = "no-leading-zeros"
    """`%X` or `String(value, HEX)` of the little-endian value: reversed, leading zeros lost."""
    LOW_32_BITS = "low-32-bits"
    """The value cut to `uint32_t`: only the first four octets are left, three of them the vendor's."""
    CHIP_ID = "chip-id"
    """ESP8266's `ESP.getChipId()`, and the `GetChipID` example of arduino-esp32: the last three octets only."""
    BEFORE_WIFI = "before-wifi"
    """`WiFi.macAddress()` before Wi-Fi was started (ESP32 with core 3, Pico W): the MAC looks like zeros."""


def parse_mac(text: str) -> bytes | None:
    """Read a MAC address: six hex pairs with `:`, `-` or nothing between, any case; None if it is not one."""
    return _octets(text) if len(text) <= _LONGEST_MAC else None


@lru_cache(256)
def _octets(text: str) -> bytes | None:
    # Every request of a device has the same one.
    if _MAC_TEXT.fullmatch(text) is None:
        return None
    return bytes.fromhex(text.replace(":", "").replace("-", ""))


def is_local(mac: bytes) -> bool:
    """Tell whether a MAC is of the locally administered range, of which no manufacturer gives any (IEEE 802, 8.4)."""
    return bool(mac[0] & LOCAL_BIT)


def format_mac(mac: bytes) -> str:
    """Write six octets as `24:6F:28:AA:BB:CC`, the form in which the server keeps them."""
    return mac.hex(":").upper()


def mac_as_read(mac: bytes, derivation: Derivation) -> bytes:
    """Give the six octets that firmware with this `derivation` takes for the MAC, and tells the server."""
    return bytes(len(mac)) if derivation is Derivation.BEFORE_WIFI else mac


def is_device_id(text: str) -> bool:
    """Tell whether `text` may be a device ID: 1 to 64 of `[A-Za-z0-9_-]`."""
    return _DEVICE_ID.fullmatch(text) is not None


def device_id(board: Board, mac: bytes, derivation: Derivation = Derivation.STATION_MAC) -> str:
    """Derive the device ID that firmware with this `derivation` shows for the six octets `mac`."""
    return board.device_id_prefix + derived_digits(mac, derivation)


def derived_digits(mac: bytes, derivation: Derivation = Derivation.STATION_MAC) -> str:
    """Give what stands behind the board's prefix."""
    little_endian = int.from_bytes(mac, "little")
    match derivation:
        case Derivation.STATION_MAC:
            return mac.hex().upper()
        case Derivation.REVERSED:
            return f"{little_endian:012X}"
        case Derivation.NO_LEADING_ZEROS:
            return f"{little_endian:X}"
        case Derivation.LOW_32_BITS:
            return f"{little_endian & 0xFFFFFFFF:08X}"
        case Derivation.CHIP_ID:
            return mac[3:].hex().upper()
        case Derivation.BEFORE_WIFI:
            return mac_as_read(mac, derivation).hex().upper()
