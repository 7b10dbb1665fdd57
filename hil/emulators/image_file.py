"""A program for a Pico W as build tools leave it: ELF, UF2 or a plain image of flash, told apart by what is in it."""

from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Final

from elftools.common.exceptions import ELFError
from elftools.elf.elffile import ELFFile

from oceanhil.boards import family
from oceanhil.hil.emulators.emulator_errors import EmulatorError
from oceanhil.protocol.board import Board
from oceanhil.protocol.formats import uf2
from oceanhil.protocol.formats.pico_image import FLASH_BASE, has_block_marker, has_boot_code
from oceanhil.protocol.wording import os_reason

_FILE_BYTES_MAX: Final = 64 << 20
_ELF: Final = b"\x7fELF"
_LOADED: Final = "PT_LOAD"
_ARM: Final = "EM_ARM"
_BUILD: Final = "build it for a Pico W"
# As much of the address space as a flash chip may have.
_FLASH_WINDOW_BYTES: Final = 16 << 20
_RP2350: Final = frozenset({uf2.Family.RP2350_ARM_S, uf2.Family.RP2350_ARM_NS, uf2.Family.RP2350_RISCV})

Parts = tuple[tuple[int, bytes], ...]
"""What stands where in flash: byte offset and bytes."""


class ImageFileError(EmulatorError):
    """The file is no program that a Pico W would start; the text names it and says what to do."""


@dataclass(frozen=True, slots=True)
class ImageFile:
    """A program for a Pico W."""

    path: Path
    parts: Parts


def read_image(path: Path) -> ImageFile:
    """Read a file of any of the three kinds; raises ImageFileError."""
    data = _read(path)
    name = repr(str(path))
    if data.startswith(_ELF):
        parts = _elf_parts(data, name)
    elif uf2.is_uf2(data):
        parts = _uf2_parts(data, name)
    else:
        parts = ((0, data),)
    _check(parts, name, is_plain=not data.startswith(_ELF) and not uf2.is_uf2(data))
    return ImageFile(path, parts)


def _read(path: Path) -> bytes:
    name = repr(str(path))
    try:
        if path.is_dir():
            raise ImageFileError(f"{name} is a folder; name the .uf2, .elf or .bin file in it")
        with path.open("rb") as file:
            data = file.read(_FILE_BYTES_MAX + 1)
    except OSError as error:
        cause = os_reason(error)
        raise ImageFileError(f"image {name} cannot be read: {cause}") from None
    if not data:
        raise ImageFileError(f"image {name} is empty; {_BUILD} again")
    if len(data) > _FILE_BYTES_MAX:
        raise ImageFileError(f"image {name} has more than {_FILE_BYTES_MAX >> 20} MB, more than any build leaves")
    return data


def _elf_parts(data: bytes, name: str) -> Parts:
    try:
        elf = ELFFile(BytesIO(data))
        if elf["e_machine"] != _ARM or elf.elfclass != 32 or not elf.little_endian:
            machine = elf.get_machine_arch()
            raise ImageFileError(f"{name} is an ELF file for {machine}, expected ARM of 32 bits; {_BUILD}")
        segments = [
            (segment["p_paddr"], segment.data(), segment["p_filesz"])
            for segment in elf.iter_segments(_LOADED)
            if segment["p_filesz"]
        ]
    except (ELFError, ValueError, KeyError, OSError, OverflowError) as error:
        raise ImageFileError(f"{name} is a damaged ELF file ({error}); {_BUILD} again") from None
    if any(len(content) != length for _, content, length in segments):
        raise ImageFileError(f"{name} is an ELF file that is cut off; copy or build it again")
    return tuple((address - FLASH_BASE, content) for address, content, _ in segments)


def _uf2_parts(data: bytes, name: str) -> Parts:
    try:
        blocks = [block for block in uf2.parse_uf2(data) if block.for_flash]
    except uf2.Uf2Error as error:
        raise ImageFileError(f"{name} {error}; copy or build it again") from None
    # Some tools put a block for every chip in front of those for one.
    blocks = [block for block in blocks if block.family != uf2.Family.ABSOLUTE]
    others = {block.family for block in blocks} - {uf2.Family.RP2040, None}
    if others & _RP2350:
        raise ImageFileError(f"{name} is for an RP2350 (Pico 2); no RP2350 is emulated; {_BUILD}")
    if others:
        named = ", ".join(f"{family or 0:#010x}" for family in sorted(others, key=lambda each: each or 0))
        raise ImageFileError(f"{name} is for chip family {named}, expected {uf2.Family.RP2040:#010x}; {_BUILD}")
    totals = {block.total for block in blocks}
    if not blocks or totals != {len(blocks)}:
        raise ImageFileError(
            f"{name} is not whole: it has {len(blocks)} of {max(totals, default=0)} blocks; copy or build it again"
        )
    if any(block.length > uf2.PAYLOAD_BYTES_MAX for block in blocks):
        raise ImageFileError(f"{name} has a block that claims more bytes than a block holds; copy or build it again")
    return tuple(
        (block.address - FLASH_BASE, data[block.file_offset : block.file_offset + block.length]) for block in blocks
    )


def _check(parts: Parts, name: str, *, is_plain: bool) -> None:
    if not parts:
        raise ImageFileError(f"{name} holds nothing for flash; {_BUILD} again")
    chip_bytes = family(Board.PICOW).flash_bytes
    in_order = sorted(parts)
    (first, _), (last, last_content) = in_order[0], in_order[-1]
    end = last + len(last_content)
    if first < 0 or last >= _FLASH_WINDOW_BYTES:
        raise ImageFileError(f"{name} is not for flash, but for another place such as RAM; build it to run from flash")
    if end > chip_bytes:
        raise ImageFileError(f"{name} reaches {end:,} bytes into flash, of which a Pico W has {chip_bytes:,}")
    if any(offset + len(content) > following for (offset, content), (following, _) in pairwise(in_order)):
        raise ImageFileError(f"{name} has parts that lie over each other; copy or build it again")
    start = bytearray(b"\xff" * 4096)
    for offset, content in in_order:
        piece = content[: max(0, len(start) - offset)]
        start[offset : offset + len(piece)] = piece
    if has_boot_code(bytes(start)):
        return
    if has_block_marker(bytes(start)):
        raise ImageFileError(
            f"{name} is for an RP2350 (Pico 2), as the marker in it says; no RP2350 is emulated; {_BUILD}"
        )
    if is_plain:
        raise ImageFileError(f"{name} is no ELF file, no UF2 file and no image of a Pico W's flash; {_BUILD}")
    raise ImageFileError(
        f"{name} has no boot code at the start of flash that an RP2040's boot ROM would start; {_BUILD}"
    )
