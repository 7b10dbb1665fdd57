"""What a view of a partition says of headers, pages, counts and blobs, to the last entry."""

import pytest

from oceanhil.simulator.eeprom.inspect import (
    Blob,
    BlobVerdict,
    Counts,
    Crc,
    EntryGroup,
    GroupKind,
    Header,
    PageVerdict,
    PartitionView,
    view_page,
)
from oceanhil.simulator.eeprom.inspect.entries import decode_header, group_entries
from oceanhil.simulator.eeprom.inspect.pages import has_item, looks_like_page
from oceanhil.simulator.eeprom.inspect.partition import put_together
from oceanhil.simulator.eeprom.nvs import ItemType, NvsHandle
from oceanhil.simulator.eeprom.nvs.format import PageState, checksum, encode_page_header
from oceanhil.simulator.eeprom.nvs.item import encode, index_header, key_of, payload_header
from tests.simulator.eeprom.inspect.nvs_images import SIZE, entry_offset, set_state, view, written
from tests.together import together

BLANK = b"\xff" * 4096


def header(kind: int, data: bytes = b"", *, namespace: int = 1, span: int = 1, chunk: int = 0xFF) -> Header:
    return decode_header(encode((namespace, kind, span, chunk), key_of(b"key"), data))


# Headers


@together
@pytest.mark.parametrize(
    ("kind", "data", "size", "number"),
    [
        (ItemType.U8, b"\xfe", 1, 254),
        (ItemType.I8, b"\xfe", 1, -2),
        (ItemType.U16, b"\xfe\xff", 2, 0xFFFE),
        (ItemType.I16, b"\xfe\xff", 2, -2),
        (ItemType.U32, b"\x01\0\0\x80", 4, 0x80000001),
        (ItemType.I32, b"\xff\xff\xff\xff", 4, -1),
        (ItemType.U64, b"\xff" * 8, 8, (1 << 64) - 1),
        (ItemType.I64, b"\xff" * 8, 8, -1),
        (ItemType.STRING, payload_header(b"x" * 300), 300, None),
        (ItemType.BLOB_DATA, payload_header(b"x" * 4000), 4000, None),
        (ItemType.BLOB_INDEX, index_header(70_000, 18, 0x80), 70_000, None),
        (0x03, b"\1", None, None),
        (ItemType.ANY, b"\1", None, None),
    ],
)
def test_a_header_tells_size_and_number(kind: int, data: bytes, size: int | None, number: int | None) -> None:
    found = header(kind, data)
    assert (found.type, found.size, found.number, found.key, found.crc.ok) == (kind, size, number, "key", True)
    assert found.kind is (None if kind in {0x03, ItemType.ANY} else ItemType(kind))
    assert found.has_payload is (kind in {ItemType.STRING, ItemType.BLOB_DATA})


def test_an_index_tells_its_chunks_and_a_payload_its_checksum() -> None:
    index = header(ItemType.BLOB_INDEX, index_header(70_000, 18, 0x80))
    assert (index.chunk_count, index.chunk_start) == (18, 0x80)
    assert header(ItemType.STRING, payload_header(b"text")).payload_crc == checksum(b"text")
    found = header(ItemType.U8, b"\1", namespace=7, span=3, chunk=9)
    assert (found.namespace, found.span, found.chunk, found.data) == (7, 3, 9, b"\1" + b"\xff" * 7)
    assert (Crc(1, 1).ok, Crc(1, 2).ok) == (True, False)


def test_a_key_ends_at_its_first_0_and_is_read_as_latin_1() -> None:
    raw = bytearray(encode((1, ItemType.U8, 1, 0xFF), key_of(b"k\xe9\0rest"), b"\1"))
    assert decode_header(bytes(raw)).key == "k\xe9"
    raw[8:24] = b"x" * 16
    assert decode_header(bytes(raw)).key == "x" * 16


# Entries


def page_of(*entries: tuple[int, bytes]) -> tuple[bytes, bytes]:
    """Give a page with these states and entries from its first on, and the states."""
    image, states = bytearray(BLANK), bytearray(b"\x03" * 126)
    for at, (state, raw) in enumerate(entries):
        states[at] = state
        image[entry_offset(at) : entry_offset(at + 1)] = raw
    return bytes(image), bytes(states)


NUMBER = encode((1, ItemType.U8, 1, 0xFF), key_of(b"n"), b"\1")
NOISE = b"\x55" * 32
TEXT = b"x" * 40
STRING = [
    (2, encode((1, ItemType.STRING, 3, 0xFF), key_of(b"s"), payload_header(TEXT))),
    (2, TEXT[:32]),
    (2, TEXT[32:].ljust(32, b"\xff")),
]


