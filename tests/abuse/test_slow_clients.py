"""A thousand clients that hold connections and send next to nothing."""

from __future__ import annotations

import asyncio

from tests.abuse.clients import poll_bytes, poll_often, slow_clients
from tests.abuse.served import Served, allow_many_files

SLOW, NORMAL, POLLS = 1_000, 8, 250


def test_everybody_else_is_answered_beside_a_thousand_of_them() -> None:
    async def run(port: int, poll: bytes) -> list[tuple[list[int], list[float]]]:
        async with slow_clients(port, SLOW) as slow:
            found = await asyncio.gather(*(poll_often(port, poll, POLLS) for _ in range(NORMAL)))
            # Nobody was thrown out to make room.
            assert not any(reader.at_eof() for reader, _ in slow)
            return found

    allow_many_files()
    with Served() as served:
        found = asyncio.run(run(served.port, poll_bytes(served.online_device())))
        assert served.ask("GET", "/_admin/health")[0] == 200
    assert [statuses for statuses, _ in found] == [[200] * POLLS] * NORMAL


def test_a_thousand_that_hang_up_leave_nothing_behind() -> None:
    async def come_and_go(port: int) -> None:
        async with slow_clients(port, SLOW):
            await asyncio.sleep(0)

    allow_many_files()
    with Served() as served:
        asyncio.run(come_and_go(served.port))
        warm_mb = served.rss_mb()
        for _ in range(3):
            asyncio.run(come_and_go(served.port))
        assert served.ask("GET", "/_admin/health")[0] == 200
        assert served.rss_mb() - warm_mb < 10
    assert "Traceback" not in served.said
