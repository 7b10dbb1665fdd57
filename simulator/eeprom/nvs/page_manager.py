"""The pages of a partition in the order of their sequence numbers, and reclaiming space.

ESP-IDF nvs_pagemanager.cpp.
"""

from oceanhil.simulator.eeprom.nvs.error_code import NvsError, NvsFault
from oceanhil.simulator.eeprom.nvs.format import ENTRY_COUNT, EntryState, ItemType, NvsGeneration, PageState
from oceanhil.simulator.eeprom.nvs.item import Item, hash_of, key_of
from oceanhil.simulator.eeprom.nvs.page import NO_ENTRY, Page, hang
from oceanhil.simulator.eeprom.nvs.page_load import load_page
from oceanhil.simulator.eeprom.nvs.search import wanted
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash


def copy_items(source: Page, target: Page) -> None:
    """Append every item of `source` to `target`, entry by entry; raises FAIL for an item beyond the end of its page."""
    if source.first_used == NO_ENTRY:
        return
    if target.state == PageState.UNINITIALIZED:
        target.initialize()
    states = source.table.states
    entry = source.first_used
    if states[entry] != EntryState.WRITTEN:
        raise NvsFault(NvsError.FAIL)
    while entry >= 0:
        raw = source.read_entries(entry, 1)
        target.hashes.insert(hash_of(raw[0], raw[8:24], raw[3]), target.next_free)
        target.write_entry(raw)
        end = entry + (raw[2] or hang())
        if end > ENTRY_COUNT:
            raise NvsFault(NvsError.FAIL)
        for following in range(entry + 1, end):
            target.write_entry(source.read_entries(following, 1))
        entry = states.find(EntryState.WRITTEN, end)


class PageManager:
    """Pages in use, oldest first, and free pages in the order they will be taken."""

    __slots__ = ("_next_sequence", "free", "generation", "page_count", "pages")

    def __init__(self, generation: NvsGeneration) -> None:
        self.generation = generation
        self.page_count = 0
        self.pages: list[Page] = []
        self.free: list[Page] = []
        self._next_sequence = 0

    def load(self, flash: Flash, address: int, page_count: int) -> None:
        """Read and repair all pages, and finish what a power cut interrupted.

        Raises NvsFault: NO_FREE_PAGES if none is left to move items to, NEW_VERSION_FOUND, or FAIL.
        """
        self.page_count = page_count
        for index in range(page_count):
            self._sort_in(load_page(flash, address + index * SECTOR_BYTES, self.generation))
        if not self.pages:
            self._activate_page()
            return
        self._next_sequence = self.current.sequence + 1 & 0xFFFFFFFF
        self._erase_duplicate_of_last_item()
        self._finish_freeing()
        if not self.free:
            raise NvsFault(NvsError.NO_FREE_PAGES)

    @property
    def current(self) -> Page:
        """The page that takes new items."""
        return self.pages[-1]

    def request_new_page(self) -> None:
        """Make a fresh page current; if only one is free, move the items of the emptiest page to it and erase that."""
        if not self.free:
            raise NvsFault(NvsError.INVALID_STATE)
        if len(self.free) >= 2:
            self._activate_page()
            return
        victim = max(self.pages, key=_unused_entries)
        if not _unused_entries(victim):
            raise NvsFault(NvsError.NOT_ENOUGH_SPACE)
        self._activate_page()
        used = victim.used
        victim.mark_freeing()
        copy_items(victim, self.current)
        victim.erase()
        if used != self.current.used:
            raise NvsFault(NvsError.FAIL)
        self.pages.remove(victim)
        self.free.append(victim)

    def _sort_in(self, page: Page) -> None:
        if page.state in (PageState.UNINITIALIZED, PageState.CORRUPT):
            self.free.append(page)
            return
        position = 0
        while position < len(self.pages) and self.pages[position].sequence <= page.sequence:
            position += 1
        self.pages.insert(position, page)

    def _activate_page(self) -> None:
        """Take the first free page. Nothing is written to it until its first item."""
        if not self.free:
            raise NvsFault(NvsError.NOT_ENOUGH_SPACE)
        page = self.free[0]
        if page.state == PageState.CORRUPT:
            page.erase()
        del self.free[0]
        self.pages.append(page)
        page.sequence = self._next_sequence
        self._next_sequence = self._next_sequence + 1 & 0xFFFFFFFF

    def _erase_duplicate_of_last_item(self) -> None:
        """Erase an older copy of the newest item, for a cut between writing the new and erasing the old."""
        last = self._last_item()
        if last is None:
            return
        if not self._erase_on_older_pages(last, last.type) and last.type == ItemType.BLOB_INDEX:
            self._erase_on_older_pages(last, ItemType.BLOB)

    def _last_item(self) -> Item | None:
        last = None
        for _entry, last in self.current.every(ItemType.ANY):  # noqa: B007 - only the last one counts
            pass
        return last

    def _erase_on_older_pages(self, item: Item, kind: int) -> bool:
        duplicate = wanted(self.generation, item.namespace, kind, key_of(item.name), item.chunk)
        older = (page for page in self.pages[:-1] if page.state != PageState.FREEING)
        return any(page.erase_item(duplicate) is NvsError.OK for page in older)

    def _finish_freeing(self) -> None:
        """Repeat the move of a page's items that a power cut interrupted, on to a page of its own."""
        freeing = next((page for page in self.pages if page.state == PageState.FREEING), None)
        if freeing is None:
            return
        newest = self.current
        if newest.state == PageState.ACTIVE:
            newest.erase()
            self.pages.remove(newest)
            self.free.append(newest)
        self._activate_page()
        copy_items(freeing, self.current)
        freeing.erase()
        self.pages.remove(freeing)
        self.free.append(freeing)


def _unused_entries(page: Page) -> int:
    # Unsigned in the driver: on a page with a damaged bitmap the count may exceed 126, and this wraps round.
    return ENTRY_COUNT - (page.used & 0xFFFF) & 0xFFFFFFFF
