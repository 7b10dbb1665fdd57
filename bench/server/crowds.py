"""Many devices: what they weigh, and what a poll costs among them."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec

from bench.row import Row
from bench.server.crowd import Ready
from bench.server.load import Load, measure, typical
from bench.server.plot import write_plot
from bench.server.processes import Process

MEMORY_GOAL_MB, FLAT_GOAL = 200, 1.25
SIZES = (100, 1_000, 10_000, 100_000)
PLOT = Path(__file__).parents[2] / "docs" / "images" / "cost-per-poll.svg"
_SAMPLED = 1_000


def crowd(number: int, *options: str) -> Process:
    """Run a server with so many devices."""
    every = str(max(1, number // _SAMPLED))
    return Process([sys.executable, "-m", "bench.server.crowd", str(number), "--sample", every, *options], "ready ")


def used_mb(process: Process) -> float:
    """Give the memory that a process holds, MB of 10⁶ bytes (Linux: proc_pid_status(5))."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return next(int(line.split()[1]) * 1024 / 1e6 for line in status.splitlines() if line.startswith("VmRSS"))


def measure_crowds(*, quick: bool) -> Iterator[Row]:
    seconds, rounds, sizes = (0.4, 2, SIZES[:3]) if quick else (1.0, 7, SIZES)
    with ExitStack() as stack:
        running = {size: stack.enter_context(crowd(size)) for size in sizes}
        costs = {size: load.cost_us for size, load in _loads(running, rounds, seconds).items()}
        biggest = sizes[-1]
        how = f"{biggest:,} devices registered and polled, journal full, after the loads below"
        yield Row(f"memory, {biggest:,} devices", used_mb(running[biggest]), "MB", how, MEMORY_GOAL_MB, at_most=True)
    yield from _kept(biggest)
    how = f"32 connections, polls of up to {_SAMPLED:,} devices, processor time, median of {rounds}"
    for size, cost_us in costs.items():
        yield Row(f"a poll among {size:,} devices", cost_us, "µs", how)
    growth = costs[biggest] / costs[sizes[0]]
    yield Row(f"cost among {biggest:,} / among {sizes[0]}", growth, "", how, FLAT_GOAL, at_most=True)
    if not quick:
        write_plot(PLOT, costs)


def _loads(running: dict[int, Process], rounds: int, seconds: float) -> dict[int, Load]:
    polls = {}
    for size, process in running.items():
        ready = msgspec.json.decode(process.said, type=Ready)
        process.url = ready.url
        polls[size] = [each.poll() for each in ready.sample]
    found: dict[int, list[Load]] = {size: [] for size in running}
    for _ in range(rounds):
        for size, process in running.items():
            found[size].append(measure(process, polls[size], 32, seconds))
    return {size: typical(loads) for size, loads in found.items()}


def _kept(number: int) -> Iterator[Row]:
    """Measure with a file: as filled, and when another process has opened it."""
    with tempfile.TemporaryDirectory() as folder:
        for options, state in ((("--db",), "as filled"), (("--fill", "0", "--db"), "opened again")):
            with crowd(number, *options, str(Path(folder) / "crowd.db")) as process:
                name = f"memory, {number:,} devices, --db, {state}"
                yield Row(name, used_mb(process), "MB", "as above, before any load", MEMORY_GOAL_MB, at_most=True)
