"""Lives in several processes: none is led that nobody wants any more, and one that dies takes no finding with it."""

import gc
import multiprocessing
from pathlib import Path

import pytest

from oceanhil.app.exploring.exploration import Budget, Explored, explore
from oceanhil.app.exploring.leading import Crew, Order, lead_handful
from oceanhil.app.exploring.on_boards import OnBoards
from oceanhil.app.exploring.plan import Plan
from oceanhil.exploration.findings import Finding
from oceanhil.hil.worlds import load_world
from oceanhil.hil.worlds.sketch.tools import SANITIZE_VARIABLE, SketchTools, tools_in_force
from oceanhil.protocol.board import Board
from oceanhil.scenarios.world import WorldFactory

PLAN = Plan("sim", (Board.ESP32,), 0, ("relay",))

LIVES = [PLAN.drawing(load_world("sim")).named(number) for number in (3, 4)]


def test_a_process_leads_its_handful_for_as_long_as_it_is_wanted(tmp_path: Path) -> None:
    assert [
        each.simulated_us > 0 for each in lead_handful(Order(PLAN, is_watched=False, wanted=str(tmp_path)), LIVES)
    ] == [True, True]
    assert lead_handful(Order(PLAN, is_watched=False, wanted=str(tmp_path / "gone")), LIVES) == []


def test_who_leads_lives_elsewhere_runs_sketches_with_the_tools_of_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SANITIZE_VARIABLE, raising=False)
    tools: list[SketchTools] = []

    def loaded(_world: str) -> WorldFactory:
        tools.append(tools_in_force())
        return load_world("sim")

    monkeypatch.setattr("oceanhil.app.exploring.leading.load_world", loaded)
    plan = Plan("sketch:lamp", (Board.ESP32,), 0, ("relay",), is_sanitized=True)
    lead_handful(Order(plan, is_watched=False), LIVES[:1])
    assert tools == [SketchTools(sanitize=True)]
    assert tools_in_force() == SketchTools()


@pytest.mark.long
def test_what_was_found_is_kept_when_a_process_dies() -> None:
    class Ending:
        def begins(self, boards: OnBoards) -> None: ...

        def went_on(self, so_far: Explored) -> None: ...

        def found(self, finding: Finding) -> None:
            multiprocessing.active_children()[0].kill()

    plan = Plan("sim", (Board.ESP32,), 3, ("answer-lost",))
    found = explore(plan, load_world("sim"), Budget(10_000, None), Crew(2), Ending())
    assert found.was_interrupted
    assert found.lives < 10_000
    assert len(found.findings) == 1
    assert found.broken_off.startswith("a process that led lives has crashed or was killed")


def test_garbage_is_looked_for_seldom_while_lives_are_led_and_as_before_afterwards() -> None:
    seen: set[int] = set()

    class Looking:
        def begins(self, boards: OnBoards) -> None: ...

        def went_on(self, so_far: Explored) -> None:
            seen.add(gc.get_threshold()[0])

        def found(self, finding: Finding) -> None: ...

    before = gc.get_threshold()
    gc.set_threshold(700, *before[1:])
    try:
        explore(PLAN, load_world("sim"), Budget(3, None), Crew(), Looking())
        assert (seen, gc.get_threshold()[0]) == ({50_000}, 700)
    finally:
        gc.set_threshold(*before)
