"""Bytes in flash: facts of ESP-IDF's headers and one image made by Espressif's partition generator."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.simulator.eeprom.nvs import ItemType, NvsGeneration, NvsPartition
from oceanhil.simulator.eeprom.nvs.entry_table import EntryTable
from oceanhil.simulator.eeprom.nvs.format import EntryState, decode_page_header, encode_page_header
from oceanhil.simulator.eeprom.nvs.item import decode, encode, is_consistent, key_of
from oceanhil.simulator.flash.chip import Flash

NVS_ADDRESS = 0x9000
# Page header, bitmap and headers of a 512-byte blob "eeprom" in namespace "eeprom" by esp_idf_nvs_partition_gen 0.3.0.
GENERATED_HEADER = bytes.fromhex("feffffff00000000fe" + "ff" * 19 + "842dbab9")
GENERATED_NAMESPACE = bytes.fromhex("000101ff5943b640") + b"eeprom".ljust(16, b"\0") + b"\x01" + b"\xff" * 7
GENERATED_INDEX = bytes.fromhex("014801ff24ba2c70") + b"eeprom".ljust(16, b"\0") + bytes.fromhex("000200000100ffff")


def test_the_header_of_a_first_page() -> None:
    assert encode_page_header(0, 0xFE) == GENERATED_HEADER
    assert decode_page_header(GENERATED_HEADER) == (0xFFFFFFFE, 0, 0xFE)


def test_a_damaged_page_header_is_not_decoded() -> None:
    assert decode_page_header(GENERATED_HEADER[:4] + b"\x01" + GENERATED_HEADER[5:]) is None


def test_the_state_word_is_not_covered_by_the_headers_checksum() -> None:
    assert decode_page_header(b"\xfc" + GENERATED_HEADER[1:]) == (0xFFFFFFFC, 0, 0xFE)


def test_entries_that_the_generator_made_are_accepted_by_both_generations() -> None:
    for raw, kind in ((GENERATED_NAMESPACE, ItemType.U8), (GENERATED_INDEX, ItemType.BLOB_INDEX)):
        item = decode(raw)
        assert (item.type, item.name) == (kind, b"eeprom")
        assert all(is_consistent(raw, item, 0, generation) for generation in NvsGeneration)


def test_the_driver_writes_the_entries_that_the_generator_makes() -> None:
    flash = Flash(4 << 20)
    partition = NvsPartition(flash)
    partition.init()
    partition.open("eeprom").set_blob("eeprom", bytes(512))
    page = flash.dump(NVS_ADDRESS, 4096)
    assert page[:32] == GENERATED_HEADER
    assert page[32:64] == bytes.fromhex("aaaaaaaaea") + b"\xff" * 27
    assert page[64:96] == GENERATED_NAMESPACE
    assert page[64 + 18 * 32 : 64 + 19 * 32] == GENERATED_INDEX


def test_only_5_5_1_looks_beyond_the_checksum_of_an_entry() -> None:
    raw = encode((1, ItemType.U8, 5, 0xFF), key_of(b"k"), b"\x01")
    item = decode(raw)
    assert item.span == 5
    assert is_consistent(raw, item, 0, NvsGeneration.IDF_4_4_7)
    assert not is_consistent(raw, item, 0, NvsGeneration.IDF_5_5_1)


@pytest.mark.slow
@given(
    changes=st.lists(
        st.tuples(st.integers(0, 125), st.integers(1, 126), st.sampled_from([EntryState.WRITTEN, EntryState.ERASED]))
    )
)
def test_the_words_of_the_bitmap_hold_the_states(changes: list[tuple[int, int, EntryState]]) -> None:
    table, raw = EntryTable(), bytearray(b"\xff" * 32)
    for begin, length, state in changes:
        words = table.set_range(begin, min(126, begin + length), state)
        assert [offset for offset, _word in words] == sorted((offset for offset, _word in words), reverse=True)
        for offset, word in words:
            raw[offset : offset + 4] = word
    assert EntryTable(bytes(raw)).states == table.states


@given(entry=st.integers(0, 125), state=st.sampled_from([EntryState.WRITTEN, EntryState.ERASED]))
def test_one_entry_is_a_range_of_one(entry: int, state: EntryState) -> None:
    one, several = EntryTable(), EntryTable()
    assert [one.set_one(entry, state)] == several.set_range(entry, entry + 1, state)
    assert one.states == several.states
