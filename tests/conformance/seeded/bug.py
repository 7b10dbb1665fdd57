"""A deliberate fault in the built-in server, and how a server with one is made and tried."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Final

from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.client import Client
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Profile, load_profile
from oceanhil.remote.connector.admin import AdminControl
from oceanhil.remote.connector.control import Control
from oceanhil.remote.wire.target import Target
from oceanhil.remote.wire.wire import Wire

_TIMEOUT_S: Final = 5.0
Honest = Callable[[HttpRequest], Delivery]
"""Gives the answer of the server without the fault."""
Meddling = Callable[[HttpRequest, Honest], Delivery]
"""Answers a request wrongly, with what the honest server would do at hand."""


@dataclass(frozen=True, slots=True)
class SeededBug:
    """A fault by name, the server that has it, and the item that must find it with this verdict."""

    name: str
    item: str
    serve: Callable[[], MockServer]
    verdict: ItemVerdict = ItemVerdict.VIOLATES
    before: Callable[[str], AbstractContextManager[str]] = nullcontext
    """What stands between devices and the server: given the server's URL it gives its own."""


class MeddledCore(Core):
    """The built-in service, with somebody between it and the devices."""

    def __init__(self, meddling: Meddling, profile: Profile | None = None) -> None:
        super().__init__(profile or load_profile(), seed=1)
        self._meddling = meddling

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        honest = super().handle
        return self._meddling(request, lambda changed: honest(changed, now_us))


def meddled(meddling: Meddling) -> Callable[[], MockServer]:
    """Serve the built-in service with `meddling` before it: for faults in what is answered or understood."""
    return lambda: MockServer(MeddledCore(meddling))


def rebuilt(change: Callable[[Core], object]) -> Callable[[], MockServer]:
    """Serve the built-in service with parts of it exchanged by `change`: for faults in how it judges."""

    def make() -> MockServer:
        core = Core(load_profile(), seed=1)
        change(core)
        return MockServer(core)

    return make


@contextmanager
def subject_at(
    servers: ServerLoop,
    serve: Callable[[], MockServer],
    profile: Profile | None = None,
    limited: Callable[[Control], Control] = lambda whole: whole,
    *,
    seed: int = 1,
    before: Callable[[str], AbstractContextManager[str]] = nullcontext,
) -> Iterator[DeviceSubject]:
    """Serve on loopback, and give a subject for that server under `profile`, with what `limited` leaves of its side."""
    server = servers.start(serve)
    try:
        with (
            Client(server.url) as client,
            before(server.url) as url,
            closing(_subject(url, client, profile or load_profile(), limited, seed)) as subject,
        ):
            yield subject
    finally:
        servers.stop(server)


def _subject(
    url: str, client: Client, profile: Profile, limited: Callable[[Control], Control], seed: int
) -> DeviceSubject:
    return DeviceSubject(
        lambda heard: Wire(Target(url, timeout_s=_TIMEOUT_S), heard=heard),
        limited(AdminControl(client)),
        profile,
        seed=seed,
    )
