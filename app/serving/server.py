"""The server from the command's options to its end, and `--db FILE`, in which it keeps what it knows."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

from oceanhil.app.commands.command_errors import EnvironmentRefusedError, WrongInputError
from oceanhil.app.serving.access import choose_admin_key, make_policy, transport_limits
from oceanhil.app.serving.dashboard import dashboard_extras
from oceanhil.app.serving.log import complaints_told, log_sink
from oceanhil.app.serving.network import on_network, url_for_people
from oceanhil.app.serving.options import ServeOptions, check_names
from oceanhil.app.serving.process import Supervision, raise_open_files, stop_signals
from oceanhil.app.serving.service import make_service, oceanremote
from oceanhil.host.terminal import echo
from oceanhil.mock_server.app.server import MockServer
from oceanhil.mock_server.app.wall_clock import wall_us
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.storage import StorageState, StorageView

if TYPE_CHECKING:
    from oceanhil.mock_server.store import Keeper


def make_keeper(core: Core, path: Path, *, is_logged: bool) -> "Keeper":
    """Prepare to keep `core` in `path`; what goes wrong while it runs is told on stderr, unless the log tells it."""
    from oceanhil.mock_server.store import Keeper

    return Keeper(core, path, wall_us, tell=_ignore if is_logged else _tell_storage)


@contextlib.asynccontextmanager
async def kept(keeper: "Keeper") -> AsyncIterator[None]:
    """Load what is in the file, and write to it until the end.

    Raises WrongInputError for a file of another kind, EnvironmentRefusedError for one the machine does not give.
    """
    from oceanhil.mock_server.store import StoreError, StoreRefusedError

    try:
        await keeper.start()
    except StoreRefusedError as error:
        raise WrongInputError(str(error)) from None
    except StoreError as error:
        raise EnvironmentRefusedError(str(error)) from None
    try:
        yield
    finally:
        await keeper.close()


def _ignore(_: StorageView) -> None:
    pass


def _tell_storage(storage: StorageView) -> None:
    words = {StorageState.READ_ONLY: "read-only", StorageState.UNREADABLE: "unreadable, every request is refused"}
    state = words.get(storage.state, "stored again")
    with contextlib.suppress(OSError, ValueError):
        echo(f"storage: {state}{f': {storage.reason}' if storage.reason else ''}", err=True)


def run(options: ServeOptions) -> None:
    """Serve until Ctrl-C or SIGTERM; raises WrongInputError and EnvironmentRefusedError for the user."""
    check_names(options)
    service = make_service(options.profile_file, options.seed)
    core = oceanremote(service, options)
    network = options.network
    names = (*options.allowed_hosts, *network.tls_names, *network.mdns_names)
    key = choose_admin_key(options.admin_key, options.admin_key_file)
    policy = make_policy(network.hosts, key.text, names)
    limits, log = transport_limits(options.limits, network.hosts), log_sink(options.log_format)
    extras = dashboard_extras(options.reports, options.network)
    supervision = Supervision(options.ready_file, log, made_key=key.text if key.is_made else None)
    with complaints_told(log, service.conceal):
        if options.proxy.lacks_upstream:
            raise WrongInputError("--record and --upstream-ca are for a proxy; add --upstream URL")
        if options.proxy.upstream is not None and core is not None:
            from oceanhil.app.serving.proxy import make_proxy

            proxy = make_proxy(core, options)
            server = MockServer(proxy.core, policy, limits=limits, pages=extras, forward=proxy.forward, log=log)
            asyncio.run(_serve_kept(proxy.running(), server, options, supervision))
            return
        if options.database is None or core is None:
            asyncio.run(_serve(MockServer(service, policy, limits=limits, pages=extras, log=log), options, supervision))
            return

        keeper = make_keeper(core, options.database, is_logged=log is not None)
        server = MockServer(core, policy, limits=limits, pages=extras, keeping=keeper, log=log)
        asyncio.run(_serve_kept(kept(keeper), server, options, supervision))


async def _serve_kept(
    storage: contextlib.AbstractAsyncContextManager[None],
    server: MockServer,
    options: ServeOptions,
    supervision: Supervision,
) -> None:
    async with storage:
        await _serve(server, options, supervision)


async def _serve(server: MockServer, options: ServeOptions, supervision: Supervision) -> None:
    raise_open_files()
    ending = asyncio.Event()
    with stop_signals(asyncio.get_running_loop(), ending.set), supervision:
        async with on_network(server, options.network, is_quiet=options.is_quiet) as network:
            for url in network.urls:
                echo(f"listening on {url}")
            if not options.is_quiet:
                url = url_for_people(server.url)
                echo(f"dashboard at {url}/, stop with Ctrl-C", err=True)
            supervision.ready(network.urls)
            with _devices(server, options):
                await ending.wait()
                supervision.stopping()
            await server.stop()


def _devices(server: MockServer, options: ServeOptions) -> contextlib.AbstractContextManager[object]:
    """Give the simulated devices that were asked for beside `server`, which listens, in the event loop's thread."""
    if not options.devices:
        return contextlib.nullcontext()
    # Only who asks for devices waits for the simulator to load.
    from oceanhil.app.serving.devices import SimulatedBench

    return SimulatedBench(server, options)
