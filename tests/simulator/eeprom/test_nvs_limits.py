"""Numbers and limits of NVS: codes, types, what an entry may claim, how much fits, what is refused."""

import struct
from collections.abc import Callable

import pytest

from oceanhil.simulator.eeprom.nvs import (
    ItemType,
    NvsError,
    NvsFault,
    NvsGeneration,
    NvsHandle,
    NvsPartition,
    NvsStats,
    api,
)
from oceanhil.simulator.eeprom.nvs import format as layout
from oceanhil.simulator.eeprom.nvs.blob import other_version
from oceanhil.simulator.eeprom.nvs.entry_table import EntryTable
from oceanhil.simulator.eeprom.nvs.format import EntryState, PageState, checksum, decode_page_header, encode_page_header
from oceanhil.simulator.eeprom.nvs.hash_list import HashList
from oceanhil.simulator.eeprom.nvs.item import (
    Key,
    decode,
    encode,
    hash_of,
    index_header,
    is_consistent,
    key_of,
    payload_header,
)
from oceanhil.simulator.eeprom.nvs.page import Page
from oceanhil.simulator.eeprom.nvs.search import Verdict, Wanted, wanted
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash
from tests.simulator.eeprom.nvs_partitions import each_generation, error_of, mounted, opened
from tests.together import together

OLD, NEW = NvsGeneration.IDF_4_4_7, NvsGeneration.IDF_5_5_1
KEY = key_of(b"key")
# Page header by esp_idf_nvs_partition_gen 0.3.0.
GENERATED = bytes.fromhex("feffffff00000000fe" + "ff" * 19 + "842dbab9")


def test_errors_have_the_codes_of_nvs_h() -> None:
    assert {each.name: int(each) for each in NvsError} == {
        "OK": 0, "FAIL": -1, "INVALID_ARG": 0x102, "NOT_INITIALIZED": 0x1101, "NOT_FOUND": 0x1102,
        "TYPE_MISMATCH": 0x1103, "READ_ONLY": 0x1104, "NOT_ENOUGH_SPACE": 0x1105, "INVALID_NAME": 0x1106,
        "INVALID_HANDLE": 0x1107, "REMOVE_FAILED": 0x1108, "KEY_TOO_LONG": 0x1109, "PAGE_FULL": 0x110A,
        "INVALID_STATE": 0x110B, "INVALID_LENGTH": 0x110C, "NO_FREE_PAGES": 0x110D, "VALUE_TOO_LONG": 0x110E,
        "PART_NOT_FOUND": 0x110F, "NEW_VERSION_FOUND": 0x1110,
    }  # fmt: skip
    assert str(NvsFault(NvsError.NOT_FOUND)) == "nvs call failed with NOT_FOUND (0x1102)"


def test_types_states_and_sizes_are_those_of_the_headers() -> None:
    assert {each.name: int(each) for each in ItemType} == {
        "U8": 0x01, "U16": 0x02, "U32": 0x04, "U64": 0x08, "I8": 0x11, "I16": 0x12, "I32": 0x14, "I64": 0x18,
        "STRING": 0x21, "BLOB": 0x41, "BLOB_DATA": 0x42, "BLOB_INDEX": 0x48, "ANY": 0xFF,
    }  # fmt: skip
    assert [each.size_bytes for each in ItemType if each.is_number] == [1, 2, 4, 8, 1, 2, 4, 8]
    assert [int(each) for each in EntryState] == [0, 1, 2, 3]
    assert [int(each) for each in PageState] == [0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFC, 0xFFFFFFF8, 0xFFFFFFF0]
    assert (layout.ENTRY_BYTES, layout.ENTRY_COUNT, layout.TABLE_OFFSET, layout.ENTRIES_OFFSET) == (32, 126, 32, 64)
    assert (layout.CHUNK_MAX_BYTES, layout.MAX_KEY_LENGTH, layout.FORMAT_VERSION) == (4000, 15, 0xFE)
    assert (layout.VERSION_0, layout.VERSION_1, layout.VERSION_ANY) == (0, 0x80, 0xFF)
    assert (layout.NAMESPACE_DIRECTORY, layout.NS_ANY, layout.CHUNK_ANY) == (0, 0xFF, 0xFF)
    assert frozenset({ItemType.STRING, ItemType.BLOB, ItemType.BLOB_DATA}) == layout.VARIABLE_LENGTH
    assert [each.value for each in NvsGeneration] == ["idf-4.4.7", "idf-5.5.1", "idf-5.5.1-patched"]


