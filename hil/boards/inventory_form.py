"""The form of `boards.toml`: which tables and keys there are, with what each expects; also its JSON Schema."""

from collections.abc import Mapping
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from oceanhil.boards import OWN_NAMES, describe_board
from oceanhil.hil.boards.entry import BOOTS_S, NetworkBy, PowerBy, Time
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.protocol.board import Board
from oceanhil.protocol.record import StorePolicy

NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
PLACEHOLDERS = ("token", "ssid", "password", "server", "output")

Words = Annotated[
    str | list[str], Meta(description="a command line as one text, or as the list of its words; no shell reads it")
]


class PowerForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A power switch: programs for on and off, or the control channel of a virtual board."""

    on: Words | None = None
    off: Words | None = None
    control: Annotated[str, Meta(pattern=r"^(unix:.+|tcp:.+:[0-9]+)$", description="unix:PATH or tcp:HOST:PORT")] = ""


class RegionForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of flash."""

    offset: Annotated[int, Meta(ge=0, le=0xFFF_FFFF, multiple_of=0x1000, description="bytes, a multiple of 0x1000")]
    size: Annotated[int, Meta(ge=0x1000, le=0x100_0000, multiple_of=0x1000, description="bytes, a multiple of 0x1000")]


class BoardForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A board; found by `port`, by `usb_serial`, `vid_pid` and `location` (any of them, together), or by `place`."""

    kind: Annotated[Board, Meta(description=f"the board's family: {', '.join(OWN_NAMES[:-1])} or {OWN_NAMES[-1]}")]
    port: Annotated[
        str, Meta(min_length=1, description="a device such as /dev/ttyUSB0 or COM3, or any URL that pyserial knows")
    ] = ""
    usb_serial: Annotated[str, Meta(min_length=1, description="the USB serial number, as text")] = ""
    vid_pid: Annotated[
        str,
        Meta(pattern=r"^[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}$", description="USB vendor and product such as '10c4:ea60'"),
    ] = ""
    location: Annotated[str, Meta(min_length=1, description="the USB port the board is plugged into, as '1-1.4'")] = ""
    place: Annotated[
        str,
        Meta(pattern=r"^[a-z]+:.+$", description="the board's place in a farm, as labgrid:NAME or jumpstarter:NAME"),
    ] = ""
    mac: Annotated[
        str,
        Meta(
            pattern=r"^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}$",
            description="the MAC, six pairs of hexadecimal digits such as '5C:CF:7F:12:34:56'",
        ),
    ] = ""
    baud: Annotated[int, Meta(ge=300, le=4_000_000, description="bits per second, 300 to 4000000")] = 115_200
    boots_s: Annotated[
        int,
        Meta(
            ge=1, le=120, description="the seconds that it may take from a reset to its first line or answer, 1 to 120"
        ),
    ] = BOOTS_S
    agent: Annotated[bool, Meta(description="true if its firmware answers the agent protocol, else false")] = False
    lines: Annotated[
        ModemPolicy | None, Meta(description="how DTR and RTS are wired: classic, usb-jtag, pico-cdc or none")
    ] = None
    driver: Annotated[str, Meta(description="the generation of the EEPROM driver, such as 'idf-5.5.1'")] = ""
    power: Annotated[
        PowerBy | PowerForm | None,
        Meta(description='agent, reset-line, place, none, {on = "...", off = "..."} or {control = "unix:..."}'),
    ] = None
    time: Annotated[Time, Meta(description="real, or held for a virtual board on a held clock")] = Time.REAL
    network: Annotated[
        NetworkBy, Meta(description="radio, or bridge for a board without network: the agent hands over its requests")
    ] = NetworkBy.RADIO
    elf: Annotated[str, Meta(min_length=1, description="the firmware's ELF file, to name functions in a panic")] = ""
    image: Annotated[
        str | list[str],
        Meta(
            description="a command that builds an application image; {token} {ssid} {password} {server} are filled in,"
            " it writes the file {output}"
        ),
    ] = ""
    firmware: Annotated[
        str, Meta(pattern=NAME, description="the name of its [firmware.NAME], where it is not this project's")
    ] = ""
    nvs: Annotated[RegionForm | None, Meta(description="where the NVS partition is: {offset = .., size = ..}")] = None
    eeprom: Annotated[RegionForm | None, Meta(description="where the EEPROM sector is: {offset = .., size = ..}")] = (
        None
    )


class FirmwareForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Firmware that is not this project's, and what is known of it; either by the sketch that it is, or said here."""

    sketch: Annotated[str, Meta(min_length=1, description="the name of its [sketch.NAME] in oceanhil.toml")] = ""
    lines: Annotated[
        dict[str, str],
        Meta(description="a table of documented lines, each by the regular expression of its own"),
    ] = {}
    record: Annotated[StorePolicy | None, Meta(description="the documented layout in which it keeps its record")] = None
    eeprom_bytes: Annotated[int, Meta(ge=1, le=4_096, description="the bytes of EEPROM that it begins, 1 to 4096")] = 0
    poll_interval_s: Annotated[int, Meta(ge=1, le=86_400, description="the seconds from poll to poll, up to a day")] = 0


class BenchForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A named set of boards: `--world serial:NAME`."""

    boards: Annotated[list[str] | None, Meta(description="a list of names of boards; without it all")] = None
    server: Annotated[
        str, Meta(pattern=r"^https?://[^/\s]+", description="a server's URL as the boards see it, http:// or https://")
    ] = ""
    bind: Annotated[
        str, Meta(pattern=r"^.+:[0-9]{1,5}$", description="HOST:PORT on which a mock server is started")
    ] = ""


class InventoryForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An inventory of boards for oceanhil."""

    board: dict[Annotated[str, Meta(pattern=NAME)], BoardForm] = {}
    firmware: dict[Annotated[str, Meta(pattern=NAME)], FirmwareForm] = {}
    bench: dict[Annotated[str, Meta(pattern=NAME)], BenchForm] = {}


SAID_BY_SKETCH: Final = ("lines", "record", "poll_interval_s")
"""What `[sketch.NAME]` says of the firmware already."""
_TOGETHER: Mapping[str, Mapping[str, object]] = {
    "PowerForm": {
        "oneOf": [{"required": ["on", "off"]}, {"required": ["control"]}],
        "dependentSchemas": {
            "control": {"maxProperties": 1},
        },
    },
    "FirmwareForm": {
        "dependentSchemas": {"sketch": {"not": {"anyOf": [{"required": [word]} for word in SAID_BY_SKETCH]}}}
    },
    "BoardForm": {"anyOf": [{"required": [word]} for word in ("port", "usb_serial", "vid_pid", "location", "place")]},
}


def inventory_schema() -> Mapping[str, object]:
    """Make the JSON Schema of an inventory, for editors.

    It says everything about single keys; what concerns several tables (a board that is in two entries, a bench with a
    board that does not exist) only reading the file tells.
    """
    (schema,), definitions = msgspec.json.schema_components(
        [InventoryForm], ref_template="#/$defs/{name}", schema_hook=describe_board
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "oceanhil inventory",
        **schema,
        "$defs": {name: {**each, **_TOGETHER.get(name, {})} for name, each in definitions.items()},
    }
