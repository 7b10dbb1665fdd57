"""Devices that poll, and clients that are slow on purpose."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tests.abuse.served import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

_PAUSE_S = 0.5
Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def poll_bytes(credentials: Mapping[str, str]) -> bytes:
    """Give a poll with `credentials` as `Served.online_device` gives them."""
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in credentials.items()]
    return "\r\n".join(["GET /api/device/state/ HTTP/1.1", "Host: localhost", *lines, "", ""]).encode()


async def connect(port: int, address: str = LOOPBACK) -> Stream:
    """Connect from the loopback address `address`."""
    return await asyncio.open_connection(LOOPBACK, port, local_addr=(address, 0))


async def read_answer(reader: asyncio.StreamReader) -> int:
    """Read one answer whole; gives its status."""
    head = await reader.readuntil(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    await reader.readexactly(int(lengths[0].partition(b":")[2]))
    return int(head.split(b" ", 2)[1])


async def poll_often(port: int, poll: bytes, number: int, address: str = LOOPBACK) -> tuple[list[int], list[float]]:
    """Poll so many times on one connection; gives the statuses and how long each answer took, s."""
    reader, writer = await connect(port, address)
    now_s = asyncio.get_running_loop().time
    statuses, taken_s = [], []
    try:
        for _ in range(number):
            began = now_s()
            writer.write(poll)
            statuses.append(await read_answer(reader))
            taken_s.append(now_s() - began)
    finally:
        writer.close()
    return statuses, taken_s


async def slow_head(stream: Stream) -> None:
    """Send one header after the other, for ever."""
    _, writer = stream
    writer.write(b"GET /api/device/state/ HTTP/1.1\r\nHost: localhost\r\n")
    while not writer.is_closing():
        writer.write(b"X-A: b\r\n")
        await asyncio.sleep(_PAUSE_S)


async def slow_body(stream: Stream) -> None:
    """Announce a body and send a byte of it now and then."""
    _, writer = stream
    writer.write(
        b"POST /api/device/register/ HTTP/1.1\r\nHost: localhost\r\n"
        b"Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n"
    )
    while not writer.is_closing():
        writer.write(b"{")
        await asyncio.sleep(_PAUSE_S)


async def idle(stream: Stream) -> None:
    """Say nothing at all."""
    await stream[1].wait_closed()


KINDS = (slow_head, slow_body, idle)


@asynccontextmanager
async def slow_clients(port: int, number: int) -> AsyncIterator[Sequence[Stream]]:
    """Have so many slow clients of all three kinds while this lasts."""
    streams = [await connect(port) for _ in range(number)]
    tasks = [asyncio.ensure_future(KINDS[each % len(KINDS)](stream)) for each, stream in enumerate(streams)]
    try:
        yield streams
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for _, writer in streams:
            writer.transport.abort()
