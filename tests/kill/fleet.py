"""Devices and people who keep a server busy, and remember what it acknowledged."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field

import aiohttp

from oceanhil.protocol.tokens import digest_of


@dataclass
class Unit:
    """One device record, as its owner knows it."""

    id: str
    mac: str
    registration: str
    permanent: str | None = None
    """The token of the last acknowledged registration; None while none is."""
    is_unsure: bool = False
    """Whether the answer to the last change never came: it may have happened."""
    times_registered: int = 0
    """How many registrations were acknowledged, each with a token of its own."""
    former: list[str] = field(default_factory=list)
    """Permanent tokens that ended."""

    @property
    def device_id(self) -> str:
        return "ESP32_" + self.mac.replace(":", "")


class Fleet:
    """Everything that was acknowledged, over all lives of the server."""

    def __init__(self, seed: int, workers: int = 8) -> None:
        self.random = random.Random(seed)
        self.units: list[Unit] = []
        self.touched: list[Unit] = []
        """Units of the present life."""
        self.consumed: dict[str, str] = {}
        """Registration tokens that were acknowledged as used, with the permanent token they gave."""
        self._unanswered: list[Unit] = []
        self._workers = workers
        self._next_mac = 0

    async def live(self, url: str, kill: asyncio.Future[None]) -> None:
        """Keep the server at `url` busy until it is gone; `kill` is what ends it."""
        self._unanswered = [unit for unit in self.touched if unit.is_unsure]
        self.touched = []
        timeout = aiohttp.ClientTimeout(total=30)
        async with aiohttp.ClientSession(url, timeout=timeout) as client:
            await asyncio.gather(kill, *(self._work(client) for _ in range(self._workers)))

    async def _work(self, client: aiohttp.ClientSession) -> None:
        try:
            while self._unanswered:
                await self._try_again(client, self._unanswered.pop())
            while True:
                unit = await self._generate(client)
                await self._register(client, unit)
                await self._talk(client, unit)
                if self.random.random() < 0.4:
                    await self._regenerate(client, unit)
                    if self.random.random() < 0.7:
                        await self._register(client, unit)
        except (aiohttp.ClientError, TimeoutError):
            return

    async def _generate(self, client: aiohttp.ClientSession) -> Unit:
        made = await ask(client, "/_admin/devices", {"board": "esp32"}, 201)
        self._next_mac += 1
        unit = Unit(
            made["id"], ":".join(f"{octet:02X}" for octet in self._next_mac.to_bytes(6)), made["registration_token"]
        )
        self.units.append(unit)
        self.touched.append(unit)
        return unit

    async def _register(self, client: aiohttp.ClientSession, unit: Unit) -> None:
        unit.is_unsure = True
        answer = await ask(client, "/api/device/register/", registration(unit))
        assert unit.registration not in self.consumed, "a registration token was consumed twice"
        self.consumed[unit.registration] = unit.permanent = answer["permanent_token"]
        unit.is_unsure = False
        unit.times_registered += 1

    async def _try_again(self, client: aiohttp.ClientSession, unit: Unit) -> None:
        """Register again after an answer that never came: once at most, as the journal must say too."""
        async with client.post("/api/device/register/", json=registration(unit)) as answer:
            said = await answer.json()
        if answer.status == 200:
            assert unit.registration not in self.consumed, "a registration token was consumed twice"
            self.consumed[unit.registration] = unit.permanent = said["permanent_token"]
            unit.is_unsure = False
            unit.times_registered += 1
        else:
            assert said["code"] in {"token_used", "token_revoked"}, said

    async def _talk(self, client: aiohttp.ClientSession, unit: Unit) -> None:
        headers = {"x-device-token": unit.permanent or ""}
        answer = await ask(client, "/api/device/session/", session(unit), headers=headers)
        headers["x-session-id"] = answer["session_id"]
        for _ in range(3):
            async with client.get("/api/device/state/", headers=headers) as polled:
                assert polled.status == 200, await polled.text()

    async def _regenerate(self, client: aiohttp.ClientSession, unit: Unit) -> None:
        unit.is_unsure = True
        made = await ask(client, f"/_admin/devices/{unit.id}/regenerate", None)
        if unit.permanent is not None:
            unit.former.append(unit.permanent)
        unit.registration, unit.permanent, unit.is_unsure = made["registration_token"], None, False


async def ask(
    client: aiohttp.ClientSession, path: str, body: object, status: int = 200, headers: dict[str, str] | None = None
) -> dict[str, str]:
    """Send a POST that must be answered with `status`, or not at all."""
    async with client.post(path, json=body, headers=headers) as answer:
        said: dict[str, str] = await answer.json()
        assert answer.status == status, (path, answer.status, said)
        return said


def registration(unit: Unit) -> dict[str, str]:
    return {"token": unit.registration, "ip": "192.0.2.1", **session(unit)}


def session(unit: Unit) -> dict[str, str]:
    return {"device_id": unit.device_id, "mac_address": unit.mac}


def stored_wrongly(unit: Unit, row: tuple[bytes, int | None, bytes | None] | None, registrations: int) -> str:
    """Say what in the file contradicts what was acknowledged to `unit`, empty if nothing does.

    `row` is what the file has of it: the digest of its registration token, when that was used, and the digest of its
    permanent token. `registrations` is how many the journal has of it.
    """
    if row is None:
        return f"{unit.id}: acknowledged, and gone"
    if registrations < unit.times_registered or registrations > unit.times_registered + unit.is_unsure:
        return f"{unit.id}: {unit.times_registered} registrations acknowledged, {registrations} in the journal"
    if unit.is_unsure:
        return ""
    expected = (digest_of(unit.registration), unit.permanent and digest_of(unit.permanent))
    if (row[0], row[2]) != expected or (row[1] is None) != (unit.permanent is None):
        return f"{unit.id}: other tokens than acknowledged"
    return ""
