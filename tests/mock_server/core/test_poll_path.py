"""The short way of a plain poll gives what the long way gives."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.http import HttpRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from oceanhil.mock_server.core import Delivery
    from tests.mock_server.conftest import Bench

STATE = "/api/device/state/"


def test_a_plain_poll_takes_the_short_way(bench: Bench) -> None:
    device = bench.online()
    first, second = (bench.core.journal_since(bench.core.journal_last_seq - 1) for _ in range(2) if device.poll())
    assert len(first) == len(second) == 1
    assert first[0].headers == {"x-device-token": device.token[:12] + "…", "x-session-id": device.session[:12] + "…"}


def test_an_answer_is_made_once_for_each_state_of_a_device(bench: Bench) -> None:
    device = bench.online()
    headers = {"x-device-token": device.token, "x-session-id": device.session}

    def answers() -> list[Delivery]:
        return [bench.core.handle(HttpRequest("GET", STATE, headers), bench.now_us) for _ in range(2)]

    one, same = answers()
    device.report({"temperature": 21.5})
    other, again = answers()
    assert one is same
    assert other is again
    assert one != other


def _talk(bench: Bench, waits_s: list[float], noise: list[int]) -> list[object]:
    seen: list[object] = []
    device = bench.online()
    for wait_s, kind in zip(waits_s, noise, strict=False):
        bench.wait(wait_s)
        headers = {"x-device-token": device.token, "x-session-id": device.session}
        match kind:
            case 0:
                headers["x-session-id"] = "0" * 32
            case 1:
                device.report({"temperature": wait_s})
            case 2:
                bench.core.set_state(device.id, {"relay1": True}, bench.now_us)
            case 3:
                bench.core.restart(bench.now_us)
        seen.append(bench.send("GET", STATE, headers=headers))
        seen.append(bench.view(device.id))
    return [*seen, *bench.journal()]


@pytest.mark.slow
@given(st.lists(st.floats(0, 4000), min_size=1, max_size=6), st.lists(st.integers(0, 8), min_size=6, max_size=6))
def test_both_ways_agree(make_bench: Callable[[], Bench], waits_s: list[float], noise: list[int]) -> None:
    short, long = make_bench(), make_bench()
    long.core._poll = Mock(**{"answer.return_value": None})
    assert _talk(short, waits_s, noise) == _talk(long, waits_s, noise)
