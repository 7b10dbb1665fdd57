"""Crashes as boards printed them in public, shortened: ESP-IDF's page "Fatal Errors" and issues of esp8266/Arduino."""

from oceanhil.boards import family
from oceanhil.protocol.board import Board
from oceanhil.protocol.panics import Finding, Panic, Reset

GURU = """\
Guru Meditation Error: Core  1 panic'ed (LoadProhibited). Exception was unhandled.

Core  1 register dump:
PC      : 0x400e14ed  PS      : 0x00060030  A0      : 0x800d0805  A1      : 0x3ffb5030
EXCVADDR: 0x00000004  LBEG    : 0x4000c46c  LEND    : 0x4000c477  LCOUNT  : 0xffffffff

Backtrace: 0x400e14ed:0x3ffb5030 0x400d0802:0x3ffb5050

ELF file SHA256: 0000000000000000

Rebooting...
"""
ESP32_BOOT = """\
ets Jul 29 2019 12:21:46

rst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)
"""
EXCEPTION = """\
--------------- CUT HERE FOR EXCEPTION DECODER ---------------

Exception (28):
epc1=0x40201b0c epc2=0x00000000 epc3=0x00000000 excvaddr=0x00000010 depc=0x00000000

>>>stack>>>

ctx: cont
sp: 3ffffd60 end: 3fffffd0 offset: 0150
3ffffeb0:  3ffe8520 00000010 3fff1a5b 40201b0c
3ffffec0:  3fffdad0 00000000 3ffee8a4 40202c71 <
3ffffed0:  feefeffe feefeffe 3ffe8510 40100a79
<<<stack<<<

--------------- CUT HERE FOR EXCEPTION DECODER ---------------
"""
ESP8266_BOOT = " ets Jan  8 2013,rst cause:2, boot mode:(3,6)\n"


def read(board: Board, *texts: str) -> list[Finding]:
    """Feed whole texts, then close."""
    reader = family(board).panic_reader()
    found = [finding for text in texts for line in text.splitlines() for finding in reader.feed(line)]
    return [*found, *reader.close()]


def panics(board: Board, *texts: str) -> list[Panic]:
    return [each for each in read(board, *texts) if isinstance(each, Panic)]


def resets(board: Board, *texts: str) -> list[Reset]:
    return [each for each in read(board, *texts) if isinstance(each, Reset)]


def the_panic(board: Board, *texts: str) -> Panic:
    """The one crash in the texts."""
    (panic,) = panics(board, *texts)
    return panic


def recognise_reset(board: Board, line: str) -> Reset | None:
    """Read a start as the ROM of this family tells it."""
    rom = family(board).rom
    return None if rom is None else rom.resets.recognise(line)
