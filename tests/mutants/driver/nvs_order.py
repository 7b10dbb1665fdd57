"""What NVS writes and erases first."""
# ruff: noqa: E501 - a line of the driver stands here as it stands there

from tests.mutants.driver.mutant import nvs

MUTANTS = [
    nvs(
        "a blob's version never toggles",
        "overwrite:set_value",
        ("other_version(same_type.item) if same_type else VERSION_0", "VERSION_0"),
    ),
    nvs("a blob's first version is 80", "overwrite:set_value", ("same_type else VERSION_0", "same_type else 0x80")),
    nvs(
        "the bitmap's words are written lowest first",
        "entry_table:EntryTable.set_range",
        ("range(end - 1 >> 4, (begin >> 4) - 1, -1)", "range(begin >> 4, (end - 1 >> 4) + 1)"),
    ),
    nvs(
        "the bitmap is written a byte at a time",
        "entry_table:EntryTable.set_one",
        (
            'return word << 2, value.to_bytes(4, "little")',
            'return entry >> 2, value.to_bytes(4, "little")[entry >> 2 & 3 :][:1]',
        ),
    ),
    nvs(
        "an entry's bits are written before the entry",
        "page:Page.write_entry",
        (
            "    self.flash.program(self.address + ENTRIES_OFFSET + entry * ENTRY_BYTES, raw)\n    self.mark(entry, entry + 1, EntryState.WRITTEN)",
            "    self.mark(entry, entry + 1, EntryState.WRITTEN)\n    self.flash.program(self.address + ENTRIES_OFFSET + entry * ENTRY_BYTES, raw)",
        ),
    ),
    nvs(
        "a payload's last entry is written with the rest",
        "page:Page._write_payload",
        ("tail_size = len(data) % ENTRY_BYTES", "tail_size, data = 0, data.ljust(-(-len(data) // 32) * 32, b'\\xff')"),
    ),
    nvs(
        "a blob's index is written before its chunks",
        "blob:write_blob",
        (
            "    for offset, page, length in",
            "    store.manager.current.write_item(namespace, ItemType.BLOB_INDEX, key, index_header(len(data), 1, version))\n        for offset, page, length in",
        ),
        ("        store.manager.current.write_item(namespace, ItemType.BLOB_INDEX, key, header)", "        pass"),
    ),
    nvs(
        "an old blob is erased before the new one is written",
        "overwrite:set_value",
        (
            "        write_blob(",
            "        old is not None and _erase_old(store, namespace, key, old, sequence)\n        write_blob(",
        ),
        ("    if old is not None:", "    if old is not None and kind is not ItemType.BLOB:"),
    ),
    nvs(
        "an old number is erased before the new one is written",
        "overwrite:set_value",
        (
            "        _append(",
            "        old is not None and _erase_old(store, namespace, key, old, sequence)\n        _append(",
        ),
        ("    if old is not None:", "    if old is not None and kind is ItemType.BLOB:"),
    ),
    nvs(
        "an old blob's chunks go before its index",
        "blob:erase_blob",
        (
            "    index = _erase_index(store, namespace, key, version)",
            "    index = store.find(namespace, ItemType.BLOB_INDEX, key, version=version).item",
        ),
        ("        return\n", "        _erase_index(store, namespace, key, version)\n        return\n"),
        (
            "    _erase_chunks_of_version(store, namespace, key, version)",
            "    _erase_chunks_of_version(store, namespace, key, version)\n    _erase_index(store, namespace, key, version)",
        ),
    ),
    nvs(
        "erasing an item erases its header alone", "page:Page.erase_item_at", ("1 if item is None else item.span", "1")
    ),
    nvs(
        "a blob that is there already is written again",
        "overwrite:set_value",
        ("same_type and blob_is(store, namespace, key, same_type.item, data)", "False"),
    ),
    nvs(
        "a value that is there already is written again",
        "overwrite:set_value",
        ("same_type and same_type.holds(data)", "False"),
    ),
]
