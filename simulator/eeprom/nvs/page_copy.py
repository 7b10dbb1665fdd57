"""Moving the items of a page, to reclaim the space of its erased ones (ESP-IDF Page::copyItems)."""

from oceanhil.simulator.eeprom.nvs.error_code import NvsError, NvsFault
from oceanhil.simulator.eeprom.nvs.format import ENTRY_COUNT, EntryState, PageState
from oceanhil.simulator.eeprom.nvs.item import hash_of
from oceanhil.simulator.eeprom.nvs.page import NO_ENTRY, Page, hang


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
