"""Everything of `oceanhil serve` that stands on the network: HTTP, HTTPS, the time, the announcement.

All sockets that it was told to open are opened, or none and there is a reason.
"""

import contextlib
import errno
import socket
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass

from oceanhil.app.command_errors import EnvironmentRefusedError
from oceanhil.app.serving.option_groups import NetworkOptions
from oceanhil.host.addresses import address_for_others, host_and_port
from oceanhil.host.terminal import echo
from oceanhil.mock_server.app.server import MockServer
from oceanhil.mock_server.network.listener import Listener, bind, open_listener
from oceanhil.protocol.base_url import parse_base_url
from oceanhil.protocol.wording import os_reason


@dataclass(frozen=True, slots=True)
class OnNetwork:
    """What is open now."""

    urls: tuple[str, ...]
    """Base URLs of the server, and `sntp://HOST:PORT` for each socket of the time server."""


@contextlib.asynccontextmanager
async def on_network(server: MockServer, options: NetworkOptions, *, is_quiet: bool) -> AsyncIterator[OnNetwork]:
    """Serve on everything in `options` until the end of the block; the caller stops `server` itself before that.

    Raises WrongInputError and EnvironmentRefusedError for the user, with nothing left open.
    """
    async with AsyncExitStack() as stack:
        tls = await _certify(options, stack, is_quiet=is_quiet) if options.has_tls else None
        with ExitStack() as opened:
            listeners = open_listeners(options.hosts, _ports(options, tls), opened)
            sockets = () if options.sntp_port is None else open_time_sockets(options.hosts, options.sntp_port, opened)
            opened.pop_all()
        await server.serve(listeners)
        stack.push_async_callback(server.stop)
        time_urls: tuple[str, ...] = ()
        if sockets:
            from oceanhil.host.wall_clock import wall_us
            from oceanhil.mock_server.network.time_service import TimeService

            service = TimeService(lambda: server.service.unix_us(wall_us()), sockets)
            await service.start()
            stack.callback(service.close)
            time_urls = tuple(f"sntp://{address}" for address in service.addresses)
        if options.mdns is not None:
            from oceanhil.app.serving.announcement import announced

            await stack.enter_async_context(announced(options.mdns, listeners))
        yield OnNetwork((*server.urls, *time_urls))


def url_for_people(url: str) -> str:
    """Give a base URL as a browser can open it, also from elsewhere: an address in place of "all addresses"."""
    parts = parse_base_url(url)
    return f"{parts.scheme}://{host_and_port(address_for_others(parts.host), parts.port)}"


def _ports(options: NetworkOptions, tls: ssl.SSLContext | None) -> list[tuple[str, int, ssl.SSLContext | None]]:
    if tls is None or options.tls_port is None:
        return [("--port", options.port, tls)]
    return [("--port", options.port, None), ("--tls-port", options.tls_port, tls)]


async def _certify(options: NetworkOptions, stack: AsyncExitStack, *, is_quiet: bool) -> ssl.SSLContext:
    from oceanhil.app.serving.certificates import certify, kept_current

    certified = certify(options.ca_dir, options.hosts, options.tls_names + options.mdns_names)
    await stack.enter_async_context(kept_current(certified, options.hosts))
    if not is_quiet:
        names = ", ".join(certified.names)
        echo(f"certificate for {names}", err=True)
        echo(f"bench CA with SHA-256 {certified.fingerprint}, see 'oceanhil server ca'", err=True)
    return certified.context


def open_listeners(
    hosts: Sequence[str], ports: Sequence[tuple[str, int, ssl.SSLContext | None]], stack: ExitStack
) -> list[Listener]:
    """Listen at every host, at all `ports` (option that sets it, port, TLS); `stack` closes what was opened.

    Raises EnvironmentRefusedError.
    """
    found = []
    for host in hosts:
        for option, port, tls in ports:
            try:
                listener = open_listener(host, port, tls)
            except OSError as error:
                raise EnvironmentRefusedError(_why_not(error, host, port, option)) from None
            stack.callback(listener.socket.close)
            found.append(listener)
    return found


def open_time_sockets(hosts: Sequence[str], port: int, stack: ExitStack) -> list[socket.socket]:
    """Bind a datagram socket at every host; `stack` closes what was opened. Raises EnvironmentRefusedError."""
    found = []
    for host in hosts:
        try:
            bound = bind(host, port, socket.SOCK_DGRAM)
        except OSError as error:
            raise EnvironmentRefusedError(_why_not(error, host, port, "--sntp-port")) from None
        stack.callback(bound.close)
        found.append(bound)
    return found


def _why_not(error: OSError, host: str, port: int, option: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use; stop what listens there, or choose another with {option} (0 takes any)"
    if isinstance(error, PermissionError):
        return f"port {port} may not be used by this user; choose one above 1023 with {option}{_right_to_123(port)}"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"host {host!r} is no address of this machine; try --host 127.0.0.1"
    if error.errno == errno.EAFNOSUPPORT:
        return f"host {host!r} is an IPv6 address, which this machine has switched off; try --host 127.0.0.1"
    return f"cannot listen on {host!r}, port {port}: {os_reason(error)}"


def _right_to_123(port: int) -> str:
    return ", or get the right to it (docs/point-a-board.md of the repository, 'Time')" if port == 123 else ""
