"""A few kills for every run of the tests; `tests/kill` has the two hundred."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.kill.lives import kill_often

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


def test_nothing_acknowledged_is_lost_in_five_kills(tmp_path: Path) -> None:
    fleet = asyncio.run(kill_often(tmp_path / "server.db", 5, seed=1))
    assert fleet.consumed
