"""Lives in several processes: none is led that nobody wants any more."""

from pathlib import Path

from oceanhil.app.exploring.leading import lead_handful
from oceanhil.app.exploring.plan import Plan
from oceanhil.protocol.board import Board

PLAN = Plan("sim", (Board.ESP32,), 0, ("relay",))


def test_a_process_leads_its_handful_for_as_long_as_it_is_wanted(tmp_path: Path) -> None:
    assert [each.number for each in lead_handful(PLAN, [3, 4], str(tmp_path))] == [3, 4]
    assert lead_handful(PLAN, [3, 4], str(tmp_path / "gone")) == []
