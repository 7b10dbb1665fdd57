"""Finding an item on whichever page it is."""

from typing import NamedTuple

from oceanhil.simulator.eeprom.nvs.error_code import NvsError, NvsFault
from oceanhil.simulator.eeprom.nvs.format import CHUNK_ANY, VARIABLE_LENGTH, VERSION_ANY, NvsGeneration, checksum
from oceanhil.simulator.eeprom.nvs.item import Item, Key
from oceanhil.simulator.eeprom.nvs.page import Page
from oceanhil.simulator.eeprom.nvs.page_manager import PageManager
from oceanhil.simulator.eeprom.nvs.search import Wanted, wanted


def read_value_into(page: Page, wanted: Wanted, size: int, buffer: bytearray, offset: int) -> None:
    """Copy the value of the item that answers to `buffer` at `offset`.

    Raises NOT_FOUND, or INVALID_LENGTH for a payload of more than `size` bytes. A payload is copied before its checksum
    is looked at: if that is wrong, the item is erased and NOT_FOUND raised, but the damaged bytes are in the buffer.
    Bytes beyond its end, which 4.4.7 would write over the heap, are dropped.
    """
    entry = page.find(wanted)
    if entry < 0:
        raise NvsFault(NvsError.NOT_FOUND)
    item = page.found_item(entry)
    variable = item.type in VARIABLE_LENGTH
    if variable and item.payload_size > size:
        raise NvsFault(NvsError.INVALID_LENGTH)
    # The caller's buffer is as long as a number of the wanted type.
    value = _payload(page, entry, item) if variable else item.data
    fitting = value[: max(0, len(buffer) - offset)]
    buffer[offset : offset + len(fitting)] = fitting
    if variable and checksum(value) != item.payload_crc:
        page.erase_item_at(entry)
        raise NvsFault(NvsError.NOT_FOUND)


def has_value(page: Page, wanted: Wanted, data: bytes) -> bool:
    """Tell whether the value of the item that answers is `data`, so that writing it again can be spared."""
    entry = page.find(wanted)
    if entry < 0:
        return False
    item = page.found_item(entry)
    if item.type not in VARIABLE_LENGTH:
        return item.data.startswith(data)
    stored = _payload(page, entry, item)
    return data.startswith(stored) and checksum(stored) == item.payload_crc


def _payload(page: Page, entry: int, item: Item) -> bytes:
    return page.read_entries(entry + 1, item.span - 1)[: item.payload_size]


class Place(NamedTuple):
    """Where an item was found.

    To read, compare or erase it the driver has the page search again, with `searched`. That can come to another end:
    a search that erased a damaged header on its way to an answer has changed the hash list.
    """

    page: Page
    item: Item
    searched: Wanted

    def read_into(self, size: int, buffer: bytearray, offset: int = 0) -> None:
        """Copy the item's value of up to `size` bytes to `buffer` at `offset`.

        Raises NOT_FOUND, after which the buffer may hold damaged bytes, or INVALID_LENGTH.
        """
        read_value_into(self.page, self.searched, size, buffer, offset)

    def holds(self, data: bytes) -> bool:
        """Tell whether the item's value is `data`."""
        return has_value(self.page, self.searched, data)

    def erase(self) -> None:
        """Erase the item; raises NOT_FOUND."""
        error = self.page.erase_item(self.searched)
        if error is not NvsError.OK:
            raise NvsFault(error)


class ItemStore:
    """All pages of a partition as one set of items. Keys are at most 15 bytes; longer ones are compared by those."""

    __slots__ = ("generation", "manager")

    def __init__(self, generation: NvsGeneration) -> None:
        self.generation = generation
        self.manager = PageManager(generation)

    def wanted(
        self, namespace: int, kind: int, key: Key | None, chunk: int = CHUNK_ANY, *, version: int = VERSION_ANY
    ) -> Wanted:
        """Return a search as this store's generation of the driver runs it."""
        return wanted(self.generation, namespace, kind, key, chunk, version=version)

    def find(
        self, namespace: int, kind: int, key: Key | None, chunk: int = CHUNK_ANY, *, version: int = VERSION_ANY
    ) -> Place | None:
        """Return the first item that answers, oldest page first; None if there is none."""
        searched = wanted(self.generation, namespace, kind, key, chunk, version=version)
        for page in self.manager.pages:
            entry = page.find(searched)
            if entry >= 0:
                return Place(page, page.found_item(entry), searched)
        return None
