"""Answers, and when what they say is durable."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import pytest

from mock_server.store.checking import check_file
from mock_server.store.opening import open_to_read
from protocol.board import Board
from tests.mock_server.store.served import MAC, serve

if TYPE_CHECKING:
    from pathlib import Path


def stored(path: Path, sql: str) -> list[tuple[object, ...]]:
    """Read from the file as another process would."""
    connection = open_to_read(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_what_was_answered_is_in_the_file(tmp_path: Path) -> None:
    async def act() -> None:
        async with serve(tmp_path / "a.db") as served:
            made = await served.generate()
            await served.register(made["registration_token"])
            [(used_us, mac)] = stored(tmp_path / "a.db", "SELECT used_us, mac FROM devices")
            assert used_us is not None
            assert mac == bytes.fromhex(MAC.replace(":", ""))
            assert stored(tmp_path / "a.db", "SELECT status FROM journal") == [(200,)]

    asyncio.run(act())


@pytest.mark.parametrize("kind", ["drop_response", "truncate"])
def test_what_was_done_but_not_answered_is_in_the_file_when_the_connection_ends(tmp_path: Path, kind: str) -> None:
    async def act() -> None:
        async with serve(tmp_path / "a.db") as served:
            made = await served.generate()
            await served.ask("POST", "/_admin/faults", {"fault": {"kind": kind}})
            with pytest.raises(aiohttp.ClientError):
                await served.register(made["registration_token"])
            assert stored(tmp_path / "a.db", "SELECT used_us IS NOT NULL FROM devices") == [(1,)]

    asyncio.run(act())


def test_those_who_come_together_share_transactions(tmp_path: Path) -> None:
    async def act() -> None:
        async with serve(tmp_path / "a.db") as served:
            await asyncio.gather(*(served.generate() for _ in range(60)))
            assert sum(len(changes.saved) for changes in served.written) == 60
            assert len(served.written) < 30

    asyncio.run(act())


def test_polls_wait_for_no_transaction(tmp_path: Path) -> None:
    async def act() -> None:
        async with serve(tmp_path / "a.db") as served:
            _, answer = await served.register((await served.generate())["registration_token"])
            polling = await served.open_session(answer["permanent_token"])
            served.written.clear()
            assert [(await served.poll(polling))[0] for _ in range(20)] == [200] * 20
            assert len(served.written) <= 1
            assert not any(changes.saved for changes in served.written)

    asyncio.run(act())


def test_a_poll_waits_for_what_it_would_tell_of_its_own_device(tmp_path: Path) -> None:
    async def act() -> None:
        async with serve(tmp_path / "a.db") as served:
            _, answer = await served.register((await served.generate())["registration_token"])
            polling = await served.open_session(answer["permanent_token"])
            [device] = served.core.devices(0)
            served.core.set_state(device.id, {"relay1": True}, 0)
            assert (await served.poll(polling))[1]["relay1"] is True
            assert stored(tmp_path / "a.db", "SELECT relay1 FROM devices") == [(1,)]

    asyncio.run(act())


def test_what_can_wait_is_written_when_the_server_stops(tmp_path: Path) -> None:
    async def act() -> None:
        async with serve(tmp_path / "a.db") as served:
            _, answer = await served.register((await served.generate())["registration_token"])
            polling = await served.open_session(answer["permanent_token"])
            for _ in range(300):
                await served.poll(polling)

    asyncio.run(act())
    assert stored(tmp_path / "a.db", "SELECT count(*) FROM journal") == [(2,)]
    assert check_file(tmp_path / "a.db").journal == 302
    assert stored(tmp_path / "a.db", "SELECT count(*) FROM contacts") == [(1,)]
    assert check_file(tmp_path / "a.db").problems == ()


def test_what_can_wait_is_written_by_itself(tmp_path: Path) -> None:
    async def act() -> None:
        async with serve(tmp_path / "a.db") as served:
            await served.ask("GET", "/api/device/state/")
            async with asyncio.timeout(20):
                while not stored(tmp_path / "a.db", "SELECT seq FROM journal"):
                    await served.state()

    asyncio.run(act())


def test_a_client_that_goes_away_leaves_the_others_waiting_in_peace(tmp_path: Path) -> None:
    async def act() -> None:
        async with serve(tmp_path / "a.db") as served:
            served.core.create_device(Board.ESP32, "pump", 0)
            waiting = [asyncio.create_task(served.keeper.settle()) for _ in range(3)]
            await asyncio.sleep(0)
            waiting[0].cancel()
            assert await asyncio.gather(*waiting[1:]) == [True, True]

    asyncio.run(act())


def test_a_reset_is_stored(tmp_path: Path) -> None:
    async def act() -> None:
        async with serve(tmp_path / "a.db") as served:
            await served.generate()
            await served.ask("PUT", "/_admin/settings", {"session_ttl_s": 5})
            await served.ask("POST", "/_admin/reset", {"seed": 9})
            await served.generate()
            for table, count in (("devices", 1), ("settings", 0), ("journal", 0)):
                assert stored(tmp_path / "a.db", f"SELECT count(*) FROM {table}") == [(count,)]

    asyncio.run(act())
