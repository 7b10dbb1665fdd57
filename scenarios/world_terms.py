"""The words that scenarios and worlds share: what a world can do, and what may be done to it."""

from collections.abc import Sequence
from enum import Enum
from typing import Final, Protocol

import msgspec


class Capability(Enum):
    """Something a step may need and a world may lack."""

    VIRTUAL_TIME = "virtual-time"
    POWER = "power"
    POWER_CUT = "power-cut"
    FLASHING = "flashing"
    STORAGE_READ = "storage-read"
    STORAGE_WATCH = "storage-watch"
    STORAGE_WRITE = "storage-write"
    STORAGE_REFUSAL = "storage-refusal"
    RADIO = "radio"
    WIFI = "wifi"
    JOIN_TIME = "join-time"
    DEVICE_CLOCK = "device-clock"
    MAC_OVERRIDE = "mac-override"
    CRASH = "crash"
    OUTPUTS = "outputs"
    FLASH_WEAR = "flash-wear"
    MEMORY = "memory"
    BUTTON = "button"
    TIME_REQUESTS = "time-requests"
    PATH_FAULTS = "path-faults"
    SERIAL_FAULTS = "serial-faults"
    SECOND_DEVICE = "second-device"
    ANY_MAC = "any-mac"
    DASHBOARD = "dashboard"
    TOKEN_REGENERATE = "token-regenerate"
    TOKEN_REVOKE = "token-revoke"
    DEVICE_DELETE = "device-delete"
    DEVICE_STATUS = "device-status"
    SET_RELAY = "set-relay"
    CLAIM = "claim"
    SERVER_REQUESTS = "server-requests"
    SERVER_CLOCK = "server-clock"
    SERVER_FAULTS = "server-faults"
    CONNECTION_FAULTS = "connection-faults"
    SERVER_SETTINGS = "server-settings"
    SERVER_RESTART = "server-restart"


OF_PROGRAMS: Final = frozenset({Capability.CONNECTION_FAULTS, Capability.MEMORY, Capability.BUTTON})
"""What takes a program that runs against the cores' own API: its connections, its heap, its pins."""
BEYOND_AGENTS: Final = OF_PROGRAMS | {
    Capability.FLASH_WEAR,
    Capability.TIME_REQUESTS,
    Capability.PATH_FAULTS,
    Capability.STORAGE_REFUSAL,
}
"""What no agent knows: wear, what a driver refuses; and what is of a path that is not this machine's own."""


class WorldError(Exception):
    """The world itself failed (a board is gone, the server died): the scenario is neither passed nor failed."""


class LackingError(WorldError):
    """A step asks for what turns out to be beyond this world: the case is skipped, the text names what is lacking."""


class ResetKind(Enum):
    """How a device is started again without losing power."""

    PIN = "pin"
    SOFTWARE = "software"
    WATCHDOG = "watchdog"
    BROWNOUT = "brownout"


class StorageFault(Enum):
    """A damage to the stored token record, named by what it hits; a *sealed* record has a checksum that fits."""

    MAGIC = "magic"
    LENGTH = "length"
    TOKEN_BYTE = "token-byte"
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
    """A call of the firmware that its storage driver may refuse.

    SAVE: `EEPROM.commit`, and the write of a slot. READ: `EEPROM.begin`, and the read of a slot.
    """

    SAVE = "save"
    READ = "read"


class StorageRefusal(msgspec.Struct, frozen=True, kw_only=True):
    """Calls that the storage driver refuses the firmware, over boots too: `times` of them, once `after` have passed.

    Flash is left alone, but for a `torn` save: that fails behind its erase, where the driver begins with one.
    A `silent` save is said to be done.
    """

    call: StorageCall
    times: int = 1
    after: int = 0
    torn: bool = False
    silent: bool = False


class TornFlash(Enum):
    """What a flash operation leaves behind when power is lost inside it.

    PREFIX: the bytes so far, an erase all or nothing. RANDOM_BITS: any of the bits of the page in flight. ERASE_TORN:
    that, and an erase cut in its pre-programming or its pulse. MARGINAL_BITS: that, and cells that read differently
    each time until they are programmed or erased again.
    """

    PREFIX = "prefix"
    RANDOM_BITS = "random-bits"
    ERASE_TORN = "erase-torn"
    MARGINAL_BITS = "marginal-bits"


class MacFault(Enum):
    """What is wrong with the place where the factory burnt the MAC."""

    UNREADABLE = "unreadable"
    BAD_CRC = "bad-crc"


class ClockFault(Enum):
    """What is wrong with the firmware's idea of time.

    SIGNED_32_BIT: `time_t` has 32 bits and turns back to 1901 on 2038-01-19. NTP_ERA_0: the SNTP client takes every
    time stamp to be of the era that ends on 2036-02-07, and then lands in 1900.
    """

    SIGNED_32_BIT = "signed-32-bit"
    NTP_ERA_0 = "ntp-era-0"


class LineFault(msgspec.Struct, frozen=True, kw_only=True):
    """What happens to each byte on its way from the board to the host.

    The first three are probabilities a byte, in parts per million: one of its bits flips, it is lost, it comes twice.
    `stuck`: nothing arrives at all. What strikes where is drawn from `seed`. What the host sends is not disturbed.
    """

    noise_ppm: int = 0
    drop_ppm: int = 0
    duplicate_ppm: int = 0
    stuck: bool = False
    seed: int = 0


class Band(Enum):
    """A Wi-Fi band; no board of the platform has 5 GHz."""

    GHZ_2_4 = "2.4GHz"
    GHZ_5 = "5GHz"


class Host(Enum):
    """A host that the network can keep a device from reaching."""

    SERVER = "server"
    TIME_SERVER = "time-server"


class CutWork(Protocol):
    """The flash work of one boot, recorded in a run without a cut in it."""

    @property
    def stretches(self) -> Sequence[range]:
        """Its units in order, parted where anything happened beside the work."""
