"""Deals groups of cases out to the workers of pytest-xdist: a group, and with it a board, stays with one worker.

Only workers collect, so the first of them to be done writes the groups into a file that its controller named.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped] # xdist has no types

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pytest


class BoardScheduling(LoadScopeScheduling):  # type: ignore[misc] # xdist has no types
    """Scheduling by the groups in `file`; a case without a group may run anywhere."""

    def __init__(self, config: pytest.Config, log: object, file: Path) -> None:
        super().__init__(config, log)
        self._file = file
        self._groups: Mapping[str, str] | None = None

    def _split_scope(self, nodeid: str) -> str:
        if self._groups is None:
            self._groups = msgspec.json.decode(self._file.read_bytes(), type=dict[str, str])
        return self._groups.get(nodeid, nodeid)


def write_groups(groups: Mapping[str, str], file: Path) -> None:
    """Write the groups for the controller; every worker has the same, and a reader always finds a whole file."""
    if not file.exists():
        temporary = file.with_name(f"{file.name}.{os.getpid()}")
        temporary.write_bytes(msgspec.json.encode(groups))
        temporary.replace(file)
