"""An inventory as the configuration of a labgrid exporter: each board a group with its port, and what is said of it.

What a labgrid client of other people's does not know (`OceanhilBoard`) stands beside the port in the same group: a
place that matches the port alone has nothing in it that would disturb them, and oceanhil finds it by the group.

Source: labgrid 26.0.1, `doc/configuration.rst` (resources and their parameters), `resource/udev.py` (`match`).
"""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import yaml

from oceanhil.hil.boards.entry import BOOTS_S, BoardEntry, NetworkBy, PowerCommand, Time
from oceanhil.protocol.identity import format_mac

Scalar = str | int | bool
Resource = Mapping[str, object]
BESIDE: Final = "OceanhilBoard"
"""The class under which an exporter says what a board is; no client of labgrid's own knows it."""
_PROTOCOLS: Final = {"rfc2217": "rfc2217", "socket": "raw"}


@dataclass(frozen=True, slots=True)
class Export:
    """The text of an exporter's configuration, the boards in it, and why others (by name) are not, or not whole."""

    text: str
    boards: tuple[BoardEntry, ...]
    left_out: Mapping[str, str]

    def next_steps(self, exporter: str, path: str) -> tuple[str, ...]:
        """Give the command lines that make these boards places, with an exporter of this name at the file `path`."""
        begin = ("labgrid-exporter", "--name", exporter, path)
        places = (
            ("labgrid-client", "-p", entry.name, *words)
            for entry in self.boards
            for words in (
                ("create",),
                ("add-match", f"{exporter}/{entry.name}/NetworkSerialPort"),
                ("set-tags", f"kind={entry.kind.value}"),
            )
        )
        return tuple(shlex.join(words) for words in (begin, *places))


def exporter_text(entries: Sequence[BoardEntry]) -> Export:
    """Write these boards as groups of an exporter."""
    groups: dict[str, Mapping[str, Resource]] = {}
    left_out: dict[str, str] = {}
    for entry in entries:
        port = _port(entry)
        if port is None:
            left_out[entry.name] = f"no exporter can reach it: {entry.place or entry.port}"
            continue
        groups[entry.name] = {**port, BESIDE: _said(entry)}
        if why := _not_said(entry):
            left_out[entry.name] = why
    # The file is a template of Jinja, in which one # begins a statement.
    head = "## Boards of this machine for labgrid-exporter, written by 'oceanhil boards labgrid'.\n"
    text = head + yaml.safe_dump(groups, sort_keys=False) if groups else head
    return Export(text, tuple(entry for entry in entries if entry.name in groups), left_out)


def _port(entry: BoardEntry) -> Mapping[str, Resource] | None:
    if entry.place is not None:
        return None
    if not entry.port:
        return {"USBSerialPort": {"match": _match(entry), "speed": entry.baud}}
    if "://" not in entry.port:
        return {"RawSerialPort": {"port": entry.port, "speed": entry.baud}}
    parts = urlsplit(entry.port)
    if parts.scheme not in _PROTOCOLS or not parts.hostname or not parts.port:
        return None
    at = {"host": parts.hostname, "port": parts.port, "speed": entry.baud}
    return {"NetworkSerialPort": {**at, "protocol": _PROTOCOLS[parts.scheme]}}


def _match(entry: BoardEntry) -> Mapping[str, str]:
    """Say in udev's words which port is meant; those of the device that it belongs to begin with an @."""
    vendor, _, product = entry.vid_pid.partition(":")
    known = {
        "ID_SERIAL_SHORT": entry.usb_serial,
        "ID_VENDOR_ID": vendor,
        "ID_MODEL_ID": product,
        "@sys_name": entry.location,
    }
    return {key: value for key, value in known.items() if value}


def _said(entry: BoardEntry) -> Mapping[str, Scalar]:
    """Say of a board what an inventory says, in its words."""
    said: dict[str, Scalar] = {"kind": entry.kind.value, "lines": entry.lines.value}
    if entry.agent:
        said["agent"] = True
    if entry.baud != 115_200:
        said["baud"] = entry.baud
    if entry.boots_s != BOOTS_S:
        said["boots_s"] = entry.boots_s
    if entry.driver:
        said["driver"] = entry.driver
    if entry.mac is not None:
        said["mac"] = format_mac(entry.mac)
    if entry.time is not Time.REAL:
        said["time"] = entry.time.value
    if entry.network is not NetworkBy.RADIO:
        said["network"] = entry.network.value
    if entry.control.startswith("tcp:"):
        said["control"] = entry.control
    return said


def _not_said(entry: BoardEntry) -> str:
    """Say what of a board an exporter cannot pass on."""
    parts = []
    if isinstance(entry.power, PowerCommand):
        parts.append("its power switch is a program of this machine: add a power resource of labgrid's to its group")
    if entry.control.startswith("unix:"):
        parts.append("its control channel is a file of this machine: start it with --control tcp:127.0.0.1:PORT")
    if entry.image or entry.elf is not None or entry.nvs is not None or entry.eeprom is not None:
        parts.append("image, elf, nvs and eeprom stand in the inventory of whoever runs on it, with its place")
    return "; ".join(parts)
