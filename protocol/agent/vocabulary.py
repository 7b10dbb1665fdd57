"""The words that stand for choices in commands, replies and events, and the bounds of numbers."""

from enum import Enum
from typing import Annotated, Final

from msgspec import Meta

from oceanhil.protocol.agent.digest import DIGEST_BYTES
from oceanhil.protocol.agent.sentence import MAX_DATA_BYTES
from oceanhil.protocol.units import WHOLE_PPM

PROTOCOL_VERSION: Final = 1
MAX_HASHED_SECTORS: Final = 32
MAX_WINDOW: Final = 16
MAX_BRIDGE_PARTS: Final = 64
BRIDGE_SERVER: Final = "bridge:"
"""What firmware is provisioned with for a server, so that it sends its requests over the line."""

UInt32 = Annotated[int, Meta(ge=0, le=0xFFFFFFFF)]
SectorDigest = Annotated[bytes, Meta(min_length=DIGEST_BYTES, max_length=DIGEST_BYTES)]
Microseconds = Annotated[int, Meta(ge=0, le=(1 << 63) - 1)]
UnixMicroseconds = Annotated[int, Meta(ge=-(1 << 63), le=(1 << 63) - 1)]
PartsPerMillion = Annotated[int, Meta(ge=-500_000, le=WHOLE_PPM)]
BootNumber = Annotated[int, Meta(ge=1, le=0xFFFFFFFF)]
TemperatureTenths = Annotated[int, Meta(ge=-1000, le=2000)]
HumidityTenths = Annotated[int, Meta(ge=0, le=1000)]
DataLength = Annotated[int, Meta(ge=1, le=MAX_DATA_BYTES)]
Data = Annotated[bytes, Meta(min_length=1, max_length=MAX_DATA_BYTES)]
Mac = Annotated[bytes, Meta(min_length=6, max_length=6)]
ExchangeNumber = Annotated[int, Meta(ge=1, le=9999)]
PartNumber = Annotated[int, Meta(ge=1, le=MAX_BRIDGE_PARTS)]
Name = Annotated[str, Meta(max_length=32)]
Value = Annotated[str, Meta(max_length=190)]


class AgentState(Enum):
    """Whether the board's program runs."""

    HELD = "held"
    RUNNING = "running"


class CommandGroup(Enum):
    """What an agent may be able to do, as its INFO reply lists it."""

    HOLD = "hold"
    CUT = "cut"
    TEAR = "tear"
    EEPROM = "eeprom"
    FLASH = "flash"
    CLOCK = "clock"
    CLOCK_FAULTS = "clock-faults"
    SLEEP = "sleep"
    OUTPUTS = "outputs"
    MAC = "mac"
    MAC_OVERRIDE = "mac-override"
    MAC_FAULTS = "mac-faults"
    PROVISION = "provision"
    CRASH = "crash"
    HTTP = "http"


SIMULATED_ONLY: Final = frozenset({CommandGroup.TEAR})
"""What no firmware can do: to choose what a power cut leaves of the operation in which it comes."""


class AgentBuild(Enum):
    """Whose agent a board's firmware carries: the simulator's own, the Arduino library's, or this without FLASH."""

    SIMULATOR = "simulator"
    ARDUINO = "arduino"
    NO_FLASH = "no-flash"

    @property
    def groups(self) -> frozenset[CommandGroup]:
        """What it can do. On an Arduino core nothing counts units of flash work, pretends, crashes or sleeps."""
        return _GROUPS[self]

    @property
    def window(self) -> int:
        """How many commands may be under way."""
        return MAX_WINDOW if self is AgentBuild.SIMULATOR else 1


_ARDUINO_GROUPS: Final = frozenset(
    {
        CommandGroup.HOLD,
        CommandGroup.EEPROM,
        CommandGroup.FLASH,
        CommandGroup.CLOCK,
        CommandGroup.OUTPUTS,
        CommandGroup.MAC,
        CommandGroup.MAC_OVERRIDE,
        CommandGroup.PROVISION,
        CommandGroup.HTTP,
    }
)


_GROUPS: Final = {
    AgentBuild.SIMULATOR: frozenset(CommandGroup),
    AgentBuild.ARDUINO: _ARDUINO_GROUPS,
    AgentBuild.NO_FLASH: _ARDUINO_GROUPS - {CommandGroup.FLASH},
}


class RelayState(Enum):
    """How a relay stands."""

    OFF = "off"
    ON = "on"


class ProvisionField(Enum):
    """What a board can be provisioned with."""

    WIFI_SSID = "wifi-ssid"
    WIFI_PASSWORD = "wifi-password"  # noqa: S105 - the name of a field
    TOKEN = "token"  # noqa: S105 - the name of a field
    STORE = "store"
    DERIVATION = "derivation"
    TLS = "tls"
    SNTP = "sntp"
    SERVER = "server"


class BridgeFailure(Enum):
    """Why a bridged request got no answer: the codes of the Arduino cores' `HTTPClient`."""

    REFUSED = "-1"
    NOT_CONNECTED = "-4"
    LOST = "-5"
    TIMEOUT = "-11"

    @property
    def code(self) -> int:
        """The code as a number."""
        return int(self.value)
