"""A device's requests on their way to the server elsewhere: real HTTP, one connection for each device."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from oceanhil.mock_server.client import ClientError, NotServingError, RefusedError, UnknownIdError, WrongKeyError
from oceanhil.mock_server.core.admin_error import AdminError, UnknownNameError
from oceanhil.protocol.http import HttpFailure, HttpRequest, HttpResponse
from oceanhil.remote.wire.http_exchange import HttpExchanger, Route, loopback_source
from oceanhil.scenarios.world import WorldError

_TIMEOUT_S = 30.0


class NoMockServerError(WorldError):
    """What answers there may be no mock server at all."""


@contextlib.contextmanager
def client_errors() -> Iterator[None]:
    """Turn the client's errors into those that a core has, and into WorldError where there is no server."""
    try:
        yield
    except WrongKeyError as error:
        raise WorldError(str(error)) from None
    except UnknownIdError as error:
        raise UnknownNameError(error.text) from None
    except RefusedError as error:
        raise AdminError(error.text) from None
    except ClientError as error:
        raise WorldError(str(error)) from None


@contextlib.contextmanager
def client_errors_before_run() -> Iterator[None]:
    """Turn every error of the client into WorldError: before a run there is no scenario whose wish was refused."""
    try:
        yield
    except (NotServingError, WrongKeyError) as error:
        raise NoMockServerError(f"--server: {error}") from None
    except ClientError as error:
        raise WorldError(f"--server: {error}") from None


class DeviceWire:
    """The way to the server at `url`. To one on loopback each device goes from an address of its own."""

    def __init__(self, url: str, ca_file: Path | None) -> None:
        self._url = url
        self._ca_file = "" if ca_file is None else str(ca_file)
        self._exchangers: dict[str, HttpExchanger] = {}

    def exchange(self, request: HttpRequest) -> HttpResponse | None:
        """Send a request and give the answer, None if the connection ended without one.

        Raises WorldError if there is no server, or if it takes longer than any fault of this run can make it.
        """
        exchanger = self._exchangers.get(request.peer)
        if exchanger is None:
            source = self.source(request.peer)
            exchanger = self._exchangers[request.peer] = HttpExchanger(Route(self._url, source, self._ca_file))
        outcome = exchanger.exchange(request, _TIMEOUT_S)
        if isinstance(outcome, HttpResponse):
            return outcome
        if outcome is HttpFailure.CONNECTION_LOST:
            return None
        raise WorldError(
            f"--server: {self._url!r} does not answer devices any more ({outcome.words}); "
            "see whether it runs and can be reached from here"
        )

    def close(self) -> None:
        """Close all connections."""
        for exchanger in self._exchangers.values():
            exchanger.close()
        self._exchangers.clear()

    def source(self, peer: str) -> str:
        """Give the loopback address that stands for a device's own, empty where there is none."""
        return loopback_source(self._url, peer)
