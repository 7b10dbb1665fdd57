from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.record import (
    RecordFlag,
    RecordVerdict,
    StorePolicy,
    TokenRecord,
    decode_reference,
    encode_legacy,
    encode_reference,
)
from oceanhil.simulator.eeprom.slots import Slot
from oceanhil.simulator.program.token_store import LegacyStore, Loaded, ReferenceStore, open_store
from tests.simulator.fake_storage import FakeEeprom, FakeSlots, FakeStorage

TOKEN = "oc_perm_" + "P" * 24
OLD, NEW = TokenRecord("old", sequence=1), TokenRecord("new", sequence=2)
EEPROM_BYTES = 64
VISIBLE = st.characters(min_codepoint=0x21, max_codepoint=0x7E)


def holding(slot_a: TokenRecord | None, slot_b: TokenRecord | None) -> FakeSlots:
    slots = FakeSlots()
    for slot, record in ((Slot.A, slot_a), (Slot.B, slot_b)):
        slots.stored[slot] = b"" if record is None else encode_reference(record)
    return slots


def loaded(slots: FakeSlots) -> Loaded:
    return ReferenceStore(slots).load()


def test_the_policy_chooses_the_store() -> None:
    storage = FakeStorage()
    assert isinstance(open_store(StorePolicy.LEGACY, storage, EEPROM_BYTES), LegacyStore)
    assert isinstance(open_store(StorePolicy.REFERENCE, storage, EEPROM_BYTES), ReferenceStore)


def test_a_legacy_record_is_kept_at_address_0_of_the_eeprom() -> None:
    eeprom = FakeEeprom()
    store = LegacyStore(eeprom, EEPROM_BYTES)
    assert store.load().reading.verdict is RecordVerdict.EMPTY
    record = TokenRecord(TOKEN, RecordFlag.REGISTRATION_USED)
    assert store.save(record).record == record
    assert eeprom.stored[:38] == encode_legacy(record)
    assert LegacyStore(eeprom, EEPROM_BYTES).load() == Loaded(store.load().reading)


def test_a_legacy_save_gives_back_the_cut_token_that_the_next_boot_will_find() -> None:
    store = LegacyStore(FakeEeprom(), EEPROM_BYTES)
    store.load()
    saved = store.save(TokenRecord("oc_perm_" + "P" * 43))
    assert saved.record == TokenRecord(TOKEN)


def test_an_eeprom_that_cannot_be_opened_reads_as_empty_and_saves_nothing() -> None:
    eeprom = FakeEeprom(encode_legacy(TokenRecord(TOKEN)))
    eeprom.broken = True
    store = LegacyStore(eeprom, EEPROM_BYTES)
    assert store.load().reading.verdict is RecordVerdict.EMPTY
    assert store.save(TokenRecord(TOKEN)).record is None


@pytest.mark.parametrize(
    ("slot_a", "slot_b", "newest"),
    [
        (OLD, None, Slot.A),
        (None, OLD, Slot.B),
        (OLD, NEW, Slot.B),
        (NEW, OLD, Slot.A),
        (OLD, OLD, Slot.A),
    ],
)
def test_the_slot_with_the_newer_record_wins(
    slot_a: TokenRecord | None, slot_b: TokenRecord | None, newest: Slot
) -> None:
    assert loaded(holding(slot_a, slot_b)).slot is newest


@pytest.mark.parametrize(
    ("before", "after"), [(2**32 - 1, 0), (2**32 - 1, 5), (2**31 - 1, 2**31), (2**32 - 10, 2**31 - 11)]
)
def test_a_sequence_number_that_wrapped_is_newer(before: int, after: int) -> None:
    old, new = TokenRecord("old", sequence=before), TokenRecord("new", sequence=after)
    assert loaded(holding(old, new)).reading.record == new
    assert loaded(holding(new, old)).reading.record == new


@given(st.integers(0, 2**32 - 1), st.integers(1, 2**31 - 1))
def test_whichever_slot_it_is_in_the_record_ahead_of_the_other_wins(sequence: int, ahead: int) -> None:
    old, new = TokenRecord("old", sequence=sequence), TokenRecord("new", sequence=(sequence + ahead) % 2**32)
    assert loaded(holding(old, new)).slot is Slot.B
    assert loaded(holding(new, old)).slot is Slot.A


@pytest.mark.parametrize("kept", [0, 1, 50, 103])
@pytest.mark.parametrize("slot", Slot)
def test_a_torn_slot_leaves_the_other_one_in_force(slot: Slot, kept: int) -> None:
    slots = holding(OLD, NEW)
    whole, other = (OLD, Slot.A) if slot is Slot.B else (NEW, Slot.B)
    slots.stored[slot] = slots.stored[slot][:kept]
    assert loaded(slots) == Loaded(decode_reference(encode_reference(whole)), other)


