"""Faults of what the device's firmware makes of its storage."""

from collections.abc import Sequence

import msgspec
import pytest

from oceanhil.protocol.lines import Line
from oceanhil.protocol.record import (
    LEGACY_RECORD_BYTES,
    RecordFlag,
    RecordReading,
    RecordVerdict,
    TokenRecord,
    decode_reference,
    encode_reference,
)
from oceanhil.simulator.eeprom.slots import Slot
from oceanhil.simulator.program import context, token_store
from oceanhil.simulator.program.context import Device
from oceanhil.simulator.program.token_store import LegacyStore, Loaded, ReferenceStore
from tests.mutants.mutant import Mutants

MUTANTS = Mutants()


def _trust(decode: str, patch: pytest.MonkeyPatch) -> None:
    real = getattr(token_store, decode)

    def read(data: bytes) -> RecordReading:
        reading: RecordReading = real(data)
        if reading.verdict in {RecordVerdict.VALID, RecordVerdict.EMPTY}:
            return reading
        return RecordReading(RecordVerdict.VALID, TokenRecord(data[4:36].decode("latin-1").replace("\0", "0")))

    patch.setattr(token_store, decode, read)


@MUTANTS.caught_by("eeprom-corrupted")
def the_legacy_checksum_is_ignored(patch: pytest.MonkeyPatch) -> None:
    _trust("decode_legacy", patch)


@MUTANTS.caught_by("eeprom-corrupted")
def the_reference_crc_is_ignored(patch: pytest.MonkeyPatch) -> None:
    _trust("decode_reference", patch)


@MUTANTS.caught_by("eeprom-corrupted")
def a_record_that_begins_with_an_erased_byte_is_none(patch: pytest.MonkeyPatch) -> None:
    def read(data: bytes) -> RecordReading:
        return RecordReading(RecordVerdict.EMPTY) if data[0] in {0x00, 0xFF} else decode_reference(data)

    patch.setattr(token_store, "decode_reference", read)


@MUTANTS.caught_by("eeprom-power-loss", "brownout-in-mid-save")
def both_copies_lie_in_one_slot(patch: pytest.MonkeyPatch) -> None:
    real = ReferenceStore._choose
    patch.setattr(ReferenceStore, "_choose", staticmethod(lambda readings: Loaded(real(readings).reading, Slot.B)))


@MUTANTS.caught_by("eeprom-not-cleared")
def the_older_slot_wins(patch: pytest.MonkeyPatch) -> None:
    real = token_store._newer
    patch.setattr(token_store, "_newer", lambda reading, than: not real(reading, than))


@MUTANTS.caught_by("token-truncated-by-legacy-record", "registered-then-401")
def the_legacy_record_holds_any_token(patch: pytest.MonkeyPatch) -> None:
    real = token_store.open_store
    from oceanhil.protocol.record import StorePolicy

    patch.setattr(context, "open_store", lambda policy, *rest: real(StorePolicy.REFERENCE, *rest))


@MUTANTS.caught_by("flash-worn-out", "save-is-not-where-it-was-said-to-be")
def what_was_written_is_believed_to_be_there(patch: pytest.MonkeyPatch) -> None:
    real = ReferenceStore.save

    def save(self: ReferenceStore, record: TokenRecord) -> RecordReading:
        real(self, record)
        return RecordReading(RecordVerdict.VALID, record)

    patch.setattr(ReferenceStore, "save", save)


@MUTANTS.caught_by("save-is-not-where-it-was-said-to-be")
def any_whole_record_that_is_read_back_was_saved(patch: pytest.MonkeyPatch) -> None:
    real = ReferenceStore.save

    def save(self: ReferenceStore, record: TokenRecord) -> RecordReading:
        newest = self._newest or self.load()
        reading = real(self, record)
        target = Slot.B if newest.slot is Slot.A else Slot.A
        return reading if reading.record is not None else decode_reference(self._read_slot(target))

    patch.setattr(ReferenceStore, "save", save)


@MUTANTS.caught_by("eeprom-power-loss-twice", "eeprom-power-loss-wavering-cells")
def a_record_that_wavers_is_not_made_firm(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ReferenceStore, "make_firm", lambda _: None)


@MUTANTS.caught_by("eeprom-power-loss-third-save")
def a_blank_first_slot_is_a_new_device(patch: pytest.MonkeyPatch) -> None:
    real = ReferenceStore._choose

    def choose(readings: Sequence[tuple[Slot, RecordReading]]) -> Loaded:
        return real(readings[:1] if readings[0][1].verdict is RecordVerdict.EMPTY else readings)

    patch.setattr(ReferenceStore, "_choose", staticmethod(choose))


@MUTANTS.caught_by("eeprom-power-loss-wavering-cells")
def the_newest_record_is_read_again_and_not_judged_again(patch: pytest.MonkeyPatch) -> None:
    real = ReferenceStore.load

    def load(self: ReferenceStore) -> Loaded:
        loaded = real(self)
        if loaded.slot is None:
            return loaded
        return msgspec.structs.replace(loaded, reading=decode_reference(self._read_slot(loaded.slot)))

    patch.setattr(ReferenceStore, "load", load)


@MUTANTS.caught_by("relay-switched", "first-boot", "four-hundred-days")
def each_change_is_saved_twice(patch: pytest.MonkeyPatch) -> None:
    real = ReferenceStore.save

    def save(self: ReferenceStore, record: TokenRecord) -> RecordReading:
        real(self, record)
        return real(self, record)

    patch.setattr(ReferenceStore, "save", save)