def kinds(*entries: tuple[int, bytes]) -> list[tuple[GroupKind, int, int]]:
    return [(each.kind, each.entry, each.count) for each in group_entries(5, *page_of(*entries))]


@together
@pytest.mark.parametrize(
    ("entries", "groups"),
    [
        ([], []),
        ([(2, NUMBER)], [(GroupKind.ITEM, 0, 1)]),
        ([(0, NUMBER)], [(GroupKind.LEFTOVER, 0, 1)]),
        ([(0, NOISE), (0, NOISE)], [(GroupKind.ERASED, 0, 2)]),
        ([(0, NOISE), (0, NUMBER)], [(GroupKind.ERASED, 0, 1), (GroupKind.LEFTOVER, 1, 1)]),
        ([(2, NOISE), (2, NOISE), (2, NUMBER)], [(GroupKind.DAMAGED, 0, 2), (GroupKind.ITEM, 2, 1)]),
        ([(1, NOISE), (1, NUMBER), (3, NOISE)], [(GroupKind.ILLEGAL, 0, 2), (GroupKind.HALF_WRITTEN, 2, 1)]),
        ([(3, NOISE), (3, NOISE), (2, NUMBER)], [(GroupKind.HALF_WRITTEN, 0, 2), (GroupKind.ITEM, 2, 1)]),
        ([(2, NUMBER), (3, b"\xff" * 32), (3, NOISE)], [(GroupKind.ITEM, 0, 1), (GroupKind.HALF_WRITTEN, 2, 1)]),
        (STRING, [(GroupKind.ITEM, 0, 3)]),
        ([*STRING[:2], (0, NOISE)], [(GroupKind.ITEM, 0, 2), (GroupKind.ERASED, 2, 1)]),
        ([(0, STRING[0][1]), *((0, raw) for _, raw in STRING[1:])], [(GroupKind.LEFTOVER, 0, 3)]),
    ],
)
def test_entries_fall_into_groups(entries: list[tuple[int, bytes]], groups: list[tuple[GroupKind, int, int]]) -> None:
    assert kinds(*entries) == groups


def test_a_group_knows_where_it_and_its_payload_stand() -> None:
    (number, text) = group_entries(5, *page_of((2, NUMBER), *STRING))
    assert (number.page, number.entry, number.offset, number.payload_crc) == (5, 0, 64, None)
    assert (text.offset, text.payload_offset, text.payload, text.whole) == (96, 128, TEXT, True)
    assert (number.is_sound, text.is_sound) == (True, True)
    damaged = [(state, raw) for state, raw in STRING]
    damaged[1] = (2, b"y" + TEXT[1:32])
    (broken,) = group_entries(0, *page_of(*damaged))
    assert (broken.whole, broken.is_sound) == (True, False)
    assert next(iter(group_entries(0, *page_of((1, NOISE))))).header is None
    assert next(iter(group_entries(0, *page_of((2, NOISE))))).header is not None
    assert next(iter(group_entries(0, *page_of((0, NOISE))))).header is None


@pytest.mark.parametrize(("span", "whole"), [(0, False), (2, False), (3, True), (4, False)])
def test_an_item_is_whole_if_span_size_and_states_agree(span: int, whole: bool) -> None:
    raw = encode((1, ItemType.STRING, span, 0xFF), key_of(b"s"), payload_header(TEXT))
    first = next(iter(group_entries(0, *page_of((2, raw), *STRING[1:]))))
    assert (first.whole, first.is_sound) == (whole, whole)


# Pages


def test_a_page_counts_its_entries_by_state() -> None:
    image = written(lambda nvs: nvs.set_string("s", "x" * 40))
    for entry, state in ((10, 0), (11, 1), (12, 1)):
        set_state(image, entry, state)
    page = view(image).pages[0]
    assert page.counts == Counts(written=4, erased=1, empty=119, illegal=2)
    assert Counts() == Counts(0, 0, 0, 0)


@pytest.mark.parametrize("state", [PageState.ACTIVE, PageState.FULL, PageState.FREEING])
def test_a_page_in_use_has_one_of_three_states(state: PageState) -> None:
    image = int(state).to_bytes(4, "little") + encode_page_header(9, 0xFE)[4:] + BLANK[32:]
    page = view_page(3, image)
    assert (page.index, page.verdict, page.state, page.sequence, page.remark) == (3, PageVerdict.IN_USE, state, 9, "")
    assert (page.state_word, page.version, page.groups) == (int(state), 0xFE, ())


