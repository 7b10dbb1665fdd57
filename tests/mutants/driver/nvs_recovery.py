"""What a mount of NVS repairs."""

from tests.mutants.driver.mutant import nvs

MUTANTS = [
    nvs(
        "a half-written entry is written over",
        "page_load:_close_half_written_entries",
        ("while page.next_free < ENTRY_COUNT", "while False"),
    ),
    nvs(
        "a half-written entry is seen by its first byte",
        "page_load:_close_half_written_entries",
        (r'b"\xff\xff\xff\xff"', r'b"\xff"'),
    ),
    nvs("a half-written payload is kept", "page_load:_index_item", ("not _is_whole(page, entry, item.span)", "False")),
    nvs("duplicates on a page are kept", "page_load:_index_item", ("duplicate < entry", "False")),
    nvs(
        "of duplicates on a page the older is kept",
        "page_load:_index_item",
        ("_erase_if_possible(page, duplicate)", "_erase_if_possible(page, entry)"),
    ),
    nvs("a duplicate of the last item is kept", "page_load:_repair_active_page", ("last is not None", "False")),
    nvs(
        "the last item's chunk number is compared",
        "page_load:_drop_duplicate_of_last_item",
        ("    older = page.find(", "    chunk = item.chunk\n    older = page.find("),
    ),
    nvs(
        "a duplicate on an older page is kept",
        "page_manager:PageManager._erase_duplicate_of_last_item",
        ("last is None", "True"),
    ),
    nvs(
        "an interrupted move is not taken up again",
        "page_manager:PageManager._finish_freeing",
        ("freeing is None", "True"),
    ),
    nvs(
        "an interrupted move goes on where it stopped",
        "page_manager:PageManager._finish_freeing",
        ("newest.state == PageState.ACTIVE", "False"),
    ),
    nvs("4.4.7 searches as 5.5.1 does", "search:wanted", ("modern = generation is not _OLD", "modern = True")),
    nvs("5.5.1 searches as 4.4.7 does", "search:wanted", ("modern = generation is not _OLD", "modern = False")),
    nvs(
        "4.4.7 compares an index with its chunks",
        "storage:clear_broken_blobs",
        ("store.generation is not NvsGeneration.IDF_4_4_7", "True"),
    ),
    nvs(
        "5.5.1 does not compare an index with its chunks",
        "storage:clear_broken_blobs",
        ("store.generation is not NvsGeneration.IDF_4_4_7", "False"),
    ),
    nvs(
        "chunks without an index are kept",
        "storage:clear_broken_blobs",
        ("_erase_orphan_chunks(store, indexes)", "pass"),
    ),
    nvs(
        "chunks of the other version belong to an index too",
        "storage:_belongs",
        ("index.chunk_start <= chunk.chunk < index.chunk_start + index.chunk_count", "True"),
    ),
]