@MUTANTS.caught_by("save-refused", "save-fails-over-a-good-record")
def a_save_that_failed_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Device, "_note_outcome", lambda *_, **__: None)


@MUTANTS.caught_by("save-refused-until-power-is-lost")
def a_save_that_failed_is_tried_again_every_minute(patch: pytest.MonkeyPatch) -> None:
    def note(self: Device, *, saved: bool) -> None:
        self._save_wait_s = 0 if saved else 60
        self._save_failed_ms = self.hardware.millis()

    patch.setattr(Device, "_note_outcome", note)


@MUTANTS.caught_by("save-refused-before-a-long-wait")
def a_long_wait_passes_in_a_sleep_that_ram_does_not_outlast(patch: pytest.MonkeyPatch) -> None:
    real = Device.sleep_ms

    async def sleep(self: Device, duration_ms: int) -> None:
        await real(self, duration_ms)
        if duration_ms > 120_000:
            self.load_record()

    def note(self: Device, *, saved: bool) -> None:
        """Try again in a quarter of an hour, when it is awake."""
        self._save_wait_s = 0 if saved else 900
        self._save_failed_ms = self.hardware.millis()

    patch.setattr(Device, "sleep_ms", sleep)
    patch.setattr(Device, "_note_outcome", note)


@MUTANTS.caught_by("relay-switched-while-a-save-is-due")
def what_changes_while_a_save_is_due_goes_along_with_it(patch: pytest.MonkeyPatch) -> None:
    real = Device.save

    def save(self: Device, token: str, flags: RecordFlag) -> None:
        waits = self.elapsed_ms(self._save_failed_ms) < 1000 * self._save_wait_s
        if waits and self.record is not None and self.record.token == token:
            self.record = msgspec.structs.replace(self.record, flags=flags)
        else:
            real(self, token, flags)

    patch.setattr(Device, "save", save)


@MUTANTS.caught_by("save-refused", "save-refused-until-power-is-lost")
def what_a_driver_refuses_is_said_to_be_saved(patch: pytest.MonkeyPatch) -> None:
    real = Device.say

    def say(self: Device, line: Line, **fields: str | int) -> None:
        real(self, Line.EEPROM_SAVED if line is Line.EEPROM_SAVE_FAILED else line, **fields)

    patch.setattr(Device, "say", say)


@MUTANTS.caught_by("save-fails-over-a-good-record", "save-is-not-where-it-was-said-to-be")
def after_a_failed_save_the_other_slot_is_taken(patch: pytest.MonkeyPatch) -> None:
    real = ReferenceStore.save

    def save(self: ReferenceStore, record: TokenRecord) -> RecordReading:
        before = self._newest or self.load()
        reading = real(self, record)
        if reading.record is None:
            self._newest = Loaded(before.reading, Slot.A if before.slot is Slot.B else Slot.B)
        return reading

    patch.setattr(ReferenceStore, "save", save)


@MUTANTS.caught_by("read-refused-at-boot")
def what_cannot_be_read_once_is_empty(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(token_store, "_ATTEMPTS", 1)


@MUTANTS.caught_by("read-refused-for-ever")
def what_cannot_be_read_is_read_again_until_it_can(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(token_store, "_ATTEMPTS", 1_000_000)


@MUTANTS.caught_by("eeprom-shared-with-the-sketch")
def eeprom_is_begun_with_the_bytes_of_the_record(patch: pytest.MonkeyPatch) -> None:
    real = token_store.open_store
    patch.setattr(context, "open_store", lambda policy, storage, _bytes: real(policy, storage, LEGACY_RECORD_BYTES))


@MUTANTS.caught_by("eeprom-shared-with-the-sketch")
def a_save_clears_the_eeprom(patch: pytest.MonkeyPatch) -> None:
    real = LegacyStore.save

    def save(self: LegacyStore, record: TokenRecord) -> RecordReading:
        self._eeprom.write_bytes(0, bytes(self._eeprom.length()))
        return real(self, record)

    patch.setattr(LegacyStore, "save", save)


@MUTANTS.caught_by("record-of-many-saves")
def saves_are_counted_with_16_bits(patch: pytest.MonkeyPatch) -> None:
    def encode(record: TokenRecord) -> bytes:
        return encode_reference(msgspec.structs.replace(record, sequence=record.sequence % (1 << 16)))

    patch.setattr(token_store, "encode_reference", encode)


@MUTANTS.caught_by("record-of-many-saves")
def the_higher_number_wins(patch: pytest.MonkeyPatch) -> None:
    def newer(reading: RecordReading, than: RecordReading) -> bool:
        return reading.record is not None and than.record is not None and reading.record.sequence > than.record.sequence

    patch.setattr(token_store, "_newer", newer)


@MUTANTS.caught_by("record-of-a-later-version")
def the_newest_record_is_encoded_anew_to_be_made_firm(patch: pytest.MonkeyPatch) -> None:
    def make_firm(self: ReferenceStore) -> None:
        newest = self.load()
        if newest.slot is not None and newest.reading.record is not None:
            self._slots.program_again(newest.slot, encode_reference(newest.reading.record))

    patch.setattr(ReferenceStore, "make_firm", make_firm)
