"""A server of somebody else, and the library to run against it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from oceanhil.hil.worlds.foreign.source import ForeignServer
from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.client import Client
from oceanhil.mock_server.core import Core
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.loader import Library
from tests.hil.worlds.foreign.machine import MachineTime, foreign_server
from tests.library import whole_library


@pytest.fixture(scope="session")
def library() -> Library:
    return whole_library()


@pytest.fixture
def machine_time() -> MachineTime:
    return MachineTime()


@pytest.fixture
def served(machine_time: MachineTime) -> Iterator[BackgroundServer]:
    with BackgroundServer(Core(load_profile(), 7), clock=machine_time.unix_us) as server:
        yield server


@pytest.fixture
def client(served: BackgroundServer) -> Iterator[Client]:
    with Client(served.url) as client:
        yield client


@pytest.fixture
def without_clock(client: Client, machine_time: MachineTime) -> Iterator[ForeignServer]:
    """What most backends offer: no test clock, no settings."""
    server = foreign_server(client, machine_time)
    yield server
    server.close()


@pytest.fixture
def with_clock(client: Client, machine_time: MachineTime) -> Iterator[ForeignServer]:
    """A test server that lets its clock be moved and its settings be changed."""
    server = foreign_server(client, machine_time, frozenset())
    yield server
    server.close()
