"""`GET /_admin/ready`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oceanhil.mock_server.core.storage import StorageState, StorageView
from oceanhil.mock_server.core.views import Phase

if TYPE_CHECKING:
    from tests.mock_server.conftest import Bench


def test_a_server_that_serves_is_ready(bench: Bench) -> None:
    assert bench.admin("GET", "/ready").body == {"success": True, "status": "ready"}


@pytest.mark.parametrize("phase", [Phase.STARTING, Phase.STOPPING])
def test_one_that_starts_or_stops_is_not(bench: Bench, phase: Phase) -> None:
    bench.core.phase = phase
    reply = bench.admin("GET", "/ready")
    assert (reply.status, reply.body["code"]) == (503, phase.value)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (StorageState.MEMORY, 200),
        (StorageState.DURABLE, 200),
        (StorageState.READ_ONLY, 503),
        (StorageState.UNREADABLE, 503),
    ],
)
def test_one_that_cannot_store_is_not(bench: Bench, state: StorageState, status: int) -> None:
    bench.core.set_storage(StorageView(state, "disk full"), bench.now_us)
    assert bench.admin("GET", "/ready").status == status


def test_health_stays_well_all_the_same(bench: Bench) -> None:
    bench.core.phase = Phase.STOPPING
    assert bench.admin("GET", "/health").status == 200