def test_the_default_partition_is_that_of_the_arduino_core() -> None:
    partition = NvsPartition(Flash(4 << 20))
    assert (partition.address, partition.size, partition.generation) == (0x9000, 0x5000, NEW)
    assert (api.DEFAULT_ADDRESS, api.DEFAULT_SIZE_BYTES) == (0x9000, 0x5000)


def test_a_checksum_starts_at_all_ones() -> None:
    # zlib turns the start and the result round, so that what it makes of nothing is what it is given.
    assert (checksum(b""), checksum(GENERATED[4:28]).to_bytes(4, "little")) == (0xFFFFFFFF, GENERATED[28:])
    raw = encode_page_header(7, 0xFE)
    assert (len(raw), raw[:9], raw[9:28]) == (32, struct.pack("<IIB", 0xFFFFFFFE, 7, 0xFE), b"\xff" * 19)
    assert decode_page_header(raw) == (0xFFFFFFFE, 7, 0xFE)


# Entries


def test_an_entry_is_laid_out_as_in_nvs_types_hpp() -> None:
    raw = encode((1, ItemType.U16, 1, 0xFF), KEY, b"\x34\x12")
    assert (raw[:4], raw[8:24], raw[24:]) == (b"\x01\x02\x01\xff", b"key".ljust(16, b"\0"), b"\x34\x12" + b"\xff" * 6)
    assert int.from_bytes(raw[4:8], "little") == checksum(raw[:4] + raw[8:])
    item = decode(raw)
    assert (item.namespace, item.type, item.span, item.chunk, item.name) == (1, ItemType.U16, 1, 0xFF, b"key")
    assert (payload_header(b"abc"), index_header(0x1234, 5, 0x80)) == (
        b"\x03\x00\xff\xff" + checksum(b"abc").to_bytes(4, "little"),
        b"\x34\x12\x00\x00\x05\x80\xff\xff",
    )


def test_the_last_8_bytes_of_a_header_are_read_as_payload_or_index() -> None:
    item = decode(encode((1, ItemType.BLOB_DATA, 2, 0), KEY, b"\x34\x12\xff\xff\x78\x56\x34\x12"))
    assert (item.payload_size, item.payload_crc) == (0x1234, 0x12345678)
    index = decode(encode((1, ItemType.BLOB_INDEX, 1, 0xFF), KEY, b"\x78\x56\x34\x12\x05\x80\xff\xff"))
    assert (index.blob_size, index.chunk_count, index.chunk_start) == (0x12345678, 5, 0x80)


def test_a_key_is_compared_by_15_bytes_and_stored_in_16() -> None:
    assert key_of(b"a" * 20) == Key(b"a" * 20, b"a" * 15, b"a" * 15 + b"\0")
    assert key_of(b"") == Key(b"", b"", bytes(16))
    raw = bytearray(encode((1, ItemType.U8, 1, 0xFF), KEY, b"\0"))
    raw[8:24] = b"b" * 16
    assert decode(bytes(raw)).name == b"b" * 15


def test_the_hash_has_24_bits_over_namespace_key_and_chunk() -> None:
    hashes = {
        hash_of(1, bytes(16), 0),
        hash_of(2, bytes(16), 0),
        hash_of(1, bytes(15) + b"k", 0),
        hash_of(1, bytes(16), 1),
    }
    assert len(hashes) == 4
    assert all(0 <= each < 1 << 24 for each in hashes)
    assert hash_of(1, bytes(16), 0) == checksum(b"\1" + bytes(17)) & 0xFFFFFF


