"""Damage to a stored token record, made through the board's own driver so that only the record is wrong.

A flipped cell below the driver is another matter: on ESP32 the driver's CRC sees it first. The functions on a mounted
storage serve any flash that can be read and written; those on a `SimulatedBoard` are the same work on its flash.
"""

import random
import struct
import zlib
from collections.abc import Callable
from typing import Final

import msgspec

from oceanhil.protocol.board_faults import RecordDamage
from oceanhil.protocol.record import (
    LEGACY_RECORD_BYTES,
    LEGACY_TOKEN_BYTES,
    REFERENCE_RECORD_BYTES,
    REFERENCE_TOKEN_BYTES,
    SEQUENCE_WRAP,
    RecordFlag,
    StorePolicy,
    encode_reference,
)
from oceanhil.protocol.wording import plural
from oceanhil.simulator.board.board import SimulatedBoard
from oceanhil.simulator.board.storage import BoardStorage
from oceanhil.simulator.eeprom.slots import Slot
from oceanhil.simulator.flash.chip import Flash
from oceanhil.simulator.program.token_store import ReferenceStore, open_store

Change = Callable[[bytes], bytes]


class RecordPlace(msgspec.Struct, frozen=True):
    """Where firmware keeps its record: its store, and what it passes to `EEPROM.begin`."""

    store: StorePolicy
    eeprom_bytes: int


# Byte offsets of magic, flags, length, third byte of the token, and the checksum from the record's end.
_LEGACY_OFFSETS = {
    RecordDamage.MAGIC: 0,
    RecordDamage.SEALED_LATER_FLAG: 2,
    RecordDamage.LENGTH: 3,
    RecordDamage.TOKEN_BYTE: 6,
    RecordDamage.CHECKSUM: 36,
}
_REFERENCE_OFFSETS = {
    RecordDamage.MAGIC: 0,
    RecordDamage.SEALED_LATER_FLAG: 5,
    RecordDamage.LENGTH: 6,
    RecordDamage.TOKEN_BYTE: 14,
    RecordDamage.CHECKSUM: 100,
}
_FILLED = {
    RecordDamage.ALL_FF: (0xFF, 0, 0),
    RecordDamage.ALL_00: (0x00, 0, 0),
    RecordDamage.FIRST_FF: (0xFF, 0, 1),
    RecordDamage.FIRST_00: (0x00, 0, 1),
    RecordDamage.ALL_BUT_LAST_FF: (0xFF, 0, -1),
    RecordDamage.ALL_BUT_LAST_00: (0x00, 0, -1),
}
"""A byte, and where it stands in place of what was there: from, and to (0: the end)."""
_CHANGED_BITS: Final = 0x5A
"""They turn the length, 32 or 51, into something no record can have."""
_LATER_FLAG: Final = 0x80
"""A bit of the flags that has no meaning yet (protocol, "What the device keeps")."""


def clear_record(storage: BoardStorage, place: RecordPlace) -> None:
    """Overwrite every copy of the record with zeros, as `EEPROM.write(i, 0)` in a loop does."""
    _rewrite(storage, place, lambda data: bytes(len(data)))


def damage_record(storage: BoardStorage, place: RecordPlace, what: RecordDamage, rng: random.Random) -> None:
    """Damage every copy of the record in the same way; RANDOM draws its bytes from `rng`."""

    def change(data: bytes) -> bytes:
        if what is RecordDamage.RANDOM:
            return rng.randbytes(len(data))
        return _filled(data, what) if what in _FILLED else _edited(data, what, place.store)

    _rewrite(storage, place, change)


def _filled(data: bytes, what: RecordDamage) -> bytes:
    byte, begin, end = _FILLED[what]
    end = end if end > 0 else len(data) + end
    left = data[end:]
    if left == bytes([byte]):
        # One checksum in 256 ends so: with it the record would be blank, which is no damage.
        left = bytes([byte ^ _CHANGED_BITS])
    return data[:begin] + bytes([byte]) * (end - begin) + left


def _edited(data: bytes, what: RecordDamage, store: StorePolicy) -> bytes:
    """Change one byte of the record; one that is *sealed* gets a checksum that fits."""
    is_legacy = store is StorePolicy.LEGACY
    offsets = _LEGACY_OFFSETS if is_legacy else _REFERENCE_OFFSETS
    over = (LEGACY_TOKEN_BYTES if is_legacy else REFERENCE_TOKEN_BYTES) + 1
    sealed = {
        RecordDamage.SEALED_LENGTH_0: (RecordDamage.LENGTH, 0),
        RecordDamage.SEALED_LENGTH_OVER: (RecordDamage.LENGTH, over),
        RecordDamage.SEALED_BLANK: (RecordDamage.TOKEN_BYTE, ord(" ")),
        RecordDamage.SEALED_DELETE: (RecordDamage.TOKEN_BYTE, 0x7F),
        RecordDamage.SEALED_LATER_FLAG: (what, data[offsets[RecordDamage.SEALED_LATER_FLAG]] | _LATER_FLAG),
    }
    if what in sealed:
        where, byte = sealed[what]
        body = _with_byte(data, offsets[where], byte)[: offsets[RecordDamage.CHECKSUM]]
        return body + (struct.pack("<H", sum(body) & 0xFFFF) if is_legacy else struct.pack("<I", zlib.crc32(body)))
    return _with_byte(data, offsets[what], data[offsets[what]] ^ _CHANGED_BITS)


def _with_byte(data: bytes, offset: int, byte: int) -> bytes:
    return data[:offset] + bytes([byte]) + data[offset + 1 :]


