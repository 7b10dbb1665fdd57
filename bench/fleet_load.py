"""What load costs: requests for each second of processor time, and memory of a device."""

import os
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import requests

from bench.fleet.measured import locust, wrk
from bench.row import Row, Skipped
from bench.server import load
from bench.server.devices import Credentials
from bench.server.flows import come_to_life
from bench.server.processes import CLIENT_CORE, Process, mock_server, stay_on

USERS = 32
FASTEST_GOAL = 2.0
_CLASSES = {
    "Plain": "HttpUser",
    "Fast": "FastHttpUser",
    "Sockets": "gevent's sockets alone",
    "Bare": "the device's connection",
    "Restless": "OceanDevice",
}
_DEVICE_KB_GOAL = 50.0


def measure(*, quick: bool) -> Iterator[Row | Skipped]:
    if find_spec("locust") is None:
        yield Skipped("load by Locust", "it is not installed: pip install 'oceanhil[fleet]'")
        return
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    seconds = 4.0 if quick else 12.0
    devices = 200 if quick else 2_000
    with tempfile.TemporaryDirectory() as folder, mock_server() as server:
        stay_on(CLIENT_CORE)
        try:
            one = come_to_life(server.port, 1, 1).credentials[0]
            yield from _speed(server, one, seconds, Path(folder) / "tokens.txt")
            yield from _memory(server, one, devices, Path(folder) / "more.txt")
        finally:
            if allowed is not None:
                os.sched_setaffinity(0, allowed)


def _speed(server: Process, one: Credentials, seconds: float, tokens: Path) -> Iterator[Row | Skipped]:
    how = f"polls of `oceanhil serve` without a pause, {USERS} users, one process, {seconds:g} s"
    _generate(server, USERS, tokens)
    rates: dict[str, float] = {}
    for user, name in _CLASSES.items():
        # A device boots, joins and registers before it polls.
        settled_s = 6.0 if user == "Restless" else 2.0
        found = locust(user, server, one, USERS, settled_s + seconds, tokens=tokens, settled_s=settled_s)
        rates[name] = found.per_core_s
        yield Row(f"load, {name}", found.per_core_s, "requests/s", f"{how}, for each second of its processor time")
    yield Row("load, the bench's own client", _own_client(server, one, seconds), "requests/s", f"{how}, likewise")
    rate = wrk(server, one, USERS, round(seconds))
    if rate is None:
        yield Skipped("load, wrk", "it is not installed: apt-get install wrk")
    else:
        yield Row("load, wrk", rate, "requests/s", f"{how}, for each second of its processor time")
    yield Row("OceanDevice / FastHttpUser", rates["OceanDevice"] / rates["FastHttpUser"], "", "from the above", 1.0)
    yield Row(
        "its connection / FastHttpUser", rates["the device's connection"] / rates["FastHttpUser"], "", how, FASTEST_GOAL
    )


def _own_client(server: Process, one: Credentials, seconds: float) -> float:
    """Give what `bench.server.load` sends in a second of processor time: asyncio, no parser, no device."""
    busy_s = time.process_time()
    found = load.measure(server, [one.poll()], USERS, seconds)
    return found.per_s * seconds / (time.process_time() - busy_s)


def _memory(server: Process, one: Credentials, devices: int, tokens: Path) -> Iterator[Row]:
    _generate(server, devices, tokens)
    found = locust("Resting", server, one, devices, 30.0, tokens=tokens, settled_s=15.0)
    how = f"{devices:,} devices that poll every 5 s, one process"
    yield Row("memory of a device", found.bytes / found.users / 1000, "kB", how, _DEVICE_KB_GOAL, at_most=True)
    cost_us = 1e6 * found.busy_s / found.asked
    yield Row("cost of a device's request", cost_us, "µs", f"{how}, its processor time")
    yield Row("devices of one core", found.users * found.seconds / found.busy_s, "devices", f"{how}, from that cost")


def _generate(server: Process, number: int, path: Path) -> None:
    with requests.Session() as session:
        made = [
            session.post(f"{server.url}/_admin/devices", json={"board": "esp32"}, timeout=10).json()
            for _ in range(number)
        ]
    path.write_text("\n".join(each["registration_token"] for each in made), "utf-8")
