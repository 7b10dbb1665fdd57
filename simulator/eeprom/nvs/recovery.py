"""What a mount clears away once the pages are repaired: indexes without all their chunks, chunks without an index.

ESP-IDF nvs_storage.cpp: populateBlobIndices, eraseMismatchedBlobIndexes, eraseOrphanDataBlobs.
"""

from oceanhil.simulator.eeprom.nvs.error_code import NvsError
from oceanhil.simulator.eeprom.nvs.format import VERSION_0, VERSION_1, VERSION_ANY, ItemType, NvsGeneration
from oceanhil.simulator.eeprom.nvs.item import Item, key_of
from oceanhil.simulator.eeprom.nvs.item_lookup import ItemStore


def clear_broken_blobs(store: ItemStore) -> None:
    """Erase what is left of blobs that cannot be read. Only 5.5.1 compares an index with its chunks."""
    indexes = [item for page in store.manager.pages for _entry, item in page.every(ItemType.BLOB_INDEX)]
    if store.generation is not NvsGeneration.IDF_4_4_7:
        indexes = _without_mismatched(store, indexes)
    _erase_orphan_chunks(store, indexes)


def _without_mismatched(store: ItemStore, indexes: list[Item]) -> list[Item]:
    """Erase the indexes whose chunks do not add up, and return the others."""
    sizes: list[list[int]] = [[] for _index in indexes]
    for page in store.manager.pages:
        for _entry, chunk in page.every(ItemType.BLOB_DATA):
            for index, seen in zip(indexes, sizes, strict=True):
                if _same_family(index, chunk):
                    seen.append(chunk.payload_size)
                    break
    kept = []
    for index, seen in zip(indexes, sizes, strict=True):
        if sum(seen) == index.blob_size and len(seen) == index.chunk_count:
            kept.append(index)
        else:
            _erase_index(store, index)
    return kept


def _same_family(index: Item, chunk: Item) -> bool:
    beyond = VERSION_1 if index.chunk_start == VERSION_0 else VERSION_ANY
    return index.name == chunk.name and index.namespace == chunk.namespace and index.chunk_start <= chunk.chunk < beyond


def _erase_index(store: ItemStore, index: Item) -> None:
    same = store.wanted(index.namespace, ItemType.BLOB_INDEX, key_of(index.name), version=index.chunk_start)
    any(page.erase_item(same) is NvsError.OK for page in store.manager.pages)


def _erase_orphan_chunks(store: ItemStore, indexes: list[Item]) -> None:
    for page in store.manager.pages:
        for _entry, chunk in page.every(ItemType.BLOB_DATA):
            if not any(_belongs(index, chunk) for index in indexes):
                page.erase_item(store.wanted(chunk.namespace, chunk.type, key_of(chunk.name), chunk.chunk))


def _belongs(index: Item, chunk: Item) -> bool:
    return (
        index.name == chunk.name
        and index.namespace == chunk.namespace
        and index.chunk_start <= chunk.chunk < index.chunk_start + index.chunk_count
    )
