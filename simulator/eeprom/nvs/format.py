"""What NVS data looks like in flash (ESP-IDF nvs_constants.h, nvs_page.hpp, nvs_types.hpp). All little-endian."""

from enum import Enum, IntEnum
from struct import Struct
from typing import Final
from zlib import crc32

ENTRY_BYTES: Final = 32
ENTRY_COUNT: Final = 126
TABLE_OFFSET: Final = 0x20
ENTRIES_OFFSET: Final = 0x40
#: The largest payload of one item: the page without its bitmap and the item's header entry.
CHUNK_MAX_BYTES: Final = ENTRY_BYTES * (ENTRY_COUNT - 1)
MAX_KEY_LENGTH: Final = 15

NAMESPACE_DIRECTORY: Final = 0
NS_ANY: Final = 0xFF
CHUNK_ANY: Final = 0xFF
#: Where the chunk numbers of a blob begin; a rewrite uses the other of the two.
VERSION_0: Final = 0x00
VERSION_1: Final = 0x80
VERSION_ANY: Final = 0xFF

#: Multi-page blobs; pages of an older format carry 0xFF, anything lower is from the future.
FORMAT_VERSION: Final = 0xFE

_HEADER: Final = Struct("<IIB19sI")
_UNUSED_HEADER: Final = b"\xff" * ENTRY_BYTES


class NvsGeneration(Enum):
    """Versions of the driver that differ in what recovery keeps and in what an overwrite erases.

    arduino-esp32 up to 2.0.17 carries 4.4.x; 3.x carries the later one. From v4.4.8 and v5.1.4 on a power cut between
    a blob's last chunk and its index loses the old value as well (commit 508d9a6a227). The patched one is no release:
    it is 5.5.1 with that one search given the chunk number, to show what the correction does.
    """

    IDF_4_4_7 = "idf-4.4.7"
    IDF_5_5_1 = "idf-5.5.1"
    IDF_5_5_1_PATCHED = "idf-5.5.1-patched"

    __hash__ = object.__hash__  # looked up by every search: Enum's own is a function of Python


class PageState(IntEnum):
    """The first word of a page; each further state clears one more bit. Any other value is treated as CORRUPT."""

    UNINITIALIZED = 0xFFFFFFFF
    ACTIVE = 0xFFFFFFFE
    FULL = 0xFFFFFFFC
    FREEING = 0xFFFFFFF8
    CORRUPT = 0xFFFFFFF0


class EntryState(IntEnum):
    """Two bits of the bitmap for each entry."""

    ERASED = 0b00
    ILLEGAL = 0b01
    WRITTEN = 0b10
    EMPTY = 0b11


class ItemType(IntEnum):
    """The type byte of an entry; the low nibble of a number's type is its size in bytes."""

    U8 = 0x01
    U16 = 0x02
    U32 = 0x04
    U64 = 0x08
    I8 = 0x11
    I16 = 0x12
    I32 = 0x14
    I64 = 0x18
    STRING = 0x21
    BLOB = 0x41
    BLOB_DATA = 0x42
    BLOB_INDEX = 0x48
    ANY = 0xFF

    @property
    def is_number(self) -> bool:
        """Tell the integer types, which fit an entry's header, from the rest."""
        return self < ItemType.STRING

    @property
    def size_bytes(self) -> int:
        """Size of a number of this type."""
        return self & 0x0F


#: Types whose payload follows the header entry.
VARIABLE_LENGTH: Final = frozenset({ItemType.STRING, ItemType.BLOB, ItemType.BLOB_DATA})


def entry_bytes(image: bytes, entry: int) -> bytes:
    """Give the bytes of an entry of a page, counted from 0."""
    offset = ENTRIES_OFFSET + entry * ENTRY_BYTES
    return image[offset : offset + ENTRY_BYTES]


def checksum(data: bytes) -> int:
    """Return the CRC-32 that the chip's ROM computes: reflected 0xEDB88320, started at 0xFFFFFFFF."""
    return crc32(data, 0xFFFFFFFF)


def encode_page_header(sequence: int, version: int) -> bytes:
    """Return the 32 bytes that make a blank page ACTIVE. The state word is not covered by the checksum."""
    header = _HEADER.pack(PageState.ACTIVE, sequence, version, _UNUSED_HEADER, 0)
    return header[:28] + checksum(header[4:28]).to_bytes(4, "little")


def decode_page_header(page: bytes) -> tuple[int, int, int] | None:
    """Return state word, sequence number and version of a page image; None if the header's checksum is wrong."""
    state, sequence, version, _unused, crc = _HEADER.unpack_from(page)
    if crc != checksum(page[4:28]):
        return None
    return state, sequence, version
