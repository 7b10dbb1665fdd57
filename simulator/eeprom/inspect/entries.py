"""The 126 entries of a page, put together to what belongs together (ESP-IDF nvs_types.hpp, nvs_page.hpp).

This reads what is there, also what the driver would skip or erase: nothing here is shared with the driver but the
constants of the format.
"""

from collections.abc import Callable, Iterator
from enum import Enum
from struct import Struct
from typing import Final

import msgspec

from oceanhil.simulator.eeprom.nvs.format import (
    ENTRIES_OFFSET,
    ENTRY_BYTES,
    ENTRY_COUNT,
    VARIABLE_LENGTH,
    EntryState,
    ItemType,
    checksum,
    entry_bytes,
)

_HEADER: Final = Struct("<BBBBI16s8s")
_VARIABLE: Final = Struct("<H2xI")
_INDEX: Final = Struct("<IBB2x")
_BLANK: Final = b"\xff" * ENTRY_BYTES
_TYPES: Final = frozenset(ItemType) - {ItemType.ANY}


class Crc(msgspec.Struct, frozen=True):
    """A checksum as it is stored and as it should be."""

    stored: int
    computed: int

    @property
    def ok(self) -> bool:
        """Tell whether the two are the same."""
        return self.stored == self.computed


class GroupKind(Enum):
    """What a run of entries is. The order of the bitmap's states, not of importance."""

    ITEM = "item"
    """WRITTEN, with a good header checksum."""
    DAMAGED = "damaged"
    """WRITTEN, but no header checksum in the run is right: the driver erases such entries one by one."""
    LEFTOVER = "leftover"
    """ERASED in the bitmap, yet the old header and value are still readable, until the page is reclaimed."""
    ERASED = "erased"
    """ERASED, with no readable header."""
    ILLEGAL = "illegal"
    """The bitmap's fourth pattern, 01, which no driver writes."""
    HALF_WRITTEN = "half-written"
    """EMPTY in the bitmap, although something was programmed."""


class Header(msgspec.Struct, frozen=True):
    """The fields of an entry's header. `key` ends at its first 0 byte; bytes are read as latin-1."""

    namespace: int
    type: int
    span: int
    chunk: int
    key: str
    data: bytes
    crc: Crc

    @property
    def kind(self) -> ItemType | None:
        """The type, None for a number that stands for none."""
        return ItemType(self.type) if self.type in _TYPES else None

    @property
    def has_payload(self) -> bool:
        """Tell whether entries with the value follow."""
        return self.type in VARIABLE_LENGTH

    @property
    def size(self) -> int | None:
        """Bytes of the value: payload, number, or of an index the whole blob."""
        if self.has_payload:
            return int(_VARIABLE.unpack(self.data)[0])
        if self.type == ItemType.BLOB_INDEX:
            return int(_INDEX.unpack(self.data)[0])
        return self.type & 0x0F if self.kind is not None else None

    @property
    def payload_crc(self) -> int:
        """The stored checksum of the payload."""
        return int(_VARIABLE.unpack(self.data)[1])

    @property
    def chunk_count(self) -> int:
        """Of an index: how many chunks the blob has."""
        return int(_INDEX.unpack(self.data)[1])

    @property
    def chunk_start(self) -> int:
        """Of an index: the number of the first chunk, 0x00 or 0x80."""
        return int(_INDEX.unpack(self.data)[2])

    @property
    def number(self) -> int | None:
        """The value of an integer type."""
        kind = self.kind
        if kind is None or not kind.is_number:
            return None
        return int.from_bytes(self.data[: kind.size_bytes], "little", signed=kind >= ItemType.I8)


class EntryGroup(msgspec.Struct, frozen=True):
    """A run of `count` entries from index `entry` of page `page` (its position in the partition, from 0).

    `payload` is the value of a variable-length item as far as it lies on the page, and `payload_crc` its verdict.
    `whole` is False if the entries that the header claims are not all in the header's state.
    """

    kind: GroupKind
    page: int
    entry: int
    count: int
    header: Header | None = None
    payload: bytes = b""
    payload_crc: Crc | None = None
    whole: bool = True

    @property
    def offset(self) -> int:
        """Offset in the page, in bytes."""
        return ENTRIES_OFFSET + self.entry * ENTRY_BYTES

    @property
    def payload_offset(self) -> int:
        """Offset of the payload in the page, in bytes."""
        return self.offset + ENTRY_BYTES

    @property
    def is_sound(self) -> bool:
        """Tell whether this is an item whose value can be read as it was written."""
        return self.kind is GroupKind.ITEM and self.whole and (self.payload_crc is None or self.payload_crc.ok)


def decode_header(raw: bytes) -> Header:
    """Read the 32 bytes of an entry as a header, whatever they are."""
    namespace, kind, span, chunk, crc, key, data = _HEADER.unpack(raw)
    name = key.split(b"\0", 1)[0].decode("latin-1")
    return Header(namespace, kind, span, chunk, name, data, Crc(crc, checksum(raw[:4] + raw[8:])))


def group_entries(page: int, image: bytes, states: bytes) -> Iterator[EntryGroup]:
    """Yield what stands in the entries of a page's 4,096 bytes; runs of blank entries are left out.

    `states` holds one EntryState a byte, of all 126 entries.
    """
    entry = 0
    while entry < ENTRY_COUNT:
        group = _group_at(page, image, states, entry)
        if group is not None:
            yield group
        entry += group.count if group is not None else 1


def _group_at(page: int, image: bytes, states: bytes, entry: int) -> EntryGroup | None:
    state = states[entry]
    raw = entry_bytes(image, entry)
    if state == EntryState.EMPTY:
        count = _run(states, entry, lambda each: entry_bytes(image, each) != _BLANK)
        return EntryGroup(GroupKind.HALF_WRITTEN, page, entry, count) if count else None
    if state == EntryState.ILLEGAL:
        return EntryGroup(GroupKind.ILLEGAL, page, entry, _run(states, entry))
    header = decode_header(raw)
    written = state == EntryState.WRITTEN
    if not header.crc.ok:
        kind = GroupKind.DAMAGED if written else GroupKind.ERASED
        count = _run(states, entry, lambda each: not decode_header(entry_bytes(image, each)).crc.ok)
        return EntryGroup(kind, page, entry, count, header if written else None)
    return _item(page, image, states, entry, header)


def _item(page: int, image: bytes, states: bytes, entry: int, header: Header) -> EntryGroup:
    kind = GroupKind.ITEM if states[entry] == EntryState.WRITTEN else GroupKind.LEFTOVER
    if not header.has_payload:
        return EntryGroup(kind, page, entry, 1, header)
    claimed = max(1, header.span)
    within = min(claimed, ENTRY_COUNT - entry)
    same = min(_run(states, entry), within)
    begin = ENTRIES_OFFSET + (entry + 1) * ENTRY_BYTES
    size = header.size or 0
    payload = image[begin : min(begin + size, ENTRIES_OFFSET + ENTRY_COUNT * ENTRY_BYTES)]
    whole = same == header.span == 1 - (-size // ENTRY_BYTES) and len(payload) == size
    # An item that is not whole ends where its state does, so that what follows is shown for itself.
    count = within if same == within else same
    crc = Crc(header.payload_crc, checksum(payload))
    return EntryGroup(kind, page, entry, count, header, payload, crc, whole)


def _run(states: bytes, entry: int, belongs: Callable[[int], bool] = lambda _: True) -> int:
    """Count the entries from `entry` on that share its state and belong."""
    end = entry
    while end < ENTRY_COUNT and states[end] == states[entry] and belongs(end):
        end += 1
    return end - entry
