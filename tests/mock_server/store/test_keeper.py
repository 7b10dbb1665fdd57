"""Answers, and when what they say is durable."""

from __future__ import annotations

import asyncio
import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp
import pytest

from oceanhil.mock_server.core import Core, Event, EventKind
from oceanhil.mock_server.core.changes import Changes, Snapshot
from oceanhil.mock_server.core.storage import StorageState, StorageView
from oceanhil.mock_server.store import Keeper, StoreError
from oceanhil.mock_server.store.file_check import check_file
from oceanhil.mock_server.store.store_file import open_to_read
from oceanhil.protocol.board import Board
from oceanhil.protocol.http import HttpRequest
from tests.mock_server.store.conftest import PROFILE
from tests.mock_server.store.served import MAC, serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
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


@pytest.mark.slow
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


@pytest.mark.slow
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


def request(path: str) -> HttpRequest:
    return HttpRequest("GET", path)


NOW_US = 5
AT_LEISURE_S = 3600.0


class Disk:
    """What stands between a keeper and its file: it can be held up, and say no."""

    def __init__(self, keeper: Keeper, core: Core) -> None:
        self.core = core
        self.is_free = threading.Event()
        self.is_asked = threading.Event()
        self.refuses: dict[str, str] = {}
        self.asked: list[str] = []
        self.states: list[StorageState] = []
        """Of the core, each time the file was read again."""
        file = keeper._file
        self.is_free.set()
        self._write, self._reload, self._probe = file.write, file.reload, file.probe
        file.write = self.write  # type: ignore[method-assign] # stands between
        file.reload = self.reload  # type: ignore[method-assign] # stands between
        file.probe = self.probe  # type: ignore[method-assign] # stands between

    def write(self, changes: Changes) -> None:
        self._ask("write")
        self._write(changes)

    def reload(self) -> Snapshot:
        self.states.append(self.core.storage.state)
        self._ask("reload")
        return self._reload()

    def probe(self) -> None:
        self._ask("probe")
        self._probe()

    def _ask(self, what: str) -> None:
        assert threading.current_thread().name == "store_0"
        self.asked.append(what)
        self.is_asked.set()
        self.is_free.wait(20)
        if what in self.refuses:
            raise StoreError(self.refuses[what])


class Held:
    """A keeper that is started, its core, and the disk between it and its file."""

    def __init__(self, path: Path, lazy_s: float | None = AT_LEISURE_S) -> None:
        self.core = Core(PROFILE, 1)
        self.told: list[StorageView] = []
        self.events: list[Event] = []
        self.core.subscribe(self.events.append)
        lazy = {} if lazy_s is None else {"lazy_s": lazy_s}
        self.keeper = Keeper(self.core, path, lambda: NOW_US, tell=self.told.append, **lazy)
        self.disk: Disk

    def make(self, name: str = "pump") -> str:
        return self.core.create_device(Board.ESP32, name, NOW_US).id

    @property
    def names(self) -> list[str]:
        return [device.name for device in self.core.devices(NOW_US)]

    async def begin_to_store(self) -> asyncio.Task[bool]:
        """Store what changed, up to where the disk is asked and holds it up."""
        self.disk.is_asked.clear()
        self.disk.is_free.clear()
        waiting = asyncio.create_task(self.keeper.settle())
        await self.until(self.disk.is_asked.is_set)
        return waiting

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not holds():  # noqa: ASYNC110 - what is waited for has no event of its own
                await asyncio.sleep(0)


@asynccontextmanager
async def held(path: Path, lazy_s: float | None = AT_LEISURE_S) -> AsyncIterator[Held]:
    made = Held(path, lazy_s)
    await made.keeper.start()
    made.disk = Disk(made.keeper, made.core)
    try:
        yield made
    finally:
        made.disk.is_free.set()
        await made.keeper.close()


def remove(core: Core, device: str) -> None:
    core.delete(device, NOW_US)


def revoke(core: Core, device: str) -> None:
    core.revoke(device, NOW_US)


def change_settings(core: Core, device: str) -> None:
    del device
    core.put_settings({"maintenance": True}, NOW_US)


def set_clock(core: Core, device: str) -> None:
    del device
    core.set_clock_offset(60, NOW_US)


def begin_anew(core: Core, device: str) -> None:
    del device
    core.reset(None, NOW_US)


