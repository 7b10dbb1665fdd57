"""A whole NVS partition: its pages in order, the names of its namespaces, and its blobs.

A blob is an index and the chunks it counts, or what is left of either (ESP-IDF nvs_storage.cpp).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum

import msgspec

from oceanhil.protocol.flash_sector import SECTOR_BYTES
from oceanhil.simulator.eeprom.inspect.entries import EntryGroup, GroupKind
from oceanhil.simulator.eeprom.inspect.pages import PageVerdict, PageView, view_page
from oceanhil.simulator.eeprom.nvs.format import ENTRY_COUNT, NAMESPACE_DIRECTORY, VERSION_1, ItemType


class BlobVerdict(Enum):
    """Whether a blob is all there."""

    COMPLETE = "complete"
    DAMAGED = "damaged"
    """All chunks are there, but the payload of one is not what its checksum says."""
    MISMATCH = "mismatch"
    """The index counts other chunks, or more bytes, than there are."""
    DUPLICATE = "duplicate"
    """There is a second index for the key, or a second chunk of the same number."""
    ORPHAN = "orphan"
    """Chunks without an index: an update that was cut off before its end."""


class Blob(msgspec.Struct, frozen=True):
    """A blob of namespace number `namespace`: its index, None for orphans, and its chunks by their numbers."""

    namespace: int
    key: str
    verdict: BlobVerdict
    index: EntryGroup | None
    chunks: tuple[EntryGroup, ...]

    @property
    def size(self) -> int:
        """Bytes: what the index says, without one what the chunks add up to."""
        if self.index is not None and self.index.header is not None:
            return self.index.header.size or 0
        return len(self.data)

    @property
    def data(self) -> bytes:
        """The chunks' payloads in a row, whatever their checksums say."""
        return b"".join(chunk.payload for chunk in self.chunks)


_Key = tuple[int, str]


def put_together(items: Iterable[EntryGroup]) -> tuple[Blob, ...]:
    """Make blobs of the live items of a partition, given in the order of the pages' sequence numbers."""
    chunks: defaultdict[_Key, list[EntryGroup]] = defaultdict(list)
    indexes: defaultdict[_Key, list[EntryGroup]] = defaultdict(list)
    blobs: list[Blob] = []
    for item in items:
        header = item.header
        if header is None:
            continue
        if header.type == ItemType.BLOB_INDEX:
            indexes[header.namespace, header.key].append(item)
        elif header.type == ItemType.BLOB_DATA:
            chunks[header.namespace, header.key].append(item)
        elif header.type == ItemType.BLOB:
            verdict = BlobVerdict.COMPLETE if item.is_sound else BlobVerdict.DAMAGED
            blobs.append(Blob(header.namespace, header.key, verdict, None, (item,)))
    for key, found in indexes.items():
        blobs += [_with_index(key, index, chunks[key], alone=len(found) == 1) for index in found]
    for key, parts in chunks.items():
        blobs += _orphans(key, parts, indexes.get(key, ()))
    return tuple(blobs)


def _with_index(key: _Key, index: EntryGroup, chunks: Sequence[EntryGroup], *, alone: bool) -> Blob:
    wanted = _numbers(index)
    parts = tuple(sorted((chunk for chunk in chunks if _number(chunk) in wanted), key=_number))
    numbers = [_number(chunk) for chunk in parts]
    size = sum(len(chunk.payload) for chunk in parts)
    if not alone or len(set(numbers)) < len(numbers):
        verdict = BlobVerdict.DUPLICATE
    elif numbers != list(wanted) or index.header is None or size != index.header.size:
        verdict = BlobVerdict.MISMATCH
    else:
        verdict = BlobVerdict.COMPLETE if all(chunk.is_sound for chunk in parts) else BlobVerdict.DAMAGED
    return Blob(*key, verdict, index, parts)


def _orphans(key: _Key, chunks: Sequence[EntryGroup], indexes: Iterable[EntryGroup]) -> list[Blob]:
    claimed = {number for index in indexes for number in _numbers(index)}
    versions: defaultdict[int, list[EntryGroup]] = defaultdict(list)
    for chunk in chunks:
        if _number(chunk) not in claimed:
            versions[_number(chunk) & VERSION_1].append(chunk)
    return [Blob(*key, BlobVerdict.ORPHAN, None, tuple(sorted(each, key=_number))) for each in versions.values()]


def _number(chunk: EntryGroup) -> int:
    return chunk.header.chunk if chunk.header is not None else 0


def _numbers(index: EntryGroup) -> range:
    header = index.header
    return range(header.chunk_start, header.chunk_start + header.chunk_count) if header is not None else range(0)


class PartitionView(msgspec.Struct, frozen=True):
    """What a partition holds. `namespaces` are those in force, `former` names that only erased or lost entries give."""

    pages: tuple[PageView, ...]
    namespaces: Mapping[int, str]
    former: Mapping[int, str]
    blobs: tuple[Blob, ...]

    @property
    def in_use(self) -> tuple[PageView, ...]:
        """The pages that hold values, oldest first."""
        return tuple(sorted((page for page in self.pages if page.verdict is PageVerdict.IN_USE), key=_sequence))

    @property
    def activations(self) -> int:
        """How often any page was put to use since the partition was last erased as a whole; each costs one erase."""
        return max((page.sequence + 1 for page in self.in_use), default=0)

    @property
    def free_entries(self) -> int:
        """Entries that can be written without erasing anything; the last blank page, kept for moving, not counted."""
        empty = sum(page.counts.empty for page in self.in_use[-1:])
        blank = sum(page.verdict is not PageVerdict.IN_USE for page in self.pages)
        return empty + ENTRY_COUNT * max(0, blank - 1)

    def name_of(self, namespace: int) -> str | None:
        """Give the name of a namespace by its number, from erased entries if need be."""
        return self.namespaces.get(namespace, self.former.get(namespace))

    def live_items(self) -> Iterator[EntryGroup]:
        """Yield the readable items of the pages in use, oldest page first."""
        return (group for page in self.in_use for group in page.groups if group.kind is GroupKind.ITEM)

    def blob(self, namespace: str, key: str) -> Blob | None:
        """Give the blob that a read of this key finds; a complete one if there is any, None without any index."""
        numbers = {number for number, name in self.namespaces.items() if name == namespace}
        found = [blob for blob in self.blobs if blob.namespace in numbers and blob.key == key]
        readable = [blob for blob in found if blob.verdict is not BlobVerdict.ORPHAN]
        return next((blob for blob in readable if blob.verdict is BlobVerdict.COMPLETE), next(iter(readable), None))


def view_partition(image: bytes) -> PartitionView:
    """Read the whole pages of `image`; a rest of less than 4,096 bytes is left out."""
    whole = range(0, len(image) - SECTOR_BYTES + 1, SECTOR_BYTES)
    pages = tuple(view_page(index, image[start : start + SECTOR_BYTES]) for index, start in enumerate(whole))
    live = tuple(PartitionView(pages, {}, {}, ()).live_items())
    readable = (group for page in pages for group in page.groups if group.kind is not GroupKind.DAMAGED)
    return PartitionView(pages, dict(_names(live)), dict(_names(readable)), put_together(live))


def _names(groups: Iterable[EntryGroup]) -> Iterator[tuple[int, str]]:
    for group in groups:
        header = group.header
        if header is not None and header.namespace == NAMESPACE_DIRECTORY and header.number is not None:
            yield header.number, header.key


def _sequence(page: PageView) -> int:
    return page.sequence
