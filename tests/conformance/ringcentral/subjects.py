"""Token services on loopback, right or with a fault, and the contract tried on them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from oceanhil.conformance.contract.suite import Setup
from oceanhil.conformance.ringcentral.suite import make_suite
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.client import Client
from oceanhil.mock_server.ringcentral import TokenService
from oceanhil.protocol.ringcentral.profile import load_profile
from oceanhil.remote.wire.target import Target
from oceanhil.remote.wire.wire import Wire

if TYPE_CHECKING:
    from oceanhil.conformance.contract.result import ItemResult
    from oceanhil.mock_server.app.server_loop import ServerLoop
    from oceanhil.protocol.profile import Scalar

Serve = Callable[[], MockServer]


def right(path: Path | None = None) -> Serve:
    """Serve the service as it is, under the profile file `path`."""
    return lambda: MockServer(TokenService(load_profile(path), 7))


@contextmanager
def served(servers: ServerLoop, serve: Serve) -> Iterator[str]:
    """Serve meanwhile; gives the URL."""
    server = servers.start(serve)
    try:
        yield server.url
    finally:
        servers.stop(server)


def tried(
    url: str, ids: Collection[str] = (), path: Path | None = None, trials_max: int = 2
) -> Mapping[str, ItemResult]:
    """Try items (none given: all) on the service at `url` under a profile; gives the results by id."""
    suite = make_suite(path)
    with Client(url) as client:
        control = suite.admin(client)
        setup = Setup(
            wire_to=lambda heard: Wire(Target(url), heard=heard), control=control, seed=1, trials_max=trials_max
        )
        chosen = frozenset(item.id for item in suite.items if not ids or item.id in ids)
        try:
            return {result.id: result for result in suite.run(chosen, setup)}
        finally:
            control.close()


def learned(results: Mapping[str, ItemResult]) -> dict[str, Scalar]:
    """Give every reading that was found."""
    return {name: value for result in results.values() for name, value in result.readings.items()}
