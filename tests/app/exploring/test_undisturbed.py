"""Before the budget begins, a life in which nothing happens is led on each board."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from oceanhil.app.exploring import exploration
from oceanhil.app.exploring.exploration import Budget, Explored, explore
from oceanhil.app.exploring.leading import Crew
from oceanhil.app.exploring.on_boards import OnBoards
from oceanhil.app.exploring.plan import Plan, PlanError
from oceanhil.exploration.findings import Finding
from oceanhil.hil.worlds.sim import SimWorld, SimWorldFactory
from oceanhil.protocol.board import Board
from oceanhil.scenarios.world import WorldError, WorldRequest

BOARDS = (Board.ESP32, Board.PICOW)


class Untold:
    def begins(self, boards: OnBoards) -> None: ...

    def went_on(self, so_far: Explored) -> None: ...

    def found(self, finding: Finding) -> None: ...


class Clock:
    now_s = 0.0

    def perf_counter(self) -> float:
        return self.now_s


class Compiles(SimWorldFactory):
    """A world whose first board takes a minute to be compiled for, and which cannot be had on some boards."""

    def __init__(self, clock: Clock, broken: Collection[Board] = ()) -> None:
        self._clock, self._broken, self._left_s = clock, broken, 60.0

    def make(self, request: WorldRequest) -> SimWorld:
        if request.board in self._broken:
            raise WorldError("lamp.ino:7: error: 'lihgt' was not declared")
        self._clock.now_s, self._left_s = self._clock.now_s + self._left_s, 0.0
        return super().make(request)


def explored(monkeypatch: pytest.MonkeyPatch, broken: Collection[Board] = ()) -> Explored:
    clock = Clock()
    monkeypatch.setattr(exploration, "time", clock)
    plan = Plan("sim", BOARDS, 0, only=("relay",))
    return explore(plan, Compiles(clock, broken), Budget(lives=4, seconds=30.0), Crew(), Untold())


def test_what_has_to_be_compiled_once_takes_nothing_of_the_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    assert explored(monkeypatch).lives == 4


def test_where_no_board_can_lead_a_life_nothing_is_explored(monkeypatch: pytest.MonkeyPatch) -> None:
    why = r"^no life can be led on esp32, picow: lamp\.ino:7: error: 'lihgt' was not declared$"
    with pytest.raises(PlanError, match=why):
        explored(monkeypatch, BOARDS)


def test_where_one_board_can_the_others_are_told_life_by_life(monkeypatch: pytest.MonkeyPatch) -> None:
    so_far = explored(monkeypatch, [Board.PICOW])
    assert (so_far.lives, so_far.is_vain) == (4, False)
    assert {each.reason for each in so_far.troubles} == {"lamp.ino:7: error: 'lihgt' was not declared"}
