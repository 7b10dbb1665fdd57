"""Bodies of the device's requests and of the server's answers.

Field names of the registration request are printed on the page "Firmware Flash Success But No Connection", those of
the state on docs.oceanremote.net/api; the rest is assumed. What is known of each field stands at the field. Unknown
fields are ignored; with duplicate keys the last one counts.
"""

from typing import Annotated

import msgspec

from oceanhil.protocol.identity import DEVICE_ID_PATTERN, MAC_PATTERN
from oceanhil.protocol.profile import Kind
from oceanhil.protocol.provenance import known

_FACT = Kind.FACT
_ASSUMPTION = Kind.ASSUMPTION
_MAC = {"pattern": f"^(?:{MAC_PATTERN})$", "examples": ["24:6F:28:AA:BB:CC"]}
_DEVICE_ID = {"pattern": f"^{DEVICE_ID_PATTERN}$", "examples": ["ESP32_246F28AABBCC"]}
_ADDRESS = {"anyOf": [{"format": "ipv4"}, {"format": "ipv6"}], "examples": ["192.168.1.50"]}
_MAC_FORM = "six hex pairs with `:`, `-` or nothing between, in any case"


class RegisterRequest(msgspec.Struct, frozen=True):
    """Body of a registration; all four fields are required."""

    token: Annotated[str, known(_FACT, "FLASH", "The registration token, as compiled into the code.", {"minLength": 1})]
    device_id: Annotated[str, known(_FACT, "FLASH", "The device ID, made from the MAC.", _DEVICE_ID)]
    mac_address: Annotated[str, known(_FACT, "FLASH", f"The station MAC: {_MAC_FORM}.", _MAC)]
    ip: Annotated[str, known(_FACT, "FLASH", "The device's own address, IPv4 or IPv6.", _ADDRESS)]


class RegisterReply(msgspec.Struct, frozen=True):
    """Answer to a registration."""

    success: Annotated[bool, known(_ASSUMPTION, "no page", "Always true.")]
    device_id: Annotated[str, known(_ASSUMPTION, "no page", "The device ID that was registered.")]
    permanent_token: Annotated[str, known(_ASSUMPTION, "no page", "To be kept in EEPROM; shown this once.")]
    server_time: Annotated[int, known(_ASSUMPTION, "no page", "The server's time in Unix seconds.")]


class SessionRequest(msgspec.Struct, frozen=True):
    """Body of a session request; the permanent token travels in a header."""

    device_id: Annotated[str, known(_ASSUMPTION, "no page", "The device ID that was registered.", _DEVICE_ID)]
    mac_address: Annotated[str, known(_ASSUMPTION, "no page", f"The MAC that was registered: {_MAC_FORM}.", _MAC)]


class SessionReply(msgspec.Struct, frozen=True, omit_defaults=True):
    """Answer to a session request. A faulty server may leave `session_id` out."""

    success: Annotated[bool, known(_ASSUMPTION, "no page", "Always true.")]
    expires_in: Annotated[int, known(_ASSUMPTION, "no page", "How many seconds the session lasts.")] = 0
    server_time: Annotated[int, known(_ASSUMPTION, "no page", "The server's time in Unix seconds.")] = 0
    session_id: Annotated[str | None, known(_ASSUMPTION, "no page", "The session token, kept in RAM only.")] = None


class DeviceState(msgspec.Struct, frozen=True):
    """Answer to the poll, in the order in which the API page prints it."""

    success: Annotated[bool, known(_FACT, "API", "Always true.")] = True
    relay1: Annotated[bool, known(_FACT, "API", "Whether relay 1 is to be on.")] = False
    relay2: Annotated[bool, known(_FACT, "API", "Whether relay 2 is to be on.")] = False
    temperature: Annotated[float | None, known(_FACT, "API", "Last reported, °C; null (assumed) if never.")] = None
    humidity: Annotated[float | None, known(_FACT, "API", "Last reported, per cent; null (assumed) if never.")] = None


class StateReport(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a device reports: any of these fields; what is left out stays as it was."""

    relay1: Annotated[bool | msgspec.UnsetType, known(_ASSUMPTION, "no page", "Whether relay 1 is on.")] = msgspec.UNSET
    relay2: Annotated[bool | msgspec.UnsetType, known(_ASSUMPTION, "no page", "Whether relay 2 is on.")] = msgspec.UNSET
    temperature: Annotated[float | msgspec.UnsetType | None, known(_ASSUMPTION, "no page", "°C.")] = msgspec.UNSET
    humidity: Annotated[float | msgspec.UnsetType | None, known(_ASSUMPTION, "no page", "Per cent.")] = msgspec.UNSET


class ErrorReply(msgspec.Struct, frozen=True, omit_defaults=True):
    """Body of a refusal."""

    success: Annotated[bool, known(_ASSUMPTION, "no page", "Always false.")]
    error: Annotated[str, known(_FACT, "TOKEN", "What is wrong, for people.")]
    code: Annotated[str, known(_ASSUMPTION, "no page", "What is wrong, for programs.")]
    server_time: Annotated[
        int | None, known(_ASSUMPTION, "no page", "The server's time in Unix seconds, if the clock was the reason.")
    ] = None