@pytest.mark.parametrize(
    ("change", "is_about_all"),
    [(remove, False), (revoke, False), (change_settings, True), (set_clock, True), (begin_anew, True)],
)
def test_an_answer_waits_for_a_transaction_that_is_about_its_device(
    tmp_path: Path, change: Callable[[Core, str], None], is_about_all: bool
) -> None:
    async def act() -> None:
        async with held(tmp_path / "a.db") as made:
            device = made.make()
            assert await made.keeper.settle()
            change(made.core, device)
            concerned = [made.keeper.concerns(each) for each in (device, "", "other")]
            waiting = await made.begin_to_store()
            assert [made.keeper.concerns(each) for each in (device, "", "other")] == concerned
            assert concerned == [True, True, is_about_all]
            made.disk.is_free.set()
            assert await waiting
            assert not any(made.keeper.concerns(each) for each in (device, "", "other"))

    asyncio.run(act())


def test_what_changes_meanwhile_goes_into_the_next_transaction(tmp_path: Path) -> None:
    async def act() -> None:
        async with held(tmp_path / "a.db") as made:
            first = made.make()
            waiting = await made.begin_to_store()
            same = asyncio.create_task(made.keeper.settle())
            await asyncio.sleep(0)
            second = made.make()
            next_one = asyncio.create_task(made.keeper.settle())
            await asyncio.sleep(0)
            assert [task.done() for task in (waiting, same, next_one)] == [False] * 3
            assert [made.keeper.concerns(each) for each in (first, second, "other")] == [True, True, False]
            made.disk.is_free.set()
            assert list(await asyncio.gather(waiting, same, next_one)) == [True] * 3
            assert (made.disk.asked, made.keeper.commit_count) == (["write", "write"], 2)

    asyncio.run(act())


def test_nobody_waits_for_what_can_wait(tmp_path: Path) -> None:
    async def act() -> None:
        async with held(tmp_path / "a.db", lazy_s=0) as made:
            made.disk.is_free.clear()
            made.core.handle(request("/"), NOW_US)
            await made.until(made.disk.is_asked.is_set)
            assert not made.keeper.concerns("")
            assert await made.keeper.settle()

    asyncio.run(act())


def test_nothing_is_written_when_nothing_changed(tmp_path: Path) -> None:
    async def act() -> None:
        async with held(tmp_path / "a.db") as made:
            assert await made.keeper.settle()
            assert not made.keeper.concerns("")
        assert (made.disk.asked, made.keeper.commit_count, made.told) == ([], 0, [])

    asyncio.run(act())


def test_what_a_full_disk_refuses_is_undone_before_anybody_hears_of_it(tmp_path: Path) -> None:
    async def act() -> None:
        async with held(tmp_path / "a.db") as made:
            made.make("kept")
            assert await made.keeper.settle()
            made.disk.refuses["write"] = "'a.db': database or disk is full"
            made.make("lost")
            waiting = await made.begin_to_store()
            made.make("lost too")
            next_one = asyncio.create_task(made.keeper.settle())
            await asyncio.sleep(0)
            made.disk.is_free.set()
            assert list(await asyncio.gather(waiting, next_one)) == [False, False]
            assert made.names == ["kept"]
            assert made.disk.states == [StorageState.UNREADABLE]
            read_only = StorageView(StorageState.READ_ONLY, "'a.db': database or disk is full")
            assert (made.core.storage, made.told, made.keeper.commit_count) == (read_only, [read_only], 1)
            assert not made.keeper.concerns("")

    asyncio.run(act())


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[float | None]:
    """Let nothing wait for its time, and tell how long it would have."""
    waited: list[float | None] = []
    wait_for = asyncio.wait_for

    async def wait(awaited: Awaitable[object], timeout: float | None) -> object:  # noqa: ASYNC109 - as in asyncio
        waited.append(timeout)
        return await wait_for(awaited, 0.001)

    monkeypatch.setattr(asyncio, "wait_for", wait)
    return waited


def test_the_server_looks_once_a_second_for_what_can_wait_and_for_room(
    tmp_path: Path, quick: list[float | None]
) -> None:
    async def act() -> None:
        async with held(tmp_path / "a.db", lazy_s=None) as made:
            await made.until(lambda: len(quick) > 2)
            made.disk.refuses = {"write": "full", "probe": "full"}
            made.make()
            assert not await made.keeper.settle()
            durable = len(quick)
            await made.until(lambda: made.disk.asked.count("probe") > 2)
            assert set(quick[:durable]) == {1.0}
            assert set(quick[durable:]) == {1.0}
        async with held(tmp_path / "b.db", lazy_s=7) as made:
            await made.until(lambda: 7 in quick)

    asyncio.run(act())


