"""What a virtual board is started with, checked."""

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from oceanhil.boards import UnknownBoardError, UnknownDriverError, board_named, family
from oceanhil.boards.family import Usb
from oceanhil.boards.storage import Driver
from oceanhil.hil.vboard.vboard_errors import VirtualBoardError
from oceanhil.protocol import sntp_packet
from oceanhil.protocol.agent.vocabulary import AgentBuild
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.identity import parse_mac
from oceanhil.remote.wire.http_exchange import Route
from oceanhil.simulator.adapter.kinds import ADAPTERS, AdapterKind


class Clock(Enum):
    """What moves board time."""

    REAL = "real"
    HELD = "held"


class PortKind(Enum):
    """What the board's serial port is."""

    PTY = "pty"
    TCP = "tcp"
    RFC2217 = "rfc2217"


@dataclass(frozen=True, slots=True)
class Settings:
    """One virtual board. `port_address` is the link of a pty, else PORT or HOST:PORT."""

    board: Board
    port_kind: PortKind
    port_address: str
    driver: Driver
    mac: bytes
    route: Route
    time_server: tuple[str, int] | None = None
    flash_file: Path | None = None
    firmware: Firmware | None = None
    agent: AgentBuild | None = AgentBuild.SIMULATOR
    clock: Clock = Clock.REAL
    control: str = ""
    seed: int = 0
    profile: Path | None = None
    address: str = ""
    auto_download: bool = True
    baud_pace: bool = False
    native_usb: bool = False
    adapter: AdapterKind | None = None
    bootsel: Path | None = None


def board_of(name: str) -> Board:
    """Find a board family; raises VirtualBoardError."""
    try:
        return board_named(name)
    except UnknownBoardError as error:
        raise VirtualBoardError(str(error)) from None


def check_native_usb(board: Board, port_kind: PortKind) -> None:
    """Raise VirtualBoardError for a board without USB of its own, and for a port that is no terminal."""
    if family(board).usb is Usb.ADAPTER:
        raise VirtualBoardError(
            f"{board.named} has no USB of its own, but an adapter, which stays at a reset; leave out --native-usb"
        )
    if port_kind is not PortKind.PTY:
        raise VirtualBoardError("--native-usb needs --pty LINK: other ports are no devices that come and go")


def check_adapter(board: Board, port_kind: PortKind, kind: AdapterKind) -> None:
    """Raise VirtualBoardError for an adapter that does not stand on this board, and for a port without a rate."""
    usual = [each.value for each, adapter in ADAPTERS.items() if family(board).usb in adapter.fits]
    if kind.value not in usual:
        raise VirtualBoardError(f"{board.named} has no adapter {kind.value!r}, expected {' or '.join(usual)}")
    if port_kind is PortKind.TCP:
        raise VirtualBoardError(
            "--adapter needs --pty LINK or --rfc2217 PORT: a plain TCP stream carries neither rate nor lines"
        )


def check_bootsel(board: Board) -> None:
    """Raise VirtualBoardError for a board whose boot ROM shows another drive, or none."""
    if board is not Board.PICOW:
        raise VirtualBoardError(f"{board.named} has no such drive, expected picow with --bootsel")


def driver_of(board: Board, name: str | None) -> Driver:
    """Find a driver generation by its name, the default one for None; raises VirtualBoardError."""
    try:
        return family(board).driver_named(name or "")
    except UnknownDriverError as error:
        raise VirtualBoardError(str(error)) from None


def mac_of(board: Board, text: str | None) -> bytes:
    """Read a MAC, a default one for None; raises VirtualBoardError for what is none or no device may have."""
    if text is None:
        return family(board).default_mac
    mac = parse_mac(text)
    if mac is None:
        raise VirtualBoardError(f"MAC {text!r} is none, expected six octets such as 24:6F:28:AA:BB:CC")
    if mac[0] & 1:
        raise VirtualBoardError(f"MAC {text!r} is no device's, expected one whose first octet is even")
    if mac == bytes(6):
        raise VirtualBoardError(f"MAC {text!r} is no device's, expected one that is not all zeros")
    return mac


def time_server_of(text: str | None) -> tuple[str, int] | None:
    """Read HOST or HOST:PORT; raises VirtualBoardError."""
    if text is None:
        return None
    found = re.fullmatch(r"(?:\[(?P<six>[0-9a-fA-F:.%]+)\]|(?P<host>[^:\[\]/]+))(?::(?P<port>[0-9]{1,5}))?", text)
    port = int(found["port"] or sntp_packet.PORT) if found else 0
    if found is None or not 0 < port <= 65535:
        raise VirtualBoardError(f"time server {text!r} is none, expected HOST or HOST:PORT")
    return found["six"] or found["host"], port
