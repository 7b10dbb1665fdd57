"""A fresh service for each test."""

from collections.abc import Callable

import pytest

from tests.mock_server.ringcentral.clients import Bench


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def make_bench() -> Callable[..., Bench]:
    return Bench
