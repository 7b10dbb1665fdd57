"""What `oceanhil vboard` was told of its board, and what that means: settings, port, firmware.

A module of its own, which the command imports when it runs: help does without all that a board needs.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, TypedDict

import click

from oceanhil.boards import board_names
from oceanhil.hil.vboard.settings import (
    Clock,
    PortKind,
    Settings,
    board_of,
    check_adapter,
    check_bootsel,
    check_native_usb,
    driver_of,
    mac_of,
    time_server_of,
)
from oceanhil.protocol.agent.vocabulary import AgentBuild
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.record import StorePolicy
from oceanhil.remote.wire.http_exchange import Route, parse_url, tls_context
from oceanhil.simulator.adapter.kinds import AdapterKind

if TYPE_CHECKING:
    from pathlib import Path


class BoardOptions(TypedDict):
    """What click gives."""

    board_name: str | None
    link: str | None
    tcp: str | None
    rfc2217: str | None
    server: str
    ca: str | None
    insecure: bool
    time_server: str | None
    source_address: str
    address: str
    flash_file: Path | None
    mac: str | None
    driver: str | None
    sketch: str | None
    image: Path | None
    token: str | None
    ssid: str | None
    password: str | None
    store: str
    agent: bool
    agent_of: str
    clock: str
    control: str
    seed: int
    profile: Path | None
    auto_download: bool | None
    baud_pace: bool
    native_usb: bool
    adapter: str | None
    bootsel: Path | None
    replay: Path | None
    speed: float | None
    once: bool
    ready_file: Path | None
    until_eof: bool
    as_json: bool
    quiet: bool
    verbose: bool


def settings_of(options: BoardOptions) -> Settings:
    """Give the settings of the board that was described; raises click.UsageError, VirtualBoardError, RouteError."""
    if options["board_name"] is None and options["image"] is None:
        raise click.UsageError(f"no board given; add --board with one of {', '.join(board_names())}")
    if options["clock"] == "held" and not options["control"]:
        raise click.UsageError("held time needs somebody who grants it; add --control ADDRESS")
    board = Board.PICOW if options["board_name"] is None else board_of(options["board_name"])
    _check_image(options, board)
    kind, address = port_of(options)
    adapter = None if options["adapter"] is None else AdapterKind(options["adapter"])
    if adapter is not None:
        check_adapter(board, kind, adapter)
    if options["bootsel"] is not None:
        check_bootsel(board)
    # On a pty, the port of such a chip comes and goes.
    native_usb = options["native_usb"] or (adapter is AdapterKind.CDC and kind is PortKind.PTY)
    if native_usb:
        check_native_usb(board, kind)
    automatic = options["auto_download"]
    return Settings(
        board,
        kind,
        address,
        driver_of(board, options["driver"]),
        mac_of(board, options["mac"]),
        route=_route(options),
        time_server=time_server_of(options["time_server"]),
        flash_file=options["flash_file"],
        firmware=_firmware(options),
        agent=AgentBuild(options["agent_of"]) if options["agent"] else None,
        clock=Clock(options["clock"]),
        control=options["control"],
        seed=options["seed"],
        profile=options["profile"],
        address=options["address"],
        auto_download=kind is not PortKind.RFC2217 if automatic is None else automatic,
        baud_pace=options["baud_pace"],
        native_usb=native_usb,
        adapter=adapter,
        bootsel=options["bootsel"],
    )


def _route(options: BoardOptions) -> Route:
    """Give the way of its requests; raises RouteError for a server or a certificate that cannot be used."""
    for name, of_it in (("--address", options["address"]), ("--source-address", options["source_address"])):
        _check_ip(name, of_it)
    route = Route(options["server"], options["source_address"], options["ca"] or "", options["insecure"])
    if route.url:
        parse_url(route.url)
    if route.ca_file:
        tls_context(route)
    return route


def _check_ip(option: str, text: str) -> None:
    try:
        if text:
            ip_address(text)
    except ValueError:
        raise click.UsageError(f"{option} is {text!r}, expected an IP address such as 192.168.4.20") from None


def _check_image(options: BoardOptions, board: Board) -> None:
    if options["image"] is None:
        return
    if board is not Board.PICOW:
        raise click.UsageError(f"--image runs programs for a Pico W, not for {board.named}; leave out --board")
    if options["sketch"] is not None or options["token"] is not None:
        raise click.UsageError("--image brings its own program; leave out --sketch and --token")


def port_of(options: BoardOptions) -> tuple[PortKind, str]:
    """Give the one port that was named, and where; raises click.UsageError."""
    given = [
        (kind, address)
        for kind, address in (
            (PortKind.PTY, options["link"]),
            (PortKind.TCP, options["tcp"]),
            (PortKind.RFC2217, options["rfc2217"]),
        )
        if address is not None
    ]
    if len(given) != 1:
        raise click.UsageError(f"{len(given)} ports given, expected one of --pty LINK, --tcp PORT and --rfc2217 PORT")
    return given[0]


def _firmware(options: BoardOptions) -> Firmware | None:
    if options["token"] is None:
        if options["ssid"] is not None or options["password"] is not None:
            raise click.UsageError("--ssid and --password are part of a firmware; add --token TOKEN")
        return None
    if not options["token"]:
        raise click.UsageError("--token is empty; give the registration token, or leave it out for a board without one")
    firmware = Firmware(options["token"], store=StorePolicy(options["store"]))
    return Firmware(
        firmware.registration_token,
        firmware.wifi_ssid if options["ssid"] is None else options["ssid"],
        firmware.wifi_password if options["password"] is None else options["password"],
        firmware.store,
        tls=options["server"].startswith("https:"),
    )
