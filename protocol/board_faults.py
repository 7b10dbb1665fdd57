"""What can be wrong with a board, in the words of scenarios, of the simulator and of the agent alike.

What a fault does is said by whoever does it: the simulator's flash, fuses, clock and drivers, or a real board's agent.
"""

from enum import Enum

import msgspec


class TornModel(Enum):
    """What a flash operation leaves behind when power is lost inside it.

    `PREFIX`: bytes programmed so far stay, an erase is all or nothing. `RANDOM_BITS`: any of the bits of the page in
    flight may have been cleared. `ERASE_TORN`: that, and an erase may leave its sector half pre-programmed to 0x00,
    noisy, or blank (seen in the field: homekit-ratgdo issue 354). `MARGINAL_BITS`: that, and cells that were on their
    way may hold so little charge that each read gives something else, until they are programmed or erased again.
    """

    PREFIX = "prefix"
    RANDOM_BITS = "random-bits"
    ERASE_TORN = "erase-torn"
    MARGINAL_BITS = "marginal-bits"

    @property
    def is_random(self) -> bool:
        """Tell the models that draw from a seed from the one that leaves the same each time."""
        return self is not TornModel.PREFIX


class RecordDamage(Enum):
    """A damage to the stored token record, named by what it hits; a *sealed* record has a checksum that fits."""

    MAGIC = "magic"
    LENGTH = "length"
    TOKEN_BYTE = "token-byte"  # noqa: S105 - a name
    CHECKSUM = "checksum"
    ALL_FF = "all-ff"
    ALL_00 = "all-00"
    RANDOM = "random"
    FIRST_FF = "first-ff"
    FIRST_00 = "first-00"
    ALL_BUT_LAST_FF = "all-but-last-ff"
    ALL_BUT_LAST_00 = "all-but-last-00"
    SEALED_LENGTH_0 = "sealed-length-0"
    SEALED_LENGTH_OVER = "sealed-length-over"
    SEALED_BLANK = "sealed-blank"
    SEALED_DELETE = "sealed-delete"
    SEALED_LATER_FLAG = "sealed-later-flag"


class StorageCall(Enum):
    """A call of the firmware that its storage driver may refuse."""

    SAVE = "save"
    """`EEPROM.commit` of a changed byte, and the write of a slot."""
    READ = "read"
    """`EEPROM.begin`, and the read of a slot."""

    __hash__ = object.__hash__  # looked up at each call: Enum's own is a function of Python


class StorageRefusal(msgspec.Struct, frozen=True, kw_only=True):
    """Calls that the storage driver refuses the firmware, over boots too: `times` of them, once `after` have passed.

    A refused call leaves flash alone, but for a `torn` save: that fails behind its erase, where the driver begins with
    one. A `silent` save is said to be done.
    """

    call: StorageCall
    times: int = 1
    after: int = 0
    torn: bool = False
    silent: bool = False


class MacFault(Enum):
    """What is wrong with the place where the factory burnt the MAC."""

    UNREADABLE = "unreadable"
    """All zero: never burnt, or the read failed."""
    BAD_CRC = "bad-crc"
    """ESP32: the CRC-8 does not match. Chips without one: every bit reads 1."""


class ClockFault(Enum):
    """What is wrong with the firmware's idea of time.

    SIGNED_32_BIT: `time_t` has 32 bits and turns back to 1901 on 2038-01-19. NTP_ERA_0: the SNTP client takes every
    time stamp to be of the era that ends on 2036-02-07, and then lands in 1900.
    """

    SIGNED_32_BIT = "signed-32-bit"
    NTP_ERA_0 = "ntp-era-0"
