"""Reading a page after a reset, and repairing what a power cut left on it (ESP-IDF Page::mLoadEntryTable)."""

from contextlib import suppress
from functools import lru_cache

import msgspec

from oceanhil.simulator.eeprom.nvs.entry_table import EntryTable
from oceanhil.simulator.eeprom.nvs.error_code import NvsError, NvsFault, NvsPanic
from oceanhil.simulator.eeprom.nvs.format import (
    CHUNK_ANY,
    ENTRIES_OFFSET,
    ENTRY_COUNT,
    FORMAT_VERSION,
    TABLE_OFFSET,
    VARIABLE_LENGTH,
    EntryState,
    NvsGeneration,
    PageState,
    decode_page_header,
    entry_bytes,
)
from oceanhil.simulator.eeprom.nvs.item import Item, decode, is_consistent, key_of
from oceanhil.simulator.eeprom.nvs.page import NO_ENTRY, Page, hang
from oceanhil.simulator.eeprom.nvs.search import wanted
from oceanhil.simulator.flash.chip import BLANK_SECTOR, SECTOR_BYTES, Flash

_WRITTEN = EntryState.WRITTEN


class _Loaded(msgspec.Struct, frozen=True):
    """What comes of loading a page."""

    page: Page
    writes: tuple[tuple[int, bytes], ...]
    """Repairs, by offset in the page, in the driver's order."""


