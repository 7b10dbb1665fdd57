"""Blocks of an upload in sequence: what BEGIN announces and each DATA must keep to."""

from dataclasses import dataclass
from struct import Struct
from typing import Final

from oceanhil.simulator.download.packet import Request, checksum
from oceanhil.simulator.download.reply import Fault, RefusedError

_BEGIN: Final = Struct("<4I")
_DATA: Final = Struct("<4I")
#: 16 KB is what tools send to the stub; a loader's buffers are of that order.
_BLOCK_BYTES_MAX: Final = 0x8000


@dataclass(frozen=True, slots=True)
class Announced:
    """What BEGIN says: total bytes, number of blocks, bytes in one block, address."""

    total: int
    blocks: int
    block_bytes: int
    address: int


def announced(data: bytes) -> Announced:
    """Read BEGIN's data: four words, and for later chips' sake an optional fifth, which must be 0 (not encrypted)."""
    if len(data) not in (_BEGIN.size, _BEGIN.size + 4) or any(data[_BEGIN.size :]):
        raise RefusedError(Fault.LENGTH)
    words = Announced(*_BEGIN.unpack_from(data))
    if words.block_bytes > _BLOCK_BYTES_MAX:
        raise RefusedError(Fault.BLOCK_SIZE)
    return words


class BlockSequence:
    """Takes DATA requests in order."""

    __slots__ = ("_announced", "_next")

    def __init__(self, announced_blocks: Announced) -> None:
        self._announced = announced_blocks
        self._next = 0

    def take(self, request: Request) -> bytes:
        """Return the payload of the next block; refuses one whose length, checksum or number is wrong.

        Refused blocks do not count, so that the host may send the same one again.
        """
        data = request.data
        if len(data) < _DATA.size:
            raise RefusedError(Fault.LENGTH)
        length, number, _, _ = _DATA.unpack_from(data)
        payload = data[_DATA.size :]
        if length != len(payload):
            raise RefusedError(Fault.LENGTH)
        if length > self._announced.block_bytes:
            raise RefusedError(Fault.BLOCK_SIZE)
        if request.checksum != checksum(payload):
            raise RefusedError(Fault.CHECKSUM)
        if number != self._next:
            raise RefusedError(Fault.ORDER)
        if number >= self._announced.blocks:
            raise RefusedError(Fault.TOO_MUCH)
        self._next += 1
        return payload

    @property
    def is_complete(self) -> bool:
        """Tell whether every announced block has come."""
        return self._next == self._announced.blocks
