"""One address asks far too much; others are served as if it were not there. Loopback has addresses enough (127/8)."""

from __future__ import annotations

import asyncio
from collections import Counter

from tests.abuse.clients import connect, poll_bytes, poll_often
from tests.abuse.served import Served

FLOOD, DEVICE = "127.0.0.66", "127.0.0.7"
RATE, CONNECTIONS = 100, 20


def flooded(served: Served, seconds_of_rate: int) -> tuple[Counter[int], list[int]]:
    """Flood from one address with ten connections while a device of another polls; gives the statuses of both."""

    async def run(poll: bytes) -> tuple[Counter[int], list[int]]:
        number = RATE * seconds_of_rate // 10
        storm = asyncio.gather(*(poll_often(served.port, poll, number, FLOOD) for _ in range(10)))
        statuses, _ = await poll_often(served.port, poll, 50, DEVICE)
        return Counter(status for found, _ in await storm for status in found), statuses

    return asyncio.run(run(poll_bytes(served.online_device())))


def test_requests_beyond_the_rate_are_refused_and_other_addresses_are_not() -> None:
    with Served("--limits", f"{RATE},{CONNECTIONS}") as served:
        flood, device = flooded(served, seconds_of_rate=60)
    assert set(flood) == {200, 429}
    assert flood[429] > flood[200]
    assert device == [200] * 50


def test_connections_beyond_the_limit_are_closed_and_other_addresses_get_theirs() -> None:
    async def run(poll: bytes) -> tuple[int, list[int]]:
        hoard = [await connect(served.port, FLOOD) for _ in range(200)]
        statuses, _ = await poll_often(served.port, poll, 20, DEVICE)
        closed = [await is_closed(reader) for reader, _ in hoard[CONNECTIONS:]]
        for _, writer in hoard:
            writer.transport.abort()
        return sum(closed), statuses

    with Served("--limits", f"{RATE},{CONNECTIONS}") as served:
        closed, device = asyncio.run(run(poll_bytes(served.online_device())))
    assert closed == 200 - CONNECTIONS
    assert device == [200] * 20


async def is_closed(reader: asyncio.StreamReader) -> bool:
    try:
        return await reader.read() == b""
    except ConnectionResetError:
        return True