def resize_eeprom(storage: BoardStorage, size_bytes: int) -> None:
    """Begin EEPROM with `size_bytes`: on ESP32 that changes the blob, on the other boards nothing."""
    storage.eeprom.begin(size_bytes)


def rewrite_record(storage: BoardStorage, place: RecordPlace, times: int) -> None:
    """Save the stored record `times` more, with relay 1 changed at each; nothing if no good record is stored."""
    store = open_store(place.store, storage, place.eeprom_bytes)
    record = store.load().reading.record
    if record is None:
        return
    flags = record.flags
    for _ in range(times):
        flags ^= RecordFlag.RELAY1
        store.save(msgspec.structs.replace(record, flags=flags))


def age_record(storage: BoardStorage, saves: int) -> None:
    """Number the record of the reference store as after `saves` saves, from 1; nothing if no good record is stored.

    The first save goes to slot A and the others to the slots in turn, so that the last two stand there; the one before
    had the other position of relay 1.
    """
    record = ReferenceStore(storage.slots).load().reading.record
    if record is None:
        return
    before = msgspec.structs.replace(record, flags=record.flags ^ RecordFlag.RELAY1)
    for number, saved in ((saves - 1, before), (saves, record)):
        if number:
            numbered = msgspec.structs.replace(saved, sequence=number % SEQUENCE_WRAP)
            storage.slots.write_slot(Slot.A if number % 2 else Slot.B, encode_reference(numbered))


def write_eeprom(storage: BoardStorage, eeprom_bytes: int, address: int, data: bytes) -> None:
    """Begin EEPROM with `eeprom_bytes`, set some of them and commit, as the rest of a sketch does.

    Raises ValueError for bytes that are not there, which a core would leave out without a word.
    """
    _check_place(eeprom_bytes, address, len(data))
    storage.eeprom.begin(eeprom_bytes)
    storage.eeprom.write_bytes(address, data)
    storage.eeprom.end()


def read_eeprom(storage: BoardStorage, eeprom_bytes: int, address: int, length: int) -> bytes:
    """Begin EEPROM with `eeprom_bytes` and read some of them; raises ValueError for bytes that are not there."""
    _check_place(eeprom_bytes, address, length)
    storage.eeprom.begin(eeprom_bytes)
    return storage.eeprom.read_bytes(address, length)


def _check_place(eeprom_bytes: int, address: int, length: int) -> None:
    if not 0 <= address <= address + length <= eeprom_bytes:
        raise ValueError(
            f"{plural(length, 'byte')} of EEPROM from address {address} on, expected a place in the {eeprom_bytes} "
            "bytes that the firmware gives EEPROM.begin, which begin at 0"
        )


def clear(board: SimulatedBoard) -> None:
    """Clear every copy of the board's record."""
    board.edit_storage(lambda storage: clear_record(storage, _place(board)))


def damage(board: SimulatedBoard, what: RecordDamage, rng: random.Random) -> None:
    """Damage every copy of the board's record."""
    board.edit_storage(lambda storage: damage_record(storage, _place(board), what, rng))


def resize(board: SimulatedBoard, size_bytes: int) -> None:
    """Begin the board's EEPROM with another size."""
    board.edit_storage(lambda storage: resize_eeprom(storage, size_bytes))


def rewrite(board: SimulatedBoard, times: int) -> None:
    """Save the board's record `times` more; a board without a good record is left alone."""
    assert board.firmware is not None
    # Mounting may repair: that, too, is left to the next boot when there is nothing to save.
    if board.stored_record().record is not None:
        board.edit_storage(lambda storage: rewrite_record(storage, _place(board), times))


def age(board: SimulatedBoard, saves: int) -> None:
    """Number the board's record as after so many saves; a board without a good record is left alone."""
    if board.stored_record().record is not None:
        board.edit_storage(lambda storage: age_record(storage, saves))


def put_beside(board: SimulatedBoard, address: int, data: bytes) -> None:
    """Write into the board's EEPROM as the rest of its sketch does."""
    board.edit_storage(lambda storage: write_eeprom(storage, board.eeprom_bytes, address, data))


def read_beside(board: SimulatedBoard, address: int, length: int) -> bytes:
    """Read the board's EEPROM as the rest of its sketch would, on a copy of the flash."""
    return read_eeprom(board.storage_on_copy(), board.eeprom_bytes, address, length)


def contains(flash: Flash, *wanted: bytes) -> bool:
    """Tell whether one of `wanted` stands anywhere in the flash, also across the border of two sectors."""
    sectors = flash.snapshot().sectors
    most = max(map(len, wanted), default=0)
    borders = [sector[-most:] + sectors[index + 1][:most] for index, sector in sectors.items() if index + 1 in sectors]
    for stored in (*sectors.values(), *borders):
        for each in wanted:
            if each in stored:
                return True
    return False


def _place(board: SimulatedBoard) -> RecordPlace:
    store = StorePolicy.LEGACY if board.firmware is None else board.firmware.store
    return RecordPlace(store, board.eeprom_bytes)


def _rewrite(storage: BoardStorage, place: RecordPlace, change: Change) -> None:
    if place.store is StorePolicy.LEGACY:
        storage.eeprom.begin(place.eeprom_bytes)
        storage.eeprom.write_bytes(0, change(storage.eeprom.read_bytes(0, LEGACY_RECORD_BYTES)))
        storage.eeprom.end()
        return
    for slot in Slot:
        data = storage.slots.read_slot(slot, REFERENCE_RECORD_BYTES)
        if data != b"\xff" * REFERENCE_RECORD_BYTES:
            storage.slots.write_slot(slot, change(data))
