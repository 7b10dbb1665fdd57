"""A dump: what a file was taken for, why, and where in it the EEPROM is."""

from enum import Enum
from typing import Final, TypeGuard

import msgspec

from oceanhil.boards import families, family
from oceanhil.boards.storage import Storage
from oceanhil.protocol.board import Board
from oceanhil.protocol.flash_sector import SECTOR_BYTES
from oceanhil.protocol.formats.partition_table import PartitionTable
from oceanhil.protocol.formats.pico_image import FLASH_BASE
from oceanhil.protocol.formats.uf2 import Block, patch
from oceanhil.protocol.units import MEGABYTE
from oceanhil.simulator.eeprom import esp8266, pico
from oceanhil.simulator.eeprom.pico import PicoChip

#: A larger file is refused before it is read: no board of the platform has a larger flash chip.
MAX_BYTES: Final = 64 * MEGABYTE


class DumpKind(Enum):
    """What a file may be; the value is how people are told, but for the board."""

    NVS = "NVS partition"
    FLASH = "flash image"
    UF2 = "UF2 file"
    SECTOR = "raw EEPROM sector"
    SECTORS = "raw EEPROM sector, with the spare sector below it"


class Role(Enum):
    """What a part of flash is for."""

    NVS = "NVS partition"
    EEPROM = "EEPROM sector"
    SPARE = "spare sector below EEPROM"


class Region(msgspec.Struct, frozen=True):
    """A part of the flash: its bytes, its address in flash, and where it begins in the file (None within a UF2).

    `boots` is False for NVS partitions that the Arduino core does not mount.
    """

    role: Role
    data: bytes
    address: int
    file_offset: int | None
    label: str = ""
    boots: bool = True


class Dump(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it was understood.

    `board` is the first family with the chip of the file unless another was asked for, None where ESP8266 and Pico W
    look the same. `flash_bytes` is the size of the chip, a guess for parts of one. `reasons` say what spoke for it,
    `warnings` what to know before relying on it. `cut_off`: the part that a boot needs is not whole.
    """

    kind: DumpKind
    board: Board | None
    data: bytes
    regions: tuple[Region, ...]
    flash_bytes: int
    reasons: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    cut_off: bool = False
    chip: PicoChip = PicoChip.RP2040
    table: PartitionTable | None = None
    uf2: tuple[Block, ...] | None = None

    @property
    def what(self) -> str:
        """What the file is, such as `flash image of an ESP32-C3`."""
        if self.board is None or self.kind in (DumpKind.SECTOR, DumpKind.SECTORS):
            return self.kind.value
        title = family(self.board).title
        return f"{self.kind.value} of {'an' if title[0] in 'AEIOU' else 'a'} {title}"

    @property
    def phrase(self) -> str:
        """What the file is, with its article."""
        return f"{'an' if self.kind is DumpKind.NVS else 'a'} {self.what}"

    def region(self, role: Role) -> Region | None:
        """Give the region of this role that a boot uses."""
        return next((region for region in self.regions if region.role is role and region.boots), None)

    def replace(self, region: Region, content: bytes) -> bytes:
        """Give the file with `content`, as long as the region, in its place."""
        if region.file_offset is not None:
            end = region.file_offset + len(content)
            return self.data[: region.file_offset] + content + self.data[end:]
        assert self.uf2 is not None
        return patch(self.data, self.uf2, FLASH_BASE + region.address, content)


def is_alike(one: Board, other: Board) -> bool:
    """True where flash of the one family could be of the other: they have the same storage and chip."""
    first, second = (
        (each.storage, each.eeprom_from_end, None if each.esp_image is None else each.esp_image.chip)
        for each in (family(one), family(other))
    )
    return first == second


def is_pico(board: Board | None) -> TypeGuard[Board]:
    """True for a family whose EEPROM lies as a Pico's, on one of the two chips."""
    return board is not None and family(board).storage is Storage.PICO_SECTOR


def pico_chip(board: Board | None) -> PicoChip:
    """Give the chip of a Pico family; the first one for another family, which has none."""
    return pico.chip_of(board) if is_pico(board) else PicoChip.RP2040


def default_flash_bytes(board: Board | None, chip: PicoChip = PicoChip.RP2040) -> int:
    """Give the size of the chip on most boards of the family; for an unknown one, that of an ESP8266."""
    if chip is not pico_chip(board):
        # A Pico W of which is said that it has the other chip.
        return next(each.flash_bytes for each in families() if is_pico(each.board) and pico_chip(each.board) is chip)
    return family(board or Board.ESP8266).flash_bytes


def eeprom_address(board: Board | None, flash_bytes: int, chip: PicoChip | None = None) -> int:
    """Give the flash address of the EEPROM sector of an ESP8266 or a Pico; on `chip`, if not on the family's own."""
    if is_pico(board):
        return pico.eeprom_sector(flash_bytes, chip or pico_chip(board)) * SECTOR_BYTES
    return esp8266.eeprom_sector(flash_bytes) * SECTOR_BYTES


class DumpError(ValueError):
    """A file that cannot be used; the text goes on after its name: what it is, what was expected, what to do."""


class RefusedError(ValueError):
    """Something that is not done; the text is a whole sentence: why, and what to do instead."""
