"""The server from the command's options to its end, and `--db FILE`, in which it keeps what it knows.

Its dashboard offers more than the server itself has: rendered sketches, reports of runs.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from oceanhil.app.command_errors import EnvironmentRefusedError, WrongInputError
from oceanhil.app.serving.access import choose_admin_key, make_policy, transport_limits
from oceanhil.app.serving.log import complaints_told, log_sink
from oceanhil.app.serving.network import on_network, url_for_people
from oceanhil.app.serving.option_groups import NetworkOptions
from oceanhil.app.serving.options import ServeOptions, check_names
from oceanhil.app.serving.process import Supervision, raise_open_files, stop_signals
from oceanhil.app.serving.service import make_service, oceanremote
from oceanhil.host.terminal import echo
from oceanhil.host.wall_clock import wall_us
from oceanhil.mock_server.app.server import MockServer
from oceanhil.mock_server.core.admin_error import WrongValueError
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.site import Page
from oceanhil.mock_server.core.storage import StorageState, StorageView
from oceanhil.mock_server.dashboard.reports import reports_page
from oceanhil.mock_server.dashboard.sketches import SketchOrder, sketch_page

_PLAIN: Final = NetworkOptions()


def dashboard_extras(reports: Path | None, network: NetworkOptions = _PLAIN) -> Sequence[Page]:
    """Give the pages; `reports` is a folder of HTML reports, or None, and `network` where the server listens.

    The folder may come later. Raises WrongInputError if it is a file.
    """
    if reports is not None and reports.exists() and not reports.is_dir():
        raise WrongInputError(f"--reports {str(reports)!r} is no folder, expected one with HTML reports")
    sketches = sketch_page(lambda order: make_sketch(order, _root_certificate(order, network)))
    return (sketches, *(() if reports is None else (reports_page(reports),)))


def make_sketch(order: SketchOrder, root_certificate: bytes = b"") -> bytes:
    """Render a sketch as `oceanhil firmware new` does, and give it as a ZIP archive; raises WrongValueError.

    `root_certificate` is PEM, empty for the one that the platform's leads to.
    """
    # Only who asks for a sketch waits for all this to load.
    import tempfile

    from oceanhil.app.firmware.sketch import render_sketch
    from oceanhil.app.firmware.tool_errors import FirmwareToolError
    from oceanhil.app.firmware.values import Values

    with tempfile.TemporaryDirectory(prefix="oceanhil-sketch-") as folder:
        place = Path(folder, f"oceanremote-{order.board.value}")
        try:
            values = Values(
                order.ssid.encode(),
                order.password.encode(),
                order.registration_token.encode(),
                order.server.encode(),
                root_certificate,
            )
            render_sketch(place, order.board, values)
        except FirmwareToolError as error:
            raise WrongValueError(str(error).partition("; see --")[0].partition(", see --")[0]) from None
        return _archive(place)


def _root_certificate(order: SketchOrder, network: NetworkOptions) -> bytes:
    """Give the bench CA for a server that speaks HTTPS with its certificate; empty for any other."""
    if not network.has_tls or not order.server.lower().startswith("https:"):
        return b""
    from oceanhil.app.serving.bench_ca import open_bench_ca

    try:
        return open_bench_ca(network.ca_dir).certificate_pem.encode()
    except (EnvironmentRefusedError, WrongInputError) as error:
        raise WrongValueError(error.message) from None


def _archive(folder: Path) -> bytes:
    """Pack a folder under its own name, in an order that does not depend on the file system."""
    import io
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder.parent))
    return packed.getvalue()


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
    names = (*options.admin.allowed_hosts, *network.tls_names, *network.mdns_names)
    key = choose_admin_key(options.admin.admin_key, options.admin.admin_key_file)
    policy = make_policy(network.hosts, key.text, names)
    limits, log = transport_limits(options.limits, network.hosts), log_sink(options.output.log)
    extras = dashboard_extras(options.admin.reports, options.network)
    supervision = Supervision(options.output.ready_file, log, made_key=key.text if key.is_made else None)
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
        server = MockServer(core, policy, limits=limits, pages=extras, store=keeper, log=log)
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
        async with on_network(server, options.network, is_quiet=options.output.is_quiet) as network:
            for url in network.urls:
                echo(f"listening on {url}")
            if not options.output.is_quiet:
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
