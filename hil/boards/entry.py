"""What an inventory says about boards and benches, checked and complete, and the key of each board.

The key, under which a board is leased and journalled, stays the same whatever it is plugged into: the MAC where the
inventory has it, else its place in a farm, else the USB serial number, else where it is plugged in. Many adapters have
no serial number of their own (all `0001`), so the MAC goes first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Final

from oceanhil.hil.boards.key_text import fit_for_file
from oceanhil.hil.farm.place import FarmPlace
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.protocol.board import Board
from oceanhil.protocol.record import StorePolicy

BOOTS_S: Final = 3
"""Seconds from a reset to the first line or answer of a board of which nobody says otherwise."""


class PowerBy(Enum):
    """How a board without a switch of its own is taken off power, or what stands in for that."""

    AGENT = "agent"
    """The agent holds the board: nothing boots until it is let go."""
    RESET_LINE = "reset-line"
    """The adapter's RTS line holds it in reset."""
    PLACE = "place"
    """The farm that its place is in switches it."""
    NONE = "none"
    """It cannot be."""


@dataclass(frozen=True, slots=True)
class PowerCommand:
    """A relay or a switchable hub: programs that give and take power, each as the words of its command line."""

    on: tuple[str, ...]
    off: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PowerControl:
    """A virtual board's control channel, which is its bench hardware: `unix:/path` or `tcp:host:port`."""

    address: str


Power = PowerBy | PowerCommand | PowerControl


class Time(Enum):
    """What a board's time is."""

    REAL = "real"
    HELD = "held"
    """Virtual boards only: time moves when the run lets it."""


class NetworkBy(Enum):
    """How a board reaches the server."""

    RADIO = "radio"
    BRIDGE = "bridge"
    """Over its serial line: the agent hands requests to the bench."""


@dataclass(frozen=True, slots=True)
class Region:
    """A part of flash, in bytes; `offset` from the start of the chip."""

    offset: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OthersFirmware:
    """What is known of firmware that is not this project's, which stores and prints as its author likes.

    `lines` are patterns of its console lines, each with the documented line that it means. `record` is the documented
    layout in which it keeps its record; None: one of its own, in `eeprom_bytes` of EEPROM, 0 where nobody knows.
    `poll_interval_s` are the seconds from poll to poll, 0: those of the profile.
    """

    name: str
    lines: tuple[tuple[str, str], ...] = ()
    record: StorePolicy | None = None
    eeprom_bytes: int = 0
    poll_interval_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardEntry:
    """A board of the inventory.

    It is found by `port` (a device or any URL that pyserial knows), by USB serial number, `vid:pid` and location, or by
    its `place` in a farm, which says its port when it is taken; empty texts were not given. `mac` has six octets.
    `boots_s` are the seconds that it may take from a reset to its first line, or the first answer of its agent. `nvs`
    and `eeprom` override where storage is. `image` is a command line with placeholders. Commands run in the folder
    `base`, that of the inventory. `firmware` is None for this project's own.
    """

    name: str
    kind: Board
    lines: ModemPolicy
    power: Power
    port: str = ""
    usb_serial: str = ""
    vid_pid: str = ""
    location: str = ""
    place: FarmPlace | None = None
    mac: bytes | None = None
    baud: int = 115_200
    boots_s: int = BOOTS_S
    agent: bool = False
    driver: str = ""
    time: Time = Time.REAL
    network: NetworkBy = NetworkBy.RADIO
    elf: Path | None = None
    image: tuple[str, ...] = ()
    nvs: Region | None = None
    eeprom: Region | None = None
    firmware: OthersFirmware | None = None
    base: Path = Path()

    @property
    def control(self) -> str:
        """The address of a virtual board's control channel; empty for a physical board."""
        return self.power.address if isinstance(self.power, PowerControl) else ""

    def reached_at(self, address: str) -> "BoardEntry":
        """Give the entry of a board in a farm whose place is taken, and whose line is at this URL."""
        return replace(self, port=address)


@dataclass(frozen=True, slots=True)
class Bench:
    """A named set of boards, and the server they talk to.

    `server` is a server's base URL as the boards see it; empty: a mock server is started at `bind` (`host:port`).
    """

    name: str
    boards: tuple[BoardEntry, ...]
    server: str = ""
    bind: str = ""


@dataclass(frozen=True, slots=True)
class Inventory:
    """The boards and benches of a file."""

    path: Path
    boards: Mapping[str, BoardEntry]
    benches: Mapping[str, Bench]

    def bench(self, name: str = "") -> Bench:
        """Give a bench; without a name the only one, or all boards where there is none. Raises InventoryError."""
        if name in self.benches:
            return self.benches[name]
        if not name and len(self.benches) == 1:
            return next(iter(self.benches.values()))
        if not name and not self.benches:
            return Bench("", tuple(self.boards.values()))
        raise InventoryError((_unknown("bench", name, self.benches, self.path),))

    def board(self, name: str) -> BoardEntry:
        """Give a board by its name; raises InventoryError with the nearest name."""
        if name not in self.boards:
            raise InventoryError((_unknown("board", name, self.boards, self.path),))
        return self.boards[name]


class InventoryError(Exception):
    """An inventory is wrong, or has not what is asked for; `mistakes` are all of them, one line each."""

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def _unknown(what: str, name: str, known: Mapping[str, object], path: Path) -> str:
    from oceanhil.protocol.suggestion import suggestion

    if not name:
        return f"{str(path)!r} has several benches: choose one of {', '.join(known)}"
    hint = suggestion(name, known) if known else f"there is none; '[{what}.{name}]' would be it"
    return f"unknown {what} {name!r} in {str(path)!r}; {hint}"


def key_of(entry: BoardEntry) -> str:
    """Give a board's key: a name that is fit for a file, such as `mac-5ccf7f123456` or `usb-0001`."""
    if entry.mac is not None:
        return f"mac-{entry.mac.hex()}"
    if entry.place is not None:
        return place_key(entry.place)
    if entry.usb_serial:
        return "usb-" + fit_for_file(f"{entry.vid_pid}.{entry.usb_serial}" if entry.vid_pid else entry.usb_serial)
    if entry.location:
        return "location-" + fit_for_file(entry.location)
    return "port-" + fit_for_file(entry.port or entry.vid_pid)


def place_key(place: FarmPlace) -> str:
    """Give the key of a place, which stays the same wherever its farm has the port."""
    return f"place-{place.farm.value}-{fit_for_file(place.name)}"
