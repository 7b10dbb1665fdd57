"""Writing a record with the driver's model, into blank flash or into a dump; and what puts it on a board.

That is esptool 5, picotool, or copying to the BOOTSEL drive.
"""

import shlex
from collections.abc import Mapping

import msgspec

from oceanhil.analysis.dumps.boot.machine import Machine
from oceanhil.analysis.dumps.boot.mount import name_of
from oceanhil.analysis.dumps.dump import (
    Dump,
    DumpError,
    DumpKind,
    RefusedError,
    Region,
    Role,
    eeprom_address,
)
from oceanhil.analysis.dumps.images.order import Order
from oceanhil.analysis.dumps.recognition import recognise
from oceanhil.analysis.dumps.records.places import find_records, is_good, winner
from oceanhil.analysis.dumps.show import view_nvs
from oceanhil.boards import family
from oceanhil.boards.storage import Storage
from oceanhil.protocol.board import Board
from oceanhil.protocol.formats.pico_image import FLASH_BASE
from oceanhil.protocol.formats.uf2 import Family, build_uf2
from oceanhil.protocol.record import RecordVerdict, StorePolicy, TokenRecord, encode_reference
from oceanhil.simulator.board.storage import BoardStorage
from oceanhil.simulator.eeprom.nvs import NvsError, NvsPanic
from oceanhil.simulator.eeprom.nvs.api import DEFAULT_ADDRESS, DEFAULT_SIZE_BYTES
from oceanhil.simulator.eeprom.pico import PicoChip
from oceanhil.simulator.eeprom.slots import Slot
from oceanhil.simulator.flash.chip import SECTOR_BYTES
from oceanhil.simulator.program.token_store import LegacyStore, ReferenceStore

_FAMILIES = {PicoChip.RP2040: Family.RP2040, PicoChip.RP2350: Family.RP2350_ARM_S}
_NO_SPACE = "the driver could not write the record into the base: its NVS has no room, or is damaged"
_DRIVES = {PicoChip.RP2040: "RPI-RP2", PicoChip.RP2350: "RP2350"}


class Made(msgspec.Struct, frozen=True):
    """A finished file: its bytes, the flash address of its first one (None for UF2), and what to know about it.

    `written` is the record as the firmware reads it back, `slot` where it went, `in_force` False if the other slot's
    record is newer.
    """

    content: bytes
    address: int | None
    written: TokenRecord
    slot: Slot | None
    in_force: bool
    flash_units: int
    notes: tuple[str, ...]


def make_image(order: Order, base: Dump | None, *, as_uf2: bool) -> Made:
    """Make the file; `as_uf2` chooses the format of a Pico's where no base does.

    Raises RefusedError for what cannot be written, also because the base does not mount.
    """
    order.check()
    dump = _relocated(base, order) if base is not None else _blank(order)
    machine = Machine(dump, order.generation)
    try:
        slot = _write(machine, order, dump)
    except NvsPanic as panic:
        raise RefusedError(f"the base makes the real driver crash or hang: {panic}; use another base") from None
    content, address = _file(machine, dump, order, blank=base is None, as_uf2=as_uf2)
    written, in_force = _read_back(content, order, slot)
    notes = (*order.notes, *(_loss(dump, order) if base is not None else ()))
    if not in_force:
        notes = (*notes, "the other slot's record is newer: firmware will go on using that one")
    return Made(content, address, written, slot, in_force, machine.flash.units, notes)


def _blank(order: Order) -> Dump:
    flash_bytes = order.chip_bytes
    if family(order.board).uses_nvs:
        regions: tuple[Region, ...] = (Region(Role.NVS, b"\xff" * DEFAULT_SIZE_BYTES, DEFAULT_ADDRESS, 0, "nvs"),)
    else:
        address = eeprom_address(order.board, flash_bytes, order.chip)
        blank = b"\xff" * SECTOR_BYTES
        regions = (
            Region(Role.EEPROM, blank, address, SECTOR_BYTES),
            Region(Role.SPARE, blank, address - SECTOR_BYTES, 0),
        )
    kind = DumpKind.NVS if family(order.board).uses_nvs else DumpKind.SECTORS
    return Dump(
        kind=kind, board=order.board, data=b"", regions=regions, flash_bytes=flash_bytes, reasons=(), chip=order.chip
    )


def _relocated(base: Dump, order: Order) -> Dump:
    """Give the base with its sectors where the ordered board has them, if it does not say itself."""
    if base.board not in (None, order.board):
        raise RefusedError(f"the base is {base.phrase}, not of {order.board.value}; give the board that it is of")
    if base.kind not in (DumpKind.SECTOR, DumpKind.SECTORS):
        return base
    blank = _blank(order)
    addresses = {region.role: region.address for region in blank.regions}
    regions = tuple(msgspec.structs.replace(each, address=addresses[each.role]) for each in base.regions)
    return msgspec.structs.replace(
        base, board=order.board, regions=regions, flash_bytes=blank.flash_bytes, chip=order.chip
    )


def _write(machine: Machine, order: Order, dump: Dump) -> Slot | None:
    """Boot, and save the record as firmware does; give the slot it went to."""
    if family(order.board).uses_nvs:
        _check_mounts(machine)
    storage = machine.boot()
    if order.store is StorePolicy.LEGACY:
        _save_legacy(storage, order, dump)
        return None
    return _save_reference(storage, order)