def accepted(head: tuple[int, int, int, int], data: bytes, entry: int = 0) -> tuple[bool, bool]:
    """Tell whether 4.4.7 and 5.5.1 accept an entry whose checksum is right."""
    raw = encode(head, KEY, data)
    return is_consistent(raw, decode(raw), entry, OLD), is_consistent(raw, decode(raw), entry, NEW)


@together
@pytest.mark.parametrize(
    ("head", "data", "entry", "by_5_5_1"),
    [
        ((1, ItemType.U8, 1, 0xFF), b"\1", 125, True),
        ((1, ItemType.I64, 1, 0xFF), bytes(8), 0, True),
        ((1, ItemType.U8, 0, 0xFF), b"\1", 0, False),
        ((1, ItemType.U8, 2, 0xFF), b"\1", 0, False),
        ((1, 0x03, 1, 0xFF), b"\1", 0, False),
        ((1, ItemType.ANY, 1, 0xFF), b"\1", 0, False),
        ((1, ItemType.STRING, 2, 0xFF), payload_header(bytes(32)), 0, True),
        ((1, ItemType.STRING, 3, 0xFF), payload_header(bytes(32)), 0, False),
        ((1, ItemType.STRING, 1, 0xFF), payload_header(bytes(32)), 0, False),
        ((1, ItemType.STRING, 2, 0xFF), payload_header(bytes(33)), 0, False),
        ((1, ItemType.STRING, 3, 0xFF), payload_header(bytes(33)), 0, True),
        ((1, ItemType.STRING, 1, 0xFF), payload_header(b""), 125, True),
        ((1, ItemType.STRING, 2, 0xFF), payload_header(bytes(1)), 125, False),
        ((1, ItemType.STRING, 2, 0xFF), payload_header(bytes(1)), 124, True),
        ((1, ItemType.STRING, 126, 0xFF), payload_header(bytes(4000)), 0, True),
        ((1, ItemType.STRING, 126, 0xFF), payload_header(bytes(4000)), 1, False),
        ((1, ItemType.STRING, 127, 0xFF), payload_header(bytes(4001)), 0, False),
        ((1, ItemType.BLOB_DATA, 2, 0), payload_header(bytes(1)), 0, True),
        ((1, ItemType.BLOB_DATA, 2, 0xFF), payload_header(bytes(1)), 0, False),
        ((1, ItemType.BLOB, 2, 0xFF), payload_header(bytes(1)), 0, True),
        ((1, ItemType.BLOB_INDEX, 1, 0xFF), index_header(127 * 4000, 127, 0), 0, True),
        ((1, ItemType.BLOB_INDEX, 1, 0xFF), index_header(127 * 4000 + 1, 127, 0), 0, False),
        ((1, ItemType.BLOB_INDEX, 2, 0xFF), index_header(1, 1, 0), 0, False),
        ((1, ItemType.BLOB_INDEX, 1, 0), index_header(1, 1, 0), 0, False),
    ],
)
def test_5_5_1_accepts_only_what_makes_sense_and_4_4_7_whatever_has_a_good_checksum(
    head: tuple[int, int, int, int], data: bytes, entry: int, by_5_5_1: bool
) -> None:
    assert accepted(head, data, entry) == (True, by_5_5_1)


@together
@each_generation
@pytest.mark.parametrize("at", [0, 3, 4, 7, 8, 31])
def test_a_flipped_bit_anywhere_in_an_entry_is_seen(generation: NvsGeneration, at: int) -> None:
    raw = bytearray(encode((1, ItemType.U8, 1, 0xFF), KEY, b"\1"))
    raw[at] ^= 0x40
    assert not is_consistent(bytes(raw), decode(bytes(raw)), 0, generation)


# The bitmap and the hash list


