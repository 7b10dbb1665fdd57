"""The served poll against a bare aiohttp handler, in the same run."""

from collections.abc import Iterator

from bench.row import Row
from bench.serve import GOAL_RATIO, benchmark


def measure(*, quick: bool) -> Iterator[Row]:
    seconds, rounds = (0.5, 3) if quick else (2.0, 5)
    found = benchmark(seconds, rounds, 32)
    how = f"GET state with session, 32 connections, median of {rounds} rounds of {seconds} s, client in its own process"
    yield Row("oceanhil serve", found["mock_per_s"], "requests/s", how)
    yield Row("bare aiohttp handler", found["bare_per_s"], "requests/s", how)
    yield Row("served poll / bare handler", found["ratio"], "", how, GOAL_RATIO)