def test_two_empty_slots_are_empty_and_two_torn_ones_are_not() -> None:
    assert loaded(FakeSlots()).reading.verdict is RecordVerdict.EMPTY
    slots = holding(OLD, None)
    slots.stored[Slot.A] = slots.stored[Slot.A][:50]
    assert loaded(slots).reading.verdict is RecordVerdict.BAD_CHECKSUM


def test_saves_go_to_the_slots_in_turn_with_rising_numbers() -> None:
    slots = FakeSlots()
    store = ReferenceStore(slots)
    store.load()
    saved = [store.save(TokenRecord(f"token-{number}")).record for number in range(4)]
    assert slots.writes == [Slot.A, Slot.B, Slot.A, Slot.B]
    assert [record.sequence for record in saved if record] == [1, 2, 3, 4]
    assert loaded(slots).reading.record == TokenRecord("token-3", sequence=4)


def test_a_boot_programs_the_bytes_of_the_record_in_force_once_more_over_themselves() -> None:
    slots = holding(OLD, NEW)
    # A flag that this version does not know: what was read is what counts, not what it would write itself.
    head = slots.stored[Slot.B][:5] + b"\x80" + slots.stored[Slot.B][6:-4]
    slots.stored[Slot.B] = head + crc32(head).to_bytes(4, "little")
    store = ReferenceStore(slots)
    assert store.load().slot is Slot.B
    store.make_firm()
    assert slots.again == [(Slot.B, slots.stored[Slot.B])]
    assert slots.writes == []


def test_without_a_good_record_nothing_is_programmed_again() -> None:
    slots = FakeSlots()
    store = ReferenceStore(slots)
    store.make_firm()
    store.load()
    store.make_firm()
    assert slots.again == []


def test_a_save_never_touches_the_slot_in_force() -> None:
    slots = holding(OLD, NEW)
    ReferenceStore(slots).save(TokenRecord("third"))
    assert slots.writes == [Slot.A]
    assert loaded(slots).reading.record == TokenRecord("third", sequence=3)


def test_the_sequence_wraps_in_a_save() -> None:
    slots = holding(TokenRecord("last", sequence=2**32 - 1), None)
    ReferenceStore(slots).save(TokenRecord("first"))
    assert loaded(slots).reading.record == TokenRecord("first", sequence=0)


def test_after_a_failed_save_the_next_goes_to_the_same_slot() -> None:
    slots = holding(OLD, None)
    store = ReferenceStore(slots)
    store.load()
    slots.broken = True
    assert store.save(NEW).record is None
    slots.broken = False
    assert store.save(NEW).record == NEW
    assert slots.writes == [Slot.B]


def test_after_a_write_that_does_not_read_back_the_old_record_stays_in_force() -> None:
    class Worn(FakeSlots):
        def write_slot(self, slot: Slot, data: bytes) -> bool:
            return super().write_slot(slot, data[:-1] + b"\0")

    slots = Worn()
    slots.stored[Slot.A] = encode_reference(OLD)
    store = ReferenceStore(slots)
    store.load()
    assert store.save(NEW).verdict is RecordVerdict.BAD_CHECKSUM
    assert store.save(NEW).verdict is RecordVerdict.BAD_CHECKSUM
    assert slots.writes == [Slot.B, Slot.B]
    assert loaded(slots).reading.record == OLD


@pytest.mark.slow
@given(st.lists(st.text(VISIBLE, min_size=1, max_size=64), max_size=6), st.booleans())
def test_what_was_saved_last_is_what_the_next_boot_loads(tokens: list[str], legacy: bool) -> None:
    storage = FakeStorage()
    policy = StorePolicy.LEGACY if legacy else StorePolicy.REFERENCE
    store = open_store(policy, storage, EEPROM_BYTES)
    store.load()
    saved = [store.save(TokenRecord(token)) for token in tokens]
    found = open_store(policy, storage, EEPROM_BYTES).load().reading
    assert found == saved[-1] if saved else found.verdict is RecordVerdict.EMPTY


def test_a_slot_that_cannot_be_read_once_is_read_once_more() -> None:
    slots = holding(OLD, NEW)
    slots.unread = 1
    assert loaded(slots).reading.record == NEW


def test_a_slot_that_cannot_be_read_counts_as_empty_and_is_the_next_to_be_written() -> None:
    slots = holding(NEW, OLD)
    slots.unread = 2
    store = ReferenceStore(slots)
    assert store.load() == Loaded(decode_reference(encode_reference(OLD)), Slot.B)
    store.save(TokenRecord("third"))
    assert slots.writes == [Slot.A]


def test_an_eeprom_that_cannot_be_opened_once_is_opened_once_more() -> None:
    eeprom = FakeEeprom(encode_legacy(TokenRecord(TOKEN)))
    eeprom.unopened = 1
    assert LegacyStore(eeprom, EEPROM_BYTES).load().reading.record == TokenRecord(TOKEN)
