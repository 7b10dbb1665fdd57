"""How a Pico W comes into BOOTSEL mode, and what the drive of its boot ROM takes there."""

from typing import Final

from oceanhil.protocol.facts.fact import Fact, Version

_CHECKED: Final = "2026-11-23"
_ROM: Final = "RP2040's boot ROM"
_DISK: Final = "raspberrypi/pico-bootrom-rp2040 b2 bootrom/virtual_disk.c"

TOUCH_BAUD: Final = Fact(
    "the rate at which a host that drops DTR sends a sketch there",
    "arduino-pico",
    (Version(1200, "earlephilhower/arduino-pico 387294c5 cores/rp2040/SerialUSB.cpp:202"),),
    _CHECKED,
    "baud",
)
FILES: Final = Fact(
    "the files on the drive", _ROM, (Version(("INDEX.HTM", "INFO_UF2.TXT"), f"{_DISK}:330; {_DISK}:332"),), _CHECKED
)
INFO: Final = Fact(
    "what INFO_UF2.TXT says",
    _ROM,
    (
        Version(
            ("UF2 Bootloader v3.0", "Model: Raspberry Pi RP2", "Board-ID: RPI-RP2"),
            "raspberrypi/pico-bootrom-rp2040 b2 bootrom/info_uf2.txt:1",
        ),
    ),
    _CHECKED,
)
TAKEN_BYTES: Final = Fact(
    "the bytes that a block must hold to be taken", _ROM, (Version(256, f"{_DISK}:446"),), _CHECKED, "bytes"
)
REBOOT_MS: Final = Fact(
    "how long after the last block of a file the chip starts what was written",
    _ROM,
    (Version(1000, f"{_DISK}:164"),),
    _CHECKED,
    "ms",
)
