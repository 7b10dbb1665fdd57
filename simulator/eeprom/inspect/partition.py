"""A whole NVS partition: its pages in order, the names of its namespaces, its blobs."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from oceanhil.simulator.eeprom.inspect.blobs import Blob, BlobVerdict, put_together
from oceanhil.simulator.eeprom.inspect.entries import EntryGroup, GroupKind
from oceanhil.simulator.eeprom.inspect.pages import PageVerdict, PageView, view_page
from oceanhil.simulator.eeprom.nvs.format import ENTRY_COUNT, NAMESPACE_DIRECTORY
from oceanhil.simulator.flash.cells import SECTOR_BYTES


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
