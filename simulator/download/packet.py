"""Requests and responses inside frames (esptool documentation, "Serial Protocol"). Numbers are little-endian."""

from dataclasses import dataclass
from enum import IntEnum
from functools import reduce
from operator import xor
from struct import Struct
from typing import Final

_HEADER: Final = Struct("<BBHI")
_REQUEST, _RESPONSE = 0, 1
_CHECKSUM_SEED: Final = 0xEF
#: The longest request on the wire: each of its bytes escaped.
FRAME_BYTES_MAX: Final = 2 * (_HEADER.size + 0xFFFF)


class Command(IntEnum):
    """The operations that a loader may know."""

    FLASH_BEGIN = 0x02
    FLASH_DATA = 0x03
    FLASH_END = 0x04
    MEM_BEGIN = 0x05
    MEM_END = 0x06
    MEM_DATA = 0x07
    SYNC = 0x08
    WRITE_REG = 0x09
    READ_REG = 0x0A
    SPI_SET_PARAMS = 0x0B
    SPI_ATTACH = 0x0D
    READ_FLASH_SLOW = 0x0E
    CHANGE_BAUDRATE = 0x0F
    FLASH_DEFL_BEGIN = 0x10
    FLASH_DEFL_DATA = 0x11
    FLASH_DEFL_END = 0x12
    SPI_FLASH_MD5 = 0x13
    GET_SECURITY_INFO = 0x14
    ERASE_FLASH = 0xD0
    ERASE_REGION = 0xD1
    READ_FLASH = 0xD2
    RUN_USER_CODE = 0xD3
    FLASH_ENCRYPT_DATA = 0xD4


@dataclass(frozen=True, slots=True)
class Request:
    """A request: the number of its operation, known or not, what the length field says, checksum and data."""

    operation: int
    size: int
    checksum: int
    data: bytes


def parse(packet: bytes) -> Request | None:
    """Read a packet; None if it is no request at all: too short for a header, or of the other direction."""
    if len(packet) < _HEADER.size:
        return None
    direction, operation, size, checksum = _HEADER.unpack_from(packet)
    if direction != _REQUEST:
        return None
    return Request(operation, size, checksum, packet[_HEADER.size :])


def response(operation: int, value: int, data: bytes) -> bytes:
    """Give the response packet; `data` ends with the status bytes."""
    return _HEADER.pack(_RESPONSE, operation, len(data), value) + data


def checksum(data: bytes) -> int:
    """XOR of all bytes and the seed 0xEF."""
    # Words first: a block of 16 KB is folded in microseconds.
    whole = len(data) & ~7
    folded = reduce(xor, memoryview(data)[:whole].cast("Q"), 0)
    return reduce(xor, folded.to_bytes(8, "little") + data[whole:], _CHECKSUM_SEED)
