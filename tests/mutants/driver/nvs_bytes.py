"""What NVS puts into flash."""

from tests.mutants.driver.mutant import nvs

MUTANTS = [
    nvs("a page header's CRC covers the state word", "format:encode_page_header", ("header[4:28]", "header[:28]")),
    nvs(
        "a damaged page header is accepted", "format:decode_page_header", ("if crc != checksum(page[4:28])", "if False")
    ),
    nvs("a CRC starts from zero", "format:checksum", ("return crc32(data, 0xFFFFFFFF)", "return crc32(data)")),
    nvs("an entry's CRC leaves out the key", "item:encode", ("crc32(body, ", "crc32(body[16:], ")),
    nvs("an entry's CRC leaves out the chunk number", "item:encode", ("crc32(first, ", "crc32(first[:3], ")),
    nvs(
        "a payload's CRC covers its padding",
        "item:payload_header",
        ("checksum(payload)", "checksum(payload.ljust(-(-len(payload) // 32) * 32, b'\\xff'))"),
    ),
    nvs("unused header bytes are zero", "item:encode", (r'data.ljust(8, b"\xff")', r'data.ljust(8, b"\0")')),
    nvs("the gap after a payload's size is zero", "item:payload_header", ("0xFFFF", "0")),
    nvs("the gap after an index's version is zero", "item:index_header", ("0xFFFF", "0")),
    nvs("a key is padded with FF", "item:key_of", (r'b"\0"', r'b"\xff"')),
    nvs("a string is stored without its 0", "api:NvsHandle.set_string", (r' + b"\0"', "")),
    nvs("a payload's last entry is padded with 0", "page:Page._write_payload", (r'b"\xff"', r'b"\0"')),
    nvs(
        "a span does not count its header",
        "page:Page.write_item",
        ("kind, 1 + payload_entries, chunk", "kind, payload_entries, chunk"),
    ),
    nvs(
        "a span is rounded up once too often",
        "page:Page.write_item",
        ("-(-len(data) // ENTRY_BYTES)", "len(data) // ENTRY_BYTES + 1"),
    ),
    nvs(
        "the bitmap's bits run the other way",
        "entry_table:EntryTable.set_one",
        ("(entry & 15) << 1", "(15 - (entry & 15)) << 1"),
    ),
    nvs(
        "WRITTEN is 01",
        "entry_table:EntryTable.set_one",
        ("| state << shift", "| (1 if state == 2 else state) << shift"),
    ),
    nvs(
        "a namespace's entry is signed",
        "storage:Storage.open_namespace",
        (
            "set_value(self._store, NAMESPACE_DIRECTORY, ItemType.U8",
            "set_value(self._store, NAMESPACE_DIRECTORY, ItemType.I8",
        ),
    ),
    nvs("the first namespace gets index 2", "storage:Storage.open_namespace", ("range(1, ", "range(2, ")),
    nvs("every chunk of a blob has the same number", "blob:write_blob", ("version + len(pages)", "version")),
    nvs(
        "an index counts one chunk",
        "blob:write_blob",
        ("index_header(len(data), len(pages), version)", "index_header(len(data), 1, version)"),
    ),
]
