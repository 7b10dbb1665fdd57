"""A virtual board put together: line, port, control channel, files, and the loop that drives them."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from oceanhil.hil.vboard.adapter_twin import AdapterTwin, TwinConsole
from oceanhil.hil.vboard.bootsel_drive import BootselDrive
from oceanhil.hil.vboard.control import Request, State
from oceanhil.hil.vboard.control_commands import ControlCommands
from oceanhil.hil.vboard.control_server import ControlServer
from oceanhil.hil.vboard.flash import FlashFile
from oceanhil.hil.vboard.internet.sntp import TimeSource, machine_time, sntp_time
from oceanhil.hil.vboard.internet.transports import BlockingTransport, Lateness, ThreadedTransport
from oceanhil.hil.vboard.lifecycle import Ready
from oceanhil.hil.vboard.port_traffic import BoardOnPort, PacedWriter
from oceanhil.hil.vboard.ports.open_port import open_port, open_usb
from oceanhil.hil.vboard.ports.port import BoardLine, BoardPort
from oceanhil.hil.vboard.reactor import Reactor
from oceanhil.hil.vboard.settings import Clock, Settings, time_server_of
from oceanhil.hil.vboard.vboard_errors import MachineRefusedError, VirtualBoardError
from oceanhil.hil.vboard.virtual_board import BoardFirmware, BoardOptions, VirtualBoard
from oceanhil.host.terminal import echo
from oceanhil.protocol.profile import ProfileError, load_profile
from oceanhil.protocol.units import SECOND_US
from oceanhil.remote.wire.http_exchange import Route, RouteError, check_source_address, parse_url
from oceanhil.simulator.adapter.kinds import ADAPTERS
from oceanhil.simulator.board.board import BoardSetup
from oceanhil.simulator.network import AccessPoint

_SAVE_EVERY_S: Final = 1.0
# What the simulation adds one way where board time stands still during the real exchange.
_HELD_LATENCY_US: Final = 20_000


class VirtualBoardHost:
    """A virtual board with its port, control channel and files. `close` gives everything back and saves the flash."""

    def __init__(self, settings: Settings, firmware: BoardFirmware | None = None) -> None:
        """Make it; `firmware` runs whatever stands in flash. Raises VirtualBoardError, RouteError."""
        self._settings = settings
        self._firmware = firmware
        self._is_ending = False
        self._reported = ""
        self.reactor = Reactor()
        self._lateness = Lateness()
        self._transport = self._make_transport()
        self._line = BoardLine()
        self.board = VirtualBoard(
            _options(settings, firmware),
            self._transport,
            self._line,
            _monotonic_us if settings.clock is Clock.REAL else None,
            settings.seed,
        )
        self._flash_file = FlashFile(settings.flash_file) if settings.flash_file else None
        self._control: ControlServer | None = None
        self._port: BoardPort | None = None
        self._drive: BootselDrive | None = None
        try:
            self._open()
        except (RouteError, VirtualBoardError):
            self._close_ports()
            if self._flash_file:
                self._flash_file.close()
            raise

    def _open(self) -> None:
        settings = self._settings
        if settings.route.source_address:
            check_source_address(settings.route.source_address)
        if self._flash_file:
            self._flash_file.load(self.board.board.flash)
        if settings.firmware is not None:
            if self._firmware is None:
                self.board.image.install(settings.firmware)
            # Who puts firmware on by hand wants its network in the air.
            self.board.network.access_point = AccessPoint(settings.firmware.wifi_ssid, settings.firmware.wifi_password)
        board_side = BoardOnPort(self.board, self.reactor, real_time=settings.clock is Clock.REAL)
        twin: AdapterTwin | None = None
        if settings.adapter is not None:
            twin = AdapterTwin(ADAPTERS[settings.adapter], self.board, board_side, self.reactor)
        host_side = twin or board_side
        if settings.native_usb:
            usb = open_usb(settings.port_address, host_side, self.reactor, is_held=settings.clock is Clock.HELD)
            self._port = usb
            self.board.plug_into(usb if twin is None else TwinConsole(twin, usb))
        else:
            self._port = open_port(settings.port_kind, settings.port_address, host_side, self.reactor)
        if twin is not None:
            twin.connect(self._port)
        end = twin or self._port
        paced = PacedWriter(end, self.reactor) if settings.baud_pace else None
        self._line.connect(self._port, paced.write if paced else end.write, lambda: end.host_baud)
        if settings.bootsel is not None:
            self._drive = BootselDrive(settings.bootsel, self.board, self.reactor)
        self._commands = ControlCommands(
            self.board, self._port, self._line, self._take_url, self._take_time_server, twin
        )
        if settings.control:
            self._control = ControlServer(settings.control, self._handle, self._lateness.add, self.reactor)

    @property
    def route(self) -> Route:
        """The way to the server that its requests take now."""
        return self._transport.route

    @property
    def ready(self) -> Ready:
        """Where it listens."""
        assert self._port is not None
        control = self._control.address if self._control else ""
        mac = self._settings.mac.hex(":").upper()
        return Ready(self._port.url, control, os.getpid(), self._settings.board.value, mac)

    def copy_to(self, listener: Callable[[bytes], None]) -> None:
        """Let `listener` have a copy of all that the board sends, whatever the line makes of it."""
        self._line.copy = listener

    def run(self) -> None:
        """Be a board until told to end; without a control channel, power comes on by itself."""
        if not self._settings.control:
            self.board.power(on=True)
        self._save_regularly()
        while not self._is_ending:
            self.reactor.turn(self._sleep_s())

    def end(self) -> None:
        """Let `run` return; from any thread or a signal handler."""
        self._is_ending = True
        self.reactor.post(_nothing)

    def close(self) -> None:
        """Close the port, remove links and sockets, save the flash; raises MachineRefusedError if that fails."""
        self._close_ports()
        if self._flash_file:
            try:
                self._flash_file.save(self.board.board.flash)
            finally:
                self._flash_file.close()

    def _close_ports(self) -> None:
        if self._drive is not None:
            self._drive.close()
        if self._control is not None:
            self._control.close()
        if self._port is not None:
            self._port.close()
        self._transport.close()
        if self._firmware is not None:
            self._firmware.close()
        self.reactor.close()

    def _sleep_s(self) -> float | None:
        if self.board.is_held:
            return None
        due_us = self.board.catch_up()
        return None if due_us is None else due_us / SECOND_US

    def _handle(self, request: Request) -> State:
        return self._commands.handle(request)

    def _take_url(self, url: str) -> None:
        if url:
            parse_url(url)
        self._transport.route = replace(self._settings.route, url=url)

    def _take_time_server(self, address: str) -> None:
        chosen = time_server_of(address) if address else self._settings.time_server
        self._transport.time_source = _time_source(chosen)

    def _make_transport(self) -> BlockingTransport | ThreadedTransport:
        settings = self._settings
        source = _time_source(settings.time_server)
        if settings.clock is Clock.HELD:
            return BlockingTransport(settings.route, source, self._lateness, self._drain)
        return ThreadedTransport(settings.route, source, self._lateness, self.reactor.post)

    def _drain(self) -> None:
        if self._control is not None:
            self._control.drain()

    def _save_regularly(self) -> None:
        if self._flash_file is None:
            return
        try:
            self._flash_file.save(self.board.board.flash)
        except MachineRefusedError as error:
            self._report(str(error))
        else:
            self._reported = ""
        self.reactor.call_later(_SAVE_EVERY_S, self._save_regularly)

    def _report(self, text: str) -> None:
        """Say once what keeps being wrong."""
        if text != self._reported:
            self._reported = text
            echo(text, err=True)


def _time_source(address: tuple[str, int] | None) -> TimeSource:
    return machine_time if address is None else partial(sntp_time, *address)


def _options(settings: Settings, firmware: BoardFirmware | None) -> BoardOptions:
    try:
        profile = load_profile(settings.profile)
    except ProfileError as error:
        raise VirtualBoardError(str(error)) from None
    setup = BoardSetup(
        board=settings.board, driver=settings.driver, mac=settings.mac, device=profile.device, wire=profile.wire
    )
    return BoardOptions(
        setup,
        agent=settings.agent,
        auto_download=settings.auto_download,
        address=settings.address,
        latency_us=_HELD_LATENCY_US if settings.clock is Clock.HELD else 0,
        firmware=firmware,
        has_switch=bool(settings.control),
    )


def _monotonic_us() -> int:
    return time.monotonic_ns() // 1000


def _nothing() -> None:
    """Wake the loop."""
