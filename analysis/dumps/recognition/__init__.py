"""Taking a file for what it is, by its contents and size; its name does not count."""

from msgspec.structs import replace

from oceanhil.analysis.dumps.dump import MAX_BYTES, Dump, DumpError, is_alike
from oceanhil.analysis.dumps.recognition import esp32, esp8266, picow, raw
from oceanhil.protocol.board import Board

__all__ = ["recognise"]


def recognise(data: bytes, board: Board | None = None) -> Dump:
    """Say what the bytes of a file are; `board` decides where they do not.

    Where families share a chip, it is of the one that is named. Raises DumpError for anything that is no dump of a
    family's board.
    """
    if not data:
        raise DumpError("is empty; expected a dump of flash; read it from the board again")
    if len(data) > MAX_BYTES:
        raise DumpError(f"has {len(data):,} bytes, expected at most {MAX_BYTES:,}; no board's flash is that large")
    dump = (
        picow.from_uf2(data, board)
        or esp32.from_flash(data, board)
        or esp8266.from_flash(data)
        or picow.from_flash(data, board)
    )
    if dump is None:
        return raw.from_part(data, board)
    if board is not None and dump.board is not None and dump.board is not board:
        if is_alike(dump.board, board):
            return replace(dump, board=board)
        raise DumpError(f"is {dump.phrase} ({dump.reasons[0]}), not of {board.value}; leave out --board")
    return dump
