"""What mounting NVS does to a partition: the driver's model run on a copy, before and after compared."""

from collections.abc import Iterator
from typing import Final

from oceanhil.analysis.dumps.boot.machine import Machine
from oceanhil.analysis.dumps.boot.report import Action, ActionKind, Mount
from oceanhil.analysis.dumps.nvs_report import type_name, visible
from oceanhil.protocol.wording import plural
from oceanhil.simulator.eeprom.esp32 import init_arduino
from oceanhil.simulator.eeprom.inspect import (
    Blob,
    BlobVerdict,
    EntryGroup,
    GroupKind,
    PageVerdict,
    PageView,
    PartitionView,
    view_partition,
)
from oceanhil.simulator.eeprom.nvs import ItemType, NvsError, NvsFault, NvsGeneration
from oceanhil.simulator.eeprom.nvs.format import NAMESPACE_DIRECTORY, PageState
from oceanhil.simulator.eeprom.nvs.page_load import load_page
from oceanhil.simulator.flash.chip import SECTOR_BYTES

#: The fault of the later generation, in words.
LOST_UPDATE = (
    "an update was cut off between its last chunk and its index; this driver takes the old chunk for a copy of the new "
    "one and erases it: old and new value are lost (ESP-IDF since 4.4.8 and 5.1.4, commit 508d9a6a227)"
)
_BY_KIND = {
    GroupKind.DAMAGED: "header checksum wrong",
    GroupKind.ILLEGAL: "its two bits in the page's bitmap are 01, which no driver writes",
    GroupKind.HALF_WRITTEN: "programmed, but never marked written: a write was cut off",
}
_BY_VERDICT = {
    BlobVerdict.ORPHAN: "no index counts this chunk: an update was cut off, or its index is gone",
    BlobVerdict.MISMATCH: "index and chunks of this blob do not fit each other",
    BlobVerdict.DUPLICATE: "an older copy of a value that was written anew",
}


def why_erased(group: EntryGroup, before: PartitionView, generation: NvsGeneration) -> str:
    """Say why the driver erased what stood in `group`."""
    if group.kind in _BY_KIND:
        return _BY_KIND[group.kind]
    if not group.whole:
        return "not all entries of the value are marked written: a write was cut off"
    blob = _blob_of(group, before)
    if blob is None:
        return "an older copy of a value that was written anew"
    if generation is NvsGeneration.IDF_5_5_1 and is_lost_update(blob, before):
        return LOST_UPDATE
    return _BY_VERDICT.get(blob.verdict, "header and value do not fit each other")


def is_lost_update(blob: Blob, before: PartitionView) -> bool:
    """Tell whether `blob` is the old value, or the new one's chunk, of an update whose index is missing."""
    same = [each for each in before.blobs if (each.namespace, each.key) == (blob.namespace, blob.key)]
    old = [each for each in same if each.index is not None]
    new = [each for each in same if each.verdict is BlobVerdict.ORPHAN and each.chunks]
    return bool(old and new) and max(_place(each.chunks[-1]) for each in new) > max(
        _place(each.index) for each in old if each.index is not None
    )


def _place(group: EntryGroup) -> tuple[int, int]:
    return group.page, group.entry


def _blob_of(group: EntryGroup, view: PartitionView) -> Blob | None:
    header = group.header
    if header is None or header.type not in (ItemType.BLOB_DATA, ItemType.BLOB_INDEX):
        return None
    return next((blob for blob in view.blobs if group == blob.index or group in blob.chunks), None)


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
        pages = plural(len(before.pages), "page")
        actions = [Action(ActionKind.PARTITION_ERASED, None, None, f"all {pages}", error.name)]
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
        what = _ITEMS_LOST.get(items, f"{items:,} items on it are lost")
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
    return plural(sum(group.kind is GroupKind.ITEM for group in page.groups), "item")


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
