"""What NVS makes of entries that are forged, or go bad while it is mounted."""

from collections.abc import Callable
from functools import partial

import pytest

from oceanhil.simulator.eeprom.inspect import view_partition
from oceanhil.simulator.eeprom.nvs import ItemType, NvsError, NvsGeneration, NvsHandle, NvsPartition
from oceanhil.simulator.eeprom.nvs.format import EntryState, PageState, encode_page_header
from oceanhil.simulator.eeprom.nvs.item import encode, index_header, key_of, payload_header
from oceanhil.simulator.eeprom.nvs.item_lookup import read_value_into
from oceanhil.simulator.eeprom.nvs.page_load import load_page
from oceanhil.simulator.eeprom.nvs.page_manager import copy_items
from oceanhil.simulator.eeprom.nvs.search import wanted
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash
from tests.simulator.eeprom.nvs_partitions import error_of, mounted

ADDRESS, SIZE = 0x9000, 0x5000
OLD, NEW = NvsGeneration.IDF_4_4_7, NvsGeneration.IDF_5_5_1


def index_of(image: bytes) -> int:
    """Give the offset of the only blob index in a partition."""
    view = view_partition(image)
    ((page, offset),) = ((e.page, e.offset) for e in view.live_items() if e.header and e.header.type == 0x48)
    return page * SECTOR_BYTES + offset


@pytest.mark.parametrize(
    ("generation", "copied", "left"), [(OLD, 4500, None), (NEW, 4000, NvsError.NOT_FOUND)], ids=["4.4.7", "5.5.1"]
)
def test_chunks_of_more_than_their_index_says_never_reach_beyond_the_buffer(
    generation: NvsGeneration, copied: int, left: NvsError | None
) -> None:
    flash = Flash(4 << 20)
    nvs = mounted(flash, generation).open("ns")
    nvs.set_string("filler", "x" * 3800)
    nvs.set_blob("blob", b"\x11" * 4000 + b"\x22" * 1000)
    head = (1, ItemType.BLOB_INDEX, 1, 0xFF)
    forged = encode(head, key_of(b"blob"), index_header(4500, 2, 0))
    flash.load(forged, ADDRESS + index_of(flash.dump(ADDRESS, SIZE)))
    buffer = bytearray(4500)
    assert nvs.get_blob_into("blob", buffer, 4500) == (4500, NvsError.FAIL)
    assert bytes(buffer) == (b"\x11" * 4000 + b"\x22" * 1000)[:copied].ljust(4500, b"\0")
    if left is not None:
        assert error_of(lambda: nvs.get_blob("blob")) is left


def page_of(*entries: bytes, state: PageState = PageState.ACTIVE, sequence: int = 0) -> bytes:
    """Give a page on which these entries, all WRITTEN, stand from the first on."""
    bits = sum((2 if at < len(entries) else 3) << 2 * at for at in range(128))
    header = state.to_bytes(4, "little") + encode_page_header(sequence, 0xFE)[4:]
    return (header + bits.to_bytes(32, "little") + b"".join(entries)).ljust(SECTOR_BYTES, b"\xff")


def flash_of(*pages: bytes) -> Flash:
    flash = Flash(4 << 20)
    flash.load(b"".join(pages), ADDRESS)
    return flash


def item(kind: int, data: bytes, *, span: int = 1, chunk: int = 0xFF, key: bytes = b"k") -> bytes:
    return encode((1, kind, span, chunk), key_of(key), data)


def payload(kind: int, data: bytes, *, chunk: int = 0xFF) -> tuple[bytes, bytes]:
    """Give the two entries of a value of up to 32 bytes."""
    return item(kind, payload_header(data), span=2, chunk=chunk), data.ljust(32, b"\xff")


SPACE = encode((0, ItemType.U8, 1, 0xFF), key_of(b"ns"), b"\x01")
OTHER = item(ItemType.U8, b"\x07", key=b"other")


def test_a_value_is_searched_twice_and_the_second_time_by_the_hash_list_alone() -> None:
    """The first search walks over a header that went bad, and erases it, to an item under a number that none has."""
    numbers = [item(ItemType.U8, b"\x01", chunk=chunk) for chunk in (0xFF, 7)]
    calls: list[Callable[[NvsHandle], object]] = [
        lambda nvs: nvs.get_number("k", ItemType.U8), lambda nvs: nvs.erase_key("k")
    ]  # fmt: skip
    for call in calls:
        flash = flash_of(page_of(SPACE, *numbers, OTHER))
        nvs = mounted(flash, NEW).open("ns")
        flash.load(b"\x00", ADDRESS + 64 + 32 + 8)
        assert error_of(partial(call, nvs)) is NvsError.NOT_FOUND
        assert flash.dump(ADDRESS + 32, 1) == b"\xa2"