def load_page(flash: Flash, address: int, generation: NvsGeneration) -> Page:
    """Return the page at `address`, repaired.

    A page that looks unused but is not blank, or whose header is damaged, becomes CORRUPT: its contents are lost and
    it is erased when it is next needed. Raises NvsFault with NEW_VERSION_FOUND for a format of the future.
    """
    if flash.holds_nothing(address // SECTOR_BYTES):
        return Page(flash, address, generation)
    image = flash.read(address, SECTOR_BYTES)
    if image == BLANK_SECTOR:
        return Page(flash, address, generation)
    loaded = _loaded(image, generation) if flash.is_sound else None
    if loaded is None:
        return _load(Page(flash, address, generation), image)
    for offset, data in loaded.writes:
        flash.program(address + offset, data)
    return loaded.page.on(flash, address)


# Most pages of a partition are at each mount what they were at the last, and thousands of runs mount the same ones.
@lru_cache(128)
def _loaded(image: bytes, generation: NvsGeneration) -> _Loaded | None:
    """Load a page with these contents; None where the driver gives up, which it does anew each time.

    What is seen of a page and what is repaired is a function of its bytes and of the driver alone, where no cell is
    faulty: no other page is looked at.
    """
    chip, writes = Flash(SECTOR_BYTES), list[tuple[int, bytes]]()
    chip.load(image)
    chip.observer = lambda _kind, address, length: writes.append((address, chip.peek(address, length)))
    with suppress(NvsFault, NvsPanic):
        return _Loaded(_load(Page(chip, 0, generation), image), tuple(writes))
    return None


def _load(page: Page, image: bytes) -> Page:
    header = decode_page_header(image)
    page.state = PageState.CORRUPT
    if image.startswith(b"\xff\xff\xff\xff") or header is None:
        return page
    state, page.sequence, version = header
    if version < FORMAT_VERSION:
        raise NvsFault(NvsError.NEW_VERSION_FOUND)
    page.version = version
    if state in (PageState.ACTIVE, PageState.FULL, PageState.FREEING):
        page.state = PageState(state)
        _load_table(page, image)
        if page.state == PageState.ACTIVE:
            _close_half_written_entries(page, image)
            _repair_active_page(page, image)
        else:
            _repair_full_page(page, image)
    return page


def _load_table(page: Page, image: bytes) -> None:
    page.table = EntryTable(image[TABLE_OFFSET:ENTRIES_OFFSET])
    states = page.table.states
    first_used = states.find(_WRITTEN)
    page.first_used = NO_ENTRY if first_used < 0 else first_used
    page.used = states.count(_WRITTEN)


def _close_half_written_entries(page: Page, image: bytes) -> None:
    """Find the first free entry; entries there that begin with anything but 0xFF were cut off: mark them ERASED."""
    states = page.table.states
    first_empty = states.find(EntryState.EMPTY)
    page.next_free = NO_ENTRY if first_empty < 0 else first_empty
    while page.next_free < ENTRY_COUNT:
        entry = page.next_free
        if entry_bytes(image, entry).startswith(b"\xff\xff\xff\xff"):
            return
        was_written = states[entry] == _WRITTEN
        page.mark(entry, entry + 1, EntryState.ERASED)
        page.next_free += 1
        page.used -= was_written


def _repair_active_page(page: Page, image: bytes) -> None:
    """Drop damaged, incomplete and duplicate items, in the order of the entries."""
    states = page.table.states
    end = page.next_free
    last: tuple[int, Item] | None = None
    entry = 0
    while entry < end:
        if states[entry] == EntryState.ILLEGAL:
            page.erase_item_at(entry)
        if states[entry] == EntryState.ERASED:
            last = None
            entry = end - len(states[entry:end].lstrip(b"\0"))
            continue
        raw = entry_bytes(image, entry)
        item = decode(raw)
        last = entry, item
        if not is_consistent(raw, item, entry, page.generation):
            page.erase_item_at(entry)
            entry += 1
            continue
        span = (item.span or hang()) if item.type in VARIABLE_LENGTH else 1
        if not _index_item(page, entry, item):
            last = None
        entry += span
    if last is not None:
        _drop_duplicate_of_last_item(page, *last)


def _index_item(page: Page, entry: int, item: Item) -> bool:
    """Note a good header; erase it again and return False if its payload is not all there."""
    duplicate = page.hashes.find(0, page.remember(entry, item))
    if item.type in VARIABLE_LENGTH and not _is_whole(page, entry, item.span):
        _erase_if_possible(page, entry)
        return False
    if duplicate < entry:
        _erase_if_possible(page, duplicate)
    return True


def _is_whole(page: Page, entry: int, span: int) -> bool:
    written = page.table.states.count(_WRITTEN, entry, entry + span)
    if entry + written == ENTRY_COUNT and written < span:
        raise NvsFault(NvsError.FAIL)
    return written == span


def _erase_if_possible(page: Page, entry: int) -> None:
    # The driver does not care that an item which claims to reach beyond the page cannot be erased.
    with suppress(NvsFault):
        page.erase_item_at(entry)


def _drop_duplicate_of_last_item(page: Page, entry: int, item: Item) -> None:
    """Erase an older item with the key of the last one, for the cut between writing the new and erasing the old.

    The driver does not pass the chunk number. In 4.4.7 the search for any chunk finds nothing; in 5.5.1 it finds the
    old value's chunk, although the new value has no index yet: both values are lost.
    """
    chunk = item.chunk if page.generation is NvsGeneration.IDF_5_5_1_PATCHED else CHUNK_ANY
    older = page.find(wanted(page.generation, item.namespace, item.type, key_of(item.name), chunk))
    if 0 <= older < entry:
        page.erase_item_at(older)


def _repair_full_page(page: Page, image: bytes) -> None:
    """Drop damaged and incomplete items of a FULL or FREEING page; duplicates are not looked for."""
    states = page.table.states
    entry = states.find(_WRITTEN)
    while entry >= 0:
        raw = entry_bytes(image, entry)
        item = decode(raw)
        if not is_consistent(raw, item, entry, page.generation):
            page.erase_item_at(entry)
            entry = states.find(_WRITTEN, entry + 1)
            continue
        if item.span == 0:
            raise NvsFault(NvsError.FAIL)
        page.remember(entry, item)
        if item.type in VARIABLE_LENGTH and not _is_whole(page, entry, item.span):
            _erase_if_possible(page, entry)
        entry = states.find(_WRITTEN, entry + item.span)
