"""A token service elsewhere: in another thread, behind real HTTP."""

from collections.abc import Iterator

import pytest

from oceanhil.hil.worlds.service.served_worlds import ServedWorlds
from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.core import AccessPolicy
from oceanhil.mock_server.ringcentral import TokenService
from oceanhil.protocol.ringcentral.profile import load_profile

KEY = "a test's key"


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[BackgroundServer]:
    """The server; it wants a key."""
    with BackgroundServer(TokenService(load_profile(), 99), AccessPolicy(KEY)) as server:
        yield server


@pytest.fixture
def served(elsewhere: BackgroundServer) -> Iterator[ServedWorlds]:
    """That service as runs use it."""
    made = ServedWorlds(elsewhere.url, admin_key=KEY, ca_file=None, may_reset=False)
    yield made
    made.close()
