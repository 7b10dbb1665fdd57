"""Raspberry Pi Pico W: an RP2040 with USB of its own, and a radio chip that has the MAC.

Nothing is printed before the program, and its boot ROM is a USB drive that takes UF2 files (RP2040 Datasheet,
"Bootrom"). Wall time starts in 1970 at every reset (arduino-pico). Dates: BearSSL checks them by the board's clock.
Segments: `TCP_MSS` in arduino-pico's `include/lwipopts.h`.
"""

from oceanhil.boards.family import BuildTarget, Family, Fuses, Usb
from oceanhil.boards.storage import Driver, Storage
from oceanhil.protocol.board import Board
from oceanhil.protocol.panics import CrashDialect
from oceanhil.protocol.units import MEGABYTE

PICOW = Family(
    board=Board.PICOW,
    title="Pico W",
    flash_bytes=2 * MEGABYTE,
    storage=Storage.PICO_SECTOR,
    drivers=(Driver.PICO_CORE,),
    eeprom_from_end=1,
    boot_us=90_000,
    keeps_time=False,
    checks_dates=True,
    segment_bytes=1460,
    # arduino-pico, "Using the second core": 8 KB as long as that is not used.
    stack_bytes=8_192,
    # What blink leaves (earlephilhower/arduino-pico, pull request 137); the driver of the radio takes some of it.
    heap_bytes=249_992,
    # RP2040 datasheet, "GPIO"; the RP2350A of a Pico 2 W has as many. The radio has 23, 24, 25 and 29, to which no pin
    # of the board leads (Raspberry Pi, "Pico W Datasheet"); the last one also measures the supply.
    gpios=frozenset({*range(23), *range(26, 29)}),
    inputs=frozenset({29}),
    fuses=Fuses.PICO_RADIO,
    default_mac=bytes.fromhex("28cdc1000001"),
    rom=None,
    crashes=CrashDialect.PICO,
    log_signs=r"Device ID: PICOW_|\*\*\* PANIC \*\*\*|(?i:hard[ _-]?fault)|MbedOS Fault Handler",
    elf_machines=frozenset({"EM_ARM"}),
    usb=Usb.DEVICE,
    loader=None,
    takes_uf2=True,
    build=BuildTarget(
        "rp2040:rp2040:rpipicow",
        "https://github.com/earlephilhower/arduino-pico/releases/download/global/package_rp2040_index.json",
        "picow",
        number=2,
    ),
)
