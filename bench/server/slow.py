"""What a thousand slow clients cost everybody else."""

import asyncio
import statistics
from collections.abc import Iterator

from bench.row import Row
from bench.server.flows import come_to_life
from bench.server.processes import mock_server
from tests.abuse.clients import poll_often, slow_clients
from tests.abuse.served import allow_many_files

SLOW, NORMAL = 1_000, 8
GOAL = 2.0


async def p99_ms(port: int, poll: bytes, number: int) -> float:
    """Give the p99 of polls over eight connections."""
    found = await asyncio.gather(*(poll_often(port, poll, number) for _ in range(NORMAL)))
    taken = sorted(each for _, times in found for each in times)
    return 1000 * taken[int(0.99 * len(taken))]


async def _compare(port: int, poll: bytes, rounds: int, number: int) -> tuple[float, float]:
    alone, beside = [], []
    await p99_ms(port, poll, number)
    for _ in range(rounds):
        alone.append(await p99_ms(port, poll, number))
        async with slow_clients(port, SLOW):
            beside.append(await p99_ms(port, poll, number))
    return statistics.median(alone), statistics.median(beside)


def measure_slow(*, quick: bool) -> Iterator[Row]:
    rounds, number = (2, 100) if quick else (5, 500)
    allow_many_files()
    with mock_server() as served:
        poll = come_to_life(served.port, 1, 1).credentials[0].poll()
        alone, beside = asyncio.run(_compare(served.port, poll, rounds, number))
    how = f"{NORMAL} normal clients; slow heads, slow bodies and silence; median of {rounds} rounds"
    yield Row("p99 alone", alone, "ms", how)
    yield Row(f"p99 beside {SLOW:,} slow clients", beside, "ms", how)
    yield Row("p99 beside slow clients / alone", beside / alone, "", how, GOAL, at_most=True)
