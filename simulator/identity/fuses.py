"""Where the factory burns the MAC, and how a chip gives it back: one way in for all of `simulator.identity`."""

from oceanhil.boards import family
from oceanhil.boards.family import Fuses
from oceanhil.protocol.board import Board
from oceanhil.protocol.board_faults import MacFault
from oceanhil.simulator.identity import block1, esp32, esp8266, picow
from oceanhil.simulator.identity.esp32 import MacUnreadableError, crc8

__all__ = ["MacFault", "MacUnreadableError", "burn", "crc8", "damage", "read_mac"]


def burn(board: Board, mac: bytes) -> tuple[int, ...]:
    """Give the fuse words (32 bits each) that hold the six octets `mac`."""
    match family(board).fuses:
        case Fuses.ESP32_BLOCK_0:
            return esp32.burn(mac)
        case Fuses.ESP_BLOCK_1:
            return block1.burn(mac)
        case Fuses.ESP8266_OTP:
            return esp8266.burn(mac)
        case Fuses.PICO_RADIO:
            return picow.burn(mac)


def damage(board: Board, words: tuple[int, ...], fault: MacFault) -> tuple[int, ...]:
    """Give the fuse words with this fault in them."""
    match fault:
        case MacFault.UNREADABLE:
            return (0,) * len(words)
        case MacFault.BAD_CRC if family(board).fuses is Fuses.ESP32_BLOCK_0:
            return (words[0], words[1], words[2] ^ 1 << 16)
        case MacFault.BAD_CRC:
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
    match family(board).fuses:
        case Fuses.ESP32_BLOCK_0:
            return esp32.read(words)
        case Fuses.ESP_BLOCK_1:
            return block1.read(words)
        case Fuses.ESP8266_OTP:
            return esp8266.read(words)
        case Fuses.PICO_RADIO:
            return picow.read(words)