def test_a_bitmap_has_two_bits_an_entry_from_the_lowest_up() -> None:
    raw = bytes([0b11_10_01_00]) + b"\xff" * 30 + bytes([0b0000_0110])
    states = EntryTable(raw).states
    assert (len(states), list(states[:5]), list(states[120:])) == (126, [0, 1, 2, 3, 3], [3, 3, 3, 3, 2, 1])
    assert bytes(EntryTable().states) == b"\x03" * 126


def test_words_are_written_from_the_highest_down_and_hold_what_they_held() -> None:
    table = EntryTable()
    assert table.set_one(0, EntryState.WRITTEN) == (0, b"\xfe\xff\xff\xff")
    assert table.set_one(17, EntryState.WRITTEN) == (4, b"\xfb\xff\xff\xff")
    assert table.set_range(15, 34, EntryState.ERASED) == [
        (8, b"\xf0\xff\xff\xff"), (4, b"\x00\x00\x00\x00"), (0, b"\xfe\xff\xff\x3f"),
    ]  # fmt: skip
    assert list(table.states[13:36]) == [3, 3] + [0] * 19 + [3, 3]


def test_a_hash_list_gives_entries_in_order_and_forgets_them_one_by_one() -> None:
    hashes = HashList()
    for entry, item_hash in ((2, 7), (5, 7), (9, 8)):
        hashes.insert(item_hash, entry)
    assert [hashes.find(start, 7) for start in (0, 2, 3, 5, 6)] == [2, 2, 5, 5, -1]
    hashes.erase(2)
    hashes.erase(3)
    assert (hashes.find(0, 7), hashes.find(0, 8), 7 in hashes) == (5, 9, True)
    hashes.erase(5)
    assert (hashes.find(0, 7), 7 in hashes, 8 in hashes) == (-1, False, True)


# Searches


@pytest.mark.parametrize("generation", [OLD, NEW])
def test_a_search_without_a_key_or_a_namespace_asks_no_hash_list(generation: NvsGeneration) -> None:
    assert wanted(generation, 1, ItemType.U8, None) == Wanted(1, ItemType.U8, None, 0xFF, 0xFF, None, generation is NEW)
    assert wanted(generation, 0xFF, ItemType.U8, KEY).hash is None
    assert wanted(generation, 1, ItemType.U8, KEY).hash == hash_of(1, KEY.in_flash, 0xFF)
    assert wanted(generation, 1, ItemType.BLOB_DATA, KEY, 5).hash == hash_of(1, KEY.in_flash, 5)


def test_the_patched_driver_searches_as_5_5_1() -> None:
    assert wanted(NvsGeneration.IDF_5_5_1_PATCHED, 1, ItemType.U8, KEY).modern


def test_an_index_under_a_number_is_passed_over_and_a_chunk_search_ends_at_another_type() -> None:
    numbered = decode(encode((1, ItemType.BLOB_INDEX, 1, 3), KEY, index_header(1, 1, 0)))
    assert wanted(NEW, 1, ItemType.BLOB_INDEX, KEY).judge(numbered) is Verdict.PASS
    number = decode(encode((1, ItemType.U8, 1, 0xFF), KEY, b"\1"))
    under_3 = decode(encode((1, ItemType.U8, 1, 3), KEY, b"\1"))
    assert wanted(NEW, 1, ItemType.BLOB_DATA, KEY, 3).judge(under_3) is Verdict.MISMATCH
    assert wanted(NEW, 1, ItemType.BLOB_DATA, KEY).judge(number) is Verdict.PASS
    assert wanted(NEW, 1, ItemType.BLOB, KEY).judge(number) is Verdict.MISMATCH


@pytest.mark.parametrize(("start", "other"), [(0, 0x80), (0x80, 0)])
def test_a_rewrite_begins_with_the_other_version(start: int, other: int) -> None:
    assert other_version(decode(encode((1, ItemType.BLOB_INDEX, 1, 0xFF), KEY, index_header(1, 1, start)))) == other


def test_an_index_of_no_version_cannot_be_rewritten() -> None:
    index = decode(encode((1, ItemType.BLOB_INDEX, 1, 0xFF), KEY, index_header(1, 1, 1)))
    assert error_of(lambda: other_version(index)) is NvsError.FAIL


