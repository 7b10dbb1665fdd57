"""What stands in an NVS partition, read from an image without any of the driver's repairs."""

from collections.abc import Iterator, Mapping

import msgspec

from oceanhil.simulator.eeprom.nvs.entry_table import EntryTable
from oceanhil.simulator.eeprom.nvs.format import (
    CHUNK_ANY,
    ENTRIES_OFFSET,
    ENTRY_BYTES,
    NAMESPACE_DIRECTORY,
    TABLE_OFFSET,
    VARIABLE_LENGTH,
    EntryState,
    ItemType,
    NvsGeneration,
)
from oceanhil.simulator.eeprom.nvs.item import Item, decode, is_consistent


class Placed(msgspec.Struct, frozen=True):
    """An item whose header is good, and where it stands. `whole` tells that its span is marked WRITTEN throughout."""

    entry: int
    item: Item
    whole: bool


def entry_bytes(page: bytes, entry: int) -> bytes:
    """Return the 32 bytes of an entry of a page image."""
    return page[ENTRIES_OFFSET + entry * ENTRY_BYTES :][:ENTRY_BYTES]


def entry_states(page: bytes) -> bytes:
    """Return the state of each of the 126 entries of a page image, one a byte."""
    return bytes(EntryTable(page[TABLE_OFFSET:ENTRIES_OFFSET]).states)


def header_at(page: bytes, entry: int) -> Item | None:
    """Return the item whose header is at this entry, whatever the bitmap says; None if that is no good header."""
    raw = entry_bytes(page, entry)
    item = decode(raw)
    return item if is_consistent(raw, item, entry, NvsGeneration.IDF_5_5_1) else None


def items_of(page: bytes) -> Iterator[Placed]:
    """Yield the items marked WRITTEN, in the order of their entries."""
    states = entry_states(page)
    entry = states.find(EntryState.WRITTEN)
    while entry >= 0:
        item = header_at(page, entry)
        span = 1
        if item is not None:
            span = item.span if item.type in VARIABLE_LENGTH else 1
            yield Placed(entry, item, states[entry : entry + span] == bytes((EntryState.WRITTEN,)) * span)
        entry = states.find(EntryState.WRITTEN, entry + span)


def all_items(pages: Mapping[int, bytes]) -> Iterator[Placed]:
    """Yield the items of several pages."""
    for page in pages.values():
        yield from items_of(page)


def label(item: Item) -> str:
    """Name an item."""
    name = item.name.decode("latin-1")
    if item.namespace == NAMESPACE_DIRECTORY:
        return f"namespace {name!r}"
    if item.type == ItemType.BLOB_DATA:
        return f"chunk {item.chunk:#04x} of blob {name!r} ({item.payload_size} bytes)"
    if item.type == ItemType.BLOB_INDEX:
        return f"the index of blob {name!r} ({item.blob_size} bytes in chunks from {item.chunk_start:#04x})"
    kind = ItemType(item.type).name if item.type in {each.value for each in ItemType} else f"{item.type:#04x}"
    return f"{kind} {name!r}"


def why_erased(placed: Placed, page: bytes, pages: Mapping[int, bytes]) -> str:
    """Say why a mount erases this item, from what stands in flash just before it does; empty if nothing explains it."""
    item = placed.item
    if not placed.whole:
        return "not all of its entries are marked written"
    if item.type == ItemType.BLOB_DATA:
        return _why_chunk_erased(placed, page, pages)
    same = [each.item for each in all_items(pages) if _same_key(each.item, item) and each.item.type == item.type]
    if len(same) > 1:
        return "a newer item of the same key follows it"
    if item.type == ItemType.BLOB_INDEX:
        return "the chunks it promises are not all there"
    return ""


def _why_chunk_erased(placed: Placed, page: bytes, pages: Mapping[int, bytes]) -> str:
    item = placed.item
    last = max(items_of(page), key=lambda each: each.entry).item
    if _same_key(last, item) and last.type == item.type and last.chunk != item.chunk:
        return f"taken for an older copy of chunk {last.chunk:#04x}: the search for duplicates ignores chunk numbers"
    indexes = [each.item for each in all_items(pages) if each.item.type == ItemType.BLOB_INDEX]
    if not any(_same_key(index, item) and _is_chunk_of(index, item) for index in indexes):
        return "no index claims it"
    return ""


def _same_key(one: Item, other: Item) -> bool:
    return (one.namespace, one.name) == (other.namespace, other.name)


def _is_chunk_of(index: Item, chunk: Item) -> bool:
    return chunk.chunk != CHUNK_ANY and index.chunk_start <= chunk.chunk < index.chunk_start + index.chunk_count
