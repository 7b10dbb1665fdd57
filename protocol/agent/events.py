"""What an agent reports by itself."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final

from msgspec import Meta

from oceanhil.protocol.agent.error_code import AgentErrorCode, WordsError, quoted
from oceanhil.protocol.agent.message import Event
from oceanhil.protocol.agent.vocabulary import (
    BootNumber,
    Data,
    ExchangeNumber,
    Microseconds,
    Name,
    PartNumber,
    RelayState,
    UInt32,
)
from oceanhil.protocol.record import RecordVerdict
from oceanhil.protocol.resets import ResetReason


class BootEvent(Event, frozen=True):
    """A boot begins: its number from 1, its cause, and the generation of the EEPROM driver."""

    NAME = ("BOOT",)
    number: BootNumber
    reason: ResetReason
    driver: Name


class LoadEvent(Event, frozen=True):
    """The program has read its record."""

    NAME = ("LOAD",)
    verdict: RecordVerdict


class SaveEvent(Event, frozen=True):
    """The program has saved its record: what reads back, and the units of flash work since the last LOAD or SAVE."""

    NAME = ("SAVE",)
    verdict: RecordVerdict
    units: UInt32


class CutEvent(Event, frozen=True):
    """Power goes now, after `unit` units of this boot's flash work: the last sentence of a boot."""

    NAME = ("CUT",)
    unit: UInt32


class RelaysEvent(Event, frozen=True):
    """The program has switched a relay: how both stand now. A boot begins with both off, without this event."""

    NAME = ("RELAYS",)
    relay1: RelayState
    relay2: RelayState


class HaltEvent(Event, frozen=True):
    """The program has ended."""

    NAME = ("HALT",)
    reason: Annotated[str, Meta(max_length=120)]


class SleepEvent(Event, frozen=True):
    """The board goes into deep sleep for `duration_us` by its own counting."""

    NAME = ("SLEEP",)
    duration_us: Microseconds


class TimeEvent(Event, frozen=True):
    """A board without network asks for the time; the bench answers with CLOCK,SET."""

    NAME = ("TIME",)


class HttpEvent(Event, frozen=True):
    """One part of a request that the board sends over the line; `crc32` is that of the whole message."""

    NAME = ("HTTP",)
    exchange: ExchangeNumber
    part: PartNumber
    parts: PartNumber
    crc32: UInt32
    data: Data


EVENTS: Final[tuple[type[Event], ...]] = (
    BootEvent, LoadEvent, SaveEvent, RelaysEvent, CutEvent, HaltEvent, SleepEvent, TimeEvent, HttpEvent,
)  # fmt: skip
"""Every event, in the order of the document."""

_BY_NAME: Final[Mapping[str, type[Event]]] = MappingProxyType({each.NAME[0]: each for each in EVENTS})


def parse_event(words: tuple[str, ...]) -> Event:
    """Read the words of a `$HEV` sentence; raises WordsError, also for an event of a newer agent."""
    event = _BY_NAME.get(words[0]) if words else None
    if event is None:
        shown = words[0] if words else ""
        raise WordsError(AgentErrorCode.UNKNOWN_COMMAND, f"unknown event {quoted(shown)}")
    return event.from_words(words[1:])