# How much fits


@each_generation
def test_a_key_has_15_characters_and_a_string_3999(generation: NvsGeneration) -> None:
    nvs = opened(generation)
    nvs.set_string("k" * 15, "x" * 3999)
    assert (nvs.get_string("k" * 15), nvs.get_string_size("k" * 15)) == ("x" * 3999, 4000)
    assert error_of(lambda: nvs.set_string("k" * 16, "x")) is NvsError.KEY_TOO_LONG
    assert error_of(lambda: nvs.set_string("k", "x" * 4000)) is NvsError.VALUE_TOO_LONG


@each_generation
def test_a_blob_has_room_on_all_pages_but_one(generation: NvsGeneration) -> None:
    nvs = opened(generation, size=0x3000)
    assert error_of(lambda: nvs.set_blob("k", bytes(8001))) is NvsError.VALUE_TOO_LONG
    assert error_of(lambda: nvs.set_blob("k", bytes(8000))) is NvsError.NOT_ENOUGH_SPACE
    nvs.set_blob("k", bytes(7000))
    assert nvs.get_blob_size("k") == 7000


@each_generation
def test_there_are_254_namespaces(generation: NvsGeneration) -> None:
    partition = mounted(Flash(4 << 20), generation)
    for number in range(254):
        partition.open(f"n{number}")
    assert error_of(lambda: partition.open("one-more")) is NvsError.NOT_ENOUGH_SPACE
    assert partition.stats().namespace_count == 254


def test_entries_are_counted_by_page_and_by_namespace() -> None:
    partition = mounted(Flash(4 << 20))
    nvs, other = partition.open("ns"), partition.open("other")
    nvs.set_number("n", ItemType.U8, 1)
    nvs.set_string("s", "x" * 32)
    nvs.set_blob("b", bytes(64))
    other.set_number("n", ItemType.U8, 1)
    # Two names, a number of 1, a string of 1 + 2, a blob of 1 + 2 with its index of 1, and a number.
    assert partition.stats() == NvsStats(2 + 1 + 3 + 4 + 1, 630 - 11, 630, 2)
    assert (nvs.used_entry_count(), other.used_entry_count()) == (8, 1)
    nvs.erase_all()
    assert (nvs.used_entry_count(), other.used_entry_count(), partition.stats().used_entries) == (0, 1, 3)


# What is refused

WRITERS: list[Callable[[NvsHandle], object]] = [
    lambda nvs: nvs.set_number("k", ItemType.U8, 1),
    lambda nvs: nvs.set_string("k", "x"),
    lambda nvs: nvs.set_blob("k", b"x"),
    lambda nvs: nvs.erase_key("k"),
    lambda nvs: nvs.erase_all(),
]
READERS: list[Callable[[NvsHandle], object]] = [
    lambda nvs: nvs.get_number("k", ItemType.U8),
    lambda nvs: nvs.get_string("k"),
    lambda nvs: nvs.get_blob("k"),
    lambda nvs: nvs.get_blob_size("k"),
    lambda nvs: nvs.get_string_size("k"),
]


@pytest.mark.parametrize("call", WRITERS)
def test_a_handle_that_only_reads_writes_nothing(call: Callable[[NvsHandle], object]) -> None:
    partition = mounted(Flash(4 << 20))
    partition.open("ns")
    handle = partition.open("ns", read_only=True)
    assert error_of(lambda: call(handle)) is NvsError.READ_ONLY
    assert handle.used_entry_count() == 0


@pytest.mark.parametrize("call", [*WRITERS, *READERS, lambda nvs: nvs.used_entry_count()])
def test_a_closed_handle_is_invalid(call: Callable[[NvsHandle], object]) -> None:
    handle = opened()
    handle.close()
    assert error_of(lambda: call(handle)) is NvsError.INVALID_HANDLE