# Blobs of the format before the index, which no driver writes any more


@pytest.mark.parametrize("generation", [OLD, NEW])
def test_a_blob_of_the_old_format_is_read_and_goes_when_it_is_replaced(generation: NvsGeneration) -> None:
    nvs = mounted(flash_of(page_of(SPACE, *payload(ItemType.BLOB, b"old"), OTHER)), generation).open("ns")
    assert (nvs.get_blob_size("k"), nvs.get_blob("k"), nvs.used_entry_count()) == (3, b"old", 2 + 1)
    nvs.set_blob("k", b"newer")
    assert (nvs.get_blob("k"), nvs.used_entry_count()) == (b"newer", 2 + 1 + 1)


@pytest.mark.parametrize("generation", [OLD, NEW])
def test_of_an_old_and_a_new_blob_one_gives_the_size_and_the_other_the_bytes(generation: NvsGeneration) -> None:
    old = page_of(SPACE, *payload(ItemType.BLOB, b"old"), state=PageState.FULL)
    index = item(ItemType.BLOB_INDEX, index_header(5, 1, 0))
    new = page_of(*payload(ItemType.BLOB_DATA, b"newer", chunk=0), index, OTHER, sequence=1)
    nvs = mounted(flash_of(old, new), generation).open("ns")
    assert nvs.get_blob_size("k") == 3
    assert error_of(lambda: nvs.get_blob("k")) is NvsError.FAIL


# Indexes that do not fit


def test_an_index_that_counts_a_chunk_too_many_makes_a_blob_not_found() -> None:
    for generation in (OLD, NEW):
        flash = Flash(4 << 20)
        nvs = mounted(flash, generation).open("ns")
        nvs.set_blob("k", b"bytes")
        forged = item(ItemType.BLOB_INDEX, index_header(5, 2, 0))
        flash.load(forged, ADDRESS + index_of(flash.dump(ADDRESS, SIZE)))
        assert error_of(partial(nvs.get_blob, "k")) is NvsError.NOT_FOUND
        assert nvs.used_entry_count() == 0


def test_5_5_1_erases_a_blob_that_is_there_twice_in_one_go() -> None:
    pages = [
        page_of(
            *([] if sequence else [SPACE]),
            *payload(ItemType.BLOB_DATA, b"bytes", chunk=start),
            item(ItemType.BLOB_INDEX, index_header(5, 1, start)),
            *([OTHER] if sequence else []),
            state=PageState.ACTIVE if sequence else PageState.FULL,
            sequence=sequence,
        )
        for sequence, start in enumerate((0, 0x80))
    ]
    nvs = mounted(flash_of(*pages), NEW).open("ns")
    assert nvs.used_entry_count() == 2 * 3 + 1
    nvs.erase_key("k")
    assert nvs.used_entry_count() == 1


def test_4_4_7_cannot_erase_a_blob_whose_index_went_bad() -> None:
    flash = Flash(4 << 20)
    nvs = mounted(flash, OLD).open("ns")
    nvs.set_blob("k", b"bytes")
    flash.load(b"\x00", ADDRESS + index_of(flash.dump(ADDRESS, SIZE)) + 8)
    assert error_of(lambda: nvs.erase_key("k")) is NvsError.NOT_FOUND


# Spans beyond the page, which only 4.4.7 takes for good


def test_what_claims_to_reach_beyond_its_page_cannot_be_erased() -> None:
    calls: list[Callable[[NvsHandle], object]] = [
        lambda nvs: nvs.erase_key("k"), lambda nvs: nvs.erase_all(), lambda nvs: nvs.set_number("k", ItemType.U8, 2)
    ]  # fmt: skip
    for call in calls:
        flash = flash_of(page_of(SPACE, OTHER, item(ItemType.U8, b"\x01", span=125)))
        nvs = mounted(flash, OLD).open("ns")
        assert error_of(partial(call, nvs)) is NvsError.FAIL
        assert flash.dump(ADDRESS + 32, 1)[0] >> 4 & 3 == EntryState.WRITTEN


@pytest.mark.parametrize("state", [PageState.ACTIVE, PageState.FULL])
def test_a_string_that_is_written_up_to_the_end_of_its_page_and_claims_more_stops_the_mount(state: PageState) -> None:
    string = item(ItemType.STRING, payload_header(b"x"), span=126)
    flash = flash_of(page_of(SPACE, string, *[b"x" * 32] * 124, state=state))
    assert error_of(lambda: mounted(flash, OLD)) is NvsError.FAIL


