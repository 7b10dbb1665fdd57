"""What a sketch keeps in EEPROM, damaged by a bench that does not know its layout.

Only two things are known: how many bytes the sketch has begun, and how a permanent token looks. So a byte of the token
can be damaged, and all of it overwritten; a magic number, a length or a checksum, if there is one, cannot be found.
"""

import random
import re
from typing import Final

from oceanhil.protocol.tokens import TokenKind
from oceanhil.scenarios.world import LackingError
from oceanhil.simulator.board.board import SimulatedBoard
from oceanhil.simulator.board.damage import RecordDamage
from oceanhil.simulator.board.storage import BoardStorage

_TOKEN: Final = re.compile(TokenKind.PERMANENT.value.encode() + rb"[A-Za-z0-9_-]+")
_DAMAGED_BYTE: Final = 2
_FLIPPED: Final = 0x5A
_OVERWRITTEN: Final = {RecordDamage.ALL_FF: 0xFF, RecordDamage.ALL_00: 0x00}
_FILLED: Final = {
    RecordDamage.FIRST_FF: (0xFF, 0, 1),
    RecordDamage.FIRST_00: (0x00, 0, 1),
    RecordDamage.ALL_BUT_LAST_FF: (0xFF, 0, -1),
    RecordDamage.ALL_BUT_LAST_00: (0x00, 0, -1),
}


class KeptInEeprom:
    """The EEPROM of a board whose sketch has begun `size_bytes` of it."""

    def __init__(self, board: SimulatedBoard, size_bytes: int) -> None:
        """Take them; raises LackingError where the sketch has not begun EEPROM yet, or keeps its token elsewhere."""
        if not size_bytes:
            raise LackingError("the sketch has begun no EEPROM, so nothing is known of what it keeps")
        self._board = board
        self._size_bytes = size_bytes

    def clear(self) -> None:
        """Overwrite all of it with zeros, as the troubleshooting page's sketch does."""
        self._board.edit_storage(lambda storage: self._write(storage, bytes(self._size_bytes)))

    def damage(self, what: RecordDamage, rng: random.Random) -> None:
        """Damage it; raises LackingError for what needs the layout."""

        def edit(storage: BoardStorage) -> None:
            storage.eeprom.begin(self._size_bytes)
            self._write(storage, self._damaged(storage.eeprom.read_bytes(0, self._size_bytes), what, rng))

        self._board.edit_storage(edit)

    def _write(self, storage: BoardStorage, data: bytes) -> None:
        storage.eeprom.begin(self._size_bytes)
        storage.eeprom.write_bytes(0, data)
        storage.eeprom.end()

    def _damaged(self, data: bytes, what: RecordDamage, rng: random.Random) -> bytes:
        if what is RecordDamage.RANDOM:
            return rng.randbytes(len(data))
        if what in _OVERWRITTEN:
            return bytes([_OVERWRITTEN[what]]) * len(data)
        found = _TOKEN.search(data)
        if found is None:
            raise LackingError("no permanent token stands in the sketch's EEPROM as text")
        if what is RecordDamage.TOKEN_BYTE:
            at = found.start() + len(TokenKind.PERMANENT.value) + _DAMAGED_BYTE
            return data[:at] + bytes([data[at] ^ _FLIPPED]) + data[at + 1 :]
        if what not in _FILLED:
            raise LackingError(f"the sketch's layout is its own, so that its {what.value!r} cannot be found")
        byte, begin, end = _FILLED[what]
        last = found.end() + end if end <= 0 else end
        return data[:begin] + bytes([byte]) * (last - begin) + data[last:]
