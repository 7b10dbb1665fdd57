"""Many short lives of one server, each ended by SIGKILL at a random moment."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import aiohttp

from oceanhil.mock_server.store.file_check import contradictions
from oceanhil.mock_server.store.snapshot_reader import read_snapshot
from oceanhil.mock_server.store.store_file import open_to_read
from tests.kill.fleet import Fleet, ask, registration, session, stored_wrongly
from tests.kill.nursery import Nursery

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_LIFE_S = 0.12
LONGEST_BIRTH_S = 0.05
_PATIENCE = 10
_REGISTRATIONS = (
    "SELECT device, count(*) FROM journal WHERE path = '/api/device/register/' AND status = 200 GROUP BY device"
)


async def kill_often(database: Path, kills: int, seed: int) -> Fleet:
    """Kill a server on `database` so many times; what it acknowledged must be there each time. Gives the clients.

    On a machine that is busy with other things a life may be over before a token is consumed in it. Then more
    lives follow until one is, ten times as many in all.
    """
    fleet = Fleet(seed)
    with Nursery(database) as nursery:
        for life in range(_PATIENCE * kills):
            if life >= kills and fleet.consumed:
                break
            number = nursery.start()
            if fleet.random.random() < 0.1:
                await asyncio.sleep(fleet.random.random() * LONGEST_BIRTH_S)
                nursery.kill(number)
                continue
            url = nursery.url()
            check_file(database, fleet, life)
            kill = asyncio.ensure_future(_kill_later(nursery, number, fleet.random.random() * LONGEST_LIFE_S))
            await fleet.live(url, kill)
        nursery.start()
        url = nursery.url()
        check_file(database, fleet, life)
        await check_devices(url, fleet)
    return fleet


async def _kill_later(nursery: Nursery, number: int, seconds: float) -> None:
    await asyncio.sleep(seconds)
    nursery.kill(number)


def check_file(database: Path, fleet: Fleet, life: int) -> None:
    """Hold the file, while the next server already uses it, against what was acknowledged."""
    with contextlib.closing(open_to_read(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)], life
        assert contradictions(read_snapshot(connection, 0)) == [], life
        rows = {
            row[0]: row[1:] for row in connection.execute("SELECT id, registration, used_us, permanent FROM devices")
        }
        journalled = dict(connection.execute(_REGISTRATIONS).fetchall())
    wrong = [stored_wrongly(unit, rows.get(unit.id), journalled.get(unit.id, 0)) for unit in fleet.units]
    assert [text for text in wrong if text] == [], life


async def check_devices(url: str, fleet: Fleet) -> None:
    """Ask the server as the devices would: live tokens work, used and ended ones do not."""
    async with aiohttp.ClientSession(url) as client:
        for unit in fleet.units:
            if unit.is_unsure:
                continue
            if unit.permanent is not None:
                await ask(client, "/api/device/session/", session(unit), headers={"x-device-token": unit.permanent})
                await ask(client, "/api/device/register/", registration(unit), 410)
            for token in unit.former:
                await ask(client, "/api/device/session/", session(unit), 403, headers={"x-device-token": token})
