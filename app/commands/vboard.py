"""`oceanhil vboard`: a simulated board on a real serial line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from oceanhil.app.command_errors import EnvironmentRefusedError, WrongInputError
from oceanhil.app.command_files import InputFile, OutputFile, OutputFolder
from oceanhil.app.commands.number_option import PlainRange
from oceanhil.app.commands.word_choice import STORE_CHOICE, WordChoice
from oceanhil.boards import OWN_NAMES
from oceanhil.host.terminal import echo, tell_bytes
from oceanhil.host.wall_clock import wall_us

if TYPE_CHECKING:
    from collections.abc import Callable

    from oceanhil.app.commands.vboard_options import BoardOptions
    from oceanhil.hil.vboard.lifecycle import Ready
    from oceanhil.hil.vboard.process import VirtualBoardHost
    from oceanhil.hil.vboard.recording import RecordingHost
    from oceanhil.hil.vboard.settings import Settings
    from oceanhil.hil.vboard.virtual_board import BoardFirmware
    from oceanhil.remote.wire.http_exchange import Route


@click.command("vboard")
@click.option("--board", "board_name", metavar="BOARD", help=f"{', '.join(OWN_NAMES)}.")
@click.option(
    "--pty",
    "link",
    type=OutputFile(as_text=True),
    metavar="LINK",
    help="Serial port as a pseudo terminal; LINK is made and leads to it.",
)
@click.option("--tcp", metavar="PORT", help="Serial port as a raw TCP socket at PORT or HOST:PORT; 0 takes any.")
@click.option("--rfc2217", metavar="PORT", help="The same with RFC 2217: baud rate, DTR and RTS reach the board.")
@click.option("--server", default="", metavar="URL", help="Server that the board reaches; without it all is refused.")
@click.option("--ca", type=InputFile(as_text=True), metavar="FILE", help="Authority for an https server (PEM).")
@click.option("--insecure", is_flag=True, help="Do not check an https server's certificate.")
@click.option("--time-server", metavar="HOST[:PORT]", help="SNTP server; without it this machine's clock.")
@click.option("--source-address", default="", metavar="IP", help="Address of this machine that requests come from.")
@click.option("--address", default="", metavar="IP", help="Address that the board says it got from the network.")
@click.option("--flash", "flash_file", type=OutputFile(), help="File that keeps its flash.")
@click.option("--mac", metavar="MAC", help="Its MAC address.")
@click.option("--driver", metavar="NAME", help="Generation of its EEPROM driver.")
@click.option(
    "--sketch",
    metavar="PATH|NAME",
    help="Run this Arduino sketch on it, as world sketch does; --token, --ssid, --password are its texts.",
)
@click.option(
    "--image",
    type=InputFile(readable=True),
    metavar="FILE",
    help="Run this program for a Pico W (.uf2, .elf or .bin) on it: its machine code, emulated.",
)
@click.option("--token", metavar="TOKEN", help="Put firmware with this registration token on it.")
@click.option("--ssid", help="With --token: network that the firmware joins; it is the one in the air, too.")
@click.option("--password", help="With --token: password of that network.")
@click.option("--store", type=STORE_CHOICE, default="reference", help="With --token: how it keeps its token.")
@click.option("--agent/--no-agent", default=True, show_default=True, help="Firmware answers the agent protocol.")
@click.option(
    "--agent-of",
    type=WordChoice("oceanhil.protocol.agent.vocabulary:AgentBuild"),
    default="simulator",
    show_default=True,
    help="Whose commands the agent has: all there are, those of the Arduino library, or these without FLASH.",
)
@click.option(
    "--clock",
    type=WordChoice("oceanhil.hil.vboard.settings:Clock"),
    default="real",
    show_default=True,
    help="Board time.",
)
@click.option(
    "--control",
    default="",
    type=OutputFile(prefix="unix:", as_text=True),
    metavar="ADDRESS",
    help="Control channel: unix:PATH or tcp:127.0.0.1:PORT.",
)
@click.option("--profile", type=InputFile(readable=True), metavar="FILE", help="Profile laid over the built-in one.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the board's random choices.")
@click.option(
    "--auto-download/--no-auto-download",
    default=None,
    help="A flashing tool's SYNC enters download mode by itself; default for ports without reset lines.",
)
@click.option("--baud-pace", is_flag=True, help="Send no faster than the wire carries.")
@click.option(
    "--native-usb", is_flag=True, help="The chip's own USB: with --pty, the port goes at each reset and comes back."
)
@click.option(
    "--adapter",
    type=WordChoice("oceanhil.simulator.adapter.kinds:AdapterKind"),
    help="Behind the twin of such a USB adapter: its rates, packets and latency, and with --rfc2217 its reset circuit.",
)
@click.option(
    "--bootsel",
    type=OutputFolder(("*",)),
    metavar="DIR",
    help="Where a Pico W shows the drive of its boot ROM, which takes a UF2 file; DIR comes and goes.",
)
@click.option("--replay", type=InputFile(readable=True), help="Play a recorded session (.oslog) instead of a board.")
@click.option("--speed", type=PlainRange(0, min_open=True), help="With --replay: times as fast.  [default: 1]")
@click.option("--once", is_flag=True, help="With --replay: end with the recording.")
@click.option("--ready-file", type=OutputFile(), help="Written when it listens (JSON).")
@click.option("--until-eof", is_flag=True, help="End when stdin closes.")
@click.option("--json", "as_json", is_flag=True, help="Say where it listens as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing.")
@click.option("-v", "--verbose", is_flag=True, help="Copy what the board sends to stderr.")
def vboard(**options: Unpack[BoardOptions]) -> None:
    """Run a virtual board until it is interrupted.

    Prints where its serial port is when it listens. Without --control, power comes on by itself.
    """
    from oceanhil.hil.emulators.emulator_errors import EmulatorError
    from oceanhil.hil.vboard.vboard_errors import MachineRefusedError, VirtualBoardError
    from oceanhil.host.ready_file import NoReadyFileError
    from oceanhil.remote.wire.http_exchange import RouteError
    from oceanhil.scenarios.world_terms import WorldError

    try:
        _run(options)
    except (EmulatorError, MachineRefusedError) as error:
        raise EnvironmentRefusedError(str(error)) from None
    except (NoReadyFileError, RouteError, VirtualBoardError, WorldError) as error:
        # Also while it runs: a sketch's program may end, and one is compiled anew for an image that is flashed.
        raise WrongInputError(str(error)) from None


def _run(options: BoardOptions) -> None:
    from oceanhil.hil.vboard.lifecycle import run_until_ended
    from oceanhil.host.ready_file import check_ready_file

    of_replay = {"--speed": options["speed"] is not None, "--once": options["once"]}
    if options["replay"] is None and (idle := [name for name, is_given in of_replay.items() if is_given]):
        raise WrongInputError(f"{', '.join(idle)}: for a recording; name one with --replay, or leave it out")
    if options["ready_file"] is not None:
        check_ready_file(options["ready_file"])
    run_until_ended(
        _virtual_board(options) if options["replay"] is None else _recording(options, options["replay"]),
        lambda ready: _announce(ready, options),
        ready_file=options["ready_file"],
        until_eof=options["until_eof"],
    )


def _virtual_board(options: BoardOptions) -> VirtualBoardHost:
    from oceanhil.app.commands.vboard_options import settings_of
    from oceanhil.hil.vboard.process import VirtualBoardHost

    settings = settings_of(options)
    host = VirtualBoardHost(settings, _program(options, settings, lambda: host.route))
    if options["verbose"]:
        host.copy_to(tell_bytes)
    return host


def _program(options: BoardOptions, settings: Settings, route: Callable[[], Route]) -> BoardFirmware | None:
    """Give what runs in the place of the reference firmware, if something does."""
    if options["image"] is not None:
        return _image(options["image"], settings, route)
    return None if options["sketch"] is None else _sketch(options["sketch"], settings, route)


def _image(path: Path, settings: Settings, route: Callable[[], Route]) -> BoardFirmware:
    """Give anybody's program as the firmware of a board; raises WrongInputError that says what was wrong with it."""
    from oceanhil.hil.emulators.emulator_errors import EmulatorError, ToolMissingError
    from oceanhil.hil.emulators.image_file import read_image
    from oceanhil.hil.emulators.rp2040_runner import RP2040_RUNNER
    from oceanhil.hil.emulators.tools import NODE
    from oceanhil.hil.vboard.settings import Clock
    from oceanhil.hil.worlds.image.on_board import ImageOnBoard

    try:
        image = read_image(path)
        NODE.find()
        RP2040_RUNNER.find()
    except ToolMissingError as error:
        raise EnvironmentRefusedError(str(error)) from None
    except EmulatorError as error:
        raise WrongInputError(str(error)) from None
    is_real_time = settings.clock is Clock.REAL
    return ImageOnBoard(image, route, wall_us, _tell, is_real_time=is_real_time)


