"""A server with a file, and a client, in one event loop."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp

from oceanhil.host.wall_clock import wall_us
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.core import Core
from oceanhil.mock_server.store import Keeper
from oceanhil.protocol.profile import load_profile

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from oceanhil.mock_server.core.changes import Changes

MAC, DEVICE_ID = "24:6F:28:AA:BB:CC", "ESP32_246F28AABBCC"
TURNS = 10_000


class Served:
    """What a test needs to talk to the server and to trouble its file."""

    def __init__(self, keeper: Keeper, server: MockServer, client: aiohttp.ClientSession) -> None:
        self.keeper = keeper
        self.server = server
        self.core = server.core
        self.client = client
        self.written: list[Changes] = []
        database = keeper._file
        write = database.write

        def count(changes: Changes) -> None:
            self.written.append(changes)
            write(changes)

        database.write = count  # type: ignore[method-assign] # a spy

    async def ask(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, dict[str, object]]:
        async with self.client.request(method, self.server.url + path, json=body, headers=headers) as answer:
            return answer.status, await answer.json()

    async def generate(self) -> dict[str, object]:
        status, made = await self.ask("POST", "/_admin/devices", {"board": "esp32"})
        assert status == 201, made
        return made

    async def register(self, token: object, mac: str = MAC) -> tuple[int, dict[str, object]]:
        body = {"token": token, "device_id": DEVICE_ID, "mac_address": mac, "ip": "192.0.2.7"}
        return await self.ask("POST", "/api/device/register/", body)

    async def open_session(self, token: object) -> dict[str, str]:
        """Open a session; gives the headers of its polls."""
        headers = {"x-device-token": str(token)}
        body = {"device_id": DEVICE_ID, "mac_address": MAC}
        status, answer = await self.ask("POST", "/api/device/session/", body, headers)
        assert status == 200, answer
        return {**headers, "x-session-id": str(answer["session_id"])}

    async def poll(self, headers: Mapping[str, str]) -> tuple[int, dict[str, object]]:
        return await self.ask("GET", "/api/device/state/", headers=headers)

    async def state(self) -> object:
        _, health = await self.ask("GET", "/_admin/health")
        storage = health["storage"]
        assert isinstance(storage, dict)
        return storage["state"]

    async def in_store(self, sql: str) -> object:
        """Run a statement on the store's own connection, in its thread."""
        return await self.keeper._run(lambda: self.keeper._file._connection.execute(sql).fetchone())

    async def fill_disk(self) -> None:
        """Let the file grow no further."""
        await self.in_store("PRAGMA max_page_count = 1")

    async def free_disk(self) -> None:
        await self.in_store("PRAGMA max_page_count = 1000000")

    async def until_state(self, state: str) -> None:
        async with asyncio.timeout(20):
            while await self.state() != state:
                pass


@asynccontextmanager
async def serve(path: Path, seed: int = 1) -> AsyncIterator[Served]:
    core = Core(load_profile(), seed)
    keeper = Keeper(core, path, wall_us)
    await keeper.start()
    try:
        async with MockServer(core, store=keeper) as server, aiohttp.ClientSession() as client:
            yield Served(keeper, server, client)
    finally:
        await keeper.close()
