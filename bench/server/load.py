"""Load on a server: so many connections, each sending its next request when the answer is complete."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from functools import partial
from itertools import cycle

import msgspec

from bench.server.processes import Process

_HEAD_END = b"\r\n\r\n"


class Load(msgspec.Struct, frozen=True):
    """What a server did: answers per second, how long they took (ms), what each cost it (µs of processor time)."""

    per_s: float
    p50_ms: float
    p99_ms: float
    cost_us: float


class Client(asyncio.Protocol):
    """One connection that sends `requests` in turn; all answers have the same length as the first."""

    def __init__(self, requests: Sequence[bytes]) -> None:
        self._requests = cycle(requests)
        self.taken_s: list[float] = []
        self.answers = 0
        self._buffer = b""
        self._length = 0
        self._sent_s = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._length:
            self._length = answer_length(self._buffer)
        if self._length and len(self._buffer) >= self._length:
            assert self._buffer.startswith(b"HTTP/1.1 200"), self._buffer
            self._buffer = self._buffer[self._length :]
            self.answers += 1
            self.taken_s.append(time.perf_counter() - self._sent_s)
            self._send()

    def _send(self) -> None:
        self._sent_s = time.perf_counter()
        self.transport.write(next(self._requests))


def answer_length(data: bytes) -> int:
    """Give the length of an answer whose head is complete, 0 before that."""
    head, end, _ = data.partition(_HEAD_END)
    if not end:
        return 0
    lines = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return len(head) + len(end) + int(lines[0].partition(b":")[2])


async def _measure(process: Process, requests: Sequence[bytes], connections: int, seconds: float) -> Load:
    loop = asyncio.get_running_loop()
    busy_s = process.busy_s()
    shares = [requests[number::connections] or requests for number in range(connections)]
    opened = [await loop.create_connection(partial(Client, share), "127.0.0.1", process.port) for share in shares]
    await asyncio.sleep(min(0.3, seconds / 4))
    clients = [client for _, client in opened]
    for client in clients:
        client.taken_s.clear()
    began = time.perf_counter()
    await asyncio.sleep(seconds)
    passed_s = time.perf_counter() - began
    taken_ms = sorted(1000 * taken for client in clients for taken in client.taken_s)
    for transport, _ in opened:
        transport.abort()
    cost_us = 1e6 * (process.busy_s() - busy_s) / sum(client.answers for client in clients)
    return Load(len(taken_ms) / passed_s, statistics.median(taken_ms), taken_ms[int(len(taken_ms) * 0.99)], cost_us)


def measure(process: Process, requests: Sequence[bytes], connections: int, seconds: float) -> Load:
    """Load a server over `connections` for so long; each sends its share of `requests` over and over."""
    return asyncio.run(_measure(process, requests, connections, seconds))


def typical(rounds: Sequence[Load]) -> Load:
    """Give the medians of several rounds."""
    return Load(
        statistics.median(each.per_s for each in rounds),
        statistics.median(each.p50_ms for each in rounds),
        statistics.median(each.p99_ms for each in rounds),
        statistics.median(each.cost_us for each in rounds),
    )