def _sketch(name: str, settings: Settings, route: Callable[[], Route]) -> BoardFirmware:
    """Give a compiled sketch as the firmware of a board; raises WrongInputError that says what was wrong with it."""
    from oceanhil.hil.worlds.sketch.factory import SketchWorldFactory
    from oceanhil.hil.worlds.sketch.real_board import SketchOnBoard
    from oceanhil.protocol.firmware import Firmware
    from oceanhil.scenarios.world import WorldError

    firmware = settings.firmware or Firmware("")
    try:
        factory = SketchWorldFactory(name)
        if absence := factory.absence(settings.board):
            raise WrongInputError(absence)
        factory.sketch.program(settings.board, firmware)
    except WorldError as error:
        raise WrongInputError(str(error)) from None
    return SketchOnBoard(factory.sketch, firmware, route, wall_us, _tell)


def _tell(text: str) -> None:
    echo(text, err=True)


def _recording(options: BoardOptions, path: Path) -> RecordingHost:
    from oceanhil.app.commands.vboard_options import port_of
    from oceanhil.hil.vboard.recording import RecordingHost

    if options["control"]:
        raise click.UsageError("--control has no power switch for a recording; leave it out with --replay")

    def finished() -> None:
        if not options["quiet"]:
            echo(f"end of {path}", err=True)
        if options["once"]:
            host.end()

    host = RecordingHost(path, *port_of(options), options["speed"] or 1.0, finished)
    return host


def _announce(ready: Ready, options: BoardOptions) -> None:
    if options["as_json"]:
        import msgspec

        echo(msgspec.json.encode(ready).decode())
    elif not options["quiet"]:
        control = f", control at {ready.control}" if ready.control else ""
        echo(f"{' '.join(filter(None, (ready.board, ready.mac)))} at {ready.port}{control}")