def test_an_item_of_no_span_on_a_full_page_stops_the_mount_of_4_4_7() -> None:
    page = page_of(SPACE, item(ItemType.STRING, payload_header(b""), span=0), state=PageState.FULL)
    assert error_of(lambda: mounted(flash_of(page), OLD)) is NvsError.FAIL


def test_what_a_number_of_several_entries_hides_is_cleared_by_the_search_for_blobs_of_4_4_7() -> None:
    flash = flash_of(page_of(SPACE, item(ItemType.U8, b"\x01", span=2), b"x" * 32, state=PageState.FULL))
    mounted(flash, OLD)
    assert flash.dump(ADDRESS + 32, 1) == b"\xca"


def test_a_page_with_an_item_beyond_its_end_cannot_be_moved() -> None:
    flash = flash_of(page_of(SPACE, item(ItemType.U8, b"\x01", span=126), state=PageState.FULL))
    source, target = load_page(flash, ADDRESS, OLD), load_page(flash, ADDRESS + SECTOR_BYTES, OLD)
    assert error_of(lambda: copy_items(source, target)) is NvsError.FAIL


def test_a_payload_longer_than_asked_for_is_refused() -> None:
    flash = flash_of(page_of(SPACE, *payload(ItemType.STRING, b"text\0")))
    page, buffer = load_page(flash, ADDRESS, NEW), bytearray(8)
    searched = wanted(NEW, 1, ItemType.STRING, key_of(b"k"))
    assert error_of(lambda: read_value_into(page, searched, 4, buffer, 0)) is NvsError.INVALID_LENGTH
    read_value_into(page, searched, 5, buffer, 0)
    assert bytes(buffer) == b"text\0\0\0\0"


def test_no_more_of_a_payload_is_copied_than_its_entries_hold() -> None:
    raw = item(ItemType.STRING, payload_header(b"x" * 40), span=2)
    page = load_page(flash_of(page_of(SPACE, raw, b"x" * 32, b"y" * 32)), ADDRESS, OLD)
    buffer = bytearray(40)
    searched = wanted(OLD, 1, ItemType.STRING, key_of(b"k"))
    assert error_of(lambda: read_value_into(page, searched, 40, buffer, 0)) is NvsError.NOT_FOUND
    assert bytes(buffer) == b"x" * 32 + bytes(8)


@pytest.mark.parametrize("state", [PageState.ACTIVE, PageState.FULL])
@pytest.mark.parametrize("generation", [OLD, NEW])
def test_a_string_of_which_an_entry_is_not_marked_is_erased_by_the_mount(
    generation: NvsGeneration, state: PageState
) -> None:
    header, _ = payload(ItemType.STRING, b"text\0")
    flash = flash_of(page_of(SPACE, header, state=state))
    nvs = mounted(flash, generation).open("ns")
    assert error_of(lambda: nvs.get_string("k")) is NvsError.NOT_FOUND
    assert flash.dump(ADDRESS + 32, 1) == b"\xc2"


def test_a_damaged_entry_of_a_full_page_is_erased_as_soon_as_the_page_is_loaded() -> None:
    flash = flash_of(page_of(SPACE, b"x" * 32, OTHER, state=PageState.FULL))
    load_page(flash, ADDRESS, NEW)
    assert flash.dump(ADDRESS + 32, 1) == b"\xe2"


# No room


def test_a_partition_of_no_page_does_not_mount_and_one_of_a_single_page_only_fills() -> None:
    assert error_of(NvsPartition(Flash(4 << 20), size=0).init) is NvsError.NOT_ENOUGH_SPACE
    partition = NvsPartition(Flash(4 << 20), size=SECTOR_BYTES)
    partition.init()
    nvs = partition.open("ns")
    nvs.set_string("k", "x" * 3900)
    assert error_of(lambda: nvs.set_string("other", "x" * 100)) is NvsError.INVALID_STATE


@pytest.mark.parametrize("generation", [OLD, NEW])
def test_a_string_for_which_moving_a_page_makes_too_little_room_is_refused(generation: NvsGeneration) -> None:
    partition = NvsPartition(Flash(4 << 20), generation, size=2 * SECTOR_BYTES)
    partition.init()
    nvs = partition.open("ns")
    nvs.set_string("k", "x" * 3000)
    assert error_of(lambda: nvs.set_string("other", "x" * 1200)) is NvsError.NOT_ENOUGH_SPACE
    assert nvs.get_string("k") == "x" * 3000


def test_on_a_full_page_a_long_key_is_refused_by_the_next_one() -> None:
    nvs = mounted(flash_of(page_of(SPACE, state=PageState.FULL)), NEW).open("ns")
    assert error_of(lambda: nvs.set_number("k" * 16, ItemType.U8, 1)) is NvsError.KEY_TOO_LONG
