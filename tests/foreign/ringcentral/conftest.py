"""RingCentral's service on a port for programs of other people, and what they say of it."""

from collections.abc import Iterator

import pytest

from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.ringcentral import TokenService
from oceanhil.protocol.ringcentral.profile import load_profile


@pytest.fixture(scope="module")
def token_service() -> Iterator[str]:
    """Give the URL of a fresh service."""
    with BackgroundServer(TokenService(load_profile(), 7)) as server:
        yield server.url
