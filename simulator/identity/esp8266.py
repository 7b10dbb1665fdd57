"""The ESP8266's MAC in OTP words.

Words at 0x3FF00050 and following, as esptool reads them: word 0 bits 24-31 hold octet 5; word 1 octets 3-4 in its low
half and in bits 16-23 a choice between two vendor prefixes; word 3, if it is not 0, the prefix itself in 24 bits.
"""

from typing import Final

_PREFIXES: Final = {0: bytes.fromhex("18fe34"), 1: bytes.fromhex("acd074")}


def burn(mac: bytes) -> tuple[int, int, int, int]:
    """Give the four OTP words that hold the six octets `mac`."""
    prefix = int.from_bytes(mac[0:3], "big")
    return (mac[5] << 24, mac[3] << 8 | mac[4], 0, prefix)


def read(words: tuple[int, ...]) -> bytes:
    """Read the MAC; zeros where nothing is burnt or the choice of prefix is unknown."""
    tail = (words[1] & 0xFFFF).to_bytes(2, "big") + bytes([words[0] >> 24])
    if words[3]:
        return (words[3] & 0xFFFFFF).to_bytes(3, "big") + tail
    prefix = bytes(3) if not any(words) else _PREFIXES.get(words[1] >> 16 & 0xFF, bytes(3))
    return prefix + tail
