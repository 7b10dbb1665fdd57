"""Files with programs for a Pico W, and some that are none."""

import struct
from collections.abc import Sequence

from oceanhil.protocol.formats import uf2
from oceanhil.protocol.formats.pico_image import FLASH_BASE, build_boot_code

ARM, XTENSA = 40, 94


def elf(parts: Sequence[tuple[int, bytes]], machine: int = ARM) -> bytes:
    """An executable of 32 bits with these parts, each (physical address, bytes)."""
    head_bytes, entry_bytes = 52, 32
    content = b"".join(data for _, data in parts)
    at = head_bytes + entry_bytes * len(parts)
    table = b""
    for address, data in parts:
        table += struct.pack("<8I", 1, at, address, address, len(data), len(data), 5, 4)
        at += len(data)
    head = b"\x7fELF\x01\x01\x01".ljust(16, b"\0") + struct.pack(
        "<HHIIIIIHHHHHH", 2, machine, 1, FLASH_BASE, head_bytes, 0, 0, head_bytes, entry_bytes, len(parts), 40, 0, 0
    )
    return head + table + content


def flash_image(code: bytes = b"code") -> bytes:
    """A plain image of flash that a boot ROM would start: boot code, then `code`."""
    return build_boot_code(b"boot") + code


def picow_uf2(content: bytes, family: uf2.Family = uf2.Family.RP2040) -> bytes:
    return uf2.build_uf2(FLASH_BASE, content, family)
