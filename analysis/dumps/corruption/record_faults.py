"""Faults of the token record alone, and power lost while it is written.

Where the record is in NVS, its checksums are made to fit again. A torn write is the driver's model's: it saves the
record, and its supply fails.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

import msgspec

from oceanhil.analysis.dumps.boot.machine import Machine
from oceanhil.analysis.dumps.corruption.faults import Fault
from oceanhil.analysis.dumps.corruption.nvs_faults import seal_payload
from oceanhil.analysis.dumps.corruption.workpiece import Workpiece
from oceanhil.analysis.dumps.dump import RefusedError, Role
from oceanhil.analysis.dumps.records.layout import RECORD_BYTES, place_of
from oceanhil.analysis.dumps.records.places import EEPROM_BLOB, RecordPlace, is_good, winner
from oceanhil.protocol.record import RecordFlag
from oceanhil.protocol.wording import plural
from oceanhil.simulator.eeprom.inspect.entries import decode_header
from oceanhil.simulator.eeprom.nvs import ItemType, NvsPanic
from oceanhil.simulator.eeprom.nvs.format import ENTRY_BYTES
from oceanhil.simulator.eeprom.slots import Slot
from oceanhil.simulator.flash.chip import SECTOR_BYTES, FlashOperation, PowerCut
from oceanhil.simulator.program.token_store import open_store

_FIELDS: Final = {Fault.MAGIC: "magic", Fault.LENGTH: "length", Fault.TOKEN_BYTE: "token", Fault.CHECKSUM: "checksum"}
_THIRD: Final = 2
_FLIPPED: Final = 0x5A
_TOO_LONG: Final = 0xFF


def damage_record(work: Workpiece, fault: Fault) -> None:
    """Damage every record that is meant in the same way."""
    for place in work.records():
        size = RECORD_BYTES[place.store]
        if len(place.data) < size:
            raise RefusedError(f"the {place.store.value} record is cut off after {len(place.data)} bytes")
        _overwrite(work, place, _damaged(work, place, fault))


def _damaged(work: Workpiece, place: RecordPlace, fault: Fault) -> bytes:
    data = bytearray(place.data)
    if fault in _FIELDS:
        field = place_of(place.store, _FIELDS[fault])
        if fault is Fault.LENGTH:
            data[field.offset] = _TOO_LONG
        else:
            data[field.offset + _THIRD * (fault is Fault.TOKEN_BYTE)] ^= _FLIPPED
        return bytes(data)
    if fault is Fault.RANDOM:
        return work.rng.randbytes(len(data))
    return (b"\xff" if fault is Fault.ALL_FF else b"\0") * len(data)


def _overwrite(work: Workpiece, place: RecordPlace, data: bytes) -> None:
    content = work.content(place.region)
    for piece in place.pieces:
        content[piece.region_offset : piece.region_offset + piece.length] = data[
            piece.start : piece.start + piece.length
        ]
    if place.blob is not None:
        for chunk in place.blob.chunks:
            seal_payload(content, chunk)


def tear(work: Workpiece, fault: Fault) -> None:
    """Do one of the faults of a power cut."""
    if fault is Fault.TORN_ZEROED:
        _zero_head(work)
        return
    if fault is Fault.TORN_ERASED:
        _erase_sector(work)
        return
    place = work.record()
    try:
        units = _units_of(work, place, fault)
        machine = _save(work, place, units)
    except NvsPanic as panic:
        raise RefusedError(f"the driver of a real board would crash or hang: {panic}; give a sound dump") from None
    for region, content in work.contents.items():
        if region.boots:
            content[:] = machine.flash.dump(region.address, len(region.data))
    _note_spare(work, machine)
    work.notes.append(f"power went after {plural(units, 'unit')} of flash work of a save that switches relay 1")


def _units_of(work: Workpiece, place: RecordPlace, fault: Fault) -> int:
    if fault is Fault.TORN_UPDATE:
        return _before_index(work, place)
    total = _save(work, place, None).flash.units
    return work.number(total, "units of this save")


def _save(
    work: Workpiece, place: RecordPlace, cut: int | None, watch: Callable[[Machine], None] = lambda _: None
) -> Machine:
    """Boot, read the record and save it with relay 1 switched; lose power after `cut` units of the save."""
    record = place.reading.record
    if record is None or not is_good(place):
        raise RefusedError("the record is damaged already: firmware would not rewrite it; give a sound dump")
    machine = Machine(work.dump, work.wish.generation)
    storage = machine.boot()
    size = place.blob.size if place.blob is not None else work.wish.eeprom_bytes
    store = open_store(place.store, storage, size)
    store.load()
    machine.flash.power_on()
    watch(machine)
    if cut is not None:
        machine.flash.arm_cut(cut)
    with suppress(PowerCut):
        store.save(msgspec.structs.replace(record, flags=record.flags ^ RecordFlag.RELAY1))
    return machine


def _before_index(work: Workpiece, place: RecordPlace) -> int:
    """Count the units of the save up to the first byte of the blob's index."""
    found: list[int] = []
    keys = {EEPROM_BLOB[1]} if place.slot is None else {slot.value for slot in Slot}

    def watch(machine: Machine) -> None:
        def observe(operation: FlashOperation, address: int, length: int) -> None:
            is_entry = operation is FlashOperation.PROGRAM and length == ENTRY_BYTES and address % SECTOR_BYTES
            header = decode_header(machine.flash.dump(address, ENTRY_BYTES)) if is_entry else None
            if header is not None and header.type == ItemType.BLOB_INDEX and header.key in keys:
                found.append(machine.flash.units - length)

        machine.flash.observer = observe

    _save(work, place, None, watch)
    if not found:
        raise RefusedError("the save writes no blob index; give a dump whose record is in NVS")
    return found[-1]


def _erase_sector(work: Workpiece) -> None:
    """Erase the sector of the record; of two slots the one that a save goes to, which is the older."""
    records = work.records()
    newest = winner(records)
    place = next((each for each in records if each is not newest), records[0])
    work.content(place.region)[:] = b"\xff" * len(place.region.data)


def _zero_head(work: Workpiece) -> None:
    region = work.dump.region(Role.EEPROM)
    if region is None:
        raise RefusedError("there is no EEPROM sector in the dump; give one of an ESP8266 or Pico W")
    length = work.number(SECTOR_BYTES + 1, "bytes of a sector", first=1)
    work.content(region)[:length] = bytes(length)
    work.notes.append(f"the erase was cut off when {length:,} bytes were programmed to 0x00")


def _note_spare(work: Workpiece, machine: Machine) -> None:
    """Say so if the save went to a sector that the dump does not have."""
    eeprom = work.dump.region(Role.EEPROM)
    if eeprom is None or work.dump.region(Role.SPARE) is not None:
        return
    below = machine.flash.dump(eeprom.address - SECTOR_BYTES, SECTOR_BYTES)
    if below.strip(b"\xff") or machine.flash.erases.get(eeprom.address // SECTOR_BYTES - 1):
        work.notes.append("the save went to the spare sector, which the dump does not have: nothing in it changed")
