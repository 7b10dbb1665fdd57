"""Everything of `oceanhil serve` that stands on the network: HTTP, HTTPS, the time, the announcement."""

import contextlib
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from urllib.parse import urlsplit

from oceanhil.app.serving.listening import open_listeners, open_time_sockets
from oceanhil.app.serving.options import NetworkOptions
from oceanhil.host.addresses import address_for_others
from oceanhil.host.terminal import echo
from oceanhil.mock_server.app.server import MockServer


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
            from oceanhil.mock_server.app.wall_clock import wall_us
            from oceanhil.mock_server.network.time_service import TimeService

            service = TimeService(lambda: server.service.time_us(wall_us()), sockets)
            await service.start()
            stack.callback(service.close)
            time_urls = tuple(f"sntp://{address}" for address in service.addresses)
        if options.mdns is not None:
            from oceanhil.app.serving.announcing import announced

            await stack.enter_async_context(announced(options.mdns, listeners))
        yield OnNetwork((*server.urls, *time_urls))


def url_for_people(url: str) -> str:
    """Give a base URL as a browser can open it, also from elsewhere: an address in place of "all addresses"."""
    parts = urlsplit(url)
    host = address_for_others(parts.hostname or "")
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{parts.port}"


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
