"""One loop for all servers of a module."""

from collections.abc import Iterator

import pytest

from oceanhil.mock_server.app.server_loop import ServerLoop


@pytest.fixture(scope="module")
def servers() -> Iterator[ServerLoop]:
    with ServerLoop() as servers:
        yield servers
