"""A little of every abuse for each run of the tests; `tests/abuse` has it in earnest (`make abuse`)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from oceanhil.mock_server.app import BackgroundServer, TransportLimits
from oceanhil.mock_server.core import Core
from oceanhil.mock_server.operation.address_limits import AddressLimits
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from tests.abuse.barrage import barrage
from tests.abuse.clients import poll_often, slow_clients
from tests.abuse.grammar import Corpus

if TYPE_CHECKING:
    from collections.abc import Iterator

HEALTH = b"GET /_admin/health HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def server() -> Iterator[BackgroundServer]:
    # Whoever lingered would be seen: for longer than a test may take.
    limits = TransportLimits(linger_s=600.0, stop_timeout_s=1.0, per_address=AddressLimits(connections=40))
    with BackgroundServer(Core(load_profile(), seed=1), limits=limits) as server:
        yield server


@pytest.mark.slow
def test_three_hundred_malformed_requests_get_no_5xx(server: BackgroundServer) -> None:
    made = server.call(lambda core, now_us: core.create_device(Board.ESP32, "pump", now_us))
    corpus = Corpus("oc_perm_" + "A" * 43, "0" * 32, made.registration_token, made.id)
    statuses = asyncio.run(barrage(server.port, corpus, 300, seed=1))
    assert {200, 400, 404} <= set(statuses)
    assert max(statuses) < 500


def test_everybody_else_is_answered_beside_slow_clients(server: BackgroundServer) -> None:
    async def run() -> list[int]:
        async with slow_clients(server.port, 30):
            return (await poll_often(server.port, HEALTH, 50))[0]

    assert asyncio.run(run()) == [200] * 50


def test_an_address_with_too_many_connections_gets_no_more_until_some_end(server: BackgroundServer) -> None:
    async def run() -> None:
        async with slow_clients(server.port, 40):
            with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
                await poll_often(server.port, HEALTH, 1)

    asyncio.run(run())


def test_what_a_client_that_ended_has_announced_is_not_waited_for(server: BackgroundServer) -> None:
    async def run() -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"POST /api/device/register/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999\r\n\r\n")
        writer.write_eof()
        answer = await reader.read()
        writer.close()
        return answer

    assert asyncio.run(run()).startswith(b"HTTP/1.1 413 ")
