"""`oceanhil firmware`: a user's own firmware, from values to a board that runs it."""

from __future__ import annotations

import contextlib
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oceanhil.app.command_errors import WrongInputError
from oceanhil.app.command_files import InputFile, OutputFolder
from oceanhil.app.commands.board_choice import BoardChoice
from oceanhil.app.commands.named_group import NamedGroup
from oceanhil.host.terminal import echo
from oceanhil.protocol.wording import os_reason

if TYPE_CHECKING:
    from oceanhil.app.firmware.images import Payload
    from oceanhil.hil.boards.entry import BoardEntry
    from oceanhil.hil.download.esptool import ChipReport
    from oceanhil.protocol.board import Board

_INPUT = InputFile(readable=True)
# What `new` writes there besides the sketch and its library.
_SKETCH_FILES = ("*.ino", "*.h", "*.cpp", "*.def", "*.txt", "*.ini", "*.md", "*.json", "*.properties", ".gitignore")
_STDIN = "-"


@contextlib.contextmanager
def _refusals() -> Iterator[None]:
    """Turn what cannot be done into one line: 2 for what the user gave, 1 for what the machine or the board refuses."""
    from oceanhil.app.command_errors import EnvironmentRefusedError
    from oceanhil.app.firmware.tool_errors import (
        BuildFailedError,
        BuildToolMissingError,
        DriveError,
        FirmwareToolError,
    )

    try:
        yield
    except (BuildFailedError, BuildToolMissingError, DriveError) as error:
        raise EnvironmentRefusedError(str(error)) from None
    except FirmwareToolError as error:
        raise WrongInputError(str(error)) from None


def _bytes(value: str) -> bytes:
    """Give an argument's bytes as they were typed, whatever the locale made of them."""
    return value.encode("utf-8", "surrogateescape")


def _secret(value: str, name: str) -> bytes:
    """Give a secret; for `-` the next line of stdin, typed unseen at a terminal."""
    if value != _STDIN:
        return _bytes(value)
    if sys.stdin.isatty():
        return _bytes(click.prompt(name, default="", hide_input=True, show_default=False, err=True))
    line = sys.stdin.buffer.readline()
    if not line:
        # No password would be an open network, which nobody has asked for.
        raise WrongInputError(
            f"standard input ended before the {name}; give the token's line first, then the password's"
        )
    return line.rstrip(b"\r\n")


def _certificate(path: Path | None) -> bytes:
    from oceanhil.app.firmware.tool_errors import WrongValueError

    try:
        return path.read_bytes() if path else b""
    except OSError as error:
        cause = os_reason(error)
        raise WrongValueError(f"root certificate {str(path)!r} cannot be read: {cause}; see --ca") from None


@click.group(cls=NamedGroup)
def firmware() -> None:
    """Make a firmware with your own Wi-Fi, token and server, build it, and flash it.

    All of it, and how to add the agent to a sketch of your own: docs/your-firmware.md of the repository.
    """


@firmware.command(short_help="render a sketch with your own values")
@click.option("--board", "board_name", type=BoardChoice(), required=True, help="What it is for.")
@click.option("--ssid", required=True, metavar="SSID", help="Name of the Wi-Fi network.")
@click.option(
    "--password", default="", metavar="PASSWORD", help="Its password; '-' reads a line of stdin. [default: none, open]"
)
@click.option("--token", required=True, metavar="TOKEN", help="Registration token; '-' reads a line of stdin.")
@click.option("--server", default="", metavar="URL", help="Another server than the platform's own.")
@click.option("--ca", type=_INPUT, metavar="FILE", help="Root certificate of that server (PEM).")
@click.option("--agent", is_flag=True, help="For a test bench: it answers the agent protocol. Never ship that.")
@click.option("--output", type=OutputFolder(_SKETCH_FILES), required=True, metavar="DIR", help="Folder to write.")
@click.option("--force", is_flag=True, help="Write over the files of an earlier sketch.")
def new(
    *,
    board_name: str,
    ssid: str,
    password: str,
    token: str,
    server: str,
    ca: Path | None,
    agent: bool,
    output: Path,
    force: bool,
) -> None:
    """Render a sketch: the reference firmware, its library, and secrets.h with your values.

    A token or password on the command line can be read by other users of this machine while the command runs: '-' takes
    it from stdin instead, the token from the first line. secrets.h is readable by you alone, and nothing is printed.
    """
    from oceanhil.app.firmware.sketch import render_sketch
    from oceanhil.app.firmware.values import Values
    from oceanhil.protocol.board import Board

    with _refusals():
        token_bytes, password_bytes = _secret(token, "registration token"), _secret(password, "Wi-Fi password")
        values = Values(_bytes(ssid), password_bytes, token_bytes, _bytes(server), _certificate(ca), agent)
        sketch = render_sketch(output, Board(board_name), values, force=force)
    echo(f"{sketch.source / 'secrets.h'} holds your secrets: keep it to yourself")
    if agent:
        echo("it has the agent: whoever has its serial line has the board; set agent = true in the inventory")
    echo(f"next: oceanhil firmware build {shlex.quote(str(output))}")


@firmware.command(short_help="build a sketch with Arduino CLI or PlatformIO")
@click.argument("folder", metavar="DIR", type=_INPUT)
@click.option(
    "--with",
    "tool_name",
    type=click.Choice(("arduino-cli", "pio")),
    help="Build tool.  [default: whichever is on the PATH]",
)
def build(folder: Path, *, tool_name: str | None) -> None:
    """Build a sketch that 'new' rendered, for the board it was rendered for.

    What the build tool prints is shown as it comes, without your secrets.

    Exit code 1: the tool or a core of it is not installed, or the build failed.
    """
    from oceanhil.app.firmware.builder import ToolKind, find_tool
    from oceanhil.app.firmware.builder import build as run_build
    from oceanhil.app.firmware.sketch import open_sketch
    from oceanhil.boards import family

    with _refusals():
        sketch = open_sketch(folder)
        run_build(sketch, find_tool(ToolKind(tool_name) if tool_name else None), echo)
    where = " --port PORT" if family(sketch.board).loader else ""
    echo(f"built for {sketch.board.value}; next: oceanhil firmware flash {shlex.quote(str(folder))}{where}")


