"""What an emulated board's clock shows when it boots, as it stands on its chip (firmware/bare/boot_clock.h)."""

import struct
from typing import Final

from oceanhil.hil.emulators.flash_layout import SECTOR_BYTES

_MARK: Final = b"BOOTCLK1"
_BLANK: Final = b"\xff"


def boot_clock_sector(unix_us: int | None) -> bytes:
    """Give the sector that makes it show `unix_us`; None makes it show 1970."""
    chosen = b"" if unix_us is None else _MARK + struct.pack("<q", unix_us)
    return chosen.ljust(SECTOR_BYTES, _BLANK)
