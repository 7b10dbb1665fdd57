"""Ten thousand requests that no client should send."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from typing import TYPE_CHECKING

from tests.abuse.barrage import barrage
from tests.abuse.grammar import Corpus
from tests.abuse.served import Served

if TYPE_CHECKING:
    import pytest

ROUNDS, IN_A_ROUND = 2, 5_000
GROWTH_MB_MAX = 8.0


def attack(served: Served, number: int, seed: int) -> Counter[int]:
    """Begin anew with one device, and send so many malformed requests that know its tokens."""
    served.ask("POST", "/_admin/reset", {"seed": 1})
    credentials = served.online_device()
    _, made = served.ask("POST", "/_admin/devices", {"board": "esp32"})
    corpus = Corpus(
        credentials["x_device_token"], credentials["x_session_id"], str(made["registration_token"]), str(made["id"])
    )
    return asyncio.run(barrage(served.port, corpus, number, seed))


def test_no_5xx_and_no_growth_of_memory(capsys: pytest.CaptureFixture[str]) -> None:
    with Served() as served:
        attack(served, IN_A_ROUND, seed=0)
        warm_mb = served.rss_mb()
        statuses = sum((attack(served, IN_A_ROUND, seed) for seed in range(1, 1 + ROUNDS)), start=Counter[int]())
        grown_mb = served.rss_mb() - warm_mb
        assert served.process.poll() is None
    with capsys.disabled():
        sys.stdout.write(f"\n{ROUNDS * IN_A_ROUND:,} requests: {sorted(statuses.items())}; memory {grown_mb:+.1f} MB\n")
    assert not [status for status in statuses if status >= 500]
    assert {200, 400, 401, 404, 405} <= set(statuses)
    assert grown_mb <= GROWTH_MB_MAX
    assert "Traceback" not in served.said
