"""One page: a flash sector holding a header, a bitmap and 126 entries (ESP-IDF nvs_page.cpp)."""

from collections.abc import Iterator
from typing import Final

from oceanhil.simulator.eeprom.nvs.entry_table import EntryTable
from oceanhil.simulator.eeprom.nvs.error_code import NvsError, NvsFault, NvsPanic
from oceanhil.simulator.eeprom.nvs.format import (
    CHUNK_ANY,
    CHUNK_MAX_BYTES,
    ENTRIES_OFFSET,
    ENTRY_BYTES,
    ENTRY_COUNT,
    FORMAT_VERSION,
    MAX_KEY_LENGTH,
    NS_ANY,
    TABLE_OFFSET,
    VARIABLE_LENGTH,
    EntryState,
    ItemType,
    NvsGeneration,
    PageState,
    encode_page_header,
)
from oceanhil.simulator.eeprom.nvs.hash_list import HashList
from oceanhil.simulator.eeprom.nvs.item import Item, Key, decode, encode, hash_of, is_consistent, payload_header
from oceanhil.simulator.eeprom.nvs.search import Verdict, Wanted
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash

#: One past the last entry: stands for none.
NO_ENTRY: Final = ENTRY_COUNT
NOT_FOUND: Final = -1
_WRITTEN: Final = EntryState.WRITTEN
_ANY: Final = ItemType.ANY
_INDEX: Final = ItemType.BLOB_INDEX
_FOUND: Final = Verdict.FOUND
_PASS: Final = Verdict.PASS


