"""What a step of the core takes, of stack and of time, is measured, and judged by what its board has."""

import msgspec
import pytest

from oceanhil.boards import family
from oceanhil.hil.worlds.native import core as native_core
from oceanhil.hil.worlds.native.factory import NativeWorldFactory
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.runner import run_case
from tests.library import whole_library


class Small(msgspec.Struct, frozen=True):
    """Of a family only what is asked for here."""

    stack_bytes: int | None = None
    step_calls: int | None = None


def first_boot(board: Board) -> Result:
    factory = NativeWorldFactory()
    (case, *_) = whole_library()["first-boot"].expand(board, factory.drivers(board))
    return run_case(case, factory, load_profile())


@pytest.mark.parametrize("board", PLATFORM_BOARDS, ids=lambda board: board.value)
def test_a_step_that_takes_more_than_the_board_has_is_an_error_of_the_core(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(native_core, "family", lambda _: Small(500))
    result = first_boot(board)
    assert result.outcome is Outcome.ERROR
    assert "bytes of stack on this machine; a program on" in result.reason
    assert f"{board.value!r} has 500" in result.reason


@pytest.mark.parametrize("stack_bytes", [None, 1 << 20])
def test_where_it_is_not_known_or_enough_nothing_is_said(
    stack_bytes: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(native_core, "family", lambda _: Small(stack_bytes))
    assert first_boot(Board.ESP8266).outcome is Outcome.PASSED


@pytest.mark.parametrize("board", PLATFORM_BOARDS, ids=lambda board: board.value)
def test_a_step_that_works_too_long_is_an_error_of_the_core(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native_core, "family", lambda _: Small(step_calls=300))
    result = first_boot(board)
    assert result.outcome is Outcome.ERROR
    assert "functions before it yields; a program on" in result.reason
    assert f"{board.value!r} has time for 300, then its Wi-Fi needs the processor" in result.reason


@pytest.mark.parametrize("step_calls", [None, 200_000])
def test_where_nothing_asks_for_a_yield_or_it_comes_in_time_nothing_is_said(
    step_calls: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(native_core, "family", lambda _: Small(step_calls=step_calls))
    assert first_boot(Board.ESP8266).outcome is Outcome.PASSED


def test_only_one_core_says_how_long_a_program_may_work() -> None:
    assert {board for board in PLATFORM_BOARDS if family(board).step_calls is not None} == {Board.ESP8266}


def test_each_family_of_the_platform_says_what_it_has() -> None:
    assert {board.value: family(board).stack_bytes for board in PLATFORM_BOARDS} == {
        "esp32": 8192,
        "esp8266": 4096,
        "picow": 8192,
    }
