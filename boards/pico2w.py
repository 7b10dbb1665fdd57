"""Raspberry Pi Pico 2 W: an RP2350 in the place of the RP2040, twice the flash and RAM, else as a Pico W.

Flash and RAM: Raspberry Pi, "Pico 2 W Datasheet"; RP2350 Datasheet, "Memory". Its EEPROM begins a sector further from
the end of flash (arduino-pico's linker script for RP2350). What is its own and nowhere simulated: RISC-V cores,
partitions and signed images of the boot ROM, what its cores tell of a crash besides. The Arduino library has no port
to it yet.
"""

from msgspec.structs import replace

from oceanhil.boards.family import BuildTarget
from oceanhil.boards.picow import PICOW
from oceanhil.protocol.board import Board
from oceanhil.protocol.units import MEGABYTE

PICO2W = replace(
    PICOW,
    board=Board("pico2w"),
    title="Pico 2 W",
    like=Board.PICOW,
    flash_bytes=4 * MEGABYTE,
    eeprom_from_end=2,
    # Not measured: what a Pico W has free, and the 256 KB of RAM that an RP2350 has more.
    heap_bytes=PICOW.heap_bytes + 256 * 1024,
    default_mac=bytes.fromhex("2ccf67000001"),
    log_signs=r"Device ID: PICO2W_",
    build=BuildTarget("rp2040:rp2040:rpipico2w", PICOW.build.index_url, "pico2w"),
)