class Page:
    """The driver's view of one page in RAM. `page_load.load_page` makes it from flash."""

    __slots__ = (
        "_items", "_outside_changes", "address", "first_used", "flash", "generation", "hashes", "next_free",
        "sequence", "state", "table", "used", "version",
    )  # fmt: skip

    def __init__(self, flash: Flash, address: int, generation: NvsGeneration) -> None:
        self.flash = flash
        self.address = address
        self.generation = generation
        self.state = PageState.UNINITIALIZED
        self.sequence = 0
        self.version = FORMAT_VERSION
        self.table = EntryTable()
        self.hashes = HashList()
        self.first_used = NO_ENTRY
        self.next_free = NO_ENTRY
        self.used = 0
        self._items: dict[int, Item] = {}
        self._outside_changes = flash.outside_changes

    def on(self, flash: Flash, address: int) -> "Page":
        """Return what the driver would see of a page with the same contents there."""
        twin = Page(flash, address, self.generation)
        twin.state, twin.sequence, twin.version = self.state, self.sequence, self.version
        twin.first_used, twin.next_free, twin.used = self.first_used, self.next_free, self.used
        twin.table, twin.hashes = self.table.copy(), self.hashes.copy()
        twin._items = self._items.copy()
        return twin

    def move_to(self, flash: Flash, outside_changes: int) -> None:
        """Go on at a chip with the same contents, as it was at that count of changes from outside."""
        self.flash = flash
        self._outside_changes = outside_changes

    # Reading

    def read_entries(self, entry: int, count: int) -> bytes:
        """Return the bytes of `count` entries."""
        return self.flash.read(self.address + ENTRIES_OFFSET + entry * ENTRY_BYTES, count * ENTRY_BYTES)

    def item_at(self, entry: int) -> Item | None:
        """Return the header at a WRITTEN entry, or None if the driver rejects it."""
        return self._accepted().get(entry) or self._accept(entry)

    def found_item(self, entry: int) -> Item:
        """Return the item that `find` has just found."""
        return self._items[entry]

    def remember(self, entry: int, item: Item) -> int:
        """Keep a header that the driver accepted when it loaded the page; return its hash in the hash list."""
        self._items[entry] = item
        item_hash = hash_of(item.namespace, item.key, item.chunk)
        self.hashes.insert(item_hash, entry)
        return item_hash

    def _accepted(self) -> dict[int, Item]:
        """Return the headers accepted so far.

        The driver reads flash anew each time; here a header once accepted is kept, since only an erase of the page or
        a change from outside can alter it.
        """
        if self._outside_changes != self.flash.outside_changes:
            self._items = {}
            self._outside_changes = self.flash.outside_changes
        return self._items

    def _accept(self, entry: int) -> Item | None:
        raw = self.read_entries(entry, 1)
        item = decode(raw)
        if not is_consistent(raw, item, entry, self.generation):
            return None
        self._items[entry] = item
        return item

    def find(self, wanted: Wanted, start: int = 0) -> int:
        """Return the first entry from `start` on whose item answers, or NOT_FOUND.

        Headers that the driver rejects are erased on the way. A type mismatch ends the search.
        """
        entry = max(start, self.first_used)
        if wanted.hash is not None:
            entry = self.hashes.find(entry, wanted.hash)
            if entry < 0:
                return NOT_FOUND
        end = self.next_free
        states, items = self.table.states, self._accepted()
        namespace, name = wanted.namespace, wanted.name
        entry = states.find(_WRITTEN, entry, end)
        while entry >= 0:
            item = items.get(entry) or self._accept(entry)
            following = entry + 1
            if item is None:
                self.erase_item_at(entry)
            else:
                if namespace in (NS_ANY, item.namespace) and (name is None or name == item.name):
                    verdict = wanted.judge(item)
                    if verdict is not _PASS:
                        return entry if verdict is _FOUND else NOT_FOUND
                if item.type in VARIABLE_LENGTH:
                    following = entry + (item.span or hang())
            entry = states.find(_WRITTEN, following, end)
        return NOT_FOUND

    def every(self, kind: ItemType) -> Iterator[tuple[int, Item]]:
        """Yield entry and item of each item of a type, or of all; erasing what was yielded is allowed.

        This is the driver's search in any namespace for any key, which no other type ends.
        """
        states, items = self.table.states, self._accepted()
        entry = self.first_used
        while entry < self.next_free:
            entry = states.find(_WRITTEN, entry, self.next_free)
            if entry < 0:
                return
            item = items.get(entry) or self._accept(entry)
            span = 1
            if item is None:
                self.erase_item_at(entry)
            elif kind in (_ANY, item.type) and (kind != _INDEX or item.chunk == CHUNK_ANY):
                yield entry, item
                span = item.span or hang()
            elif item.type in VARIABLE_LENGTH:
                span = item.span or hang()
            entry += span

    def matches(self, wanted: Wanted) -> Iterator[tuple[int, Item]]:
        """Yield entry and item of everything that answers; erasing what was yielded is allowed."""
        entry = self.find(wanted)
        while entry >= 0:
            item = self.found_item(entry)
            yield entry, item
            entry = self.find(wanted, entry + (item.span or hang()))

    # Writing

    def write_item(self, namespace: int, kind: int, key: Key, data: bytes, chunk: int = CHUNK_ANY) -> None:
        """Append an item; raises NvsFault, PAGE_FULL among others, before anything but a page header is written."""
        if self.state == PageState.UNINITIALIZED:
            self.initialize()
        payload_entries = -(-len(data) // ENTRY_BYTES) if kind in VARIABLE_LENGTH else 0
        self._check_fits(kind, key, data, 1 + payload_entries)
        header = data if kind not in VARIABLE_LENGTH else payload_header(data)
        raw = encode((namespace, kind, 1 + payload_entries, chunk), key, header)
        self.hashes.insert(hash_of(namespace, key.in_flash, chunk), self.next_free)
        self.write_entry(raw)
        if payload_entries:
            self._write_payload(data)

    def _check_fits(self, kind: int, key: Key, data: bytes, span: int) -> None:
        if self.state == PageState.FULL:
            raise NvsFault(NvsError.PAGE_FULL)
        if len(key.given) > MAX_KEY_LENGTH:
            raise NvsFault(NvsError.KEY_TOO_LONG)
        if len(data) > CHUNK_MAX_BYTES:
            raise NvsFault(NvsError.VALUE_TOO_LONG)
        if kind not in VARIABLE_LENGTH and len(data) > 8:
            raise NvsFault(NvsError.INVALID_ARG)
        if self.next_free + span > ENTRY_COUNT:
            raise NvsFault(NvsError.PAGE_FULL)

    def write_entry(self, raw: bytes) -> None:
        """Program one entry, then its two bits."""
        entry = self.next_free
        if entry >= ENTRY_COUNT:
            raise NvsFault(NvsError.FAIL)
        self.flash.program(self.address + ENTRIES_OFFSET + entry * ENTRY_BYTES, raw)
        self.mark(entry, entry + 1, EntryState.WRITTEN)
        if self.first_used == NO_ENTRY:
            self.first_used = entry
        self.used += 1
        self.next_free = entry + 1

    def _write_payload(self, data: bytes) -> None:
        """Program whole entries in one go, then the padded rest as an entry of its own."""
        tail_size = len(data) % ENTRY_BYTES
        whole = len(data) - tail_size
        if whole:
            count = whole // ENTRY_BYTES
            begin = self.next_free
            self.flash.program(self.address + ENTRIES_OFFSET + begin * ENTRY_BYTES, data[:whole])
            self.mark(begin, begin + count, EntryState.WRITTEN)
            self.used += count
            self.next_free = begin + count
        if tail_size:
            self.write_entry(data[whole:].ljust(ENTRY_BYTES, b"\xff"))

    def mark(self, begin: int, end: int, state: EntryState) -> None:
        """Set the bits of entries [begin, end) in RAM and flash."""
        table = self.address + TABLE_OFFSET
        if end - begin == 1:
            offset, word = self.table.set_one(begin, state)
            self.flash.program(table + offset, word)
            return
        for offset, word in self.table.set_range(begin, end, state):
            self.flash.program(table + offset, word)

    def initialize(self) -> None:
        """Write the header that makes a blank page ACTIVE."""
        self.state = PageState.ACTIVE
        self.flash.program(self.address, encode_page_header(self.sequence, self.version))
        self.next_free = 0
        self.table = EntryTable()

    # Erasing

    def erase_item(self, wanted: Wanted) -> NvsError:
        """Erase the first item that answers; return OK, NOT_FOUND, or FAIL if its span makes no sense."""
        entry = self.find(wanted)
        if entry < 0:
            return NvsError.NOT_FOUND
        try:
            self.erase_item_at(entry)
        except NvsFault as fault:
            return fault.error
        return NvsError.OK

    def erase_item_at(self, entry: int) -> None:
        """Mark an item and its span ERASED; an entry that holds no acceptable header, alone. May raise FAIL."""
        span = 1
        if self.table.states[entry] == _WRITTEN:
            item = self.item_at(entry)
            self.hashes.erase(entry)
            span = 1 if item is None else item.span
            if not 1 <= span <= ENTRY_COUNT - entry:
                raise NvsFault(NvsError.FAIL)
            self.used -= self.table.states.count(_WRITTEN, entry, entry + span)
        self.mark(entry, entry + span, EntryState.ERASED)
        if entry == self.first_used:
            self.first_used = self._next_written(entry + span)
        self.next_free = max(self.next_free, entry + span)

    def _next_written(self, entry: int) -> int:
        found = self.table.states.find(_WRITTEN, entry, self.next_free)
        return NO_ENTRY if found < 0 else found

    def erase(self) -> None:
        """Erase the whole page. Its sequence number and version stay in RAM until it is used again."""
        self.flash.erase_sector(self.address // SECTOR_BYTES)
        self.used = 0
        self.first_used = NO_ENTRY
        self.next_free = NO_ENTRY
        self.state = PageState.UNINITIALIZED
        self.hashes = HashList()
        self._items = {}

    # Page state

    def mark_full(self) -> None:
        """Accept no more items. An ACTIVE page only."""
        if self.state != PageState.ACTIVE:
            raise NvsFault(NvsError.INVALID_STATE)
        self._alter_state(PageState.FULL)

    def mark_freeing(self) -> None:
        """Announce that this page's items are being moved. A FULL or ACTIVE page only."""
        if self.state not in (PageState.FULL, PageState.ACTIVE):
            raise NvsFault(NvsError.INVALID_STATE)
        self._alter_state(PageState.FREEING)

    def _alter_state(self, state: PageState) -> None:
        self.flash.program(self.address, state.to_bytes(4, "little"))
        self.state = state

    def tailroom(self) -> int:
        """Return how many bytes of payload a new item may have here."""
        if self.state == PageState.UNINITIALIZED:
            return CHUNK_MAX_BYTES
        if self.state == PageState.FULL or self.next_free >= ENTRY_COUNT - 1:
            return 0
        return (ENTRY_COUNT - self.next_free - 1) * ENTRY_BYTES


def hang() -> int:
    """Stop where the driver would not."""
    raise NvsPanic("an item that spans no entry makes the driver loop for ever")
