"""Which parts of a board's flash hold what firmware keeps."""

from dataclasses import dataclass

from oceanhil.boards import family
from oceanhil.boards.storage import Storage
from oceanhil.protocol.board import Board
from oceanhil.simulator.eeprom import esp8266, pico
from oceanhil.simulator.eeprom.nvs.api import DEFAULT_ADDRESS, DEFAULT_SIZE_BYTES
from oceanhil.simulator.flash.chip import SECTOR_BYTES


@dataclass(frozen=True, slots=True)
class Region:
    """A named run of whole sectors; `address` and `length` in bytes."""

    name: str
    address: int
    length: int

    def __post_init__(self) -> None:
        if self.address < 0 or self.length <= 0 or self.address % SECTOR_BYTES or self.length % SECTOR_BYTES:
            raise ValueError(
                f"flash region {self.name!r} of {self.length!r} bytes at {self.address:#x}, expected whole sectors of "
                f"{SECTOR_BYTES} bytes"
            )

    @property
    def sectors(self) -> range:
        """The indices of its sectors."""
        return range(self.address // SECTOR_BYTES, (self.address + self.length) // SECTOR_BYTES)

    def overlaps(self, address: int, length: int) -> bool:
        """Tell whether any of `length` bytes from `address` on lies in it."""
        return address < self.address + self.length and self.address < address + length


#: Where the Arduino core's default partition table for ESP32 has NVS.
DEFAULT_NVS = Region("nvs", DEFAULT_ADDRESS, DEFAULT_SIZE_BYTES)


def storage_regions(board: Board, flash_bytes: int, nvs: Region = DEFAULT_NVS) -> tuple[Region, ...]:
    """Give the regions that the EEPROM driver, the record's two slots and an agent's provisioning use on such a chip.

    With NVS that is its partition, else the EEPROM sector, the spare one below it, and below that the two in which the
    Arduino library keeps by turns what a bench has provisioned (`firmware/arduino`, `family::Place`).
    """
    last = _eeprom_sector(board, flash_bytes)
    return (nvs,) if last is None else (Region("eeprom", (last - 3) * SECTOR_BYTES, 4 * SECTOR_BYTES),)


def sectors_kept(board: Board, nvs_bytes: int | None = None) -> int:
    """Count the sectors of `storage_regions`; `nvs_bytes` is the size of an NVS partition that is not the usual one."""
    nvs = DEFAULT_NVS if nvs_bytes is None else Region("nvs", DEFAULT_NVS.address, nvs_bytes)
    return sum(len(each.sectors) for each in storage_regions(board, family(board).flash_bytes, nvs))


def provisioned_sectors(board: Board, flash_bytes: int) -> range:
    """Give the indices of the sectors with what a bench has provisioned, which stands for the image; may be none."""
    last = _eeprom_sector(board, flash_bytes)
    return range(0) if last is None else range(last - 3, last - 1)


def eeprom_region(board: Board, flash_bytes: int) -> Region | None:
    """Give the sector that the EEPROM library loads and commits as it is; None where EEPROM is a value in NVS."""
    sector = _eeprom_sector(board, flash_bytes)
    return None if sector is None else Region("eeprom", sector * SECTOR_BYTES, SECTOR_BYTES)


def _eeprom_sector(board: Board, flash_bytes: int) -> int | None:
    match family(board).storage:
        case Storage.NVS:
            return None
        case Storage.ESP8266_SECTOR:
            return esp8266.eeprom_sector(flash_bytes)
        case Storage.PICO_SECTOR:
            return pico.eeprom_sector(flash_bytes, pico.chip_of(board))
