"""The keeper: joins a core and its file. Group commit, the read-only state, and the way back from it.

The core changes in memory, at once, in the loop's thread; a log of what changed grows meanwhile. The keeper takes
that log and writes it as one transaction in a thread of its own. One transaction is under way at a time. What changes
meanwhile waits and goes together into the next one, so that the cost of a flush to disk is shared by everybody who
waits for it. What may wait, the journal and contact times, is written at the latest `LAZY_S` after it happened.

What it must not know: what a device, a token or a route is, and what SQL is. It sees `Changes` and a `Database`; it
decides *when*, never *what*.

Laws:

1. Nothing acknowledged is lost. An answer that tells what is not durable yet (`concerns`) waits for it (`settle`); a
   process killed at any moment comes back with all that was answered.
2. Nothing half. A transaction holds whole or not at all. When one fails, the core goes back to what the file says,
   and everybody who waited is told so, those who wait for the next one too: their change was made on what no longer
   holds. Who is told so does not know that it is undone: if the file took it and only its ledger did not, it holds.
3. While the file cannot be written, changes are refused and reads go on; while it cannot even be read, nothing is
   answered. A probe each `PROBE_S` finds the way back.
4. One owner: between `start` and `close` nobody else has the file (`file_lock`), and all but the writing itself happens
   in the loop's thread.
5. Nobody waits for ever: whatever ends the keeper, all who wait get an answer.

What changes with it: an answer that tells something new about a device must be one that `concerns` covers, or it may
be sent before it holds; tests that kill a server under load are the judge.
"""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

from oceanhil.host.wall_clock import WallClock
from oceanhil.mock_server.core.admin_error import WrongValueError
from oceanhil.mock_server.core.changes import Changes
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.storage import StorageState, StorageView
from oceanhil.mock_server.store.database import Database
from oceanhil.mock_server.store.store_error import StoreError, StoreRefusedError

LAZY_S = 1.0
PROBE_S = 1.0
_Result = TypeVar("_Result")


class Keeper:
    """Keeps one core in one file from `start` to `close`; both and everything else in the loop's thread."""

    def __init__(
        self,
        core: Core,
        path: Path,
        clock: WallClock,
        *,
        lazy_s: float = LAZY_S,
        tell: Callable[[StorageView], None] = lambda _: None,
    ) -> None:
        """Keep `core` in `path`.

        `clock` gives the time of events and of what is stored; `tell` hears of every change of the storage's state.
        """
        self._core = core
        self._path = path
        self._clock = clock
        self._lazy_s = lazy_s
        self._tell = tell
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._database: Database | None = None
        self._task: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._writing: frozenset[str] = frozenset()
        """Devices that the transaction under way is about."""
        self._writes_all = False
        self._under_way: asyncio.Future[bool] | None = None
        self._next: asyncio.Future[bool] | None = None
        self._is_closing = False
        self.commit_count = 0
        """How many transactions were written since the start."""

    async def start(self) -> None:
        """Open the file and give the core what is in it; raises StoreError."""
        try:
            self._database = database = await self._run(self._open)
            starts = await self._run(database.start)
            snapshot = await self._run(database.load)
            self._core.lasting.restore(snapshot)
        except StoreError:
            await self._shut()
            raise
        except WrongValueError as error:
            await self._shut()
            raise StoreRefusedError(f"{str(self._path)!r} does not fit the profile: {error}") from None
        self._core.restart_numbers(starts)
        self._core.set_storage(StorageView(StorageState.DURABLE), self._clock())
        self._task = asyncio.create_task(self._keep())

    async def close(self) -> None:
        """Write what is left, and close the file; may be called twice."""
        self._is_closing = True
        self._wake.set()
        if self._task is not None:
            await self._task
            self._task = None
        await self._shut()

    def concerns(self, device: str) -> bool:
        """Tell whether an answer about `device` (an admin id; empty: about anything) tells what is not durable yet."""
        log = self._core.changes
        if self._under_way is None and not log.is_urgent:
            return False
        is_about_all = not device or self._writes_all or log.is_general
        return is_about_all or device in log.devices or device in self._writing

    async def settle(self) -> bool:
        """Wait until everything up to now is durable; False if it could not be stored and is undone."""
        if self._task is None or self._task.done():
            return False
        if self._core.changes.is_urgent:
            self._wake.set()
            self._next = self._next or asyncio.get_running_loop().create_future()
            # Shared by all who wait: one who goes away must not cancel it for the others.
            return await asyncio.shield(self._next)
        return self._under_way is None or await asyncio.shield(self._under_way)

    async def _keep(self) -> None:
        try:
            while not self._is_closing:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), self._lazy_s if self._is_durable else PROBE_S)
                self._wake.clear()
                await (self._commit() if self._is_durable else self._try_again())
            if self._is_durable:
                await self._commit()
        finally:
            # Whatever happens, nobody waits for ever.
            self._end(is_durable=False)

    async def _commit(self) -> None:
        changes = self._core.lasting.take_changes()
        if changes.is_empty:
            return
        self._begin(changes)
        try:
            await self._run(partial(self._file.write, changes))
        except StoreError as error:
            await self._fall_back(str(error))
        else:
            self.commit_count += 1
        self._end(is_durable=self._is_durable)

    async def _fall_back(self, reason: str) -> None:
        """Go back to what the file says; nothing is answered until that is done."""
        self._core.storage = StorageView(StorageState.UNREADABLE, reason)
        try:
            snapshot = await self._run(self._file.reload)
        except StoreError as error:
            self._announce(StorageView(StorageState.UNREADABLE, str(error)))
            return
        self._core.lasting.restore(snapshot)
        self._core.restart(self._clock())
        self._announce(StorageView(StorageState.READ_ONLY, reason))

    async def _try_again(self) -> None:
        if self._core.storage.state is StorageState.UNREADABLE:
            await self._fall_back(self._core.storage.reason)
        if self._core.storage.state is not StorageState.READ_ONLY:
            return
        try:
            await self._run(self._file.probe)
        except StoreError:
            return
        self._announce(StorageView(StorageState.DURABLE))
        await self._commit()

    def _announce(self, storage: StorageView) -> None:
        self._core.set_storage(storage, self._clock())
        self._tell(storage)

    @property
    def _is_durable(self) -> bool:
        return self._core.storage.state is StorageState.DURABLE

    @property
    def _file(self) -> Database:
        assert self._database is not None, "the keeper was not started"
        return self._database

    def _begin(self, changes: Changes) -> None:
        """Let those who wait for the next transaction wait for this one, and know what it is about."""
        self._writes_all = changes.is_reset or changes.settings is not None or changes.clock is not None
        self._writing = frozenset((*changes.deleted, *(record.id for record in changes.saved)))
        group, self._next = self._next, None
        if group is None and (self._writes_all or self._writing):
            group = asyncio.get_running_loop().create_future()
        self._under_way = group

    def _end(self, *, is_durable: bool) -> None:
        """Tell those who wait for the transaction under way, and if it failed also those who wait for the next one."""
        groups = [self._under_way] if is_durable else [self._under_way, self._next]
        if not is_durable:
            self._next = None
        self._under_way, self._writing, self._writes_all = None, frozenset(), False
        for group in groups:
            if group is not None and not group.done():
                group.set_result(is_durable)

    def _open(self) -> Database:
        return Database(self._path, self._core.profile.wire, self._core.lasting.journal_limit, self._clock)

    async def _run(self, work: Callable[[], _Result]) -> _Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def _shut(self) -> None:
        database, self._database = self._database, None
        if database is not None:
            await self._run(database.close)
        self._thread.shutdown()
