"""`make`: an order and a base become a file and a report."""

from pathlib import Path

from oceanhil.analysis.dumps.dump import Dump
from oceanhil.analysis.dumps.errors import RefusedError
from oceanhil.analysis.dumps.making.commands import write_command
from oceanhil.analysis.dumps.making.make import make_image
from oceanhil.analysis.dumps.making.order import Order
from oceanhil.analysis.dumps.records.layout import flag_names, flag_word
from oceanhil.analysis.dumps.reports_of_files import MakeReport
from oceanhil.analysis.dumps.secrets import shown_token
from oceanhil.boards import family
from oceanhil.protocol.board import Board
from oceanhil.protocol.record import RecordFlag, StorePolicy

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
    chip = base.chip if base is not None and base.board is Board.PICOW else order.chip
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
