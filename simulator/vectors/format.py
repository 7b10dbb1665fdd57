"""Recordings of real drivers: one JSON object a line, in one of three kinds."""

from collections.abc import Iterable, Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.simulator.flash.chip import SECTOR_BYTES

Operation = list[str | int]
"""A call and its arguments, as `["eefill", 0, 64, 2]`."""

Cut = Annotated[int, Meta(ge=0)]
Sectors = Annotated[int, Meta(gt=0, multiple_of=SECTOR_BYTES, le=16 << 20)]
"""A size or address in bytes that is a whole number of flash sectors."""

CutRow = tuple[Cut, str, str, str]
"""Unit of the cut, what EEPROM reads afterwards, image hash at the cut, image hash after the recovery boot."""


class MalformedRecordingError(Exception):
    """The text is not a recording that can be replayed; `line` counts from 1."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line


class Boot(msgspec.Struct, frozen=True, kw_only=True):
    """One power-up: calls, the unit at which power was to go, and what came of it."""

    ops: list[Operation]
    cut: Cut | None
    lost_power: bool
    returns: list[str]
    image_sha256: str
    units: int | None = None


class SectorBoot(Boot, frozen=True, kw_only=True):
    """The same for a driver whose image is a single sector."""

    image_sha256: str = msgspec.field(name="sector_sha256")


class NvsSequence(msgspec.Struct, frozen=True):
    """A history of boots of an ESP32: NVS under the EEPROM class."""

    id: str
    driver: str
    partition_bytes: Sectors
    boots: list[Boot]


class NvsSweep(msgspec.Struct, frozen=True):
    """One boot of an ESP32, repeated with power lost at every unit of its work."""

    id: str
    driver: str
    partition_bytes: Sectors
    setup: list[Operation]
    boot: list[Operation]
    units: int
    after: list[CutRow]


class Esp8266Sequence(msgspec.Struct, frozen=True):
    """A history of boots of an ESP8266."""

    id: str
    driver: str
    flash_bytes: Sectors
    sector_address: Sectors
    boots: list[SectorBoot]


Recording = NvsSequence | NvsSweep | Esp8266Sequence


def read_recordings(lines: Iterable[bytes]) -> Iterator[tuple[int, Recording]]:
    """Yield line numbers and recordings, skipping blank lines.

    Raises MalformedRecordingError, with the number, for a line that is none.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield number, _decode(line)
            except NOT_JSON as error:
                raise MalformedRecordingError(f"not a recording: {_lower_first(str(error))}", number) from error


def _decode(line: bytes) -> Recording:
    fields = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
    if "sector_address" in fields:
        return msgspec.json.decode(line, type=Esp8266Sequence)
    if "after" in fields:
        return msgspec.json.decode(line, type=NvsSweep)
    if "partition_bytes" in fields:
        return msgspec.json.decode(line, type=NvsSequence)
    raise msgspec.DecodeError(
        f"unknown kind of recording with the fields {sorted(fields)!r}, expected one of "
        "'sector_address', 'after' and 'partition_bytes' among them"
    )


def _lower_first(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
