"""The server's clock in the test's hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oceanhil.mock_server.core import ConflictError, WrongValueError

if TYPE_CHECKING:
    from tests.mock_server.conftest import Bench

NOW_S = 1_700_000_000
CENTURY_S = 100 * 365 * 86_400


def test_advance_ages_tokens(bench: Bench) -> None:
    token = bench.generate().registration_token
    bench.core.advance_clock(86_401, bench.now_us)
    assert bench.register(token).code == "token_expired"


def test_advances_add_up_and_an_offset_replaces_them(bench: Bench) -> None:
    bench.core.advance_clock(10, bench.now_us)
    assert bench.core.advance_clock(2.5, bench.now_us).offset == 12.5
    view = bench.core.set_clock_offset(-3, bench.now_us)
    assert (view.now, view.offset, view.frozen) == (NOW_S - 3, -3, False)


def test_a_frozen_clock_stands_still_and_can_be_moved(bench: Bench) -> None:
    bench.core.freeze_clock(bench.now_us)
    bench.wait(100)
    assert bench.core.clock(bench.now_us).now == NOW_S
    assert bench.core.advance_clock(5, bench.now_us).now == NOW_S + 5
    assert bench.core.set_clock_offset(-5, bench.now_us).now == NOW_S - 5


def test_a_released_clock_is_back_on_its_course(bench: Bench) -> None:
    bench.core.freeze_clock(bench.now_us)
    bench.wait(100)
    assert bench.core.release_clock(bench.now_us).now == NOW_S + 100


def test_freezing_twice_changes_nothing(bench: Bench) -> None:
    bench.core.freeze_clock(bench.now_us)
    bench.wait(1)
    assert bench.core.freeze_clock(bench.now_us).now == NOW_S


@pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf"), 2 * CENTURY_S])
def test_a_wrong_step_is_refused(bench: Bench, seconds: float) -> None:
    with pytest.raises(WrongValueError, match=r"^advance is "):
        bench.core.advance_clock(seconds, bench.now_us)
    assert bench.core.clock(bench.now_us).offset == 0


@pytest.mark.parametrize("seconds", [float("nan"), float("-inf"), 2 * CENTURY_S, -2 * CENTURY_S])
def test_a_wrong_offset_is_refused(bench: Bench, seconds: float) -> None:
    with pytest.raises(WrongValueError, match=r"^offset is "):
        bench.core.set_clock_offset(seconds, bench.now_us)


def test_steps_cannot_pile_up_beyond_a_century(bench: Bench) -> None:
    bench.core.advance_clock(CENTURY_S, bench.now_us)
    with pytest.raises(ConflictError, match="100 years"):
        bench.core.advance_clock(CENTURY_S, bench.now_us)


@pytest.mark.parametrize("offset_s", [CENTURY_S, -CENTURY_S])
def test_the_server_works_in_other_centuries(bench: Bench, offset_s: int) -> None:
    bench.core.set_clock_offset(offset_s, bench.now_us)
    device = bench.online()
    assert (device.poll().status, device.status) == (200, "ONLINE")


def test_a_clock_that_goes_back_leaves_devices_working(bench: Bench) -> None:
    device = bench.online()
    bench.core.set_clock_offset(-86_400, bench.now_us)
    assert device.poll().status == 200
    assert device.status == "ONLINE"
