"""From starting the process to the line that says it listens."""

import statistics
from collections.abc import Iterator

from bench.row import Row
from bench.server.processes import Process, mock_server

READY_GOAL_S = 0.35


def started(process: Process) -> tuple[float, float]:
    """Start a server; gives how long it took, and how long it kept a processor busy, s."""
    with process as running:
        return running.start_s, running.busy_s()


def measure_start(*, quick: bool) -> Iterator[Row]:
    rounds = 3 if quick else 11
    found = [started(mock_server()) for _ in range(rounds)]
    how = f'new process to "listening on", median of {rounds}'
    yield Row("start to ready", statistics.median(taken for taken, _ in found), "s", how, READY_GOAL_S, at_most=True)
    busy_s = statistics.median(busy for _, busy in found)
    yield Row("start to ready, processor time", busy_s, "s", f"{how}; other work on the machine does not count")
