"""The words that scenarios and worlds share: what a world can do, and what may be done to it."""

from collections.abc import Mapping, Sequence
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
    SENSOR = "sensor"
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
    """The world itself failed (a board is gone, the server died): the scenario is neither passed nor failed.

    `facts` are what a report says of the case in which no world could be made.
    """

    def __init__(self, *words: object, facts: Mapping[str, str] | None = None) -> None:
        super().__init__(*words)
        self.facts: Mapping[str, str] = facts or {}


class LackingError(WorldError):
    """A step asks for what turns out to be beyond this world: the case is skipped, the text names what is lacking."""


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


class CutWork(Protocol):
    """The flash work of one boot, recorded in a run without a cut in it."""

    @property
    def stretches(self) -> Sequence[range]:
        """Its units in order, parted where anything happened beside the work."""