def _check_mounts(machine: Machine) -> None:
    if machine.partition() is None:
        raise RefusedError("the base has no partition 'nvs'; use another base, or none")
    error = machine.mount_error()
    if error is not NvsError.OK:
        raise RefusedError(
            f"the base does not mount ({name_of(error)}): a board would erase it first; "
            "leave out --base, or use one that 'oceanhil eeprom explain' finds sound"
        )


def _save_legacy(storage: BoardStorage, order: Order, dump: Dump) -> None:
    store = LegacyStore(storage.eeprom, _stored_bytes(dump) or order.eeprom_bytes)
    store.load()
    if store.save(order.record).verdict is not RecordVerdict.VALID:
        raise RefusedError(_NO_SPACE)


def _save_reference(storage: BoardStorage, order: Order) -> Slot:
    store = ReferenceStore(storage.slots)
    newest = store.load()
    target = Slot.B if newest.slot is Slot.A else Slot.A
    if order.sequence is None:
        written = store.save(order.record).verdict is RecordVerdict.VALID
    else:
        record = msgspec.structs.replace(order.record, sequence=order.sequence)
        written = storage.slots.write_slot(target, encode_reference(record))
    if not written:
        raise RefusedError(_NO_SPACE)
    return target


def _stored_bytes(dump: Dump) -> int | None:
    """Give the size of the base's EEPROM blob, so that what other code keeps in it stays."""
    places = find_records(dump, view_nvs(dump))
    return next((place.blob.size for place in places if place.blob is not None and place.slot is None), None)


def _file(machine: Machine, dump: Dump, order: Order, *, blank: bool, as_uf2: bool) -> tuple[bytes, int | None]:
    """Give the bytes of the file and its flash address."""
    now = {region: machine.flash.dump(region.address, len(region.data)) for region in dump.regions if region.boots}
    eeprom, spare = dump.region(Role.EEPROM), dump.region(Role.SPARE)
    if eeprom is None:
        return _patched(dump, now, blank=blank)
    below = eeprom.address - SECTOR_BYTES
    below_now = machine.flash.dump(below, SECTOR_BYTES)
    needs_spare = below_now != (spare.data if spare is not None else b"\xff" * SECTOR_BYTES)
    if not blank and (spare is not None or not needs_spare):
        return _patched(dump, now, blank=False)
    content = now[eeprom] if not needs_spare else below_now + now[eeprom]
    address = below if needs_spare else eeprom.address
    if family(order.board).takes_uf2 and (as_uf2 or dump.uf2 is not None):
        return build_uf2(FLASH_BASE + address, content, _FAMILIES[dump.chip]), None
    return content, address


def _patched(dump: Dump, now: Mapping[Region, bytes], *, blank: bool) -> tuple[bytes, int | None]:
    if blank:
        (region,) = dump.regions
        return now[region], region.address
    for region, content in now.items():
        dump = msgspec.structs.replace(dump, data=dump.replace(region, content))
    if dump.uf2 is not None:
        return dump.data, None
    return dump.data, 0 if dump.kind is DumpKind.FLASH else min(region.address for region in dump.regions)


def _read_back(content: bytes, order: Order, slot: Slot | None) -> tuple[TokenRecord, bool]:
    """Read the record out of the finished file, and tell whether it is the one that counts."""
    try:
        dump = recognise(content, None if content.startswith(b"UF2") else order.board)
    except DumpError:
        raise RefusedError(_NO_SPACE) from None
    places = find_records(dump, view_nvs(dump))
    place = next((each for each in places if (each.store, each.slot) == (order.store, slot)), None)
    record = place.reading.record if place is not None and is_good(place) else None
    if record is None:
        raise RefusedError("the file does not cover the part of flash that the record is in; use a base that does")
    return record, slot is None or place is winner(places)


def _loss(dump: Dump, order: Order) -> tuple[str, ...]:
    """Say what a commit destroys in the base, as it does on the board."""
    region = dump.region(Role.EEPROM)
    if region is None or order.store is StorePolicy.REFERENCE:
        return ()
    in_words = family(order.board).storage is Storage.ESP8266_SECTOR
    kept = order.eeprom_bytes if in_words else -(-order.eeprom_bytes // 256) * 256
    if not region.data[kept:].strip(b"\xff"):
        return ()
    return (f"bytes {kept} to 4,095 of the sector are 0xff now: a commit rewrites only what EEPROM.begin opened",)


def write_command(board: Board | None, address: int | None, file: str, chip: PicoChip) -> tuple[str, ...]:
    """Give the ways to write `file` to flash from `address` on; None for a UF2 file, which has its own addresses."""
    name = shlex.quote(file)
    loader = family(board or Board.ESP8266).loader
    if loader is None or address is None:
        if address is None:
            return (
                f"hold BOOTSEL while you plug the board in, then copy {name} to the drive {_DRIVES[chip]}",
                # By the name alone, picotool would write a UF2 file that ends in .bin over the program, as it stands.
                f"picotool load -t uf2 {name}",
            )
        return (f"picotool load -t bin -o 0x{FLASH_BASE + address:x} {name}",)
    return (f"esptool --chip {loader.chip} --port PORT write-flash --flash-size keep 0x{address:x} {name}",)
