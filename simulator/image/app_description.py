"""The description that an ESP-IDF application begins with (ESP-IDF, "App Image Format", `esp_app_desc_t`).

Tools show it; nothing here reads it. Times are fixed, so that the same firmware always makes the same image.
"""

from struct import Struct
from typing import Final

_DESCRIPTION: Final = Struct("<II8s32s32s16s16s32s32s80s")
_MAGIC: Final = 0xABCD5432


def describe() -> bytes:
    """Give the 256 bytes of the description."""
    return _DESCRIPTION.pack(
        _MAGIC, 0, b"", b"1", b"oceanhil-virtual", b"00:00:00", b"Jan  1 2026", b"v5.5.1", b"", b""
    )
