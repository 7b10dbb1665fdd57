"""`--mdns`: the server is announced on the local network (RFC 6762, RFC 6763), through zeroconf."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Final

from oceanhil.app.command_errors import EnvironmentRefusedError
from oceanhil.host.addresses import addresses_of
from oceanhil.mock_server.network.listener import Listener
from oceanhil.protocol.loopback import is_loopback

if TYPE_CHECKING:
    from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

_EXTRA: Final = "--mdns needs the package 'zeroconf'; install it with: pip install 'oceanhil[mdns]'"
_GOODBYE_S_MAX: Final = 2.0


@contextlib.asynccontextmanager
async def announced(name: str, listeners: Sequence[Listener]) -> AsyncIterator[None]:
    """Announce `listeners` as NAME.local until the end of the block, beginning in the background.

    A network that does not take part is told on stderr and stops nothing. Raises EnvironmentRefusedError if zeroconf
    is not installed.
    """
    try:
        from zeroconf.asyncio import AsyncZeroconf
    except ModuleNotFoundError:
        raise EnvironmentRefusedError(_EXTRA) from None
    infos = services(name, listeners)
    try:
        announcer = AsyncZeroconf(interfaces=_interfaces(infos))
    except OSError as error:
        _tell(error)
        yield
        return
    # Asking whether the name is free takes most of a second.
    announcing = asyncio.create_task(_announce(announcer, infos))
    try:
        yield
    finally:
        announcing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await announcing
        with contextlib.suppress(TimeoutError, OSError):
            async with asyncio.timeout(_GOODBYE_S_MAX):
                await announcer.async_unregister_all_services()
        await announcer.async_close()


def services(name: str, listeners: Sequence[Listener]) -> "list[AsyncServiceInfo]":
    """Describe each port once, with all addresses at which it is reached; loopback only if there is nothing else."""
    from zeroconf.asyncio import AsyncServiceInfo

    found: dict[tuple[str, int], list[str]] = {}
    for listener in listeners:
        kind = "_http._tcp.local." if listener.tls is None else "_https._tcp.local."
        found.setdefault((kind, listener.port), []).extend(addresses_of(listener.host))
    return [
        AsyncServiceInfo(
            kind,
            f"{name}.{kind}",
            port=port,
            properties={"path": "/"},
            server=f"{name}.local.",
            parsed_addresses=list(_outward(addresses)),
        )
        for (kind, port), addresses in found.items()
    ]


def _outward(addresses: Sequence[str]) -> Sequence[str]:
    outward = [address for address in dict.fromkeys(addresses) if not is_loopback(address)]
    return outward or list(dict.fromkeys(addresses))


def _interfaces(infos: "Sequence[AsyncServiceInfo]") -> list[str]:
    """Give the addresses of the network interfaces that the announcement goes to."""
    return sorted({address for info in infos for address in info.parsed_addresses()})


async def _announce(announcer: "AsyncZeroconf", infos: "Sequence[AsyncServiceInfo]") -> None:
    from zeroconf import Error

    try:
        for info in infos:
            # What is announced of a service is sent in the background.
            await (await announcer.async_register_service(info, allow_name_change=True))
    except (OSError, Error) as error:
        _tell(error)


def _tell(error: Exception) -> None:
    cause = error.strerror if isinstance(error, OSError) and error.strerror else str(error) or type(error).__name__
    with contextlib.suppress(OSError, ValueError):
        logging.getLogger("oceanhil").warning("mdns: not announced: %s; the server runs all the same", cause)
