"""The two ends of a dry run: where requests and operations go instead of the target, telling of each."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import requests

from oceanhil.conformance.contract.finding import TargetLostError
from oceanhil.mock_server.app.server import MockServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.client import Client, ClientError
from oceanhil.mock_server.client.connection import AdminConnection
from oceanhil.mock_server.core.admin.side import ADMIN_PREFIX
from oceanhil.mock_server.services import service_maker
from oceanhil.protocol.wording import os_reason
from oceanhil.remote.connector.connector import Operation
from oceanhil.remote.connector.control import ControlError
from oceanhil.remote.connector.operation import Value
from oceanhil.remote.connector.service_side import Play
from oceanhil.remote.evidence.exchange import Exchange
from oceanhil.remote.wire.pace import Pace
from oceanhil.remote.wire.target import Target
from oceanhil.remote.wire.wire import Wire

_TIMEOUT_S = 10.0


@contextmanager
def built_in_server(service: str, profile_file: Path | None, seed: int) -> Iterator[str]:
    """Run the built-in server of a service on loopback, in this process; gives its URL. Raises TargetLostError."""
    made = service_maker(service)(profile_file, seed)
    with ServerLoop() as loop:
        try:
            server = loop.start(lambda: MockServer(made))
        except OSError as error:
            cause = os_reason(error)
            raise TargetLostError(f"no server can be run on loopback for the rehearsal: {cause}") from None
        try:
            yield server.url
        finally:
            loop.stop(server)


class RehearsalWire(Wire):
    """Goes to one server, and speaks of another."""

    def __init__(self, here: Target, there: Target, pace: Pace, heard: Callable[[Exchange], None]) -> None:
        """Requests go `here`; what is shown of them names `there`."""
        super().__init__(here, pace, heard)
        self.target = there


class Rehearser:
    """Implements `oceanhil.remote.connector.operator.Performer`: tells what would be done, and does it on loopback."""

    def __init__(self, client: Client, play: Play, told: Callable[[Operation, Mapping[str, Value]], None]) -> None:
        self._client = client
        self._play = play
        self._told = told

    def perform(self, operation: Operation, inputs: Mapping[str, Value]) -> Mapping[str, str]:
        """Do an operation on the built-in server."""
        self._told(operation, inputs)
        name = operation.spec.name
        try:
            return self._play(self._client, name, inputs)
        except ClientError as error:
            raise ControlError(f"{name}: {error}", name) from None

    def let_go(self) -> None:
        """Do nothing: no server counts it."""

    def close(self) -> None:
        """Do nothing: the client is closed by who made it."""


class TellingClient(Client):
    """A client that tells of every request to the admin side, as `PUT /_admin/clock`."""

    def __init__(self, url: str, told: Callable[[str], None]) -> None:
        super().__init__(url)
        self._admin.close()
        self._admin = _TellingConnection(url, told)


class _TellingConnection(AdminConnection):
    def __init__(self, url: str, told: Callable[[str], None]) -> None:
        super().__init__(url, admin_key=None, timeout_s=_TIMEOUT_S, verify=True)
        self._told = told

    def send(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        query: Mapping[str, str | int] | None = None,
        timeout_s: float | None = None,
        stream: bool = False,
    ) -> requests.Response:
        """Send a request as the base does."""
        self._told(f"{method} {ADMIN_PREFIX}/{path}")
        return super().send(method, path, body=body, query=query, timeout_s=timeout_s, stream=stream)
