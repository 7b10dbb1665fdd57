"""Simulated devices beside a served server: each registers by itself, polls, and is seen in the dashboard.

They are the boards of the world `sim`, in real time, and they talk real HTTP to the server's own port. So every fault
switched on there is felt by them as by a board on the bench.
"""

import asyncio
import contextlib
import ipaddress
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from oceanhil.app.command_errors import EnvironmentRefusedError
from oceanhil.app.serving.log import LogFormat
from oceanhil.app.serving.options import ServeOptions
from oceanhil.app.serving.simulated_device import DevicePlace, SimulatedDevice
from oceanhil.host.addresses import host_and_port
from oceanhil.host.terminal import echo
from oceanhil.host.wall_clock import wall_us
from oceanhil.mock_server.app.server import MockServer
from oceanhil.mock_server.core.core import Core
from oceanhil.protocol.base_url import parse_base_url
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.wording import os_reason
from oceanhil.remote.wire.http_exchange import Route, loopback_source

_FIRST_HOST = 100


class SimulatedBench:
    """A context manager: the devices have power from entering to leaving."""

    def __init__(self, server: MockServer, options: ServeOptions) -> None:
        """Prepare the devices; raises EnvironmentRefusedError if the folder of their logs cannot be had."""
        self._exits = ExitStack()
        self._core = server.core
        # The plain one, where there are both.
        self._url = reached_from_here(min(server.urls, key=lambda url: url.startswith("https:")))
        self._options = options
        self._devices: Sequence[SimulatedDevice] = ()

    def __enter__(self) -> Self:
        """Generate firmware for each, and switch them on."""
        with ExitStack() as stack:
            self._devices = [
                self._make(stack, number, name, board) for number, name, board in numbered(self._options.devices)
            ]
            self._exits = stack.pop_all()
        for device in self._devices:
            device.power_on()
        if not self._options.output.is_quiet:
            echo(f"simulated devices: {', '.join(device.name for device in self._devices)}", err=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Switch them off."""
        self._exits.close()

    def _make(self, stack: ExitStack, number: int, name: str, board: Board) -> SimulatedDevice:
        log = self._open_log(stack, name)
        address = f"192.168.1.{_FIRST_HOST + number}"
        # From an address of its own where the machine has such: limits go by address.
        route = Route(self._url, loopback_source(self._url, address), insecure=True)
        place = DevicePlace(name, board, number, address, route)
        device = SimulatedDevice(
            place,
            self._core.profile,
            Firmware(token_for(self._core, name, board), tls=self._url.startswith("https:")),
            asyncio.get_running_loop(),
            unix_us=lambda: self._core.unix_us(wall_us()),
            hear=lambda line: _write(log, line, name if self._options.output.log is LogFormat.TEXT else ""),
        )
        stack.callback(device.stop)
        return device

    def _open_log(self, stack: ExitStack, name: str) -> TextIO | None:
        folder: Path | None = self._options.device_logs
        if folder is None:
            return None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return stack.enter_context((folder / f"{name}.log").open("w", encoding="utf-8", buffering=1))
        except OSError as error:
            reason = os_reason(error)
            raise EnvironmentRefusedError(f"{str(folder)!r} takes no logs: {reason}; choose another folder") from None


def numbered(boards: Sequence[Board]) -> Sequence[tuple[int, str, Board]]:
    """Give each device a number from 0, and a name with its number in its family."""
    return [
        (index, f"simulated-{board.value}-{boards[: index + 1].count(board)}", board)
        for index, board in enumerate(boards)
    ]


def token_for(core: Core, name: str, board: Board) -> str:
    """Generate firmware for a device, or again if a former run with the same file has left its record."""
    now_us = wall_us()
    for device in core.devices(now_us):
        if (device.name, device.board) == (name, board.value):
            return core.regenerate(device.id, now_us).registration_token
    return core.create_device(board, name, now_us).registration_token


def _write(log: TextIO | None, line: str, name: str) -> None:
    # A disk that is full, or nobody who reads: no reason for a device to stop.
    with contextlib.suppress(OSError, ValueError):
        if log is not None:
            log.write(f"{line}\n")
        if name:
            echo(f"{name} | {line}", err=True)


def reached_from_here(url: str) -> str:
    """Give the URL under which a server is reached from its own machine, also one that listens at all addresses."""
    parts = parse_base_url(url)
    host = parts.host
    with contextlib.suppress(ValueError):
        address = ipaddress.ip_address(host)
        if address.is_unspecified:
            host = "127.0.0.1" if address.version == 4 else "::1"
    return f"{parts.scheme}://{host_and_port(host, parts.port)}"
