"""A mock server elsewhere: in another thread, behind real HTTP."""

from collections.abc import Iterator

import pytest

from oceanhil.hil.worlds.remote.source import RemoteServer
from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.core import AccessPolicy, Core
from oceanhil.protocol.profile import load_profile
from tests.hil.worlds.remote.key import KEY


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[BackgroundServer]:
    """The server; it wants a key."""
    with BackgroundServer(Core(load_profile(), 99), AccessPolicy(KEY)) as server:
        yield server


@pytest.fixture
def source(elsewhere: BackgroundServer) -> Iterator[RemoteServer]:
    """That server as runs use it."""
    made = RemoteServer(elsewhere.url, admin_key=KEY, ca_file=None, may_reset=False)
    yield made
    made.close()
