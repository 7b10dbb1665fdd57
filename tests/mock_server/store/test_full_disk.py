"""A disk that fills: nothing is lost, polls and reads go on, and changes again as soon as there is room."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from oceanhil.mock_server.core import Event, EventKind
from oceanhil.mock_server.core.storage import StorageView
from oceanhil.mock_server.store.file_check import check_file
from tests.mock_server.store.served import Served, serve

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


async def fill(served: Served) -> int:
    """Register until nothing more fits; gives how many devices were acknowledged."""
    await served.fill_disk()
    made = 0
    async with asyncio.timeout(60):
        while (await served.ask("POST", "/_admin/devices", {"board": "esp32"}))[0] == 201:
            made += 1
    return made


async def online(served: Served) -> dict[str, str]:
    _, answer = await served.register((await served.generate())["registration_token"])
    return await served.open_session(answer["permanent_token"])


def test_a_change_that_does_not_fit_is_refused_and_undone(tmp_path: Path) -> None:
    async def act() -> None:
        async with serve(tmp_path / "a.db") as served:
            made = await fill(served)
            status, answer = await served.ask("POST", "/_admin/devices", {"board": "esp32"})
            assert (status, answer["code"]) == (503, "storage")
            assert served.core.device_count == made
            await served.free_disk()

    asyncio.run(act())
    assert check_file(tmp_path / "a.db").problems == ()


def test_polls_sessions_and_reads_go_on(tmp_path: Path) -> None:
    async def act() -> None:
        async with serve(tmp_path / "a.db") as served:
            polling = await online(served)
            await fill(served)
            assert (await served.poll(polling))[1]["code"] == "session_unknown"
            polling = await served.open_session(polling["x-device-token"])
            assert (await served.poll(polling))[0] == 200
            assert (await served.ask("GET", "/_admin/devices"))[0] == 200
            assert (await served.ask("POST", "/_admin/faults", {"fault": {"kind": "delay", "seconds": 0}}))[0] == 201
            assert await served.state() == "read_only"

    asyncio.run(act())


def test_devices_are_told_to_come_back(tmp_path: Path) -> None:
    async def act() -> None:
        async with serve(tmp_path / "a.db") as served:
            token = (await served.generate())["registration_token"]
            await fill(served)
            before = served.core.journal_last_seq
            assert (await served.register(token))[1]["code"] == "storage"
            [entry] = served.core.journal_since(before)
            assert (entry.path, entry.status, entry.code) == ("/api/device/register/", 503, "storage")
            url = served.server.url + "/api/device/state/"
            async with served.client.post(url, json={"relay1": True}) as answer:
                assert (answer.status, answer.headers["retry-after"]) == (503, "5")

    asyncio.run(act())


def test_with_room_again_everything_goes_on_by_itself(tmp_path: Path) -> None:
    async def act() -> None:
        async with serve(tmp_path / "a.db") as served:
            token = (await served.generate())["registration_token"]
            await fill(served)
            await served.free_disk()
            await served.until_state("durable")
            assert (await served.register(token))[0] == 200

    asyncio.run(act())
    assert check_file(tmp_path / "a.db").problems == ()


def test_it_is_told_as_an_event(tmp_path: Path) -> None:
    async def act() -> None:
        heard: list[Event] = []
        async with serve(tmp_path / "a.db") as served:
            served.core.subscribe(heard.append)
            await fill(served)
            await served.free_disk()
            await served.until_state("durable")
        told = [event.data for event in heard if event.kind is EventKind.STORAGE]
        assert [(data.state.value, data.reason != "") for data in told if isinstance(data, StorageView)] == [
            ("read_only", True),
            ("durable", False),
        ]

    asyncio.run(act())


def test_a_file_that_cannot_even_be_read_refuses_everything_but_health(tmp_path: Path) -> None:
    async def act() -> None:
        async with serve(tmp_path / "a.db") as served:
            polling = await online(served)
            path, away = tmp_path / "a.db", tmp_path / "away.db"
            path.rename(away)
            path.write_text("somebody else's text, longer than a header")
            await served.keeper._run(served.keeper._file._connection.close)
            assert (await served.ask("POST", "/_admin/devices", {"board": "esp32"}))[0] == 503
            assert (await served.poll(polling))[1]["code"] == "storage"
            assert (await served.ask("GET", "/_admin/devices"))[0] == 503
            assert await served.state() == "unreadable"
            away.replace(path)
            await served.until_state("durable")
            assert (await served.ask("GET", "/_admin/devices"))[0] == 200

    asyncio.run(act())
