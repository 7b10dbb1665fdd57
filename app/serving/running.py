"""Running the server until it is told to stop."""

import asyncio
import contextlib

from oceanhil.app.commands.errors import WrongInputError
from oceanhil.app.serving.access import make_policy
from oceanhil.app.serving.admin_key import choose_admin_key
from oceanhil.app.serving.complaints import complaints_told
from oceanhil.app.serving.dashboard import dashboard_extras
from oceanhil.app.serving.devices import simulated_devices
from oceanhil.app.serving.limits import transport_limits
from oceanhil.app.serving.log_output import log_sink
from oceanhil.app.serving.names import check_names
from oceanhil.app.serving.network import on_network, url_for_people
from oceanhil.app.serving.open_files import raise_open_files
from oceanhil.app.serving.options import ServeOptions
from oceanhil.app.serving.services import make_service, oceanremote
from oceanhil.app.serving.signals import stop_signals
from oceanhil.app.serving.supervision import Supervision
from oceanhil.host.terminal import echo
from oceanhil.mock_server.app.server import MockServer


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
            from oceanhil.app.serving.proxying import make_proxy

            proxy = make_proxy(core, options)
            server = MockServer(proxy.core, policy, limits=limits, pages=extras, forward=proxy.forward, log=log)
            asyncio.run(_serve_kept(proxy.running(), server, options, supervision))
            return
        if options.database is None or core is None:
            asyncio.run(_serve(MockServer(service, policy, limits=limits, pages=extras, log=log), options, supervision))
            return
        from oceanhil.app.serving.storage import kept, make_keeper

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
            with simulated_devices(server, options):
                await ending.wait()
                supervision.stopping()
            await server.stop()
