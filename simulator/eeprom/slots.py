"""Two independent places for a record, so that a torn write of one leaves the other whole."""

from collections.abc import Mapping
from enum import Enum
from typing import Protocol

from oceanhil.simulator.eeprom import esp8266, pico
from oceanhil.simulator.eeprom.nvs import NvsPartition
from oceanhil.simulator.eeprom.preferences import Preferences
from oceanhil.simulator.eeprom.sector import program_by_page
from oceanhil.simulator.flash.chip import PAGE_BYTES, SECTOR_BYTES, Flash

# A slot of any length that NVS can hold is read; a record is far shorter.
_LONGEST_SLOT = 508_000


class Slot(Enum):
    """The two places; the value is the slot's key where slots have names."""

    A = "slot_a"
    B = "slot_b"

    __hash__ = object.__hash__  # looked up by every read: Enum's own is a function of Python


class SlotReadError(Exception):
    """The driver refused to read a slot; another attempt may fare better."""


class Slots(Protocol):
    """Two-slot storage whose slots lie in different erase units. Every method may raise PowerCut."""

    def read_slot(self, slot: Slot, length: int) -> bytes:
        """Return `length` bytes, with 0xFF for what was never written; raises SlotReadError."""

    def write_slot(self, slot: Slot, data: bytes) -> bool:
        """Replace the slot's contents; False if `data` does not fit or the driver failed."""

    def program_again(self, slot: Slot, data: bytes) -> bool:
        """Program what was just read from the slot once more over it, without an erase; False where that cannot be."""


class DriverSlots(Slots, Protocol):
    """Slots as a driver has them, which may fail in the middle of its work."""

    def fail_write(self, slot: Slot) -> None:
        """Leave what a write leaves that fails behind its erase."""


class SectorSlots:
    """A raw flash sector for each slot, erased before it is programmed."""

    __slots__ = ("_flash", "_sectors", "_unit_bytes")

    def __init__(self, flash: Flash, sectors: Mapping[Slot, int], unit_bytes: int) -> None:
        """Take the sector index of each slot and the length in bytes that programmed data is padded to with 0xFF."""
        self._flash = flash
        self._sectors = sectors
        self._unit_bytes = unit_bytes

    def read_slot(self, slot: Slot, length: int) -> bytes:
        """Return the first `length` bytes of the slot's sector."""
        return self._flash.read(self._sectors[slot] * SECTOR_BYTES, length)

    def write_slot(self, slot: Slot, data: bytes) -> bool:
        """Erase the slot's sector and program `data`; False, without touching flash, if it exceeds a sector."""
        if len(data) > SECTOR_BYTES:
            return False
        self._flash.erase_sector(self._sectors[slot])
        self._program(slot, data)
        return True

    def fail_write(self, slot: Slot) -> None:
        """Erase the slot's sector."""
        self._flash.erase_sector(self._sectors[slot])

    def program_again(self, slot: Slot, data: bytes) -> bool:
        """Drive every bit that is 0 in `data` once more; False, without touching flash, if it exceeds a sector."""
        if len(data) > SECTOR_BYTES:
            return False
        self._program(slot, data)
        return True

    def _program(self, slot: Slot, data: bytes) -> None:
        padded = data + b"\xff" * (-len(data) % self._unit_bytes)
        program_by_page(self._flash, self._sectors[slot] * SECTOR_BYTES, padded)


def esp8266_slots(flash: Flash) -> SectorSlots:
    """Return slots on an ESP8266: A in the EEPROM sector, B in the spare one below it (0x3FB000, 0x3FA000 on 4 MB)."""
    sector = esp8266.eeprom_sector(flash.size_bytes)
    return SectorSlots(flash, {Slot.A: sector, Slot.B: sector - 1}, unit_bytes=4)


def pico_slots(flash: Flash, chip: pico.PicoChip = pico.PicoChip.RP2040) -> SectorSlots:
    """Return slots on a Pico W: A in the EEPROM sector, B in the one below it."""
    sector = pico.eeprom_sector(flash.size_bytes, chip)
    return SectorSlots(flash, {Slot.A: sector, Slot.B: sector - 1}, unit_bytes=PAGE_BYTES)


class Esp32Slots:
    """A blob for each slot in the NVS namespace "oceanremote"."""

    __slots__ = ("_preferences",)

    def __init__(self, partition: NvsPartition) -> None:
        """Open the namespace of a mounted partition, creating it the first time."""
        self._preferences = Preferences(partition)
        self._preferences.begin("oceanremote")

    def read_slot(self, slot: Slot, length: int) -> bytes:
        """Return the first `length` bytes of the slot's blob, with 0xFF beyond it or in place of one that is gone."""
        return self._preferences.get_bytes(slot._value_, _LONGEST_SLOT)[:length].ljust(length, b"\xff")

    def write_slot(self, slot: Slot, data: bytes) -> bool:
        """Set the slot's blob; False if NVS refused."""
        return self._preferences.put_bytes(slot._value_, data) == len(data) > 0

    def fail_write(self, slot: Slot) -> None:
        """Nothing: NVS erases an old value when the new one stands."""

    def program_again(self, slot: Slot, data: bytes) -> bool:  # noqa: ARG002 - see Slots
        """False: NVS writes every value to a new place, and there a cut leaves the old one as it was."""
        return False