@together
@pytest.mark.parametrize("call", [*READERS, lambda nvs: nvs.erase_key("k")])
@each_generation
def test_what_is_not_there_is_not_found(generation: NvsGeneration, call: Callable[[NvsHandle], object]) -> None:
    assert error_of(lambda: call(opened(generation))) is NvsError.NOT_FOUND


def test_without_a_mount_nothing_opens() -> None:
    partition = NvsPartition(Flash(4 << 20))
    for call in (lambda: partition.open("ns"), partition.stats):
        assert error_of(call) is NvsError.NOT_INITIALIZED
    partition.init()
    partition.open("ns")
    partition.deinit()
    assert error_of(lambda: partition.open("ns")) is NvsError.NOT_INITIALIZED


def test_an_erase_of_a_partition_takes_its_sectors_and_no_others() -> None:
    flash = Flash(4 << 20)
    partition = NvsPartition(flash, size=0x3000)
    partition.init()
    partition.erase()
    assert flash.erases == {9: 1, 10: 1, 11: 1}
    assert error_of(partition.stats) is NvsError.NOT_INITIALIZED


def test_a_blob_is_copied_as_far_as_c_does() -> None:
    nvs = opened()
    nvs.set_blob("b", b"12345")
    buffer = bytearray(b"........")
    assert (nvs.get_blob_into("b", buffer, 8), bytes(buffer)) == ((5, NvsError.OK), b"12345...")
    assert (nvs.get_blob_into("b", buffer, 5)[1], nvs.get_blob_into("b", buffer, 4)) == (
        NvsError.OK,
        (5, NvsError.INVALID_LENGTH),
    )
    assert nvs.get_blob_into("none", buffer, 8) == (8, NvsError.NOT_FOUND)


def test_a_string_ends_at_its_first_0_when_it_is_set() -> None:
    nvs = opened()
    nvs.set_string("s", "ab\0cd")
    assert (nvs.get_string("s"), nvs.get_string_size("s")) == ("ab", 3)
    nvs.set_number("x\0y", ItemType.U8, 7)
    assert nvs.get_number("x", ItemType.U8) == 7


def test_only_the_low_bits_of_a_number_count() -> None:
    nvs = opened()
    nvs.set_number("u", ItemType.U8, 0x1FE)
    nvs.set_number("i", ItemType.I8, 0x1FE)
    assert (nvs.get_number("u", ItemType.U8), nvs.get_number("i", ItemType.I8)) == (0xFE, -2)


@each_generation
def test_a_value_of_another_type_is_replaced_by_5_5_1_and_stays_in_4_4_7(generation: NvsGeneration) -> None:
    nvs = opened(generation)
    for kind in (each for each in ItemType if each.is_number):
        nvs.set_number("k", kind, 1)
    nvs.set_string("k", "text")
    assert nvs.used_entry_count() == (10 if generation is OLD else 2)
    nvs.set_blob("k", b"blob")
    assert nvs.used_entry_count() == (13 if generation is OLD else 3)


# A page on its own


def test_a_page_has_room_for_its_entries_but_the_header_of_the_item() -> None:
    page = Page(Flash(SECTOR_BYTES), 0, NEW)
    assert (page.state, page.tailroom()) == (PageState.UNINITIALIZED, 4000)
    page.write_item(1, ItemType.U8, KEY, b"\1")
    assert (page.state, page.tailroom(), page.used, page.next_free) == (PageState.ACTIVE, 124 * 32, 1, 1)
    page.write_item(1, ItemType.BLOB_DATA, KEY, bytes(122 * 32), 0)
    assert (page.next_free, page.tailroom()) == (124, 32)
    page.write_item(1, ItemType.U16, KEY, b"\1\1")
    assert (page.next_free, page.tailroom()) == (125, 0)
    assert error_of(lambda: page.write_item(1, ItemType.STRING, KEY, b"x")) is NvsError.PAGE_FULL
    page.write_item(1, ItemType.U32, KEY, bytes(4))
    assert (page.next_free, page.used) == (126, 126)
    assert error_of(lambda: page.write_item(1, ItemType.U32, KEY, bytes(4))) is NvsError.PAGE_FULL
    assert error_of(lambda: page.write_entry(bytes(32))) is NvsError.FAIL


