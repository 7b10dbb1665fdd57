"""What `oceanhil serve` was told to do, and whether that can be meant: checked before anything is opened."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from oceanhil.app.command_errors import WrongInputError
from oceanhil.app.serving.option_groups import (
    AdminOptions,
    DeviceOptions,
    NetworkOptions,
    OutputOptions,
    ProxyOptions,
)
from oceanhil.boards import family_suggestion, find_board
from oceanhil.protocol.board import Board

# One label of a host name (RFC 1123, 2.1).
_LABEL: Final = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)")
# What a Host header can name: a host name, also one with an underscore, or an address.
_HOST: Final = re.compile(r"[A-Za-z0-9._-]{1,253}|\[?[0-9A-Fa-f:.]+\]?")
MOST_DEVICES = 100
_PART = re.compile(r"(?P<board>[^:]*)(?::(?P<count>[0-9]{1,4}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """The command's options, checked for their form only."""

    network: NetworkOptions = field(default_factory=NetworkOptions)
    proxy: ProxyOptions = field(default_factory=ProxyOptions)
    admin: AdminOptions = field(default_factory=AdminOptions)
    output: OutputOptions = field(default_factory=OutputOptions)
    profile_file: Path | None = None
    seed: int | None = None
    """None: tokens that nobody can guess."""
    database: Path | None = None
    """File that keeps what the server knows; None: it forgets everything when it stops."""
    limits: str = "auto"
    """What one address may ask for: auto, on, off, or requests a second and connections, such as `500,100`."""
    devices: tuple[Board, ...] = ()
    """Simulated devices that run beside the server, by family."""
    device_logs: Path | None = None
    """Folder for the serial lines of those devices."""


def check_names(options: ServeOptions) -> None:
    """Raise WrongInputError for a name that nobody could ever use, and for one that nothing would use."""
    mdns = options.network.mdns
    if mdns is not None and not _LABEL.fullmatch(mdns):
        raise WrongInputError(
            f"--mdns {mdns!r} is no host name, expected letters, digits and hyphens without '.local', such as bench2"
        )
    for name in options.admin.allowed_hosts:
        if not _HOST.fullmatch(name):
            raise WrongInputError(
                f"--allow-host {name!r} is no host name, expected one without scheme and port, such as bench.local"
            )
    if options.network.tls_names and not options.network.has_tls:
        raise WrongInputError("--tls-name is for HTTPS; add --tls or --tls-port PORT, or leave it out")


def parse_devices(options: DeviceOptions) -> tuple[Board, ...]:
    """Read families with their numbers; raises WrongInputError, also for lines that no device would print."""
    if options.devices is None:
        if options.device_logs is not None:
            raise WrongInputError("--device-logs has no devices to listen to; add --devices, such as --devices esp32")
        return ()
    boards: list[Board] = []
    for part in options.devices.split(","):
        found = _PART.fullmatch(part.strip())
        if found is None:
            raise WrongInputError(f"--devices has {part!r}, expected a board or board:number such as esp8266:2")
        board = find_board(found["board"])
        if board is None:
            hint = family_suggestion(found["board"])
            raise WrongInputError(f"--devices has unknown board {found['board']!r}; {hint}")
        boards += [board] * int(found["count"] or 1)
    if not 1 <= len(boards) <= MOST_DEVICES:
        raise WrongInputError(f"--devices asks for {len(boards)} devices, expected 1 to {MOST_DEVICES}")
    return tuple(boards)
