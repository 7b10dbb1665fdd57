"""What to look for on a page, and which items answer (ESP-IDF Page::findItem)."""

from enum import Enum
from functools import lru_cache
from typing import Final

import msgspec

from oceanhil.simulator.eeprom.nvs.format import CHUNK_ANY, NS_ANY, VERSION_ANY, ItemType, NvsGeneration
from oceanhil.simulator.eeprom.nvs.item import Item, Key, hash_of

_ANY: Final = ItemType.ANY
_BLOB: Final = ItemType.BLOB
_BLOB_DATA: Final = ItemType.BLOB_DATA
_BLOB_INDEX: Final = ItemType.BLOB_INDEX
_OLD: Final = NvsGeneration.IDF_4_4_7


class Verdict(Enum):
    """What an item under the wanted key means for a search."""

    FOUND = 1
    PASS = 2
    MISMATCH = 3


_FOUND: Final = Verdict.FOUND
_PASS: Final = Verdict.PASS
_MISMATCH: Final = Verdict.MISMATCH


class Wanted(msgspec.Struct, frozen=True, gc=False):
    """A search. `name` None means any key; `hash` is None where the driver does not use its hash list."""

    namespace: int
    type: int
    name: bytes | None
    chunk: int
    version: int
    hash: int | None
    modern: bool

    def judge(self, item: Item) -> Verdict:
        """Compare an item whose namespace and key are the wanted ones."""
        kind = self.type
        if kind == _BLOB_DATA and self.chunk not in (CHUNK_ANY, item.chunk):
            return _PASS
        if kind == _BLOB_INDEX and (item.chunk != CHUNK_ANY or self.version not in (VERSION_ANY, item.chunk_start)):
            return _PASS
        if kind in (item.type, _ANY):
            return _FOUND
        return self._judge_other_type(item)

    def _judge_other_type(self, item: Item) -> Verdict:
        if self.chunk != CHUNK_ANY:
            return _MISMATCH
        passes_chunks = self.type == _BLOB_DATA or (self.type == _BLOB and item.type == _BLOB_DATA)
        return _PASS if self.modern and passes_chunks else _MISMATCH


@lru_cache(1024)
def wanted(
    generation: NvsGeneration,
    namespace: int,
    kind: int,
    key: Key | None,
    chunk: int = CHUNK_ANY,
    *,
    version: int = VERSION_ANY,
) -> Wanted:
    """Return a search as this generation of the driver runs it.

    The hash list is asked for a key in a namespace: by 4.4.7 unless any type will do, by 5.5.1 unless any chunk of a
    blob will do. A chunk of a blob is stored under its own number, an index under CHUNK_ANY.
    """
    modern = generation is not _OLD
    if key is None:
        return Wanted(namespace, kind, None, chunk, version, None, modern)
    by_scan = (kind == _BLOB_DATA and chunk == CHUNK_ANY) if modern else kind == _ANY
    item_hash = None if by_scan or namespace == NS_ANY else hash_of(namespace, key.in_flash, chunk)
    return Wanted(namespace, kind, key.name, chunk, version, item_hash, modern)
