"""`corrupt`: a dump and a fault become a damaged file and a report."""

from difflib import get_close_matches
from pathlib import Path

import msgspec

from oceanhil.analysis.dumps.corruption.context import Wish
from oceanhil.analysis.dumps.corruption.corrupt import corrupt_dump
from oceanhil.analysis.dumps.corruption.faults import Fault, Group, faults_of
from oceanhil.analysis.dumps.dump import Dump, DumpKind
from oceanhil.analysis.dumps.errors import RefusedError
from oceanhil.analysis.dumps.making.commands import write_command
from oceanhil.analysis.dumps.reports_of_files import CorruptReport, FaultReport

_WHOLE = frozenset({DumpKind.ESP32, DumpKind.ESP8266, DumpKind.PICO})


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
        close = get_close_matches(name, names, n=1, cutoff=0.5)
        raise RefusedError(
            f"unknown fault {name!r}; {f'did you mean {close[0]!r}?' if close else '--list shows all of them'}"
        )
    return Fault(name)


def corrupt_file(source: Path, dump: Dump, fault: Fault, wish: Wish, target: Path) -> tuple[CorruptReport, bytes]:
    """Damage the dump of the file `source` for a file `target`; raises RefusedError."""
    done = corrupt_dump(dump, fault, wish)
    address = 0 if dump.kind in _WHOLE else min((region.address for region in dump.regions), default=0)
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
