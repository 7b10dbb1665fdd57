"""Damage to a stored token record, made through the board's own driver so that only the record is wrong.

A flipped cell below the driver is another matter: on ESP32 the driver's CRC sees it first.
"""

import random
from collections.abc import Callable
from enum import Enum

import msgspec

from protocol.record import LEGACY_RECORD_BYTES, REFERENCE_RECORD_BYTES, RecordFlag, StorePolicy
from simulator.board import SimulatedBoard
from simulator.board_storage import BoardStorage
from simulator.eeprom.slots import Slot
from simulator.flash import Flash
from simulator.token_store import open_store

Change = Callable[[bytes], bytes]


class RecordDamage(Enum):
    """What is damaged."""

    MAGIC = "magic"
    LENGTH = "length"
    TOKEN_BYTE = "token-byte"  # noqa: S105 - a name
    CHECKSUM = "checksum"
    ALL_FF = "all-ff"
    ALL_00 = "all-00"
    RANDOM = "random"


# Byte offsets of magic, length, third byte of the token, and the checksum from the record's end.
_LEGACY_OFFSETS = {RecordDamage.MAGIC: 0, RecordDamage.LENGTH: 3, RecordDamage.TOKEN_BYTE: 6, RecordDamage.CHECKSUM: 36}
_REFERENCE_OFFSETS = {
    RecordDamage.MAGIC: 0,
    RecordDamage.LENGTH: 6,
    RecordDamage.TOKEN_BYTE: 14,
    RecordDamage.CHECKSUM: 100,
}


def clear(board: SimulatedBoard) -> None:
    """Overwrite every copy of the record with zeros, as `EEPROM.write(i, 0)` in a loop does."""
    _rewrite(board, lambda data: bytes(len(data)))


def damage(board: SimulatedBoard, what: RecordDamage, rng: random.Random) -> None:
    """Damage every copy of the record in the same way; RANDOM draws its bytes from `rng`."""
    legacy = board.firmware is None or board.firmware.store is StorePolicy.LEGACY
    offsets = _LEGACY_OFFSETS if legacy else _REFERENCE_OFFSETS

    def change(data: bytes) -> bytes:
        match what:
            case RecordDamage.ALL_FF:
                return b"\xff" * len(data)
            case RecordDamage.ALL_00:
                return bytes(len(data))
            case RecordDamage.RANDOM:
                return rng.randbytes(len(data))
            case _:
                offset = offsets[what]
                # 0x5A turns the length, 32 or 51, into something no record can have.
                return data[:offset] + bytes([data[offset] ^ 0x5A]) + data[offset + 1 :]

    _rewrite(board, change)


def resize(board: SimulatedBoard, size_bytes: int) -> None:
    """Begin EEPROM with `size_bytes`: on ESP32 that changes the blob, on the other boards nothing."""

    def begin(storage: BoardStorage) -> None:
        storage.eeprom.begin(size_bytes)

    board.edit_storage(begin)


def rewrite(board: SimulatedBoard, times: int) -> None:
    """Save the stored record `times` more, with relay 1 changed at each; nothing if no good record is stored."""
    assert board.firmware is not None
    policy = board.firmware.store
    record = board.stored_record().record
    if record is None:
        return

    def save(storage: BoardStorage) -> None:
        store = open_store(policy, storage, board.eeprom_bytes)
        store.load()
        flags = record.flags
        for _ in range(times):
            flags ^= RecordFlag.RELAY1
            store.save(msgspec.structs.replace(record, flags=flags))

    board.edit_storage(save)


def contains(flash: Flash, wanted: bytes) -> bool:
    """Tell whether `wanted` stands anywhere in the flash, also across the border of two sectors."""
    sectors = flash.snapshot().sectors
    return any(
        wanted in bytes(sector) + bytes(sectors.get(index + 1, b""))[: len(wanted)] for index, sector in sectors.items()
    )


def _rewrite(board: SimulatedBoard, change: Change) -> None:
    def edit_record(storage: BoardStorage) -> None:
        storage.eeprom.begin(board.eeprom_bytes)
        storage.eeprom.write_bytes(0, change(storage.eeprom.read_bytes(0, LEGACY_RECORD_BYTES)))
        storage.eeprom.end()

    def edit_slots(storage: BoardStorage) -> None:
        for slot in Slot:
            data = storage.slots.read_slot(slot, REFERENCE_RECORD_BYTES)
            if data.strip(b"\xff"):
                storage.slots.write_slot(slot, change(data))

    legacy = board.firmware is None or board.firmware.store is StorePolicy.LEGACY
    board.edit_storage(edit_record if legacy else edit_slots)
