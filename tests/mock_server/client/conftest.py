"""A client whose server is played by `responses`, and one of a real server."""

from collections.abc import Iterator

import pytest
import responses

from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.client import Client
from oceanhil.mock_server.core import AccessPolicy, Core
from oceanhil.protocol.profile import load_profile
from tests.mock_server.client.answers import KEY, URL


@pytest.fixture
def played() -> Iterator[responses.RequestsMock]:
    """The answers that the test gives; every one must be asked for."""
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def client(played: responses.RequestsMock) -> Iterator[Client]:
    """A client that talks to `played`; its waits take no time, its clock moves by what it would have slept."""
    now_s = [0.0]

    def sleep(duration_s: float) -> None:
        now_s[0] += duration_s

    with Client(URL, admin_key=KEY, monotonic_s=lambda: now_s[0], sleep_s=sleep) as made:
        yield made


@pytest.fixture(scope="module")
def served() -> Iterator[BackgroundServer]:
    """A real server on loopback that wants a key."""
    with BackgroundServer(Core(load_profile(), 7), AccessPolicy(KEY)) as server:
        yield server


@pytest.fixture
def real(served: BackgroundServer) -> Iterator[Client]:
    """A client of the real server, which has just been reset."""
    with Client(served.url, admin_key=KEY) as made:
        made.reset(7)
        yield made
