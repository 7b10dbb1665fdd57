"""Thousands of TLS handshakes of one address that do not end: the memory stays, and others get theirs."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from tests.abuse.clients import connect, read_answer
from tests.abuse.served import LOOPBACK, Served, allow_many_files

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

FLOOD, DEVICE = "127.0.0.66", "127.0.0.7"
NUMBER, AT_ONCE = 3_000, 100
MOST_MB = 150
ANY = ssl.create_default_context()
ANY.check_hostname, ANY.verify_mode = False, ssl.CERT_NONE


def client_hello() -> bytes:
    outgoing = ssl.MemoryBIO()
    tls = ANY.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname="localhost")
    with suppress(ssl.SSLWantReadError):
        tls.do_handshake()
    return outgoing.read()


HELLO = client_hello()


async def half(writer: asyncio.StreamWriter) -> None:
    writer.write(HELLO)


async def one_byte(writer: asyncio.StreamWriter) -> None:
    writer.write(HELLO[:1])


async def silence(writer: asyncio.StreamWriter) -> None:
    del writer


async def close(writer: asyncio.StreamWriter) -> None:
    writer.write(HELLO)
    writer.close()


async def reset(writer: asyncio.StreamWriter) -> None:
    writer.write(HELLO)
    writer.transport.abort()


async def flood(served: Served, kind: Callable[[asyncio.StreamWriter], Awaitable[None]]) -> float:
    """Open so many connections, as many at a time as the machine likes; gives the most memory seen, MB."""
    peak, hoard = 0.0, []
    for _ in range(NUMBER // AT_ONCE):
        streams = await asyncio.gather(*(connect(served.port, FLOOD) for _ in range(AT_ONCE)), return_exceptions=True)
        for stream in streams:
            if not isinstance(stream, BaseException):
                hoard.append(stream[1])
                with suppress(OSError):
                    await kind(stream[1])
        peak = max(peak, served.rss_mb())
    assert await statuses_of_a_device(served) == [200] * 20
    peak = max(peak, served.rss_mb())
    for writer in hoard:
        writer.transport.abort()
    return peak


async def statuses_of_a_device(served: Served) -> list[int]:
    """Ask over TLS from another address."""
    request = b"GET /_admin/health HTTP/1.1\r\nHost: localhost\r\n\r\n"
    reader, writer = await asyncio.open_connection(LOOPBACK, served.port, local_addr=(DEVICE, 0), ssl=ANY)
    statuses = []
    for _ in range(20):
        writer.write(request)
        statuses.append(await read_answer(reader))
    writer.transport.abort()
    return statuses


@pytest.mark.parametrize("kind", [half, one_byte, silence, close, reset])
@pytest.mark.parametrize("limits", ["on", "off"])
def test_handshakes_that_do_not_end_take_little_memory(
    tmp_path: Path, kind: Callable[[asyncio.StreamWriter], Awaitable[None]], limits: str
) -> None:
    allow_many_files()
    with Served("--tls", "--ca-dir", str(tmp_path), "--limits", limits) as served:
        peak = asyncio.run(flood(served, kind))
    assert peak < MOST_MB
    assert "Traceback" not in served.said


def test_plain_connections_that_say_nothing_take_little_memory() -> None:
    async def run(served: Served) -> float:
        hoard = [await connect(served.port, FLOOD) for _ in range(NUMBER)]
        peak = served.rss_mb()
        for _, writer in hoard:
            writer.transport.abort()
        return peak

    allow_many_files()
    with Served() as served:
        assert asyncio.run(run(served)) < MOST_MB
        assert served.ask("GET", "/_admin/health")[0] == 200
