"""`make` and `corrupt`: an order and a base, or a dump and a fault, become a file and a report."""

from pathlib import Path

import msgspec

from oceanhil.analysis.dumps.corruption.corrupt import corrupt_dump
from oceanhil.analysis.dumps.corruption.faults import Fault, Group, faults_of
from oceanhil.analysis.dumps.corruption.workpiece import Wish
from oceanhil.analysis.dumps.dump import Dump, DumpKind, RefusedError, is_pico
from oceanhil.analysis.dumps.images.image import make_image, write_command
from oceanhil.analysis.dumps.images.order import Order
from oceanhil.analysis.dumps.records.layout import flag_names, flag_word
from oceanhil.analysis.dumps.secrets import shown_token
from oceanhil.analysis.dumps.terminal.files import CorruptReport, FaultReport, MakeReport
from oceanhil.boards import family
from oceanhil.protocol.record import RecordFlag, StorePolicy
from oceanhil.protocol.suggestion import suggestion

_NO_FLAG = "none"
FLAG_WORDS = (*(flag_word(flag) for flag in RecordFlag), _NO_FLAG)


def parse_flags(text: str) -> RecordFlag:
    """Read a comma-separated list of flags; raises RefusedError."""
    flags = RecordFlag.NONE
    known = {flag_word(flag): flag for flag in RecordFlag}
    for word in (part.strip() for part in text.split(",")):
        if word != _NO_FLAG:
            if word not in known:
                raise RefusedError(f"unknown flag {word!r}; flags are {', '.join(FLAG_WORDS)}")
            flags |= known[word]
    return flags


def make_file(order: Order, base: Dump | None, target: Path) -> tuple[MakeReport, bytes]:
    """Make the file that is to be called `target`; raises RefusedError."""
    as_uf2 = target.suffix.lower() == ".uf2"
    if as_uf2 and not family(order.board).takes_uf2:
        raise RefusedError(f"a UF2 file is for a Pico W, not for {order.board.value}; name the output .bin")
    made = make_image(order, base, as_uf2=as_uf2)
    reference = order.store is StorePolicy.REFERENCE
    chip = base.chip if base is not None and is_pico(base.board) else order.chip
    report = MakeReport(
        file=str(target),
        bytes=len(made.content),
        board=order.board.value,
        store=order.store.value,
        address=made.address,
        slot=made.slot.name if made.slot is not None else None,
        sequence=made.written.sequence if reference else None,
        token=shown_token(made.written.token.encode("latin-1")),
        flags=flag_names(made.written.flags),
        device_id=made.written.device_id if reference else None,
        in_force=made.in_force,
        flash_units=made.flash_units,
        write=write_command(order.board, made.address, str(target), chip),
        notes=made.notes,
    )
    return report, made.content


class FaultList(msgspec.Struct, frozen=True):
    """All faults, for `--list --json`."""

    faults: tuple[FaultReport, ...]


def fault_list() -> FaultList:
    """List the faults by groups."""
    return FaultList(
        tuple(
            FaultReport(
                name=fault.value,
                group=group.value,
                meaning=fault.info.sentence,
                boards=tuple(board.value for board in fault.info.boards),
            )
            for group in Group
            for fault in faults_of(group)
        )
    )


def find_fault(name: str) -> Fault:
    """Give the fault of that name; raises RefusedError with the nearest one."""
    names = [fault.value for fault in Fault]
    if name not in names:
        raise RefusedError(f"unknown fault {name!r}; {suggestion(name, names, '--list shows all of them')}")
    return Fault(name)


def corrupt_file(source: Path, dump: Dump, fault: Fault, wish: Wish, target: Path) -> tuple[CorruptReport, bytes]:
    """Damage the dump of the file `source` for a file `target`; raises RefusedError."""
    done = corrupt_dump(dump, fault, wish)
    address = 0 if dump.kind is DumpKind.FLASH else min((region.address for region in dump.regions), default=0)
    write = write_command(dump.board, None if dump.uf2 is not None else address, str(target), dump.chip)
    report = CorruptReport(
        file=str(target),
        source=str(source),
        fault=fault.value,
        meaning=fault.info.sentence,
        seed=wish.seed,
        changes=done.changes,
        write=() if fault is Fault.TRUNCATED or dump.board is None else write,
        notes=(*done.notes, *(("--board tells how to write it to a board",) if dump.board is None else ())),
    )
    return report, done.content
