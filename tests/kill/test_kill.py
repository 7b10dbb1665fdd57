"""A server under load, killed 200 times."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.kill.lives import kill_often

if TYPE_CHECKING:
    from pathlib import Path

KILLS = 200


@pytest.mark.timeout(600)
def test_nothing_acknowledged_is_lost_in_200_kills(tmp_path: Path) -> None:
    fleet = asyncio.run(kill_often(tmp_path / "server.db", KILLS, seed=6))
    # The check is worth something only if there was something to lose.
    assert len(fleet.consumed) > KILLS
    assert any(unit.is_unsure for unit in fleet.units)
