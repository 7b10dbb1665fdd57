"""Commands about flash: power cuts in it, the EEPROM library above it, and its raw sectors."""

from typing import Annotated

from msgspec import Meta

from oceanhil.protocol.agent.message import Command, Repeat
from oceanhil.protocol.agent.replies import Done, EepromSize, FlashUnits, ReadData, SectorDigests
from oceanhil.protocol.agent.vocabulary import (
    MAX_HASHED_SECTORS,
    BootNumber,
    CommandGroup,
    Data,
    DataLength,
    Microseconds,
    UInt32,
)
from oceanhil.protocol.board_faults import TornModel


class CutArm(Command[Done], frozen=True):
    """Lose power in boot number `boot` after `unit` units of its flash work."""

    NAME = ("CUT", "ARM")
    GROUP = CommandGroup.CUT
    boot: BootNumber
    unit: UInt32


class CutTear(Command[Done], frozen=True):
    """Choose what a power cut leaves of the operation it interrupts; random choices come from `seed`."""

    NAME = ("CUT", "TEAR")
    GROUP = CommandGroup.TEAR
    model: TornModel
    seed: Microseconds


class CutUnits(Command[FlashUnits], frozen=True):
    """Ask for the units of flash work done in boot number `boot` so far."""

    NAME = ("CUT", "UNITS")
    GROUP = CommandGroup.CUT
    boot: BootNumber


class EepromBegin(Command[EepromSize], frozen=True):
    """Begin EEPROM with that size, as a sketch does: loads it from flash, and drops what was not committed."""

    NAME = ("EEPROM", "BEGIN")
    GROUP = CommandGroup.EEPROM
    size_bytes: Annotated[int, Meta(ge=1, le=0xFFFF)]


class EepromRead(Command[ReadData], frozen=True):
    """Read bytes of EEPROM."""

    NAME = ("EEPROM", "READ")
    GROUP = CommandGroup.EEPROM
    address: UInt32
    length: DataLength


class EepromWrite(Command[Done], frozen=True):
    """Write bytes of EEPROM, in RAM."""

    NAME = ("EEPROM", "WRITE")
    GROUP = CommandGroup.EEPROM
    address: UInt32
    data: Data


class EepromXor(Command[Done], frozen=True):
    """Turn bits of EEPROM over, in RAM: each 1 in `data` inverts its bit."""

    NAME = ("EEPROM", "XOR")
    GROUP = CommandGroup.EEPROM
    REPEAT = Repeat.REMEMBERED
    address: UInt32
    data: Data


class EepromErase(Command[Done], frozen=True):
    """Write 0xFF to every byte of EEPROM, in RAM."""

    NAME = ("EEPROM", "ERASE")
    GROUP = CommandGroup.EEPROM


class EepromCommit(Command[Done], frozen=True):
    """Commit EEPROM to flash through the board's library."""

    NAME = ("EEPROM", "COMMIT")
    GROUP = CommandGroup.EEPROM
    ANSWER_MS = 3000


class FlashRead(Command[ReadData], frozen=True):
    """Read raw flash; address 0 is the chip's first byte."""

    NAME = ("FLASH", "READ")
    GROUP = CommandGroup.FLASH
    address: UInt32
    length: DataLength


class FlashWrite(Command[Done], frozen=True):
    """Program raw flash: bits can only be cleared."""

    NAME = ("FLASH", "WRITE")
    GROUP = CommandGroup.FLASH
    address: UInt32
    data: Data


class FlashErase(Command[Done], frozen=True):
    """Erase the 4,096-byte sector that begins at `address`."""

    NAME = ("FLASH", "ERASE")
    GROUP = CommandGroup.FLASH
    ANSWER_MS = 2000
    address: UInt32


class FlashHash(Command[SectorDigests], frozen=True):
    """Ask for the digest of each of `sectors` 4,096-byte sectors from `address` on, where one begins."""

    NAME = ("FLASH", "HASH")
    GROUP = CommandGroup.FLASH
    ANSWER_MS = 2000
    address: UInt32
    sectors: Annotated[int, Meta(ge=1, le=MAX_HASHED_SECTORS)]


CutCommand = CutArm | CutTear | CutUnits
EepromCommand = EepromBegin | EepromRead | EepromWrite | EepromXor | EepromErase | EepromCommit
FlashCommand = FlashRead | FlashWrite | FlashErase | FlashHash
