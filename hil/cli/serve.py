"""`oceanhil serve`: the mock server on a port."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import secrets
import signal
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hil.cli.errors import EnvironmentRefusedError, WrongInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from mock_server.core import AccessPolicy, Core, Event

_KEY_VARIABLE = "OCEANHIL_ADMIN_KEY"
_KEY_CHARACTERS = frozenset(map(chr, range(0x21, 0x7F)))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


# As many as a registration token has.
_SEED_BITS = 256


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address or name to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="Port; 0 takes any.")
@click.option("--profile", "profile_file", metavar="FILE", help="Values laid over the built-in profile (TOML).")
@click.option("--seed", type=int, help="Makes tokens and ids repeatable; without it nobody can guess them.")
@click.option(
    "--admin-key",
    envvar=_KEY_VARIABLE,
    metavar="KEY",
    help=f"Key of the admin side (Authorization: Bearer KEY; also {_KEY_VARIABLE}). Compulsory off loopback.",
)
@click.option("--allow-host", multiple=True, metavar="NAME", help="Host name by which the admin side may be called.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but the address.")
@click.option("-v", "--verbose", is_flag=True, help="Print a line on stderr for every device request.")
def serve(
    *,
    host: str,
    port: int,
    profile_file: str | None,
    seed: int | None,
    admin_key: str | None,
    allow_host: tuple[str, ...],
    quiet: bool,
    verbose: bool,
) -> None:
    """Run the mock OceanRemote server until it is interrupted.

    Prints "listening on http://HOST:PORT" when it is ready. Devices use /api/device/…, tests /_admin/…; the page at /
    lists both.
    """
    core = _make_core(None if profile_file is None else Path(profile_file), seed)
    policy = _make_policy(host, admin_key, allow_host)
    if verbose:
        core.subscribe(_print_request)
    asyncio.run(_run(core, policy, host, port, is_quiet=quiet))


async def _run(core: Core, policy: AccessPolicy, host: str, port: int, *, is_quiet: bool) -> None:
    from mock_server.app import MockServer

    server = MockServer(core, policy)
    ending = asyncio.Event()
    with _stop_signals(asyncio.get_running_loop(), ending.set):
        try:
            await server.start(host, port)
        except OSError as error:
            raise EnvironmentRefusedError(_why_not(error, host, port)) from None
        click.echo(f"listening on {server.url}")
        if not is_quiet:
            click.echo(f"admin side at {server.url}/_admin, overview at {server.url}/, stop with Ctrl-C", err=True)
        await ending.wait()
        await server.stop()


def _make_core(profile_file: Path | None, seed: int | None) -> Core:
    from mock_server.core import Core
    from protocol.profile import ProfileError, load_profile

    try:
        return Core(load_profile(profile_file), secrets.randbits(_SEED_BITS) if seed is None else seed)
    except ProfileError as error:
        raise WrongInputError(str(error)) from None


def _make_policy(host: str, key: str | None, allowed: tuple[str, ...]) -> AccessPolicy:
    from mock_server.core import AccessPolicy

    if key is not None and (not key or set(key) - _KEY_CHARACTERS):
        raise WrongInputError("the admin key is empty or has spaces, expected printable ASCII; choose another one")
    if key is None and not _is_loopback(host):
        hint = f"add --admin-key KEY or set {_KEY_VARIABLE}"
        raise WrongInputError(f"host {host!r} is reachable from outside, so the admin side needs a key; {hint}")
    return AccessPolicy(key, frozenset(name.lower() for name in (host, socket.gethostname(), *allowed)))


def _is_loopback(host: str) -> bool:
    """Tell whether all addresses of `host` are loopback ones."""
    from mock_server.core.admin.access import is_loopback

    if not host:
        raise WrongInputError("host is empty, expected a name or an address such as 127.0.0.1")
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, ValueError):
        raise EnvironmentRefusedError(
            f"host {host!r} is unknown, expected a name or an address of this machine; try --host 127.0.0.1"
        ) from None
    return all(is_loopback(str(address[0])) for *_, address in found)


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use; stop what listens there, or choose another with --port (0 takes any)"
    if isinstance(error, PermissionError):
        return f"port {port} may not be used by this user; choose one above 1023 with --port"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"host {host!r} is no address of this machine; try --host 127.0.0.1"
    return f"cannot listen on {host!r}, port {port}: {error.strerror or error}"


@contextlib.contextmanager
def _stop_signals(loop: asyncio.AbstractEventLoop, stop: Callable[[], object]) -> Iterator[None]:
    """Call `stop` on the first Ctrl-C or SIGTERM; a second one ends the process as usual.

    Works without `loop.add_signal_handler`, which Windows does not have.
    """
    former = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def restore() -> None:
        for number, handler in former.items():
            signal.signal(number, handler)

    def on_signal(number: int, frame: FrameType | None) -> None:
        del number, frame
        restore()
        loop.call_soon_threadsafe(stop)

    for number in former:
        signal.signal(number, on_signal)
    try:
        yield
    finally:
        restore()


def _print_request(event: Event) -> None:
    from mock_server.core import JournalEntry

    entry = event.data
    if not isinstance(entry, JournalEntry):
        return
    when = (_EPOCH + timedelta(seconds=entry.time)).strftime("%H:%M:%S.%f")[:-3]
    target = f"{entry.path}?{entry.query}" if entry.query else entry.path
    status = "-" if entry.status is None else str(entry.status)
    extra = (entry.code, f"device={entry.device}" if entry.device else "", entry.fault, entry.note)
    line = " ".join((when, entry.peer, entry.method, target, status, *filter(None, extra)))
    # Nobody may be reading any more: that is no reason to fail the request.
    with contextlib.suppress(OSError, ValueError):
        click.echo("".join(character if character.isprintable() else "?" for character in line), err=True)
