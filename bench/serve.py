"""Requests per second of the served poll, against a bare aiohttp handler that returns the same bytes.

    python bench/serve.py [--seconds 2] [--rounds 5] [--connections 32] [--json]

Both servers and the load client are processes of their own; rounds are interleaved, medians are compared.
"""

import argparse
import asyncio
import json
import multiprocessing
import statistics
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from aiohttp import web

from mock_server.app import MockServer, wall_us
from mock_server.core import Core
from protocol.board import Board
from protocol.http import HttpRequest
from protocol.profile import load_profile

GOAL_RATIO = 0.7
MAC = "24:6F:28:AA:BB:CC"
DEVICE_ID = "ESP32_246F28AABBCC"
JSON = {"content-type": "application/json"}


def poll_request(port: int, token: str, session: str) -> bytes:
    return (
        f"GET /api/device/state/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: ESP32HTTPClient\r\n"
        f"X-Device-Token: {token}\r\nX-Session-Id: {session}\r\nConnection: keep-alive\r\n\r\n"
    ).encode()


def post(core: Core, path: str, body: dict[str, str], token: str = "") -> dict[str, str]:
    headers = {**JSON, "x-device-token": token}
    delivery = core.handle(HttpRequest("POST", path, headers, json.dumps(body).encode()), wall_us())
    assert delivery.response is not None
    answer: dict[str, str] = json.loads(delivery.response.body)
    return answer


def device_with_session(core: Core) -> tuple[str, str]:
    """Register one device; gives its permanent token and its session."""
    generated = core.create_device(Board.ESP32, "bench", wall_us())
    identity = {"device_id": DEVICE_ID, "mac_address": MAC}
    registration = {**identity, "token": generated.registration_token, "ip": "192.0.2.1"}
    token = post(core, "/api/device/register/", registration)["permanent_token"]
    return token, post(core, "/api/device/session/", identity, token)["session_id"]


async def serve_mock(pipe: Connection) -> None:
    core = Core(load_profile(), seed=1)
    token, session = device_with_session(core)
    async with MockServer(core) as server:
        pipe.send((server.port, poll_request(server.port, token, session)))
        await asyncio.to_thread(pipe.recv)


async def serve_bare(pipe: Connection) -> None:
    core = Core(load_profile(), seed=1)
    token, session = device_with_session(core)
    headers = {"x-device-token": token, "x-session-id": session}
    response = core.handle(HttpRequest("GET", "/api/device/state/", headers), wall_us()).response
    assert response is not None
    body = response.body

    async def state(_: web.Request) -> web.Response:
        return web.Response(body=body, content_type="application/json")

    app = web.Application()
    app.router.add_get("/api/device/state/", state)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    pipe.send((site.port, poll_request(site.port, token, session)))
    await asyncio.to_thread(pipe.recv)
    await runner.cleanup()


class Client(asyncio.Protocol):
    """Sends the next request when an answer is complete; all answers of one server have the same length."""

    def __init__(self, request: bytes) -> None:
        self.request = request
        self.answers = 0
        self.buffer = b""
        self.length = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.length:
            self.length = answer_length(self.buffer)
        if self.length and len(self.buffer) >= self.length:
            assert self.buffer.startswith(b"HTTP/1.1 200"), self.buffer
            self.buffer = self.buffer[self.length :]
            self.answers += 1
            self.transport.write(self.request)


def answer_length(data: bytes) -> int:
    head, end, _ = data.partition(b"\r\n\r\n")
    if not end:
        return 0
    lines = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    return len(head) + len(end) + int(lines[0].partition(b":")[2])


async def measure(port: int, request: bytes, connections: int, seconds: float) -> float:
    loop = asyncio.get_running_loop()
    opened = [await loop.create_connection(lambda: Client(request), "127.0.0.1", port) for _ in range(connections)]
    await asyncio.sleep(min(0.3, seconds / 4))
    clients = [client for _, client in opened]
    before, started = sum(client.answers for client in clients), time.perf_counter()
    await asyncio.sleep(seconds)
    rate = (sum(client.answers for client in clients) - before) / (time.perf_counter() - started)
    for transport, _ in opened:
        transport.abort()
    return rate


def load(pipe: Connection, connections: int, seconds: float) -> None:
    while (target := pipe.recv()) is not None:
        port, request = target
        pipe.send(asyncio.run(measure(port, request, connections, seconds)))


def run_mock(pipe: Connection) -> None:
    asyncio.run(serve_mock(pipe))


def run_bare(pipe: Connection) -> None:
    asyncio.run(serve_bare(pipe))


def benchmark(seconds: float, rounds: int, connections: int) -> dict[str, float]:
    """Give the medians: requests per second of both servers, and their ratio."""
    context = multiprocessing.get_context("spawn")
    pipes: dict[str, Connection] = {}
    processes = []
    for name, target, arguments in (
        ("mock", run_mock, ()),
        ("bare", run_bare, ()),
        ("load", load, (connections, seconds)),
    ):
        pipes[name], child = context.Pipe()
        process = context.Process(target=target, args=(child, *arguments), daemon=True)
        process.start()
        processes.append(process)
    targets = {name: pipes[name].recv() for name in ("mock", "bare")}
    rates: dict[str, list[float]] = {"mock": [], "bare": []}
    for _ in range(rounds):
        for name, target in targets.items():
            pipes["load"].send(target)
            rates[name].append(pipes["load"].recv())
    for pipe in pipes.values():
        pipe.send(None)
    for process in processes:
        process.join(10)
    mock, bare = statistics.median(rates["mock"]), statistics.median(rates["bare"])
    return {"mock_per_s": mock, "bare_per_s": bare, "ratio": mock / bare, "connections": connections}


def main() -> None:
    parser = argparse.ArgumentParser(description="poll rate of the mock server against a bare aiohttp handler")
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result = benchmark(options.seconds, options.rounds, options.connections)
    if options.json:
        print(json.dumps(result))
        return
    print(f"{'server':12} {'requests/s':>12}")
    print(f"{'bare aiohttp':12} {result['bare_per_s']:12,.0f}")
    print(f"{'mock server':12} {result['mock_per_s']:12,.0f}")
    print(f"ratio {result['ratio']:.2f}, goal at least {GOAL_RATIO}")


if __name__ == "__main__":
    main()
