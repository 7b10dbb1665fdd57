"""Parts of flash that a tool has cut out: NVS partitions and EEPROM sectors, and chips without any program."""

from oceanhil.analysis.dumps.dump import (
    Dump,
    DumpError,
    DumpKind,
    Region,
    Role,
    default_flash_bytes,
    eeprom_address,
    is_pico,
    pico_chip,
)
from oceanhil.analysis.dumps.recognition import esp8266, picow
from oceanhil.analysis.dumps.recognition.esp32 import nvs_from_part, sign_by_size, sign_of_nvs
from oceanhil.analysis.dumps.recognition.sectors import cut_out
from oceanhil.boards import family
from oceanhil.protocol.board import Board
from oceanhil.simulator.eeprom.pico import PicoChip
from oceanhil.simulator.flash.chip import SECTOR_BYTES

_MAGIC = (
    (b"\x7fELF", "an ELF program"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"%PDF", "a PDF file"),
    (b"\xff\xd8\xff\xe0", "a JPEG picture"),
)
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
_SNIFFED_BYTES = 4096
_LAYOUT = "\ufeff\n\r\t\f\v\x1b"


def name_of(data: bytes) -> str:
    """Say what kind of other file `data` is, nothing if that is not known."""
    known = next((name for magic, name in _MAGIC if data.startswith(magic)), "")
    if known:
        return known
    encoding = "utf-16" if data.startswith(_BYTE_ORDER_MARKS) else "utf-8"
    if not _is_text(data[:_SNIFFED_BYTES], encoding):
        return ""
    return "Intel HEX text" if data.startswith(b":") else "text"


def _is_text(head: bytes, encoding: str) -> bool:
    try:
        text = head.decode(encoding)
    except UnicodeDecodeError as error:
        # A character may be cut at the end of what was looked at.
        if error.start < len(head) - 3 or len(head) < _SNIFFED_BYTES:
            return False
        text = head[: error.start].decode(encoding)
    return all(character.isprintable() or character in _LAYOUT for character in text)


_EXPECTED = (
    "expected a flash image of an ESP32, ESP8266 or Pico W, an NVS partition, a UF2 file, or an EEPROM sector of "
    "4,096 bytes (8,192 with the spare one)"
)


def from_part(data: bytes, board: Board | None) -> Dump:
    """Take `data` for a part of flash, or for a whole chip if `board` says so; raises DumpError."""
    if board is not None and family(board).uses_nvs:
        return nvs_from_part(data, f"--board {board.value}", board)
    if board is not None:
        return _of_board(data, board)
    if sign := sign_of_nvs(data):
        return nvs_from_part(data, sign)
    if other := name_of(data):
        raise DumpError(f"is {other}; {_EXPECTED}")
    if sign := sign_by_size(data):
        return nvs_from_part(data, sign)
    if len(data) in (SECTOR_BYTES, 2 * SECTOR_BYTES):
        return _sectors(data, None, f"{len(data):,} bytes without any sign of NVS")
    raise DumpError(f"has {len(data):,} bytes{_what_it_lacks(data)}; {_EXPECTED}{_next_step(data)}")


def _of_board(data: bytes, board: Board) -> Dump:
    if len(data) in (SECTOR_BYTES, 2 * SECTOR_BYTES):
        return _sectors(data, board, f"--board {board.value} and {len(data):,} bytes")
    if len(data) not in (picow.CHIP_BYTES if is_pico(board) else esp8266.CHIP_BYTES):
        raise DumpError(
            f"has {len(data):,} bytes, expected of {board.value} 4,096 (the EEPROM sector), 8,192 (with the spare one) "
            f"or a whole flash chip; read it from the board again"
        )
    chip = PicoChip.RP2350 if board is Board.PICOW and len(data) > picow.LARGEST_RP2040 else pico_chip(board)
    warning = "there is no program at the beginning of flash: the board does not boot from this image"
    reasons = (f"--board {board.value} and its size",)
    return cut_out(DumpKind.FLASH, board, data, len(data), reasons=reasons, warnings=(warning,), chip=chip)


def _sectors(data: bytes, board: Board | None, reason: str) -> Dump:
    chip = pico_chip(board)
    flash_bytes = default_flash_bytes(board, chip)
    address = eeprom_address(board, flash_bytes)
    eeprom = Region(Role.EEPROM, data[-SECTOR_BYTES:], address, len(data) - SECTOR_BYTES)
    spare = Region(Role.SPARE, data[:SECTOR_BYTES], address - SECTOR_BYTES, 0)
    is_pair = len(data) > SECTOR_BYTES
    return Dump(
        kind=DumpKind.SECTORS if is_pair else DumpKind.SECTOR,
        board=board,
        data=data,
        regions=(eeprom, spare) if is_pair else (eeprom,),
        flash_bytes=flash_bytes,
        reasons=(reason,),
        warnings=() if is_pair else ("the spare sector below EEPROM, which may hold slot B, is not in the file",),
        chip=chip,
    )


def _what_it_lacks(data: bytes) -> str:
    if not data.strip(b"\xff"):
        return ", all of them 0xff"
    if len(data) % SECTOR_BYTES:
        return ", not a whole number of 4,096-byte sectors"
    return " in which neither a partition table, a boot image, an NVS page nor a UF2 block was found"


def _next_step(data: bytes) -> str:
    if len(data) in esp8266.CHIP_BYTES | picow.CHIP_BYTES:
        return "; if it is a chip without a program, say of which board: --board esp8266, --board picow"
    return "; if it was cut off, read it from the board again"
