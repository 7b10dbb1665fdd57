"""Where the factory burns the MAC, and how each chip gives it back.

ESP32 (TRM "eFuse Controller", ESP-IDF `esp_efuse_mac_get_default`): BLK0 word 1 holds octets 2-5 big-endian, word 2
octets 0-1 in its low half and a CRC-8 in bits 16-23; a wrong CRC is an error. ESP8266 (esptool): OTP word 0 bits 24-31
octet 5, word 1 low half octets 3-4, bits 16-23 choose the vendor prefix unless word 3 holds one. Pico W: OTP of the
CYW43439, read over its bus; no check.
"""

from enum import Enum

from protocol.board import Board

_ESP8266_PREFIXES = {0: bytes.fromhex("18fe34"), 1: bytes.fromhex("acd074")}


class MacUnreadableError(Exception):
    """The chip gave no usable MAC; the text says why."""


class FuseFault(Enum):
    """A damage to the fuses."""

    UNREADABLE = "unreadable"
    """All zero: never burnt, or the read failed."""
    BAD_CRC = "bad-crc"
    """ESP32: the CRC-8 does not match. Chips without one: every bit reads 1."""


def crc8(data: bytes) -> int:
    """CRC-8 over `data`: reflected polynomial 0x8C, initial value 0 (Dallas/Maxim), as ESP32 fuses use it."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x8C if crc & 1 else 0)
    return crc


def burn(board: Board, mac: bytes) -> tuple[int, ...]:
    """Give the fuse words (32 bits each) that hold the six octets `mac`."""
    match board:
        case Board.ESP32:
            return (0, int.from_bytes(mac[2:6], "big"), int.from_bytes(mac[0:2], "big") | crc8(mac) << 16)
        case Board.ESP8266:
            prefix = int.from_bytes(mac[0:3], "big")
            return (mac[5] << 24, mac[3] << 8 | mac[4], 0, prefix)
        case Board.PICOW:
            return (int.from_bytes(mac[0:4], "big"), int.from_bytes(mac[4:6], "big") << 16)


def damage(board: Board, words: tuple[int, ...], fault: FuseFault) -> tuple[int, ...]:
    """Give the fuse words with this fault in them."""
    if fault is FuseFault.UNREADABLE:
        return (0,) * len(words)
    if board is Board.ESP32:
        return (words[0], words[1], words[2] ^ 1 << 16)
    return (0xFFFFFFFF,) * len(words)


def read_mac(board: Board, words: tuple[int, ...]) -> bytes:
    """Read the six octets out of the fuse words; raises MacUnreadableError if they cannot be a device's MAC."""
    mac = _decode(board, words)
    if mac == bytes(6):
        raise MacUnreadableError("the MAC address is all zero")
    if mac[0] & 1:
        raise MacUnreadableError(f"{mac.hex(':')} is a group address")
    return mac


def _decode(board: Board, words: tuple[int, ...]) -> bytes:
    match board:
        case Board.ESP32:
            mac = (words[2] & 0xFFFF).to_bytes(2, "big") + words[1].to_bytes(4, "big")
            if words[2] >> 16 & 0xFF != crc8(mac):
                raise MacUnreadableError(f"fuse CRC is {words[2] >> 16 & 0xFF:#04x}, computed {crc8(mac):#04x}")
            return mac
        case Board.ESP8266:
            tail = (words[1] & 0xFFFF).to_bytes(2, "big") + bytes([words[0] >> 24])
            if words[3]:
                return (words[3] & 0xFFFFFF).to_bytes(3, "big") + tail
            prefix = bytes(3) if not any(words) else _ESP8266_PREFIXES.get(words[1] >> 16 & 0xFF, bytes(3))
            return prefix + tail
        case Board.PICOW:
            return words[0].to_bytes(4, "big") + (words[1] >> 16).to_bytes(2, "big")
