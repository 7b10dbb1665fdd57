"""Answers wait until what they tell is durable; where nothing can be stored, changes are refused beforehand."""

from typing import Protocol

from oceanhil.mock_server.core.admin.side import ADMIN_PREFIX
from oceanhil.mock_server.core.service import Service
from oceanhil.mock_server.core.storage import StorageState
from oceanhil.protocol.http import HttpRequest

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
# What these change lives in memory only.
_UNSTORED_PREFIXES = (f"{ADMIN_PREFIX}/faults", f"{ADMIN_PREFIX}/restart")
HEALTH_PATH = f"{ADMIN_PREFIX}/health"


class Keeping(Protocol):
    """What the transport asks of a store."""

    @property
    def commit_count(self) -> int:
        """How many transactions were written since the start."""

    def concerns(self, device: str) -> bool:
        """Tell whether an answer about `device` (an admin id; empty: about anything) tells what is not durable yet."""

    async def settle(self) -> bool:
        """Wait until everything up to now is durable; False if it could not be stored and is undone."""


class Answering:
    """Judges for one core and its store which requests may be processed, and which answers may leave."""

    __slots__ = ("_core", "_keeping", "_memory_paths")

    def __init__(self, core: Service, keeping: Keeping) -> None:
        """Let nothing out of `core` that `keeping` has not made durable."""
        self._core = core
        self._keeping = keeping
        self._memory_paths = core.memory_paths

    def admits(self, request: HttpRequest) -> bool:
        """Tell whether the request may be processed in the present state of the storage."""
        state = self._core.storage.state
        if state is StorageState.DURABLE:
            return True
        if state is StorageState.UNREADABLE:
            return request.path == HEALTH_PATH
        is_unstored = request.path in self._memory_paths or request.path.startswith(_UNSTORED_PREFIXES)
        return is_unstored or request.method in _READING

    def must_wait(self, device: str) -> bool:
        """Tell whether an answer about `device` (an admin id; empty: about anything) must wait for `is_settled`."""
        return self._keeping.concerns(device)

    async def is_settled(self) -> bool:
        """Wait until an answer may leave; False if what it tells could not be stored."""
        return await self._keeping.settle()
