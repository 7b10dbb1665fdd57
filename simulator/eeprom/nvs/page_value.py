"""Reading and comparing the value of an item on a page (ESP-IDF Page::readItem, Page::cmpItem)."""

from oceanhil.simulator.eeprom.nvs.error_code import NvsError, NvsFault
from oceanhil.simulator.eeprom.nvs.format import VARIABLE_LENGTH, checksum
from oceanhil.simulator.eeprom.nvs.item import Item
from oceanhil.simulator.eeprom.nvs.page import Page
from oceanhil.simulator.eeprom.nvs.search import Wanted


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
