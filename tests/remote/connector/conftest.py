"""A backend whose operations a test spoils."""

from __future__ import annotations

import pytest

from oceanhil.app.fixtures.served import ServedServer
from tests.remote.connector.meddled_backend import (
    Backend,
)


@pytest.fixture
def backend(mock_server: ServedServer) -> Backend:
    return Backend(mock_server)
