"""Blobs: chunks on as many pages as it takes, then an index that makes them valid (ESP-IDF nvs_storage.cpp)."""

from collections.abc import Iterator
from contextlib import suppress

from oceanhil.simulator.eeprom.nvs.error_code import NvsError, NvsFault
from oceanhil.simulator.eeprom.nvs.format import (
    CHUNK_MAX_BYTES,
    ENTRY_BYTES,
    VERSION_0,
    VERSION_1,
    VERSION_ANY,
    ItemType,
    NvsGeneration,
    PageState,
)
from oceanhil.simulator.eeprom.nvs.item import Item, Key, index_header
from oceanhil.simulator.eeprom.nvs.item_lookup import ItemStore, Place
from oceanhil.simulator.eeprom.nvs.page import Page

_MAX_CHUNKS = 127
_WORTH_SPLITTING_BYTES = CHUNK_MAX_BYTES // 10


def other_version(index: Item) -> int:
    """Return where the next value's chunk numbers begin; raises FAIL if the index makes no sense."""
    if index.chunk_start not in (VERSION_0, VERSION_1):
        raise NvsFault(NvsError.FAIL)
    return VERSION_0 if index.chunk_start == VERSION_1 else VERSION_1


def write_blob(store: ItemStore, namespace: int, key: Key, data: bytes, version: int) -> None:
    """Write chunks from number `version` on, then their index; an earlier value of the key stays.

    Raises VALUE_TOO_LONG or NOT_ENOUGH_SPACE. The chunks of a failed write are erased by their position counted from
    0 whatever the version: the driver's mistake, which can hit the value that is still valid (esp-idf issue 18827).
    """
    if len(data) > min(store.manager.page_count - 1, _MAX_CHUNKS) * CHUNK_MAX_BYTES:
        raise NvsFault(NvsError.VALUE_TOO_LONG)
    _leave_crowded_page(store, len(data))
    pages: list[Page] = []
    try:
        for offset, page, length in _room_for_chunks(store, len(data)):
            chunk = data[offset : offset + length]
            page.write_item(namespace, ItemType.BLOB_DATA, key, chunk, version + len(pages))
            pages.append(page)
        header = index_header(len(data), len(pages), version)
        store.manager.current.write_item(namespace, ItemType.BLOB_INDEX, key, header)
    except NvsFault:
        for position, page in enumerate(pages):
            page.erase_item(store.wanted(namespace, ItemType.BLOB_DATA, key, position))
        raise


def _leave_crowded_page(store: ItemStore, size: int) -> None:
    """Begin on a new page if this one has too little room for the blob and for a chunk worth writing."""
    while True:
        tailroom = store.manager.current.tailroom()
        fits = bool(tailroom) and tailroom >= size
        if fits or tailroom >= _WORTH_SPLITTING_BYTES:
            return
        _turn_page(store)
        if store.manager.current.tailroom() == tailroom:
            raise NvsFault(NvsError.NOT_ENOUGH_SPACE)


def _turn_page(store: ItemStore) -> None:
    if store.manager.current.state != PageState.FULL:
        store.manager.current.mark_full()
    store.manager.request_new_page()


def _room_for_chunks(store: ItemStore, size: int) -> Iterator[tuple[int, Page, int]]:
    """Yield offset, page and length of each chunk, turning the page when the chunk just written has filled it."""
    offset = 0
    while True:
        page = store.manager.current
        tailroom = page.tailroom()
        if not tailroom:
            raise NvsFault(NvsError.NOT_ENOUGH_SPACE)
        length = min(tailroom, size - offset)
        yield offset, page, length
        offset += length
        if offset < size or tailroom - length < ENTRY_BYTES:
            _turn_page(store)
        if offset == size:
            return


def read_blob_into(store: ItemStore, namespace: int, key: Key, buffer: bytearray, size: int) -> None:
    """Copy a blob of `size` bytes to `buffer`; raises NOT_FOUND, or FAIL if the chunks do not add up.

    A chunk with a wrong checksum is erased and NOT_FOUND raised; the rest goes at the next mount. 5.5.1 also erases
    a blob of which a chunk is missing or too long. Whatever was read is in the buffer all the same.
    """
    place = store.find(namespace, ItemType.BLOB_INDEX, key)
    if place is None:
        raise NvsFault(NvsError.NOT_FOUND)
    if place.item.blob_size != size:
        raise NvsFault(NvsError.FAIL)
    read, error = _read_chunks(store, namespace, key, place.item, buffer)
    if error is not NvsError.OK and (read == size or store.generation is not NvsGeneration.IDF_4_4_7):
        with suppress(NvsFault):
            erase_blob(store, namespace, key, VERSION_ANY)
    if read != size:
        raise NvsFault(NvsError.FAIL)
    if error is not NvsError.OK:
        raise NvsFault(error)


def _read_chunks(store: ItemStore, namespace: int, key: Key, index: Item, buffer: bytearray) -> tuple[int, NvsError]:
    """Return how many bytes were read, and why not more."""
    offset = 0
    for number in range(index.chunk_count):
        place = store.find(namespace, ItemType.BLOB_DATA, key, index.chunk_start + number)
        if place is None:
            return offset, NvsError.NOT_FOUND
        size = place.item.payload_size
        if size > index.blob_size - offset and store.generation is not NvsGeneration.IDF_4_4_7:
            return offset, NvsError.INVALID_LENGTH
        place.read_into(size, buffer, offset)
        offset += size
    return offset, NvsError.OK


def blob_is(store: ItemStore, namespace: int, key: Key, index: Item, data: bytes) -> bool:
    """Tell whether the blob's value is `data` already."""
    if index.blob_size != len(data):
        return False
    offset = 0
    for number in range(index.chunk_count):
        place = store.find(namespace, ItemType.BLOB_DATA, key, index.chunk_start + number)
        if place is None or not place.holds(_piece(data, offset, place)):
            return False
        offset += place.item.payload_size
    return offset == len(data)


def _piece(data: bytes, offset: int, place: Place) -> bytes:
    return data[offset : offset + place.item.payload_size]


def erase_blob(store: ItemStore, namespace: int, key: Key, version: int) -> None:
    """Erase the index of this version, then its chunks; raises NOT_FOUND if there is no such index."""
    index = _erase_index(store, namespace, key, version)
    if store.generation is NvsGeneration.IDF_4_4_7:
        for number in range(index.chunk_count):
            place = store.find(namespace, ItemType.BLOB_DATA, key, index.chunk_start + number)
            if place is not None:
                place.erase()
        return
    if version == VERSION_ANY and _has_index(store, namespace, key):
        _erase_index(store, namespace, key, version)
    _erase_chunks_of_version(store, namespace, key, version)


def _has_index(store: ItemStore, namespace: int, key: Key) -> bool:
    return store.find(namespace, ItemType.BLOB_INDEX, key) is not None


def _erase_index(store: ItemStore, namespace: int, key: Key, version: int) -> Item:
    place = store.find(namespace, ItemType.BLOB_INDEX, key, version=version)
    if place is None:
        raise NvsFault(NvsError.NOT_FOUND)
    place.erase()
    return place.item


def _erase_chunks_of_version(store: ItemStore, namespace: int, key: Key, version: int) -> None:
    lowest = VERSION_1 if version == VERSION_1 else VERSION_0
    beyond = VERSION_1 if version == VERSION_0 else VERSION_ANY
    chunks = store.wanted(namespace, ItemType.BLOB_DATA, key)
    for page in store.manager.pages:
        for entry, item in page.matches(chunks):
            if lowest <= item.chunk < beyond:
                page.erase_item_at(entry)
