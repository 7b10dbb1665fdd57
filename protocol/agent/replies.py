"""The replies of an agent."""

from typing import Annotated

from msgspec import Meta

from oceanhil.protocol.agent.message import Reply
from oceanhil.protocol.agent.vocabulary import (
    MAX_HASHED_SECTORS,
    MAX_WINDOW,
    AgentState,
    CommandGroup,
    Data,
    Mac,
    Microseconds,
    Name,
    RelayState,
    SectorDigest,
    UInt32,
    UnixMicroseconds,
)
from oceanhil.protocol.board import Board
from oceanhil.protocol.record import StorePolicy


class Done(Reply, frozen=True):
    """It was done; no words."""


class BoardInfo(Reply, frozen=True):
    """Who answers.

    `protocol` is the first word in every version. `firmware` and `firmware_version` name the application; `driver` is
    the generation of the EEPROM library, such as `idf-5.5.1`; `store` is None as long as nothing is provisioned;
    `boots` counts boots so far; `window` is how many commands may wait for their replies; `capabilities` may hold words
    of a newer agent.
    """

    protocol: Annotated[int, Meta(ge=1, le=999)]
    board: Board
    firmware: Name
    firmware_version: Name
    mac: Mac
    driver: Name
    store: StorePolicy | None
    state: AgentState
    boots: UInt32
    window: Annotated[int, Meta(ge=1, le=MAX_WINDOW)]
    capabilities: Annotated[tuple[Annotated[str, Meta(max_length=16)], ...], Meta(max_length=16)] = ()

    @property
    def groups(self) -> frozenset[CommandGroup]:
        """What it can do, as far as this version knows the words."""
        return frozenset(group for group in CommandGroup if group.value in self.capabilities)


class FlashUnits(Reply, frozen=True):
    """Units of flash work: one a byte programmed, one a sector erased."""

    units: UInt32


class EepromSize(Reply, frozen=True):
    """How many bytes of EEPROM there are in RAM: what the library rounded the wanted size to."""

    size_bytes: UInt32


class ReadData(Reply, frozen=True):
    """Bytes that were read, as many as were asked for."""

    data: Data


class SectorDigests(Reply, frozen=True):
    """`oceanhil.protocol.agent.digest.sector_digest` of each sector."""

    digests: Annotated[tuple[SectorDigest, ...], Meta(max_length=MAX_HASHED_SECTORS)]


class ClockReading(Reply, frozen=True):
    """Wall time in Unix µs and uptime in ms, both by the board's own clocks."""

    unix_us: UnixMicroseconds
    uptime_ms: Microseconds


class RelaysReading(Reply, frozen=True):
    """How relays 1 and 2 stand, and how often the program has switched each of them since the boot."""

    relay1: RelayState
    relay2: RelayState
    switched1: UInt32
    switched2: UInt32


class MacReading(Reply, frozen=True):
    """The six octets of the MAC, as firmware reads them."""

    mac: Mac
