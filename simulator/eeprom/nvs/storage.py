"""Namespaces, and the values in them (ESP-IDF nvs_storage.cpp)."""

from itertools import dropwhile

import msgspec

from oceanhil.simulator.eeprom.nvs.blob import erase_blob, read_blob_into
from oceanhil.simulator.eeprom.nvs.error_code import NvsError, NvsFault
from oceanhil.simulator.eeprom.nvs.format import (
    ENTRY_COUNT,
    NAMESPACE_DIRECTORY,
    VERSION_0,
    VERSION_1,
    VERSION_ANY,
    ItemType,
    NvsGeneration,
)
from oceanhil.simulator.eeprom.nvs.item import Item, Key, key_of
from oceanhil.simulator.eeprom.nvs.item_lookup import ItemStore
from oceanhil.simulator.eeprom.nvs.overwrite import set_value
from oceanhil.simulator.eeprom.nvs.page import hang
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash

_MAX_NAMESPACES = 254


def clear_broken_blobs(store: ItemStore) -> None:
    """Erase what a mount finds of blobs that cannot be read: indexes without all their chunks, chunks without an index.

    Only 5.5.1 compares an index with its chunks. ESP-IDF nvs_storage.cpp: populateBlobIndices,
    eraseMismatchedBlobIndexes, eraseOrphanDataBlobs.
    """
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


def _is_value(item: Item) -> bool:
    """Tell whether an iterator stops at an item: at no name of a namespace, no index, no later chunk of a blob."""
    is_first_chunk = item.chunk in (VERSION_0, VERSION_1)
    is_other = item.type not in (ItemType.BLOB, ItemType.BLOB_INDEX, ItemType.BLOB_DATA)
    return item.namespace != NAMESPACE_DIRECTORY and (is_other or (item.type == ItemType.BLOB_DATA and is_first_chunk))


class NvsStats(msgspec.Struct, frozen=True):
    """What nvs_get_stats counts. `free_entries` includes erased ones and the page kept back for moving items."""

    used_entries: int
    free_entries: int
    total_entries: int
    namespace_count: int


class NvsEntry(msgspec.Struct, frozen=True):
    """A value that an iterator stands at: nvs_entry_info_t. `following` is where the next is looked for."""

    namespace: bytes
    key: bytes
    type: int
    following: tuple[int, int]


