"""From a dump to the report that `oceanhil eeprom explain` prints."""

from collections.abc import Mapping, Sequence

import msgspec

from oceanhil.analysis.dumps.boot.firmware import Facts, causes_of, panic_causes, read_twice, sign_of_torn_write
from oceanhil.analysis.dumps.boot.machine import Machine
from oceanhil.analysis.dumps.boot.mount import explain_mount, name_of
from oceanhil.analysis.dumps.boot.report import CauseReport, ExplainReport, FirmwareReport, LostValue, Mount, Read
from oceanhil.analysis.dumps.dump import Dump, Role
from oceanhil.analysis.dumps.nvs_report import visible
from oceanhil.analysis.dumps.records.places import EEPROM_BLOB, SLOTS_NAMESPACE, RecordPlace, find_records
from oceanhil.analysis.dumps.show import is_recognised, view_nvs
from oceanhil.boards import family
from oceanhil.protocol.record import RecordVerdict, StorePolicy
from oceanhil.simulator.eeprom.esp32 import init_arduino
from oceanhil.simulator.eeprom.inspect import BlobVerdict, GroupKind, PageVerdict, PartitionView, view_partition
from oceanhil.simulator.eeprom.nvs import ItemType, NvsError, NvsFault, NvsGeneration, NvsHandle, NvsPanic, NvsPartition
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


_PANIC = "the driver of the real board would crash or hang here"


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """How to boot: which generation of ESP32's driver, which store (None: those of which there is a trace).

    `eeprom_bytes` is what legacy firmware gives EEPROM.begin.
    """

    generation: NvsGeneration
    eeprom_bytes: int
    store: StorePolicy | None = None


def explain_dump(name: str, dump: Dump, choice: Choice) -> ExplainReport:
    """Boot the dump of the file called `name`, and tell. Raises DumpError for one that is cut off."""
    views = view_nvs(dump)
    places = find_records(dump, views)
    machine = Machine(dump, choice.generation)
    stores = (choice.store,) if choice.store is not None else _stores(views, places)
    try:
        mount = explain_mount(machine.copy()) if family(machine.board).uses_nvs else None
        lost, others = find_lost(machine, _booted(dump, views)) if family(machine.board).uses_nvs else ((), 0)
        firmware = tuple(_firmware(machine, store, choice, places, mount) for store in stores)
    except NvsPanic as panic:
        mount = Mount("panic", ok=False, meaning=f"{_PANIC}: {panic}", actions=(), flash_units=0)
        lost, others = (), 0
        firmware = tuple(FirmwareReport(store=store.value, reads=(), causes=panic_causes()) for store in stores)
    return ExplainReport(
        file=name,
        bytes=len(dump.data),
        kind=dump.what,
        board=machine.board.value,
        driver=choice.generation.value if family(machine.board).uses_nvs else family(machine.board).driver.value,
        reasons=dump.reasons,
        warnings=(*dump.warnings, *_assumptions(dump)),
        recognised=is_recognised(dump, views, places),
        mount=mount,
        lost=lost,
        other_values=others,
        firmware=firmware,
    )


def _assumptions(dump: Dump) -> Sequence[str]:
    if dump.board is None:
        return ("taken for an ESP8266; a Pico W reads the same (--board picow)",)
    return ()


def _booted(dump: Dump, views: Mapping[int, PartitionView]) -> PartitionView:
    region = dump.region(Role.NVS)
    return views[region.address] if region is not None else PartitionView((), {}, {}, ())


def _stores(views: Mapping[int, PartitionView], places: Sequence[RecordPlace]) -> tuple[StorePolicy, ...]:
    """Give the stores of which there is a trace in the dump, both if there is none."""
    found = {place.store for place in places if not place.doubtful}
    namespaces = {name for view in views.values() for name in view.former.values()}
    if EEPROM_BLOB[0] in namespaces:
        found.add(StorePolicy.LEGACY)
    if SLOTS_NAMESPACE in namespaces:
        found.add(StorePolicy.REFERENCE)
    return tuple(store for store in StorePolicy if store in found or not found)


def _firmware(
    machine: Machine, store: StorePolicy, choice: Choice, places: Sequence[RecordPlace], mount: Mount | None
) -> FirmwareReport:
    own = [place for place in places if place.store is store]
    reads = read_twice(machine, store, _stored_bytes(own), choice.eeprom_bytes)
    reads = tuple(_with_sign(read, machine.dump) for read in reads)
    had_record = _had_record(machine.dump, own)
    found: dict[str, CauseReport] = {}
    for read in reads:
        for cause in causes_of(Facts(store, read, _token_bytes(own), had_record, mount)):
            found.setdefault(cause.id, cause)
    return FirmwareReport(store=store.value, reads=reads, causes=tuple(found.values()))


def _stored_bytes(places: Sequence[RecordPlace]) -> int | None:
    """Give the size of the EEPROM blob: reading it with another size would rewrite it."""
    return next((place.blob.size for place in places if place.blob is not None), None)


def _token_bytes(places: Sequence[RecordPlace]) -> int:
    records = (place.reading.record for place in places)
    return max((len(record.token) for record in records if record is not None), default=0)


def _had_record(dump: Dump, places: Sequence[RecordPlace]) -> bool:
    """Tell whether the dump shows that there was a record, in force or not."""
    if any(not place.doubtful and place.reading.verdict is not RecordVerdict.EMPTY for place in places):
        return True
    region = dump.region(Role.NVS)
    if region is None:
        return False
    # A new device has no reason to hold a page that cannot be read.
    pages = view_partition(region.data).pages
    return b"oc_perm_" in region.data or any(page.verdict is PageVerdict.DROPPED for page in pages)


def _with_sign(read: Read, dump: Dump) -> Read:
    sign = sign_of_torn_write(dump) if read.verdict != RecordVerdict.VALID.value else ""
    return msgspec.structs.replace(read, note=sign) if sign and not read.note else read