@firmware.command(short_help="flash a built sketch or an image")
@click.argument("path", metavar="DIR|IMAGE", type=_INPUT)
@click.option("--port", default="", metavar="PORT", help="Serial port of an ESP board: a device, or a pyserial URL.")
@click.option("--name", default="", metavar="NAME", help="Board of the inventory.")
@click.option("--board", "either", default="", hidden=True)
@click.option("--inventory", type=_INPUT, metavar="FILE", help="Inventory to read.")
@click.option(
    "--volume",
    type=OutputFolder(["firmware.uf2"]),
    metavar="DIR",
    help="Drive of a Pico's boot loader.  [default: looked for]",
)
@click.option("--kind", type=BoardChoice(), help="What an IMAGE is for, where its file does not say it.")
def flash(
    path: Path,
    *,
    port: str,
    name: str,
    either: str,
    inventory: Path | None,
    volume: Path | None,
    kind: str | None,
) -> None:
    """Flash what 'build' left, an application image, a .uf2 file, or a build folder of ESP-IDF.

    ESP boards are flashed over serial by esptool: the chip is asked first, and nothing is written to another one. A
    Pico takes a UF2 file on the drive that it shows when it is plugged in with BOOTSEL held.
    """
    from oceanhil.app.firmware.images import agreed_board, open_payload
    from oceanhil.boards import family
    from oceanhil.protocol.board import Board

    if either:
        name, kind = _read_either(either, name, kind, port=port, inventory=inventory)
    if port and name:
        raise click.UsageError("--port and --name both name a board; give one of them")
    entry = _entry(name, inventory) if name else None
    with _refusals():
        payload = open_payload(path)
        named = Board(kind) if kind else entry.kind if entry else None
        board = agreed_board(payload, named, "--kind" if kind else f"board {name!r}")
        if entry is not None and entry.kind is not board:
            raise click.UsageError(f"board {name!r} is an {entry.kind.value}, --kind says {board.value}")
        if family(board).takes_uf2:
            _flash_pico(payload, volume, port)
        else:
            _flash_esp(payload, board, entry, port, volume)


def _read_either(
    either: str, name: str, kind: str | None, *, port: str, inventory: Path | None
) -> tuple[str, str | None]:
    """Give name and family after `--board`: a family, as elsewhere, or a board of the inventory, as it was called."""
    from oceanhil.boards import UnknownBoardError, board_named

    try:
        family = board_named(either).value
    except UnknownBoardError as error:
        if port:
            raise click.UsageError(f"--board with --port is the family of the board there: {error}") from None
        family = ""
    if not family or (not (port or name or kind) and _is_in_inventory(either, inventory)):
        if name:
            raise click.UsageError("--board and --name both name a board; give one of them, and its family with --kind")
        return either, kind
    if kind not in {None, family}:
        raise click.UsageError(f"--board says {family}, --kind says {kind}; give one of them")
    return name, family


def _is_in_inventory(name: str, inventory: Path | None) -> bool:
    from oceanhil.app.commands.boards.common import read_inventory

    try:
        return name in read_inventory(inventory).boards
    except WrongInputError:
        return False


def _entry(name: str, inventory: Path | None) -> BoardEntry:
    from oceanhil.app.commands.boards.common import choose, read_inventory

    (entry,) = choose(read_inventory(inventory), (name,))
    return entry


def _flash_pico(payload: Payload, volume: Path | None, port: str) -> None:
    from oceanhil.app.firmware.upload import check_volume, copy_onto, find_volume, mounted

    if port:
        raise click.UsageError("a Pico takes no firmware over serial: plug it in with BOOTSEL held, without --port")
    place = volume or find_volume(mounted())
    check_volume(place)
    data = payload.uf2()
    copy_onto(place, data)
    echo(f"{len(data)} bytes of UF2 copied to {place}; the Pico starts them")


def _flash_esp(payload: Payload, board: Board, entry: BoardEntry | None, port: str, volume: Path | None) -> None:
    from oceanhil.app.command_errors import EnvironmentRefusedError
    from oceanhil.app.commands.boards.common import refusals
    from oceanhil.app.firmware.upload import entry_of_port, flash_board
    from oceanhil.hil.download.download_errors import DownloadError, ImageError
    from oceanhil.hil.link.port_errors import LinkError
    from oceanhil.hil.vboard.vboard_errors import VirtualBoardError

    if volume is not None:
        raise click.UsageError(f"--volume is for a Pico; {board.value} is flashed over serial: give --port or --name")
    if entry is None and not port:
        raise click.UsageError("give --port, or --name with a board of the inventory")
    try:
        parts = payload.parts(board)
        target = entry or entry_of_port(port, board)
        with refusals():
            flash_board(target, parts, _tell_chip)
    except ImageError as error:
        raise WrongInputError(str(error)) from None
    except (DownloadError, LinkError, VirtualBoardError) as error:
        raise EnvironmentRefusedError(f"not flashed: {error}") from None
    echo(f"{sum(len(data) for _, data in parts)} bytes flashed and verified; {target.name!r} runs them")


def _tell_chip(report: ChipReport) -> None:
    from oceanhil.protocol.identity import format_mac

    echo(f"{report.name}, MAC {format_mac(report.mac)}")