class Storage:
    """A mounted partition. Every method may raise NvsFault and PowerCut."""

    __slots__ = ("_namespaces", "_store")

    def __init__(self, flash: Flash, address: int, size: int, generation: NvsGeneration) -> None:
        """Mount: load and repair the pages, read the namespace directory, clear away broken blobs."""
        self._store = ItemStore(generation)
        self._store.manager.load(flash, address, size // SECTOR_BYTES)
        directory = self._store.wanted(NAMESPACE_DIRECTORY, ItemType.U8, None)
        pages = self._store.manager.pages
        self._namespaces = [(item.name, item.data[0]) for page in pages for _entry, item in page.matches(directory)]
        clear_broken_blobs(self._store)

    def move_to(self, flash: Flash, outside_changes: int) -> None:
        """Go on at a chip with the same contents, as it was at that count of changes from outside."""
        for page in (*self._store.manager.pages, *self._store.manager.free):
            page.move_to(flash, outside_changes)

    def open_namespace(self, name: Key, *, create: bool) -> int:
        """Return the namespace's index, taking the lowest unused one for a new name.

        Raises NOT_FOUND, KEY_TOO_LONG or NOT_ENOUGH_SPACE.
        """
        for known, index in self._namespaces:
            if known == name.name:
                return index
        if not create:
            raise NvsFault(NvsError.NOT_FOUND)
        taken = {index for _name, index in self._namespaces}
        free = next((index for index in range(1, _MAX_NAMESPACES + 1) if index not in taken), None)
        if free is None:
            raise NvsFault(NvsError.NOT_ENOUGH_SPACE)
        set_value(self._store, NAMESPACE_DIRECTORY, ItemType.U8, name, bytes((free,)))
        self._namespaces.append((name.name, free))
        return free

    def write(self, namespace: int, kind: ItemType, key: Key, data: bytes) -> None:
        """Set a number, a string with its terminating 0, or a blob."""
        set_value(self._store, namespace, kind, key, data)

    def read_into(self, namespace: int, kind: ItemType, key: Key, buffer: bytearray, size: int) -> None:
        """Copy a number, string or blob of `size` bytes to the beginning of `buffer`.

        Raises NOT_FOUND, or FAIL for a blob that does not add up.

        After a failure the buffer may hold damaged bytes.
        """
        if kind is ItemType.BLOB:
            try:
                read_blob_into(self._store, namespace, key, buffer, size)
            except NvsFault as fault:
                if fault.error is not NvsError.NOT_FOUND:
                    raise
            else:
                return
        place = self._store.find(namespace, kind, key)
        if place is None:
            raise NvsFault(NvsError.NOT_FOUND)
        place.read_into(size, buffer)

    def size(self, namespace: int, kind: ItemType, key: Key) -> int:
        """Return the length in bytes of a string or blob without checking that it can be read."""
        place = self._store.find(namespace, kind, key)
        if place is not None:
            return place.item.payload_size
        if kind is ItemType.BLOB:
            place = self._store.find(namespace, ItemType.BLOB_INDEX, key)
        if place is None:
            raise NvsFault(NvsError.NOT_FOUND)
        return place.item.blob_size

    def erase(self, namespace: int, key: Key) -> None:
        """Erase the first value found under the key, whatever its type; raises NOT_FOUND."""
        place = self._store.find(namespace, ItemType.ANY, key)
        if place is None:
            raise NvsFault(NvsError.NOT_FOUND)
        if place.item.type in (ItemType.BLOB_DATA, ItemType.BLOB_INDEX):
            erase_blob(self._store, namespace, key, VERSION_ANY)
        else:
            place.erase()

    def erase_namespace(self, namespace: int) -> None:
        """Erase every value in the namespace; the namespace itself stays."""
        everything = self._store.wanted(namespace, ItemType.ANY, None)
        for page in self._store.manager.pages:
            error = NvsError.OK
            while error is NvsError.OK:
                error = page.erase_item(everything)
            if error is not NvsError.NOT_FOUND:
                raise NvsFault(error)

    def kind(self, namespace: int, key: Key) -> int:
        """Give what the first value found under the key is stored as, an `ItemType`; raises NOT_FOUND."""
        place = self._store.find(namespace, ItemType.ANY, key)
        if place is None:
            raise NvsFault(NvsError.NOT_FOUND)
        return place.item.type

    def entry(self, namespace: int, kind: int, where: tuple[int, int]) -> NvsEntry:
        """Give the first value at or behind `where`: a page's address, 0 for the first, and an entry of it.

        Of one namespace or of NS_ANY, of one type or of ANY; a blob counts as its first chunk. Raises NOT_FOUND, also
        where that page has been collected.
        """
        everything = self._store.wanted(namespace, ItemType.ANY, None)
        address, start = where
        pages = iter(self._store.manager.pages)
        for page in dropwhile(lambda page: address not in (0, page.address), pages):
            entry = page.find(everything, start)
            while entry >= 0:
                item = page.found_item(entry)
                following = entry + (item.span or hang())
                if _is_value(item) and kind in (ItemType.ANY, item.type):
                    name = next((name for name, index in self._namespaces if index == item.namespace), b"")
                    return NvsEntry(name, item.name, item.type, (page.address, following))
                entry = page.find(everything, following)
            start = 0
        raise NvsFault(NvsError.NOT_FOUND)

    def stats(self) -> NvsStats:
        """Count entries of all pages, and namespaces (ESP-IDF Page::calcEntries)."""
        used = sum(page.used for page in self._store.manager.pages)
        total = self._store.manager.page_count * ENTRY_COUNT
        return NvsStats(used, total - used, total, len(self._namespaces))

    def used_entries(self, namespace: int) -> int:
        """Return how many entries the namespace's values occupy."""
        everything = self._store.wanted(namespace, ItemType.ANY, None)
        pages = self._store.manager.pages
        return sum(item.span for page in pages for _entry, item in page.matches(everything))
