"""Faults of NVS: of the page, the entries and the namespace that hold the record."""

from collections.abc import Callable, Mapping
from typing import Final

from oceanhil.analysis.dumps.corruption.faults import Fault
from oceanhil.analysis.dumps.corruption.workpiece import Workpiece
from oceanhil.analysis.dumps.dump import RefusedError, Region, Role
from oceanhil.analysis.dumps.records.layout import RECORD_BYTES
from oceanhil.simulator.eeprom.inspect import Blob, EntryGroup, PageVerdict, PartitionView, view_partition
from oceanhil.simulator.eeprom.nvs.format import (
    ENTRY_BYTES,
    FORMAT_VERSION,
    NAMESPACE_DIRECTORY,
    TABLE_OFFSET,
    EntryState,
    checksum,
    encode_page_header,
)
from oceanhil.simulator.flash.chip import SECTOR_BYTES

_DATA_CRC: Final = slice(28, 32)
_ENTRY_CRC: Final = slice(4, 8)


def offset_of(group: EntryGroup) -> int:
    """Give the offset of a run of entries in its partition."""
    return group.page * SECTOR_BYTES + group.offset


def seal_payload(partition: bytearray, item: EntryGroup) -> None:
    """Put the checksum of an item's payload, then that of its header, in place."""
    start = offset_of(item)
    payload = start + ENTRY_BYTES
    entry = partition[start:payload]
    entry[_DATA_CRC] = checksum(bytes(partition[payload : payload + len(item.payload)])).to_bytes(4, "little")
    entry[_ENTRY_CRC] = checksum(bytes(entry[:4] + entry[8:])).to_bytes(4, "little")
    partition[start:payload] = entry


def seal_page(partition: bytearray, page: int) -> None:
    """Put the checksum of a page's header in place."""
    start = page * SECTOR_BYTES
    crc = checksum(bytes(partition[start + 4 : start + 28]))
    partition[start + 28 : start + 32] = crc.to_bytes(4, "little")


_CRC_OFFSET: Final = 4
_VERSION_OFFSET: Final = 8
_UNUSED: Final = range(9, 28)
_NEWER: Final = 0xFD


class _Target:
    """The blob of the record that is meant, its partition, and the bytes to change."""

    def __init__(self, work: Workpiece) -> None:
        place = work.record()
        if place.blob is None:
            raise RefusedError("this fault is one of NVS, and the record is not in NVS; choose another one")
        self.work = work
        self.blob: Blob = place.blob
        self.record_bytes = RECORD_BYTES[place.store]
        self.region: Region = place.region
        self.content = work.content(place.region)
        self.view: PartitionView = view_partition(place.region.data)

    @property
    def chunk(self) -> EntryGroup:
        return self.blob.chunks[0]

    @property
    def index(self) -> EntryGroup:
        if self.blob.index is None:
            raise RefusedError("the blob is of the old format, which has no index; choose another fault")
        return self.blob.index

    @property
    def page_start(self) -> int:
        return self.chunk.page * SECTOR_BYTES


def damage_nvs(work: Workpiece, fault: Fault) -> None:
    """Do one of the faults of NVS."""
    if fault is Fault.NO_FREE_PAGE:
        _leave_no_free_page(work)
        return
    target = _Target(work)
    if not target.blob.chunks:
        raise RefusedError("the record's blob has no chunk left to damage; choose a dump with a sound record")
    _FAULTS[fault](target)


def _state(target: _Target) -> None:
    target.content[target.page_start : target.page_start + 4] = bytes(4)


def _header(target: _Target) -> None:
    position = target.page_start + target.work.rng.choice(_UNUSED)
    target.content[position] ^= 1 << target.work.rng.randrange(8)


def _zero(target: _Target) -> None:
    target.content[target.page_start : target.page_start + SECTOR_BYTES] = bytes(SECTOR_BYTES)


def _randomise(target: _Target) -> None:
    target.content[target.page_start : target.page_start + SECTOR_BYTES] = target.work.rng.randbytes(SECTOR_BYTES)


def _version(target: _Target) -> None:
    target.content[target.page_start + _VERSION_OFFSET] = _NEWER
    seal_page(target.content, target.chunk.page)


def _bitmap(target: _Target) -> None:
    _set_state(target.content, target.index, EntryState.ILLEGAL)


def _entry_crc(target: _Target) -> None:
    _flip_checksum(target, target.chunk)


def _index_crc(target: _Target) -> None:
    _flip_checksum(target, target.index)


def _namespace(target: _Target) -> None:
    wanted = [
        item
        for item in target.view.live_items()
        if item.header is not None
        and item.header.namespace == NAMESPACE_DIRECTORY
        and item.header.number == target.blob.namespace
    ]
    _flip_checksum(target, wanted[0])


def _data_crc(target: _Target) -> None:
    """Flip a bit behind the record if the blob goes on there, else in its last byte: no byte of the token."""
    size = len(target.chunk.payload)
    behind = range(target.record_bytes, size)
    position = target.work.rng.choice(behind) if behind else size - 1
    target.content[offset_of(target.chunk) + ENTRY_BYTES + position] ^= 1 << target.work.rng.randrange(8)


def _index_gone(target: _Target) -> None:
    _set_state(target.content, target.index, EntryState.ERASED)


def _chunk_gone(target: _Target) -> None:
    _set_state(target.content, target.chunk, EntryState.ERASED)


_FAULTS: Final[Mapping[Fault, Callable[[_Target], None]]] = {
    Fault.PAGE_STATE: _state,
    Fault.PAGE_HEADER: _header,
    Fault.PAGE_ZEROED: _zero,
    Fault.PAGE_RANDOM: _randomise,
    Fault.PAGE_VERSION: _version,
    Fault.BITMAP: _bitmap,
    Fault.ENTRY_CRC: _entry_crc,
    Fault.DATA_CRC: _data_crc,
    Fault.INDEX_CRC: _index_crc,
    Fault.INDEX_GONE: _index_gone,
    Fault.CHUNK_GONE: _chunk_gone,
    Fault.NAMESPACE: _namespace,
}


def _flip_checksum(target: _Target, group: EntryGroup) -> None:
    """Flip a bit of an entry's checksum, so that nothing but the checksum is wrong."""
    position = offset_of(group) + _CRC_OFFSET + target.work.rng.randrange(4)
    target.content[position] ^= 1 << target.work.rng.randrange(8)


def _set_state(content: bytearray, group: EntryGroup, state: EntryState) -> None:
    for entry in range(group.entry, group.entry + group.count):
        position = group.page * SECTOR_BYTES + TABLE_OFFSET + entry // 4
        shift = 2 * (entry % 4)
        content[position] = content[position] & ~(3 << shift) | state << shift


def _leave_no_free_page(work: Workpiece) -> None:
    region = work.dump.region(Role.NVS)
    if region is None:
        raise RefusedError("there is no NVS partition that the Arduino core mounts; give another dump")
    view = view_partition(region.data)
    sequence = view.activations & 0xFFFFFFFF
    content = work.content(region)
    for page in view.pages:
        if page.verdict is not PageVerdict.IN_USE:
            start = page.index * SECTOR_BYTES
            content[start : start + SECTOR_BYTES] = encode_page_header(sequence, FORMAT_VERSION).ljust(
                SECTOR_BYTES, b"\xff"
            )
            sequence = sequence + 1 & 0xFFFFFFFF
