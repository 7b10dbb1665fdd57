"""From a dump and the name of a fault to the damaged file and the report of what changed.

The door of this folder: the faults know neither each other nor who chooses among them.
"""

import msgspec

from oceanhil.analysis.dumps.corruption.changes import Change, list_changes
from oceanhil.analysis.dumps.corruption.faults import Fault, Group
from oceanhil.analysis.dumps.corruption.nvs_faults import damage_nvs
from oceanhil.analysis.dumps.corruption.record_faults import damage_record, tear
from oceanhil.analysis.dumps.corruption.workpiece import Wish, Workpiece
from oceanhil.analysis.dumps.dump import Dump, RefusedError
from oceanhil.analysis.dumps.records.places import find_records
from oceanhil.analysis.dumps.show import view_nvs
from oceanhil.boards import family
from oceanhil.protocol.board import Board
from oceanhil.simulator.flash.chip import SECTOR_BYTES


class Corruption(msgspec.Struct, frozen=True):
    """The damaged file, what changed in it, and what else is to be said."""

    content: bytes
    changes: tuple[Change, ...]
    notes: tuple[str, ...]


def corrupt_dump(dump: Dump, fault: Fault, wish: Wish) -> Corruption:
    """Do a fault to a dump. Raises RefusedError if it cannot be done, or if it would change nothing."""
    board = dump.board or Board.ESP8266
    if family(board).storage not in fault.info.storages:
        boards = ", ".join(each.value for each in fault.info.boards)
        raise RefusedError(f"fault {fault.value!r} is one of {boards}, not of {board.value}; --list shows all")
    work = Workpiece(dump, wish)
    if fault is Fault.TRUNCATED:
        return _cut_off(work)
    match fault.info.group:
        case Group.RECORD:
            damage_record(work, fault)
        case Group.TORN:
            tear(work, fault)
        case _:
            damage_nvs(work, fault)
    return _finish(work)


def _finish(work: Workpiece) -> Corruption:
    dump = work.dump
    places = find_records(dump, view_nvs(dump))
    changes: list[Change] = []
    patched = dump
    for region, content in work.contents.items():
        after = bytes(content)
        changes += list_changes(region, after, places)
        patched = msgspec.structs.replace(patched, data=patched.replace(region, after))
    if not changes:
        notes = "".join(f"; {note}" for note in work.notes)
        raise RefusedError(f"nothing changes with this fault{notes}; try another --at or --seed")
    changes.sort(key=_address)
    return Corruption(patched.data, tuple(changes), tuple(work.notes))


def _address(change: Change) -> int:
    return change.address


def _cut_off(work: Workpiece) -> Corruption:
    size = len(work.dump.data)
    if work.wish.at is None:
        length = size - work.rng.randrange(1, min(size, SECTOR_BYTES))
    else:
        length = work.number(size, "bytes to keep", first=1)
    return Corruption(work.dump.data[:length], (), (f"the file ends after {length:,} of {size:,} bytes",))