@pytest.mark.parametrize(
    ("state", "version", "verdict", "remark"),
    [
        (0xFFFFFFFF, 0xFE, PageVerdict.DROPPED, "marked unused, but not blank"),
        (0xFFFFFFF0, 0xFE, PageVerdict.DROPPED, "state word 0xfffffff0 is none of the driver's"),
        (0x00000007, 0xFE, PageVerdict.DROPPED, "state word 0x00000007 is none of the driver's"),
        (0xFFFFFFFE, 0xFD, PageVerdict.NEWER, "format version byte 0xfd, known are 0xff and 0xfe"),
        (0xFFFFFFFE, 0xFF, PageVerdict.IN_USE, ""),
    ],
)
def test_the_driver_s_verdict_is_told_with_its_reason(
    state: int, version: int, verdict: PageVerdict, remark: str
) -> None:
    page = view_page(0, state.to_bytes(4, "little") + encode_page_header(0, version)[4:] + BLANK[32:])
    assert (page.verdict, page.remark) == (verdict, remark)
    assert page.state is (PageState(state) if state in set(PageState) else None)


def test_a_blank_page_is_all_empty() -> None:
    page = view_page(2, BLANK)
    assert (page.index, page.verdict, page.remark, page.counts) == (2, PageVerdict.BLANK, "", Counts(empty=126))
    assert (page.groups, page.state) == ((), PageState.UNINITIALIZED)


def test_signs_of_a_page_are_a_good_header_or_a_known_state_before_unused_bytes() -> None:
    good = encode_page_header(1, 0xFE) + BLANK[32:]
    assert looks_like_page(good)
    assert looks_like_page(b"\x07" * 4 + good[4:])
    spoilt = good[:4] + b"\x07" + good[5:]
    assert looks_like_page(spoilt)
    for at, value in ((0, 0x07), (8, 0xFD), (9, 0), (27, 0)):
        assert not looks_like_page(spoilt[:at] + bytes([value]) + spoilt[at + 1 :])
    assert not looks_like_page(BLANK)


def test_an_item_is_found_whatever_became_of_the_page() -> None:
    image, _ = page_of((2, NOISE), (2, NUMBER))
    assert has_item(bytes(64) + image[64:])
    assert not has_item(BLANK)
    assert not has_item(NOISE * 128)


# Partitions


def one_blob(nvs: NvsHandle) -> None:
    nvs.set_blob("blob", b"\x55" * 60)


def test_free_entries_are_those_of_the_newest_page_and_of_all_blank_ones_but_one() -> None:
    found = view(written(one_blob))
    assert (found.free_entries, found.activations) == (121 + 3 * 126, 1)
    empty = view(BLANK * 5)
    assert (empty.free_entries, empty.activations, empty.in_use) == (4 * 126, 0, ())
    assert view(BLANK).free_entries == 0
    two_pages = view(written(lambda nvs: nvs.set_blob("long", bytes(5000))))
    newest = two_pages.in_use[-1]
    assert (two_pages.free_entries, two_pages.activations) == (newest.counts.empty + 2 * 126, 2)


def test_pages_in_use_are_given_by_their_sequence() -> None:
    def numbered(*numbers: int) -> PartitionView:
        return view(b"".join(encode_page_header(number, 0xFE) + BLANK[32:] for number in numbers) + BLANK)

    assert [page.index for page in numbered(7, 3, 5).in_use] == [1, 2, 0]
    assert (numbered(7, 3, 5).activations, len(numbered(7, 3, 5).pages)) == (8, 4)


def test_a_rest_of_less_than_a_page_is_left_out() -> None:
    image = bytes(written(one_blob))
    assert [len(view(image[:length]).pages) for length in (4095, 4096, SIZE - 1, SIZE)] == [0, 1, 4, 5]


def test_names_of_namespaces_come_from_the_directory_and_former_ones_from_what_is_left() -> None:
    image = written(one_blob)
    found = view(image)
    assert (found.namespaces, found.former, found.name_of(1), found.name_of(2)) == ({1: "ns"}, {1: "ns"}, "ns", None)
    set_state(image, 0, 0)
    former = view(image)
    assert (former.namespaces, former.former, former.name_of(1), former.blob("ns", "blob")) == (
        {},
        {1: "ns"},
        "ns",
        None,
    )


def test_a_blob_is_found_by_namespace_and_key() -> None:
    found = view(written(one_blob))
    blob = found.blob("ns", "blob")
    assert blob is not None
    assert (blob.namespace, blob.key, blob.verdict) == (1, "blob", BlobVerdict.COMPLETE)
    assert (found.blob("ns", "other"), found.blob("other", "blob")) == (None, None)