def test_a_page_refuses_a_number_of_more_than_8_bytes_and_a_payload_of_more_than_4000() -> None:
    page = Page(Flash(SECTOR_BYTES), 0, NEW)
    page.write_item(1, ItemType.U64, KEY, bytes(8))
    assert error_of(lambda: page.write_item(1, ItemType.U64, KEY, bytes(9))) is NvsError.INVALID_ARG
    assert error_of(lambda: page.write_item(1, ItemType.STRING, KEY, bytes(4001))) is NvsError.VALUE_TOO_LONG


def test_a_page_goes_from_active_to_full_to_freeing_and_not_back() -> None:
    flash = Flash(SECTOR_BYTES)
    page = Page(flash, 0, NEW)
    assert error_of(page.mark_full) is NvsError.INVALID_STATE
    assert error_of(page.mark_freeing) is NvsError.INVALID_STATE
    page.initialize()
    page.mark_full()
    assert (page.state, page.tailroom(), flash.dump(0, 4)) == (PageState.FULL, 0, b"\xfc\xff\xff\xff")
    assert error_of(lambda: page.write_item(1, ItemType.U8, KEY, b"\1")) is NvsError.PAGE_FULL
    assert error_of(page.mark_full) is NvsError.INVALID_STATE
    page.mark_freeing()
    assert (page.state, flash.dump(0, 4)) == (PageState.FREEING, b"\xf8\xff\xff\xff")
    page.erase()
    assert (page.state, page.used, page.first_used, page.next_free) == (PageState.UNINITIALIZED, 0, 126, 126)


def test_what_is_erased_on_a_page_leaves_its_counters_right() -> None:
    page = Page(Flash(SECTOR_BYTES), 0, NEW)
    page.write_item(1, ItemType.U8, key_of(b"a"), b"\1")
    page.write_item(1, ItemType.STRING, key_of(b"b"), b"x" * 40)
    page.write_item(1, ItemType.U8, key_of(b"c"), b"\1")
    assert (page.first_used, page.used) == (0, 5)
    assert page.erase_item(wanted(NEW, 1, ItemType.U8, key_of(b"a"))) is NvsError.OK
    assert (page.first_used, page.used) == (1, 4)
    assert page.erase_item(wanted(NEW, 1, ItemType.STRING, key_of(b"b"))) is NvsError.OK
    assert (page.first_used, page.used, list(page.table.states[:6])) == (4, 1, [0, 0, 0, 0, 2, 3])
    assert page.erase_item(wanted(NEW, 1, ItemType.STRING, key_of(b"b"))) is NvsError.NOT_FOUND
    assert page.erase_item(wanted(NEW, 1, ItemType.U8, key_of(b"c"))) is NvsError.OK
    assert (page.first_used, page.used, page.next_free) == (126, 0, 5)


def test_every_damaged_entry_of_a_full_page_is_erased_at_the_mount() -> None:
    flash = Flash(4 << 20)
    nvs = mounted(flash).open("ns")
    for number in range(8):
        nvs.set_number(f"n{number}", ItemType.U8, number)
    nvs.set_string("s", "x" * 40)
    page = flash.dump(0x9000, SECTOR_BYTES)
    for entry in (2, 5, 8):
        flash.load(bytes([page[64 + 32 * entry + 9] ^ 1]), 0x9000 + 64 + 32 * entry + 9)
    flash.load(int(PageState.FULL).to_bytes(4, "little"), 0x9000)
    again = mounted(flash)
    reread = again.open("ns", read_only=True)
    left = [number for number in range(8) if _has(reread, f"n{number}")]
    assert (left, again.stats().used_entries) == ([0, 2, 3, 5, 6], 1 + 5 + 3)
    assert reread.get_string("s") == "x" * 40


def _has(nvs: NvsHandle, key: str) -> bool:
    try:
        nvs.get_number(key, ItemType.U8)
    except NvsFault:
        return False
    return True
