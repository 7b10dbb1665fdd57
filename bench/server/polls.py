"""The served poll, in memory and with a file, against a bare aiohttp handler and what else is there, in one run."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import requests

from bench.row import Row, Skipped
from bench.server.devices import STATE
from bench.server.flows import Flows, come_to_life
from bench.server.load import Load, measure, typical
from bench.server.peers import peers
from bench.server.processes import Process, bare_handler, mock_server

CONNECTIONS = 32
BARE_GOAL, DATABASE_GOAL = 0.7, 0.9
_SERVED, _KEPT, _BARE = "oceanhil serve", "oceanhil serve --db", "bare aiohttp handler"


def measure_polls(*, quick: bool) -> Iterator[Row | Skipped]:
    seconds, rounds, number = (0.4, 3, 300) if quick else (2.0, 5, 2_000)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        served = stack.enter_context(mock_server())
        kept = stack.enter_context(mock_server("--db", str(folder / "bench.db")))
        flows = {_SERVED: come_to_life(served.port, number, CONNECTIONS)}
        before = commits(kept)
        flows[_KEPT] = come_to_life(kept.port, number, CONNECTIONS)
        written = commits(kept) - before
        polls = {name: [each.poll() for each in found.credentials[:CONNECTIONS]] for name, found in flows.items()}
        targets: dict[str, tuple[Process, list[bytes]]] = {
            _SERVED: (served, polls[_SERVED]),
            _KEPT: (kept, polls[_KEPT]),
        }
        one = flows[_SERVED].credentials[0]
        body = answer(served, one.headers())
        others, skipped = peers(stack, served.url, folder, one.headers(), body)
        targets[_BARE] = (stack.enter_context(bare_handler(body)), polls[_SERVED])
        targets |= {name: (process, [one.poll()]) for name, process in others.items()}
        found = interleaved(targets, rounds, seconds)
    how = f"GET state, {CONNECTIONS} connections, median of {rounds} rounds of {seconds:g} s, server on one core"
    yield from _poll_rows(found, how)
    yield from skipped
    yield from _flow_rows(flows, number, written)


def interleaved(targets: dict[str, tuple[Process, list[bytes]]], rounds: int, seconds: float) -> dict[str, Load]:
    """Load every target once a round, so that other work on the machine hits all of them."""
    found: dict[str, list[Load]] = {name: [] for name in targets}
    for _ in range(rounds):
        for name, (process, polls) in targets.items():
            found[name].append(measure(process, polls, CONNECTIONS, seconds))
    return {name: typical(loads) for name, loads in found.items()}


def answer(served: Process, headers: Mapping[str, str]) -> str:
    """Give what the server answers to a poll."""
    return requests.get(f"{served.url}{STATE}", headers=headers, timeout=10).text


def commits(kept: Process) -> int:
    """Give how many transactions a server has written."""
    text = requests.get(f"{kept.url}/metrics", timeout=10).text
    return int(float(next(line for line in text.splitlines() if line.startswith("oceanhil_store_commits")).split()[1]))


def _poll_rows(found: dict[str, Load], how: str) -> Iterator[Row]:
    for name, load in found.items():
        yield Row(f"poll, {name}", load.per_s, "requests/s", how)
        yield Row(f"poll p99, {name}", load.p99_ms, "ms", how)
        yield Row(f"cost of a poll, {name}", load.cost_us, "µs", f"{how}, its processor time")
    how = "from the costs of a poll: other work on the machine does not count"
    served_us = found[_SERVED].cost_us
    goals = {_BARE: BARE_GOAL}
    for name, load in found.items():
        if name not in {_SERVED, _KEPT}:
            yield Row(f"served poll / {name}", load.cost_us / served_us, "", how, goals.get(name, 1.0))
    yield Row("poll with --db / in memory", served_us / found[_KEPT].cost_us, "", how, DATABASE_GOAL)


def _flow_rows(flows: dict[str, Flows], number: int, written: int) -> Sequence[Row]:
    how = f"register, then session, {number:,} devices over {CONNECTIONS} connections"
    rows = [Row(f"flows, {name}", found.per_s, "devices/s", how) for name, found in flows.items()]
    # Generating firmware is a change as well, and waits as a registration does.
    grouped = 2 * number / max(1, written)
    return [*rows, Row("changes in one flush to disk, --db", grouped, "", "generated or registered, as above", 2.0)]
