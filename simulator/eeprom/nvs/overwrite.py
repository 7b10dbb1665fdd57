"""Setting a value: nothing if it is there already, else write the new and then erase the old.

ESP-IDF nvs_storage.cpp, Storage::writeItem.
"""

from typing import Final

from oceanhil.simulator.eeprom.nvs.blob import blob_is, erase_blob, other_version, write_blob
from oceanhil.simulator.eeprom.nvs.error_code import NvsError, NvsFault, NvsPanic
from oceanhil.simulator.eeprom.nvs.format import CHUNK_ANY, VERSION_0, ItemType, NvsGeneration, PageState
from oceanhil.simulator.eeprom.nvs.item import Key, hash_of
from oceanhil.simulator.eeprom.nvs.item_lookup import ItemStore, Place
from oceanhil.simulator.eeprom.nvs.page import Page

#: The order in which 5.5.1 looks for a value of another type under the same key.
_TYPES_TO_REPLACE: Final = (
    ItemType.U8,
    ItemType.U16,
    ItemType.U32,
    ItemType.U64,
    ItemType.I8,
    ItemType.I16,
    ItemType.I32,
    ItemType.I64,
    ItemType.STRING,
    ItemType.BLOB_INDEX,
    ItemType.BLOB,
)


def set_value(store: ItemStore, namespace: int, kind: ItemType, key: Key, data: bytes) -> None:
    """Make `data` the value of `key`, as number, string or blob.

    4.4.7 replaces only a value of the same type, so that one key may have several; 5.5.1 replaces any. Raises
    KEY_TOO_LONG, VALUE_TOO_LONG or NOT_ENOUGH_SPACE.
    """
    stored_as = ItemType.BLOB_INDEX if kind is ItemType.BLOB else kind
    same_type = store.find(namespace, stored_as, key)
    old = same_type or _find_other_type(store, namespace, stored_as, key)
    sequence = old.page.sequence if old else 0
    if kind is ItemType.BLOB:
        if same_type and blob_is(store, namespace, key, same_type.item, data):
            return
        version = other_version(same_type.item) if same_type else VERSION_0
        write_blob(store, namespace, key, data, version)
    else:
        if same_type and same_type.holds(data):
            return
        _append(store, namespace, kind, key, data)
    if old is not None:
        _erase_old(store, namespace, key, old, sequence)
    elif kind is ItemType.BLOB and store.generation is NvsGeneration.IDF_4_4_7:
        _erase_blob_of_old_format(store, namespace, key)


def _find_other_type(store: ItemStore, namespace: int, stored_as: int, key: Key) -> Place | None:
    if store.generation is NvsGeneration.IDF_4_4_7:
        return None
    # The hash list knows no types: a key that it does not hold need not be looked for eleven times.
    item_hash = hash_of(namespace, key.in_flash, CHUNK_ANY)
    if not any(item_hash in page.hashes for page in store.manager.pages):
        return None
    for kind in _TYPES_TO_REPLACE:
        if kind != stored_as:
            place = store.find(namespace, kind, key)
            if place is not None:
                return place
    return None


def _append(store: ItemStore, namespace: int, kind: ItemType, key: Key, data: bytes) -> None:
    page = store.manager.current
    try:
        page.write_item(namespace, kind, key, data)
    except NvsFault as fault:
        if fault.error is not NvsError.PAGE_FULL:
            raise
        if page.state != PageState.FULL:
            page.mark_full()
        store.manager.request_new_page()
        _append_to_new_page(store.manager.current, namespace, kind, key, data)


def _append_to_new_page(page: Page, namespace: int, kind: ItemType, key: Key, data: bytes) -> None:
    try:
        page.write_item(namespace, kind, key, data)
    except NvsFault as fault:
        if fault.error is NvsError.PAGE_FULL:
            raise NvsFault(NvsError.NOT_ENOUGH_SPACE) from fault
        raise


def _erase_old(store: ItemStore, namespace: int, key: Key, old: Place, sequence: int) -> None:
    """Erase the value found before the write, on the page where it is now."""
    if old.item.type == ItemType.BLOB_INDEX:
        erase_blob(store, namespace, key, old.item.chunk_start)
        return
    page = old.page
    if _was_relocated(store, page, sequence):
        place = store.find(namespace, old.item.type, key)
        if place is None:
            raise _lost(store)
        page = place.page
    error = page.erase_item(store.wanted(namespace, old.item.type, key))
    if error is not NvsError.OK:
        raise NvsFault(error)


def _erase_blob_of_old_format(store: ItemStore, namespace: int, key: Key) -> None:
    old = store.find(namespace, ItemType.BLOB, key)
    if old is not None:
        old.erase()


def _was_relocated(store: ItemStore, page: Page, sequence: int) -> bool:
    if store.generation is NvsGeneration.IDF_4_4_7:
        return page.state == PageState.UNINITIALIZED
    return page.state not in (PageState.ACTIVE, PageState.FULL) or page.sequence != sequence


def _lost(store: ItemStore) -> NvsFault | NvsPanic:
    if store.generation is NvsGeneration.IDF_4_4_7:
        return NvsPanic("a value vanished while its page was being moved")
    return NvsFault(NvsError.NOT_FOUND)
