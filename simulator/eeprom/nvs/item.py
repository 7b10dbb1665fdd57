"""One 32-byte entry: the header of an item."""

from functools import lru_cache
from struct import Struct
from typing import Final
from zlib import crc32

import msgspec

from oceanhil.simulator.eeprom.nvs.format import (
    CHUNK_ANY,
    ENTRY_BYTES,
    ENTRY_COUNT,
    MAX_KEY_LENGTH,
    VARIABLE_LENGTH,
    ItemType,
    NvsGeneration,
    checksum,
)

_ENTRY: Final = Struct("<BBBBI16s8s")
_VARIABLE: Final = Struct("<HHI")
_INDEX: Final = Struct("<IBBH")
_MAX_BLOB_BYTES: Final = 127 * (ENTRY_COUNT - 1) * ENTRY_BYTES
#: Every byte as bytes: made once, because hashing is most of what a mount of a full page does.
_BYTES: Final = tuple(bytes((value,)) for value in range(256))
_NUMBERS: Final = frozenset(each for each in ItemType if each.is_number)
_BLOB_INDEX: Final = ItemType.BLOB_INDEX


class Key(msgspec.Struct, frozen=True, gc=False):
    """A key as it was given, as the driver compares it, and as 16 bytes of flash hold it: cut to 15, zero-padded."""

    given: bytes
    name: bytes
    in_flash: bytes


class Item(msgspec.Struct, frozen=True, gc=False):
    """A decoded entry header: `span` in entries, `key` as the 16 bytes in flash, `name` as C's strncmp sees them."""

    namespace: int
    type: int
    span: int
    chunk: int
    crc: int
    key: bytes
    data: bytes
    name: bytes

    @property
    def payload_size(self) -> int:
        """Bytes of payload of a variable-length item."""
        return self.data[0] | self.data[1] << 8

    @property
    def payload_crc(self) -> int:
        """Checksum of a variable-length item's payload."""
        return int.from_bytes(self.data[4:], "little")

    @property
    def blob_size(self) -> int:
        """Bytes of the whole blob that this index describes."""
        return int.from_bytes(self.data[:4], "little")

    @property
    def chunk_count(self) -> int:
        """How many chunks the blob of this index has."""
        return self.data[4]

    @property
    def chunk_start(self) -> int:
        """Number of the first chunk of the blob of this index: its version."""
        return self.data[5]


@lru_cache(4096)
def hash_of(namespace: int, key: bytes, chunk: int) -> int:
    """Return the driver's 24-bit hash over namespace, the 16 bytes of the key, and chunk number, not the type."""
    return crc32(_BYTES[namespace] + key + _BYTES[chunk], 0xFFFFFFFF) & 0xFFFFFF


def key_of(name: bytes) -> Key:
    """Return the key that C code calls `name`."""
    short = name[:MAX_KEY_LENGTH]
    return Key(name, short, short.ljust(MAX_KEY_LENGTH + 1, b"\0"))


def decode(raw: bytes) -> Item:
    """Return the header in 32 bytes, whether or not its checksum is right."""
    namespace, kind, span, chunk, crc, key, data = _ENTRY.unpack(raw)
    name = key[:MAX_KEY_LENGTH].split(b"\0", 1)[0]
    return Item(namespace, kind, span, chunk, crc, key, data, name)


def is_consistent(raw: bytes, item: Item, entry: int, generation: NvsGeneration) -> bool:
    """Tell whether the driver accepts the header in `raw`, found at index `entry` of its page.

    4.4.7 checks the checksum alone, 5.5.1 also type, span and lengths (ESP-IDF Item::checkHeaderConsistency).
    """
    if crc32(raw[8:], crc32(raw[:4], 0xFFFFFFFF)) != item.crc:
        return False
    if generation is NvsGeneration.IDF_4_4_7:
        return True
    if item.type in _NUMBERS:
        return item.span == 1
    if item.type in VARIABLE_LENGTH:
        return _has_room_for_payload(item, entry)
    return item.type == _BLOB_INDEX and item.span == 1 and item.chunk == CHUNK_ANY and item.blob_size <= _MAX_BLOB_BYTES


def _has_room_for_payload(item: Item, entry: int) -> bool:
    if item.type == ItemType.BLOB_DATA and item.chunk == CHUNK_ANY:
        return False
    room = ENTRY_COUNT - entry
    payload_entries = -(-item.payload_size // ENTRY_BYTES)
    return item.payload_size <= (room - 1) * ENTRY_BYTES and item.span == payload_entries + 1 <= room


def encode(head: tuple[int, int, int, int], key: Key, data: bytes) -> bytes:
    """Return the 32 bytes of a header with its checksum.

    `head` is namespace, type, span and chunk number; `data` the last 8 bytes, padded with 0xFF if shorter.
    """
    first = bytes(head)
    body = key.in_flash + data.ljust(8, b"\xff")
    return first + crc32(body, crc32(first, 0xFFFFFFFF)).to_bytes(4, "little") + body


def payload_header(payload: bytes) -> bytes:
    """Return the last 8 bytes of a variable-length item's header."""
    return _VARIABLE.pack(len(payload), 0xFFFF, checksum(payload))


def index_header(blob_size: int, chunk_count: int, chunk_start: int) -> bytes:
    """Return the last 8 bytes of a blob index."""
    return _INDEX.pack(blob_size, chunk_count, chunk_start, 0xFFFF)
