"""What somebody else's firmware keeps, in a layout that a bench knows only where it is a documented one.

Of another two things are known at most: how many bytes of EEPROM it begins, and how a permanent token looks. So a byte
of the token can be damaged, and all of it overwritten; a magic number, a length or a checksum, if there is one, cannot
be found. And no scenario can choose how such firmware stores.
"""

import random
import re
from collections.abc import Callable
from enum import Enum
from typing import Final

import msgspec

from oceanhil.protocol.board_faults import RecordDamage
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.record import StorePolicy
from oceanhil.protocol.tokens import TokenKind
from oceanhil.scenarios.world import LackingError
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


class NeedsLayout(Enum):
    """What can be done to a record whose layout is documented, and to no other, with the reason."""

    RESIZE = "the firmware says itself how large its EEPROM is"
    REWRITE = "only the firmware knows its record, which a bench would have to save again and again"
    AGE = "only the firmware knows where its record says which save it is, if it says so"


def as_it_stores(firmware: Firmware, record: StorePolicy | None) -> Firmware:
    """Give the secrets of `firmware` with the documented layout that the board's own keeps, if it keeps one.

    Raises LackingError for what only this project's firmware can be told.
    """
    usual = Firmware(firmware.registration_token, firmware.wifi_ssid, firmware.wifi_password)
    its_own = msgspec.structs.replace(usual, store=record or StorePolicy.REFERENCE)
    if firmware not in {usual, its_own}:
        raise LackingError("the scenario chooses how firmware stores, asks or derives; somebody else's does as it does")
    return its_own


def need_layout(what: NeedsLayout, *, is_known: bool) -> None:
    """Raise LackingError where nobody knows the layout of the record."""
    if not is_known:
        raise LackingError(what.value)


EditStorage = Callable[[Callable[[BoardStorage], None]], None]
"""Lets somebody change what a board stores, as a tool on the bench would."""


class KeptInEeprom:
    """The EEPROM of a board whose firmware begins `size_bytes` of it."""

    def __init__(self, edit: EditStorage, size_bytes: int) -> None:
        """Take them; raises LackingError where the firmware begins no EEPROM, as far as anybody knows."""
        if not size_bytes:
            raise LackingError("the firmware has begun no EEPROM, so nothing is known of what it keeps")
        self._edit = edit
        self._size_bytes = size_bytes

    def clear(self) -> None:
        """Overwrite all of it with zeros, as the troubleshooting page's sketch does."""
        self._edit(lambda storage: self._write(storage, bytes(self._size_bytes)))

    def damage(self, what: RecordDamage, rng: random.Random) -> None:
        """Damage it; raises LackingError for what needs the layout."""

        def edit(storage: BoardStorage) -> None:
            storage.eeprom.begin(self._size_bytes)
            self._write(storage, self._damaged(storage.eeprom.read_bytes(0, self._size_bytes), what, rng))

        self._edit(edit)

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
            raise LackingError("no permanent token stands in the firmware's EEPROM as text")
        if what is RecordDamage.TOKEN_BYTE:
            at = found.start() + len(TokenKind.PERMANENT.value) + _DAMAGED_BYTE
            return data[:at] + bytes([data[at] ^ _FLIPPED]) + data[at + 1 :]
        if what not in _FILLED:
            raise LackingError(f"the firmware's layout is its own, so that its {what.value!r} cannot be found")
        byte, begin, end = _FILLED[what]
        last = found.end() + end if end <= 0 else end
        return data[:begin] + bytes([byte]) * (last - begin) + data[last:]
