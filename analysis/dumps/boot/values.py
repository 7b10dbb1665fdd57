"""Which values of a dump the driver still gives after the mount: it is asked for each."""

from oceanhil.analysis.dumps.boot.machine import Machine
from oceanhil.analysis.dumps.boot.mount import name_of
from oceanhil.analysis.dumps.boot.report import LostValue
from oceanhil.analysis.dumps.nvs_report import visible
from oceanhil.simulator.eeprom.esp32 import init_arduino
from oceanhil.simulator.eeprom.inspect import BlobVerdict, GroupKind, PartitionView
from oceanhil.simulator.eeprom.nvs import ItemType, NvsError, NvsFault, NvsHandle, NvsPartition
from oceanhil.simulator.eeprom.nvs.format import NAMESPACE_DIRECTORY


def find_lost(machine: Machine, before: PartitionView) -> tuple[tuple[LostValue, ...], int]:
    """Ask the driver, after a boot on a copy, for every value of `before`: give those it lacks, count the others."""
    partition = machine.copy().partition()
    if partition is None:
        return (), 0
    init_arduino(partition)
    lost, kept = [], 0
    for namespace, key, kind in _values(before):
        answer = _ask(partition, namespace, key, kind)
        if answer is NvsError.OK:
            kept += 1
        else:
            lost.append(LostValue(visible(namespace), visible(key), name_of(answer)))
    return tuple(lost), kept


def _values(view: PartitionView) -> list[tuple[str, str, ItemType]]:
    """List the values of the pages, and of pages that are dropped, each once."""
    found: dict[tuple[str, str, ItemType], None] = {}
    groups = (group for page in view.pages for group in page.groups if group.kind is GroupKind.ITEM)
    for group in groups:
        header = group.header
        kind = header.kind if header is not None else None
        if header is None or kind is None or header.namespace == NAMESPACE_DIRECTORY:
            continue
        name = view.name_of(header.namespace)
        logical = ItemType.BLOB if kind in (ItemType.BLOB_DATA, ItemType.BLOB_INDEX) else kind
        if name is not None:
            found[name, header.key, logical] = None
    # A chunk without an index is the rest of an update, not a value.
    orphans = {(view.name_of(blob.namespace), blob.key) for blob in view.blobs if blob.verdict is BlobVerdict.ORPHAN}
    whole = {(view.name_of(blob.namespace), blob.key) for blob in view.blobs if blob.index is not None}
    return [value for value in found if value[:2] not in orphans - whole or value[2] is not ItemType.BLOB]


def _ask(partition: NvsPartition, namespace: str, key: str, kind: ItemType) -> NvsError:
    try:
        handle = partition.open(namespace, read_only=True)
        _get(handle, key, kind)
    except NvsFault as fault:
        return fault.error
    return NvsError.OK


def _get(handle: NvsHandle, key: str, kind: ItemType) -> None:
    if kind is ItemType.BLOB:
        handle.get_blob(key)
    elif kind is ItemType.STRING:
        handle.get_string(key)
    else:
        handle.get_number(key, kind)
