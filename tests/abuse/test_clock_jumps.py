"""The server's clock jumps by decades, stands still and runs again, while devices poll."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import aiohttp

from tests.abuse.clients import poll_bytes, poll_often
from tests.abuse.served import Served

if TYPE_CHECKING:
    from collections.abc import Mapping

YEAR_S = 366 * 86_400
STATUSES = {"PENDING", "ONLINE", "AWAY", "OFFLINE", "REVOKED"}
JUMPS = 150


def next_jump(rng: random.Random) -> dict[str, object]:
    jumps: tuple[dict[str, object], ...] = (
        {"advance": rng.randrange(5 * YEAR_S)},
        {"offset": rng.randrange(-50 * YEAR_S, 50 * YEAR_S)},
        {"offset": rng.choice((-50, 50)) * YEAR_S, "freeze": rng.random() < 0.5},
        {"offset": 0, "freeze": False},
        {"freeze": True},
        {"freeze": False},
    )
    return rng.choice(jumps)


async def renew(client: aiohttp.ClientSession, credentials: Mapping[str, str]) -> None:
    """Open a session at the server's present time, and poll with it."""
    identity = {"device_id": "ESP32_246F28AABBCC", "mac_address": "24:6F:28:AA:BB:CC"}
    token = {"x-device-token": credentials["x_device_token"]}
    async with client.post("/api/device/session/", json=identity, headers=token) as answer:
        assert answer.status == 200, await answer.text()
        session = (await answer.json())["session_id"]
    async with client.get("/api/device/state/", headers={**token, "x-session-id": session}) as answer:
        assert answer.status == 200, await answer.text()


async def jump_about(served: Served, credentials: Mapping[str, str], seed: int) -> None:
    rng = random.Random(seed)
    async with aiohttp.ClientSession(served.url) as client:
        for _ in range(JUMPS):
            jump = next_jump(rng)
            async with client.put("/_admin/clock", json=jump) as answer:
                # Further ahead than a hundred years is refused, and says so.
                assert answer.status in {200, 400}, await answer.text()
            async with client.get("/_admin/devices") as answer:
                assert {device["status"] for device in (await answer.json())["devices"]} <= STATUSES
            await renew(client, credentials)
            async with client.get("/_admin/devices?limit=1") as answer:
                [device] = (await answer.json())["devices"]
            async with client.get("/_admin/clock") as answer:
                now = (await answer.json())["now"]
            assert device["status"] == "ONLINE", (jump, device)
            assert device["last_contact"] <= now < device["session_expires_at"]


def test_nothing_breaks_while_the_clock_jumps_by_decades() -> None:
    async def run(credentials: Mapping[str, str], poll: bytes) -> list[int]:
        traffic = asyncio.ensure_future(poll_often(served.port, poll, 2_000))
        await jump_about(served, credentials, seed=1)
        return (await traffic)[0]

    with Served() as served:
        credentials = served.online_device()
        statuses = asyncio.run(run(credentials, poll_bytes(credentials)))
        assert served.ask("PUT", "/_admin/clock", {"offset": 0, "freeze": False})[0] == 200
        assert served.ask("GET", "/_admin/journal?last=1")[0] == 200
    # The session of the traffic ends with the first renewal, or by age.
    assert set(statuses) <= {200, 401}
    assert "Traceback" not in served.said
