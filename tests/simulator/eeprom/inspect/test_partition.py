"""Pages, namespaces and blobs of a partition, against the driver that wrote it."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oceanhil.simulator.eeprom.inspect import BlobVerdict, PageVerdict, PartitionView, view_partition
from oceanhil.simulator.eeprom.nvs import NvsFault, NvsGeneration, NvsHandle, NvsPartition
from oceanhil.simulator.eeprom.nvs.format import checksum, encode_page_header
from oceanhil.simulator.flash.chip import Flash
from tests.simulator.eeprom.inspect.nvs_images import ADDRESS, SIZE, entry_offset, set_state, view, written

Change = Callable[[bytearray], None]
INDEX_ENTRY, CHUNK_ENTRY = 4, 1


def one_blob(nvs: NvsHandle) -> None:
    nvs.set_blob("blob", b"\x55" * 60)


def set_word(offset: int, value: int) -> Change:
    def change(image: bytearray) -> None:
        image[offset : offset + 4] = value.to_bytes(4, "little")

    return change


def newer_format(image: bytearray) -> None:
    image[:32] = encode_page_header(0, 0xFD)


def test_a_page_says_state_sequence_version_and_counts() -> None:
    page = view(written(one_blob)).pages[0]
    assert (page.verdict, page.sequence, page.version, page.crc.ok) == (PageVerdict.IN_USE, 0, 0xFE, True)
    assert page.state is not None
    assert page.state.name == "ACTIVE"
    assert (page.counts.written, page.counts.erased, page.counts.empty, page.counts.illegal) == (5, 0, 121, 0)


@pytest.mark.parametrize(
    ("change", "verdict", "remark"),
    [
        (set_word(4, 7), PageVerdict.DROPPED, "header checksum wrong"),
        (set_word(0, 0), PageVerdict.DROPPED, "state word 0x00000000"),
        (set_word(0, 0xFFFFFFFF), PageVerdict.DROPPED, "marked unused, but not blank"),
        (newer_format, PageVerdict.NEWER, "0xfd"),
    ],
)
def test_a_page_that_the_driver_does_not_use_says_why(change: Change, verdict: PageVerdict, remark: str) -> None:
    image = written(one_blob)
    change(image)
    page = view(image).pages[0]
    assert page.verdict is verdict
    assert remark in page.remark


def test_blank_pages_are_blank_and_an_empty_partition_has_nothing() -> None:
    blank = view(b"\xff" * SIZE)
    assert {page.verdict for page in blank.pages} == {PageVerdict.BLANK}
    assert (blank.namespaces, blank.blobs, blank.activations) == ({}, (), 0)


def verdicts(image: bytearray) -> list[BlobVerdict]:
    return [blob.verdict for blob in view(image).blobs]


def test_a_blob_is_index_and_chunks() -> None:
    (blob,) = view(written(one_blob)).blobs
    assert (blob.verdict, blob.key, blob.size, blob.data) == (BlobVerdict.COMPLETE, "blob", 60, b"\x55" * 60)


def test_a_damaged_chunk_makes_the_blob_damaged() -> None:
    image = written(one_blob)
    image[entry_offset(CHUNK_ENTRY + 1)] ^= 4
    assert verdicts(image) == [BlobVerdict.DAMAGED]


def test_chunks_without_an_index_are_orphans() -> None:
    image = written(one_blob)
    set_state(image, INDEX_ENTRY, 0)
    assert verdicts(image) == [BlobVerdict.ORPHAN]


def test_an_index_without_its_chunk_is_a_mismatch() -> None:
    image = written(one_blob)
    for entry in range(CHUNK_ENTRY, INDEX_ENTRY):
        set_state(image, entry, 0)
    assert verdicts(image) == [BlobVerdict.MISMATCH]


def test_an_index_that_counts_a_chunk_too_many_is_a_mismatch() -> None:
    image = written(one_blob)
    raw = image[entry_offset(INDEX_ENTRY) : entry_offset(INDEX_ENTRY + 1)]
    raw[28] += 1
    raw[4:8] = checksum(bytes(raw[:4] + raw[8:])).to_bytes(4, "little")
    image[entry_offset(INDEX_ENTRY) : entry_offset(INDEX_ENTRY + 1)] = raw
    assert verdicts(image) == [BlobVerdict.MISMATCH]


def test_a_second_index_for_a_key_is_a_duplicate() -> None:
    image = written(one_blob)
    image[entry_offset(5) : entry_offset(6)] = image[entry_offset(INDEX_ENTRY) : entry_offset(5)]
    set_state(image, 5, 0b10)
    assert verdicts(image) == [BlobVerdict.DUPLICATE, BlobVerdict.DUPLICATE]


def test_a_blob_on_several_pages_is_put_together_in_order() -> None:
    value = bytes(range(256)) * 30
    partition = view(written(lambda nvs: nvs.set_blob("long", value)))
    (blob,) = partition.blobs
    assert (blob.data, len(blob.chunks)) == (value, 2)
    assert [page.index for page in partition.in_use] == [0, 1]


def test_the_name_of_an_erased_namespace_is_still_known() -> None:
    image = written(one_blob)
    set_state(image, 0, 0)
    found = view(image)
    assert (found.namespaces, found.name_of(1)) == ({}, "ns")


def read(nvs: NvsHandle, key: str) -> bytes | None:
    try:
        return nvs.get_blob(key)
    except NvsFault:
        return None


def seen(found: PartitionView, key: str) -> bytes | None:
    blob = found.blob("ns", key)
    return blob.data if blob is not None else None


@pytest.mark.slow
@settings(max_examples=40)
@given(
    st.sampled_from(NvsGeneration),
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2500), st.integers(0, 255)), max_size=25),
)
def test_whatever_was_written_the_view_finds_what_the_driver_reads(
    generation: NvsGeneration, writes: list[tuple[str, int, int]]
) -> None:
    flash = Flash(4 << 20)
    partition = NvsPartition(flash, generation)
    partition.init()
    nvs = partition.open("ns")
    for key, size, fill in writes:
        nvs.set_blob(key, bytes([fill]) * size)
    found = view_partition(flash.dump(ADDRESS, SIZE))
    assert {key: seen(found, key) for key in "abc"} == {key: read(nvs, key) for key in "abc"}
    assert {blob.verdict for blob in found.blobs} <= {BlobVerdict.COMPLETE}