def test_with_room_again_what_came_meanwhile_is_written(tmp_path: Path, quick: list[float | None]) -> None:
    async def act() -> None:
        async with held(tmp_path / "a.db") as made:
            made.disk.refuses = {"write": "full", "probe": "full"}
            made.make("lost")
            assert not await made.keeper.settle()
            made.core.handle(request("/"), NOW_US)
            await made.until(lambda: made.disk.asked.count("probe") > 2)
            assert made.told == [StorageView(StorageState.READ_ONLY, "full")]
            made.disk.refuses.clear()
            await made.until(lambda: len(made.told) > 1)
            assert made.told[1:] == [StorageView(StorageState.DURABLE)]
            await made.until(lambda: made.keeper.commit_count == 1)
            made.make("kept")
            assert await made.keeper.settle()
            stored_now = stored(tmp_path / "a.db", "SELECT name FROM devices")
            assert (stored_now, stored(tmp_path / "a.db", "SELECT path FROM journal")) == ([("kept",)], [("/",)])

    asyncio.run(act())


def test_a_file_that_cannot_be_read_again_is_read_when_it_can_be(tmp_path: Path, quick: list[float | None]) -> None:
    async def act() -> None:
        async with held(tmp_path / "a.db") as made:
            made.disk.refuses = {"write": "full", "reload": "gone"}
            made.make("lost")
            assert not await made.keeper.settle()
            unreadable = StorageView(StorageState.UNREADABLE, "gone")
            assert (made.core.storage, made.told[0]) == (unreadable, unreadable)
            await made.until(lambda: made.disk.asked.count("reload") > 2)
            assert ("probe" in made.disk.asked, set(made.told)) == (False, {unreadable})
            del made.disk.refuses["reload"]
            await made.until(lambda: made.core.storage.state is StorageState.DURABLE)
            assert made.told[-2:] == [StorageView(StorageState.READ_ONLY, "gone"), StorageView(StorageState.DURABLE)]
            assert made.names == []

    asyncio.run(act())


def test_every_state_is_told_as_an_event_with_the_machine_s_time(tmp_path: Path) -> None:
    async def act() -> None:
        async with held(tmp_path / "a.db") as made:
            made.disk.refuses = {"write": "full", "probe": "full"}
            made.make()
            assert not await made.keeper.settle()
        told = [(event.time_us, event.data) for event in made.events if event.kind is EventKind.STORAGE]
        assert told == [
            (NOW_US, StorageView(StorageState.DURABLE)),
            (NOW_US, StorageView(StorageState.READ_ONLY, "full")),
        ]

    asyncio.run(act())


def test_closing_writes_what_is_left_and_ends_the_thread(tmp_path: Path) -> None:
    async def act() -> None:
        async with held(tmp_path / "a.db") as made:
            made.make("left")
            waiting = asyncio.create_task(made.keeper.settle())
            made.core.handle(request("/"), NOW_US)
        assert await waiting
        assert not await made.keeper.settle()
        assert [thread.name for thread in threading.enumerate() if thread.name.startswith("store")] == []

    asyncio.run(act())
    assert stored(tmp_path / "a.db", "SELECT name FROM devices") == [("left",)]


def test_closing_on_a_full_disk_tells_those_who_wait_that_it_was_not_stored(tmp_path: Path) -> None:
    async def act() -> None:
        async with held(tmp_path / "a.db") as made:
            made.disk.refuses = {"write": "full", "probe": "full"}
            made.make()
            assert not await made.keeper.settle()
            made.make()
            waiting = asyncio.create_task(made.keeper.settle())
            await asyncio.sleep(0)
            await made.keeper.close()
            assert await waiting is False
            assert made.disk.asked.count("write") == 1

    asyncio.run(act())


def test_a_new_start_gives_other_tokens_and_what_was_there(tmp_path: Path) -> None:
    async def act() -> None:
        made_by = []
        for _ in range(2):
            async with held(tmp_path / "a.db") as made:
                made_by.append(made.make("pump"))
        assert (made.names, len(set(made_by))) == (["pump", "pump"], 2)

    asyncio.run(act())
