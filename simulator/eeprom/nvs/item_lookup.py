"""Finding an item on whichever page it is."""

from typing import NamedTuple

from oceanhil.simulator.eeprom.nvs.error_code import NvsError, NvsFault
from oceanhil.simulator.eeprom.nvs.format import CHUNK_ANY, VERSION_ANY, NvsGeneration
from oceanhil.simulator.eeprom.nvs.item import Item, Key
from oceanhil.simulator.eeprom.nvs.page import Page
from oceanhil.simulator.eeprom.nvs.page_manager import PageManager
from oceanhil.simulator.eeprom.nvs.page_value import has_value, read_value_into
from oceanhil.simulator.eeprom.nvs.search import Wanted, wanted


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
        searched = self.wanted(namespace, kind, key, chunk, version=version)
        for page in self.manager.pages:
            entry = page.find(searched)
            if entry >= 0:
                return Place(page, page.found_item(entry), searched)
        return None
