"""Deals groups of cases out to the workers of pytest-xdist: a group, and with it a board, stays with one worker.

Only workers collect, so the first of them to be done writes the groups into a file that its controller named.
"""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped] # xdist has no types

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pytest


class BoardScheduling(LoadScopeScheduling):  # type: ignore[misc] # xdist has no types
    """Scheduling by the groups in `file`; a case without a group may run anywhere.

    Groups go out family by family. So a worker that waits for a board holds boards of families before it only, and no
    two workers ever wait for each other, also where boards turn out to be broken.
    """

    def __init__(self, config: pytest.Config, log: object, file: Path) -> None:
        super().__init__(config, log)
        self._file = file

    @cached_property
    def _groups(self) -> Mapping[str, str]:
        return msgspec.json.decode(self._file.read_bytes(), type=dict[str, str])

    def _split_scope(self, nodeid: str) -> str:
        return self._groups.get(nodeid, nodeid)

    def _assign_work_unit(self, node: object) -> None:
        self.workqueue.move_to_end(min(self.workqueue, key=self._rank), last=False)
        super()._assign_work_unit(node)

    def _rank(self, scope: str) -> tuple[bool, str]:
        """Put groups first, by family and number: the first of a family may be the one that needs two boards."""
        return scope not in self._groups.values(), scope


def write_groups(groups: Mapping[str, str], file: Path) -> None:
    """Write the groups for the controller; every worker has the same, and a reader always finds a whole file."""
    if not file.exists():
        temporary = file.with_name(f"{file.name}.{os.getpid()}")
        temporary.write_bytes(msgspec.json.encode(groups))
        temporary.replace(file)
