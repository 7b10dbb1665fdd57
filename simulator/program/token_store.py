"""Keeping the token record: legacy (one record in EEPROM) or reference (two slots, the newest good one wins)."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Protocol

import msgspec

from oceanhil.protocol.record import (
    REFERENCE_RECORD_BYTES,
    SEQUENCE_WRAP,
    RecordReading,
    RecordVerdict,
    StorePolicy,
    TokenRecord,
    decode_legacy,
    decode_reference,
    encode_legacy,
    encode_reference,
)
from oceanhil.simulator.eeprom.api import Eeprom
from oceanhil.simulator.eeprom.slots import Slot, SlotReadError, Slots
from oceanhil.simulator.program.hardware import Storage

# What cannot be read is read once more: called empty, it would make an older record count, or none.
_ATTEMPTS = 2


class Loaded(msgspec.Struct, frozen=True):
    """What a store read, and from which slot where there are slots."""

    reading: RecordReading
    slot: Slot | None = None


class TokenStore(Protocol):
    """Where a device program keeps its record. Every method may raise PowerCut."""

    def load(self) -> Loaded:
        """Read the record; changes nothing."""

    def make_firm(self) -> None:
        """Make sure that what `load` gave stays readable, whatever a power cut has left of it; a boot does so."""

    def save(self, record: TokenRecord) -> RecordReading:
        """Write the record and give what reads back."""


def open_store(policy: StorePolicy, storage: Storage, eeprom_bytes: int) -> TokenStore:
    """Give the store of this policy; `eeprom_bytes` is what the legacy one passes to `EEPROM.begin`."""
    if policy is StorePolicy.LEGACY:
        return LegacyStore(storage.eeprom, eeprom_bytes)
    return ReferenceStore(storage.slots)


class LegacyStore:
    """One record at address 0 of the EEPROM; every save rewrites it in place."""

    def __init__(self, eeprom: Eeprom, eeprom_bytes: int) -> None:
        self._eeprom = eeprom
        self._bytes = eeprom_bytes

    def load(self) -> Loaded:
        """Read the record; EEPROM that cannot be opened, the second time neither, reads as empty."""
        if not any(self._eeprom.begin(self._bytes) for _ in range(_ATTEMPTS)):
            return Loaded(RecordReading(RecordVerdict.EMPTY))
        return Loaded(decode_legacy(self._eeprom.read_bytes(0, self._bytes)))

    def make_firm(self) -> None:
        """Nothing: there is one copy, which the driver alone can reach."""

    def save(self, record: TokenRecord) -> RecordReading:
        """Write the record over the old one and give what EEPROM now holds."""
        self._eeprom.write_bytes(0, encode_legacy(record))
        if not self._eeprom.commit():
            return RecordReading(RecordVerdict.EMPTY)
        return decode_legacy(self._eeprom.read_bytes(0, self._bytes))


class ReferenceStore:
    """Two slots; a save goes to the one that does not hold the newest good record, so that one is always whole."""

    def __init__(self, slots: Slots) -> None:
        self._slots = slots
        self._newest: Loaded | None = None
        self._read: Mapping[Slot, bytes] = {}

    def load(self) -> Loaded:
        """Read both slots and give the newer good record; if none is good, what is wrong with the worse one."""
        self._read = {slot: self._read_slot(slot) for slot in Slot}
        self._newest = self._choose([(slot, decode_reference(data)) for slot, data in self._read.items()])
        return self._newest

    def make_firm(self) -> None:
        """Program the newest good record once more over itself, as it was read.

        A cut late in a save may leave cells between 0 and 1. If they happen to read well, the next save goes to the
        other slot, and a second cut in it could leave no good record.
        """
        if self._newest is not None and self._newest.slot is not None:
            self._slots.program_again(self._newest.slot, self._read[self._newest.slot])

    @staticmethod
    def _choose(readings: Sequence[tuple[Slot, RecordReading]]) -> Loaded:
        best: Loaded | None = None
        for slot, reading in readings:
            if reading.record is not None and (best is None or _newer(reading, best.reading)):
                best = Loaded(reading, slot)
        if best is not None:
            return best
        bad = [reading for _, reading in readings if reading.verdict is not RecordVerdict.EMPTY]
        return Loaded(bad[0] if bad else RecordReading(RecordVerdict.EMPTY))

    def save(self, record: TokenRecord) -> RecordReading:
        """Write the record with the next sequence number into the other slot and give what reads back there."""
        newest = self._newest or self.load()
        sequence = 1 if newest.reading.record is None else newest.reading.record.sequence + 1
        target = Slot.B if newest.slot is Slot.A else Slot.A
        data = encode_reference(msgspec.structs.replace(record, sequence=sequence % SEQUENCE_WRAP))
        if not self._slots.write_slot(target, data):
            return RecordReading(RecordVerdict.EMPTY)
        written = self._read_slot(target)
        reading = decode_reference(written)
        if reading.record is not None and written != data:
            # A driver may say that all is well and have done nothing: the older record there is a good one too.
            return RecordReading(RecordVerdict.EMPTY)
        if reading.record is not None:
            self._newest = Loaded(reading, target)
        return reading

    def _read_slot(self, slot: Slot) -> bytes:
        """Read a slot; one that cannot be read is empty only if it cannot the second time either."""
        try:
            return self._slots.read_slot(slot, REFERENCE_RECORD_BYTES)
        except SlotReadError:
            return self._read_again(slot)

    def _read_again(self, slot: Slot) -> bytes:
        with suppress(SlotReadError):
            return self._slots.read_slot(slot, REFERENCE_RECORD_BYTES)
        return b""


def _newer(reading: RecordReading, than: RecordReading) -> bool:
    assert reading.record is not None
    assert than.record is not None
    return 0 < (reading.record.sequence - than.record.sequence) % SEQUENCE_WRAP < SEQUENCE_WRAP // 2
