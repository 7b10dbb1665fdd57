"""The driver's ways of looking for an item."""

from hypothesis import given
from hypothesis import strategies as st

from oceanhil.simulator.eeprom.nvs import ItemType, NvsGeneration
from oceanhil.simulator.eeprom.nvs.hash_list import HashList
from oceanhil.simulator.eeprom.nvs.item import Item, decode, encode, key_of
from oceanhil.simulator.eeprom.nvs.search import Verdict, wanted

OLD, NEW = NvsGeneration.IDF_4_4_7, NvsGeneration.IDF_5_5_1
KEY = key_of(b"key")


def item(kind: ItemType, chunk: int = 0xFF, data: bytes = b"") -> Item:
    return decode(encode((1, kind, 1, chunk), KEY, data))


def verdict(generation: NvsGeneration, kind: ItemType, found: Item, chunk: int = 0xFF) -> Verdict:
    return wanted(generation, 1, kind, KEY, chunk).judge(found)


def test_a_search_for_any_chunk_passes_over_the_index_in_5_5_1_only() -> None:
    index = item(ItemType.BLOB_INDEX)
    assert verdict(OLD, ItemType.BLOB_DATA, index) is Verdict.MISMATCH
    assert verdict(NEW, ItemType.BLOB_DATA, index) is Verdict.PASS


def test_a_search_for_a_blob_of_the_old_format_passes_over_chunks_in_5_5_1_only() -> None:
    chunk = item(ItemType.BLOB_DATA, chunk=0)
    assert verdict(OLD, ItemType.BLOB, chunk) is Verdict.MISMATCH
    assert verdict(NEW, ItemType.BLOB, chunk) is Verdict.PASS


def test_a_search_for_one_chunk_passes_over_the_others() -> None:
    chunk = item(ItemType.BLOB_DATA, chunk=0x80)
    for generation in NvsGeneration:
        assert verdict(generation, ItemType.BLOB_DATA, chunk, chunk=0) is Verdict.PASS
        assert verdict(generation, ItemType.BLOB_DATA, chunk, chunk=0x80) is Verdict.FOUND


def test_a_search_for_an_index_of_one_version_passes_over_the_other() -> None:
    index = item(ItemType.BLOB_INDEX, data=bytes((0, 0, 0, 0, 1, 0x80)))
    for version, expected in ((0x80, Verdict.FOUND), (0, Verdict.PASS), (0xFF, Verdict.FOUND)):
        assert wanted(NEW, 1, ItemType.BLOB_INDEX, KEY, version=version).judge(index) is expected


def test_another_type_under_the_key_ends_a_search_for_a_number() -> None:
    assert verdict(NEW, ItemType.U8, item(ItemType.I8)) is Verdict.MISMATCH
    assert verdict(NEW, ItemType.ANY, item(ItemType.I8)) is Verdict.FOUND


def test_the_hash_list_is_asked_unless_several_chunks_or_types_may_answer() -> None:
    asked = {
        (generation, kind)
        for generation in (OLD, NEW)
        for kind in (ItemType.U8, ItemType.ANY, ItemType.BLOB_DATA)
        if wanted(generation, 1, kind, KEY).hash is not None
    }
    assert asked == {(OLD, ItemType.U8), (OLD, ItemType.BLOB_DATA), (NEW, ItemType.U8), (NEW, ItemType.ANY)}


@given(
    hashes=st.lists(st.integers(0, 3), max_size=12),
    erased=st.sets(st.integers(0, 12)),
    start=st.integers(0, 12),
    sought=st.integers(0, 3),
)
def test_the_hash_list_finds_the_first_entry_from_a_start(
    hashes: list[int], erased: set[int], start: int, sought: int
) -> None:
    known = HashList()
    for entry, item_hash in enumerate(hashes):
        known.insert(item_hash, entry)
    for entry in erased:
        known.erase(entry)
    left = [entry for entry, item_hash in enumerate(hashes) if item_hash == sought and entry not in erased]
    assert known.find(start, sought) == min((entry for entry in left if entry >= start), default=-1)
    assert (sought in known) == bool(left)
