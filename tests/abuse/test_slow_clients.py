"""A thousand clients that hold connections and send next to nothing."""

from __future__ import annotations

import asyncio
from itertools import pairwise

from tests.abuse.clients import poll_bytes, poll_often, slow_clients
from tests.abuse.served import Served, allow_many_files

SLOW, NORMAL, POLLS = 1_000, 8, 250
# How many wait for the server at once is the machine's matter, and so is the most it ever held. What it keeps of each
# connection goes on growing; half a kilobyte of each would never let it settle.
ROUNDS, STEADY_ROUNDS, STEADY_MB = 30, 4, SLOW * 500 / 1e6


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
        held_mb: list[float] = []
        while len(held_mb) < ROUNDS and not settled(held_mb):
            asyncio.run(come_and_go(served.port))
            held_mb.append(served.rss_mb())
        assert served.ask("GET", "/_admin/health")[0] == 200
    assert settled(held_mb), held_mb
    assert "Traceback" not in served.said


def settled(held_mb: list[float]) -> bool:
    """Tell whether the last rounds added next to nothing, each."""
    last = held_mb[-STEADY_ROUNDS - 1 :]
    return len(last) > STEADY_ROUNDS and all(after - before < STEADY_MB for before, after in pairwise(last))
