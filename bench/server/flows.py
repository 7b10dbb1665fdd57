"""Registration and session over HTTP: devices that come to life, many at a time."""

import asyncio
import json
import time
from collections.abc import Iterator, Mapping

import msgspec

from bench.server.devices import REGISTER, SESSION, Credentials, identity
from bench.server.load import answer_length


class Flows(msgspec.Struct, frozen=True):
    """How many devices registered and opened a session per second, and what they poll with."""

    per_s: float
    credentials: list[Credentials]


class _Client:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def post(self, path: str, body: Mapping[str, str], token: str = "") -> dict[str, str]:
        data = json.dumps(body).encode()
        credentials = f"X-Device-Token: {token}\r\n" if token else ""
        self._writer.write(
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{credentials}"
            f"Content-Length: {len(data)}\r\n\r\n".encode()
            + data
        )
        head = await self._reader.readuntil(b"\r\n\r\n")
        answer = await self._reader.readexactly(answer_length(head) - len(head))
        assert head.startswith(b"HTTP/1.1 20"), (head, answer)
        said: dict[str, str] = json.loads(answer)
        return said

    def close(self) -> None:
        self._writer.close()


async def _run(port: int, number: int, connections: int, first: int) -> Flows:
    clients = [_Client(*await asyncio.open_connection("127.0.0.1", port)) for _ in range(connections)]
    tokens: list[str] = []
    found: list[Credentials] = []

    async def generate(client: _Client, numbers: Iterator[int]) -> None:
        for _ in numbers:
            made = await client.post("/_admin/devices", {"board": "esp32"})
            tokens.append(made["registration_token"])

    async def come_to_life(client: _Client, numbers: Iterator[int]) -> None:
        for index in numbers:
            who = identity(first + index)
            registration = {**who, "token": tokens[index], "ip": "192.0.2.1"}
            token = (await client.post(REGISTER, registration))["permanent_token"]
            found.append(Credentials(token, (await client.post(SESSION, who, token))["session_id"]))

    numbers = iter(range(number))
    await asyncio.gather(*(generate(client, numbers) for client in clients))
    numbers, began = iter(range(number)), time.perf_counter()
    await asyncio.gather(*(come_to_life(client, numbers) for client in clients))
    passed_s = time.perf_counter() - began
    for client in clients:
        client.close()
    return Flows(number / passed_s, found)


def come_to_life(port: int, number: int, connections: int, first: int = 0) -> Flows:
    """Bring so many new devices to life over `connections`; their MACs count from `first`."""
    return asyncio.run(_run(port, number, connections, first))
