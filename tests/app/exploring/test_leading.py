"""Lives in several processes: none is led that nobody wants any more."""

from pathlib import Path

from oceanhil.app.exploring.leading import Order, lead_handful
from oceanhil.app.exploring.plan import Plan
from oceanhil.hil.worlds import load_world
from oceanhil.protocol.board import Board

PLAN = Plan("sim", (Board.ESP32,), 0, ("relay",))

LIVES = [PLAN.drawing(load_world("sim")).named(number) for number in (3, 4)]


def test_a_process_leads_its_handful_for_as_long_as_it_is_wanted(tmp_path: Path) -> None:
    assert [
        each.simulated_us > 0 for each in lead_handful(Order(PLAN, is_watched=False, wanted=str(tmp_path)), LIVES)
    ] == [True, True]
    assert lead_handful(Order(PLAN, is_watched=False, wanted=str(tmp_path / "gone")), LIVES) == []
