"""What mounting NVS does to a partition: the driver's model run on a copy, before and after compared."""

from collections.abc import Iterator
from typing import Final

from oceanhil.analysis.dumps.boot.machine import Machine
from oceanhil.analysis.dumps.boot.reasons import why_erased
from oceanhil.analysis.dumps.boot.report import Action, ActionKind, Mount
from oceanhil.analysis.dumps.nvs_report import type_name, visible
from oceanhil.simulator.eeprom.esp32 import init_arduino
from oceanhil.simulator.eeprom.inspect import (
    EntryGroup,
    GroupKind,
    PageVerdict,
    PageView,
    PartitionView,
    view_partition,
)
from oceanhil.simulator.eeprom.nvs import NvsError, NvsFault
from oceanhil.simulator.eeprom.nvs.format import NAMESPACE_DIRECTORY, PageState
from oceanhil.simulator.eeprom.nvs.page_load import load_page
from oceanhil.simulator.flash import SECTOR_BYTES

_ERASE_ALL: Final = frozenset({NvsError.NO_FREE_PAGES, NvsError.NEW_VERSION_FOUND})
_ITEMS_LOST: Final = {0: "nothing on it could be read", 1: "1 item on it is lost"}
_LIVE: Final = frozenset({GroupKind.ITEM, GroupKind.DAMAGED, GroupKind.ILLEGAL, GroupKind.HALF_WRITTEN})
_ERASES: Final = "initArduino erases the whole partition, Wi-Fi credentials included"
_MEANINGS: Final = {
    NvsError.OK: "NVS is mounted",
    NvsError.NO_FREE_PAGES: f"no page is free to move values to: {_ERASES}",
    NvsError.NEW_VERSION_FOUND: f"a page claims a format newer than the driver: {_ERASES}",
}
_NOT_MOUNTED: Final = (
    "NVS stays unmounted, which the core only logs: EEPROM.begin returns false and nothing can be saved"
)


def explain_mount(machine: Machine) -> Mount:
    """Mount the machine's partition, on the machine itself, and tell what that did. May raise NvsPanic."""
    partition = machine.partition()
    if partition is None:
        return Mount("no partition 'nvs'", ok=False, meaning=_NOT_MOUNTED, actions=(), flash_units=0)
    before = view_partition(machine.read_partition())
    dropped = tuple(_dropped(machine))
    error = machine.mount_error()
    machine.flash.power_on()
    final = init_arduino(partition)
    after = view_partition(machine.read_partition())
    if error in _ERASE_ALL:
        actions = [Action(ActionKind.PARTITION_ERASED, None, None, f"all {len(before.pages)} pages", error.name)]
    else:
        actions = [*_drops(before, after, dropped), *_changes(before, after, machine)]
    return Mount(
        result=name_of(error),
        ok=final is NvsError.OK,
        meaning=_MEANINGS.get(error, _NOT_MOUNTED) if final is NvsError.OK else _NOT_MOUNTED,
        actions=tuple(actions),
        flash_units=machine.flash.units,
    )


def name_of(error: NvsError) -> str:
    """Give an error as ESP-IDF prints it."""
    if error is NvsError.OK:
        return "ESP_OK"
    prefix = "ESP_ERR_" if error is NvsError.INVALID_ARG else "ESP_" if error is NvsError.FAIL else "ESP_ERR_NVS_"
    return f"{prefix}{error.name} (0x{error & 0xFFFF:x})" if error is not NvsError.FAIL else "ESP_FAIL (-1)"


def _dropped(machine: Machine) -> Iterator[int]:
    """Yield the pages that the driver takes for corrupt."""
    copy = machine.copy()
    partition = copy.partition()
    assert partition is not None
    for index in range(partition.size // SECTOR_BYTES):
        try:
            page = load_page(copy.flash, partition.address + index * SECTOR_BYTES, machine.generation)
        except NvsFault:
            continue
        if page.state == PageState.CORRUPT:
            yield index


def _drops(before: PartitionView, after: PartitionView, dropped: tuple[int, ...]) -> Iterator[Action]:
    for index in dropped:
        page = before.pages[index]
        items = sum(group.kind is GroupKind.ITEM for group in page.groups)
        what = _ITEMS_LOST.get(items, f"{items} items on it are lost")
        kind = ActionKind.PAGE_ERASED if after.pages[index].verdict is PageVerdict.BLANK else ActionKind.PAGE_DROPPED
        yield Action(kind, index, None, what, page.remark or "the driver does not accept it")


def _changes(before: PartitionView, after: PartitionView, machine: Machine) -> Iterator[Action]:
    for old, new in zip(before.pages, after.pages, strict=True):
        if old.verdict is PageVerdict.IN_USE and (new.verdict is PageVerdict.BLANK or new.sequence != old.sequence):
            yield Action(ActionKind.PAGE_ERASED, old.index, None, _what_was_on(old), _why_page_erased(old))
        elif old.verdict is PageVerdict.IN_USE:
            yield from _erased_entries(old, new, before, machine)
        if new.verdict is PageVerdict.IN_USE and (
            old.verdict is not PageVerdict.IN_USE or new.sequence != old.sequence
        ):
            yield Action(ActionKind.PAGE_ACTIVATED, new.index, None, _what_was_on(new), "values were moved to it")


def _what_was_on(page: PageView) -> str:
    items = sum(group.kind is GroupKind.ITEM for group in page.groups)
    return "1 item" if items == 1 else f"{items} items"


def _why_page_erased(page: PageView) -> str:
    if page.state is PageState.FREEING:
        return "its values were being moved when power went; they are on another page now"
    return "it was the target of a move that power interrupted; the move is done again"


def _erased_entries(old: PageView, new: PageView, before: PartitionView, machine: Machine) -> Iterator[Action]:
    still_live = {
        entry for group in new.groups if group.kind in _LIVE for entry in range(group.entry, group.entry + group.count)
    }
    for group in old.groups:
        if group.kind in _LIVE and group.entry not in still_live:
            why = why_erased(group, before, machine.generation)
            yield Action(ActionKind.ENTRY_ERASED, old.index, group.entry, describe(group, before), why)


def describe(group: EntryGroup, view: PartitionView) -> str:
    """Say what a run of entries is, in a few words."""
    entries = (
        f"entry {group.entry}" if group.count == 1 else f"entries {group.entry} to {group.entry + group.count - 1}"
    )
    header = group.header
    if group.kind is not GroupKind.ITEM or header is None:
        return f"{entries}, {group.kind.value}"
    if header.namespace == NAMESPACE_DIRECTORY:
        return f"{entries}, name of namespace {visible(header.key)!r}"
    namespace = view.name_of(header.namespace) or f"#{header.namespace}"
    return f"{entries}, {type_name(header)} {visible(namespace)}/{visible(header.key)}"