# Blobs


def group(head: tuple[int, int, int, int], data: bytes, payload: bytes = b"", *, sound: bool = True) -> EntryGroup:
    found = decode_header(encode(head, key_of(b"b"), data))
    crc = Crc(1, 1 if sound else 2) if payload else None
    return EntryGroup(GroupKind.ITEM, 0, 0, 1, found, payload, crc)


def chunk(number: int, payload: bytes, *, sound: bool = True) -> EntryGroup:
    return group((1, ItemType.BLOB_DATA, 2, number), payload_header(payload), payload, sound=sound)


def index(size: int, count: int, start: int = 0) -> EntryGroup:
    return group((1, ItemType.BLOB_INDEX, 1, 0xFF), index_header(size, count, start))


def made(*items: EntryGroup) -> list[tuple[BlobVerdict, bytes, int]]:
    return [(blob.verdict, blob.data, blob.size) for blob in put_together(items)]


@together
@pytest.mark.parametrize(
    ("items", "blobs"),
    [
        ([index(4, 2), chunk(1, b"cd"), chunk(0, b"ab")], [(BlobVerdict.COMPLETE, b"abcd", 4)]),
        ([index(4, 2, 0x80), chunk(0x80, b"ab"), chunk(0x81, b"cd")], [(BlobVerdict.COMPLETE, b"abcd", 4)]),
        ([index(4, 2), chunk(0, b"ab"), chunk(1, b"cd", sound=False)], [(BlobVerdict.DAMAGED, b"abcd", 4)]),
        ([index(5, 2), chunk(0, b"ab"), chunk(1, b"cd")], [(BlobVerdict.MISMATCH, b"abcd", 5)]),
        ([index(4, 2), chunk(0, b"abcd")], [(BlobVerdict.MISMATCH, b"abcd", 4)]),
        ([index(4, 2), chunk(0, b"ab"), chunk(0, b"cd")], [(BlobVerdict.DUPLICATE, b"abcd", 4)]),
        ([index(2, 1), index(2, 1), chunk(0, b"ab")], [(BlobVerdict.DUPLICATE, b"ab", 2)] * 2),
        ([index(0, 0)], [(BlobVerdict.COMPLETE, b"", 0)]),
        ([chunk(1, b"cd"), chunk(0, b"ab")], [(BlobVerdict.ORPHAN, b"abcd", 4)]),
        (
            [chunk(0x80, b"new"), chunk(0, b"old")],
            [(BlobVerdict.ORPHAN, b"new", 3), (BlobVerdict.ORPHAN, b"old", 3)],
        ),
        (
            [index(2, 1), chunk(0, b"ab"), chunk(0x80, b"new")],
            [(BlobVerdict.COMPLETE, b"ab", 2), (BlobVerdict.ORPHAN, b"new", 3)],
        ),
        (
            [index(2, 1), chunk(0, b"ab"), chunk(1, b"cd")],
            [(BlobVerdict.COMPLETE, b"ab", 2), (BlobVerdict.ORPHAN, b"cd", 2)],
        ),
    ],
)
def test_an_index_and_its_chunks_make_a_blob(
    items: list[EntryGroup], blobs: list[tuple[BlobVerdict, bytes, int]]
) -> None:
    assert made(*items) == blobs


@pytest.mark.parametrize(("sound", "verdict"), [(True, BlobVerdict.COMPLETE), (False, BlobVerdict.DAMAGED)])
def test_a_blob_of_the_old_format_is_one_item(sound: bool, verdict: BlobVerdict) -> None:
    old = group((1, ItemType.BLOB, 2, 0xFF), payload_header(b"old"), b"old", sound=sound)
    assert put_together([old]) == (Blob(1, "b", verdict, None, (old,)),)


def test_what_is_no_blob_and_what_has_no_header_is_left_out() -> None:
    number = group((1, ItemType.U8, 1, 0xFF), b"\1")
    assert put_together([number, EntryGroup(GroupKind.ILLEGAL, 0, 0, 1)]) == ()


def test_verdicts_and_kinds_have_the_words_that_users_read() -> None:
    assert [each.value for each in BlobVerdict] == ["complete", "damaged", "mismatch", "duplicate", "orphan"]
    assert [each.value for each in PageVerdict] == ["blank", "in use", "dropped", "newer format"]
    assert [each.value for each in GroupKind] == ["item", "damaged", "leftover", "erased", "illegal", "half-written"]
