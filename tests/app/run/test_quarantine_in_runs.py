"""A run whose boards are in quarantine: what it says, how it ends, and how a person looks into it and lets one back."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from oceanhil.app.run.demands import lost_to_quarantine
from oceanhil.hil.boards.inventory import load_inventory
from oceanhil.hil.boards.quarantine import TROUBLED, BoardRun, TroubleKind, open_histories
from oceanhil.scenarios.result import Outcome
from tests.app.run.test_demands import RAN, SKIPPED, result
from tests.hil.boards.owners import somebody
from tests.user import Command

_RUN = ("run", "--world", "serial", "first-boot", "--board", "esp32")
_LET_BACK = "'oceanhil boards readmit gone' lets it back, --use-quarantined uses it"


@pytest.fixture(autouse=True)
def _bench(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCEANHIL_STATE", str(folder / "state"))
    monkeypatch.delenv("OCEANHIL_USE_QUARANTINED", raising=False)
    monkeypatch.delenv("OCEANHIL_BOARDS", raising=False)
    (folder / "boards.toml").write_text('[board.gone]\nkind = "esp32"\nport = "/dev/no-such-port"\nagent = true\n')
    entry = load_inventory(folder / "boards.toml").boards["gone"]
    for day in range(TROUBLED):
        run = BoardRun(somebody("ci"), float(day))
        open_histories().trouble(entry, run, TroubleKind.LOST_CASE, "it went away")


def test_what_is_not_tried_for_boards_in_quarantine_ends_a_run_with_nine(oceanhil: Command) -> None:
    done = oceanhil(*_RUN, "--junit", "report.xml", "--html", "report.html")
    assert done.code == 9, done.said
    assert "uncovered: 1 case not tried for boards in quarantine: first-boot@esp32\n" in done.out
    assert "every esp32 is kept out: board 'gone' is in quarantine since " in done.out
    assert _LET_BACK in done.out
    assert _LET_BACK.replace("'", "&#39;") in Path("report.html").read_text("utf-8")
    properties = {each.attrib["name"]: each.attrib["value"] for each in ET.parse("report.xml").iter("property")}
    assert properties["trouble"] == "uncovered"


def test_programs_are_told_which_boards_they_are(oceanhil: Command) -> None:
    document = json.loads(oceanhil(*_RUN, "--json").out)
    assert list(document["quarantined"]) == ["gone"]
    assert document["quarantined"]["gone"].startswith("in quarantine since ")


def test_it_counts_as_not_tried_for_what_is_required(oceanhil: Command) -> None:
    done = oceanhil(*_RUN, "--require", "flashing")
    assert (done.code, "--require flashing: 1 of 1 case not tried" in done.out) == (9, True), done.said


@pytest.mark.parametrize("way", ["option", "readmitted"])
def test_a_board_in_quarantine_is_used_when_somebody_wants_it(oceanhil: Command, way: str) -> None:
    if way == "readmitted":
        done = oceanhil("boards", "readmit", "gone")
        assert done.out.startswith("'gone' is back; it was in quarantine since ")
    done = oceanhil(*_RUN, *(["--use-quarantined"] if way == "option" else []))
    assert (done.code, "board 'gone': no port '/dev/no-such-port'" in done.said) == (8, True), done.said


def test_a_replay_keeps_to_it_too(oceanhil: Command) -> None:
    done = oceanhil("replay", "first-boot@esp32", "--world", "serial")
    assert (done.code, "board 'gone' is in quarantine since" in done.said) == (5, True), done.said
    done = oceanhil("replay", "first-boot@esp32", "--world", "serial", "--use-quarantined")
    assert (done.code, "no port '/dev/no-such-port'" in done.said) == (1, True), done.said


def test_the_list_of_boards_names_it(oceanhil: Command) -> None:
    done = oceanhil("boards", "list")
    assert "gone: in quarantine since " in done.out
    assert "oceanhil boards readmit gone" in done.out
    listed = json.loads(oceanhil("boards", "list", "--json").out)
    assert listed["boards"][0]["quarantine"].startswith("in quarantine since ")


def test_its_history_is_shown_from_the_first_run_to_the_last_word(oceanhil: Command) -> None:
    oceanhil("boards", "readmit", "gone")
    done = oceanhil("boards", "quarantine", "gone", "--reason", "its cable is loose")
    assert done.out.startswith("'gone' is in quarantine since ")
    lines = oceanhil("boards", "history", "gone").out.splitlines()
    assert lines[0] == "gone: trouble in 0 of its last 0 runs; 3 of the last 5 bring it into quarantine"
    assert lines[1].startswith("  1970-01-01 00:00:00Z  trouble  ci@")
    assert lines[2] == "      lost-case: it went away"
    assert "let back by " in lines[7]
    assert lines[8].endswith(": its cable is loose")
    assert lines[9] == "  'oceanhil boards readmit gone' lets it back"
    assert len(lines) == 10


def test_a_board_that_no_run_has_used_has_no_history(oceanhil: Command, folder: Path) -> None:
    (folder / "boards.toml").write_text('[board.new]\nkind = "esp32"\nport = "/dev/new"\n')
    assert oceanhil("boards", "history", "new").out == "new: no run has used it\n"
    assert oceanhil("boards", "readmit", "new").out == "'new' was in no quarantine\n"


def test_a_damaged_history_is_refused_in_one_line(oceanhil: Command, folder: Path) -> None:
    (path,) = (folder / "state" / "quarantine").glob("*.json")
    path.write_text("{")
    for words in (("boards", "list"), ("boards", "history", "gone"), ("boards", "readmit", "gone")):
        done = oceanhil(*words)
        assert (done.code, "is damaged" in done.err, done.err.count("\n")) == (1, True, 1), done.said
    done = oceanhil(*_RUN)
    assert (done.code, "is damaged" in done.said) == (4, True), done.said


def test_only_what_is_skipped_for_a_quarantine_is_lost_to_it() -> None:
    lost = result("lost", Outcome.SKIPPED, reason="board 'a' is in quarantine since 2026-01-01 00:00:00Z: trouble")
    broken = result("broken", Outcome.ERROR, reason="board 'a' is in quarantine since 2026-01-01 00:00:00Z: trouble")
    assert list(lost_to_quarantine([RAN, SKIPPED, broken])) == []
    (said,) = lost_to_quarantine([RAN, lost, SKIPPED])
    assert said == "uncovered: 1 case not tried for boards in quarantine: lost@esp32"
