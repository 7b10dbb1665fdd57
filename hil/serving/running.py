"""Running the server until it is told to stop."""

import asyncio
import errno
import secrets
from pathlib import Path

import click

from hil.cli.errors import EnvironmentRefusedError, WrongInputError
from hil.serving.access import make_policy
from hil.serving.options import ServeOptions
from hil.serving.request_lines import print_request
from hil.serving.signals import stop_signals
from mock_server.app.server import MockServer
from mock_server.core.core import Core
from protocol.profile import ProfileError, load_profile

# As many as a registration token has.
_SEED_BITS = 256


def run(options: ServeOptions) -> None:
    """Serve until Ctrl-C or SIGTERM; raises WrongInputError and EnvironmentRefusedError for the user."""
    core = _make_core(options.profile_file, options.seed)
    policy = make_policy(options.host, options.admin_key, options.allowed_hosts)
    if options.is_verbose:
        core.subscribe(print_request)
    asyncio.run(_serve(MockServer(core, policy), options))


async def _serve(server: MockServer, options: ServeOptions) -> None:
    ending = asyncio.Event()
    with stop_signals(asyncio.get_running_loop(), ending.set):
        try:
            await server.start(options.host, options.port)
        except OSError as error:
            raise EnvironmentRefusedError(_why_not(error, options.host, options.port)) from None
        click.echo(f"listening on {server.url}")
        if not options.is_quiet:
            click.echo(f"admin side at {server.url}/_admin, overview at {server.url}/, stop with Ctrl-C", err=True)
        await ending.wait()
        await server.stop()


def _make_core(profile_file: Path | None, seed: int | None) -> Core:
    try:
        return Core(load_profile(profile_file), secrets.randbits(_SEED_BITS) if seed is None else seed)
    except ProfileError as error:
        raise WrongInputError(str(error)) from None


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use; stop what listens there, or choose another with --port (0 takes any)"
    if isinstance(error, PermissionError):
        return f"port {port} may not be used by this user; choose one above 1023 with --port"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"host {host!r} is no address of this machine; try --host 127.0.0.1"
    return f"cannot listen on {host!r}, port {port}: {error.strerror or error}"
