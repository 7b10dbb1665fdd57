"""What is told behind an exploration: lives that say nothing, by their reasons, and the line at its end."""

from __future__ import annotations

import shlex
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest

from oceanhil.app.exploring.exploration import Explored, Trouble
from oceanhil.app.exploring.findings_json import explored_json
from oceanhil.app.exploring.findings_junit import junit_text
from oceanhil.app.exploring.findings_text import (
    again,
    finding_block,
    not_judged_text,
    origin,
    same_places,
    scenario_of,
    summary,
    troubles_text,
    why,
)
from oceanhil.app.exploring.on_boards import OnBoards
from oceanhil.app.exploring.plan import NotJudged, Plan
from oceanhil.exploration.bench import LifeBudget
from oceanhil.exploration.findings import Breach, Finding
from oceanhil.exploration.known import KnownFinding
from oceanhil.exploration.life import LAWS, NamedLife
from oceanhil.protocol.board import Board
from oceanhil.scenarios.acts import Act, Call
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.result import Failure
from tests.exploration.explored import happening, life

PLAN = Plan("sim", (Board.ESP32,), 7)


def test_lives_with_the_same_reason_are_one_line() -> None:
    troubles = [*(Trouble(str(life), "no power") for life in range(1, 9)), Trouble("9", "it vanished")]
    assert list(troubles_text(Explored(troubles=troubles))) == [
        "not led to their end: life 1, 2, 3, 4, 5 and 3 more: no power",
        "not led to its end: life 9: it vanished",
    ]


@pytest.mark.parametrize(("lives", "pace"), [(7, "0.7"), (1234, "123")])
def test_the_last_line_says_how_fast_lives_were_led(lives: int, pace: str) -> None:
    told = summary(Explored(lives=lives, wall_s=10.0, simulated_us=3_600_000_000), PLAN)
    assert (
        told
        == f"nothing found in {lives:,} lives on esp32 in sim, seed 7 · {pace} lives a second · 10 s (1 h simulated)"
    )


def test_an_interruption_is_told_first() -> None:
    assert summary(Explored(was_interrupted=True), PLAN).startswith("interrupted: nothing found in 0 lives")


def test_an_interrupted_exploration_is_not_green_for_who_reads_junit_alone() -> None:
    (whole,) = ET.fromstring(junit_text(Explored(lives=9, was_interrupted=True), PLAN, Path())).iter("testcase")
    assert [each.get("message") for each in whole.iter("error")] == [
        "interrupted after 9 lives, before the budget was spent"
    ]


def test_lives_that_say_nothing_are_counted_beside_what_was_found() -> None:
    some = Explored(lives=9, troubles=[Trouble("3", "no power")])
    assert summary(some, PLAN).startswith("nothing found in 9 lives on esp32 in sim, seed 7, 1 not led to the end · ")
    assert "<error" not in junit_text(some, PLAN, Path())


def test_laws_that_nothing_was_judged_by_are_named_with_the_reason_and_what_can_be_done() -> None:
    blind = "the world lacks storage-read"
    laws = (
        NotJudged("no-loss", blind, ("storage-read",)),
        NotJudged("token-known", blind, ("storage-read",), "still-registered"),
        NotJudged("pace", "it does not hold in the scenario itself"),
    )
    some = Explored(lives=9, not_judged=laws)
    told = [
        "not judged: no-loss, token-known (but still-registered, which sees less of it): the world lacks storage-read"
    ]
    assert list(not_judged_text(some, PLAN)) == told
    sketch = msgspec.structs.replace(PLAN, world="sketch:lamp")
    assert "`record` in oceanhil.toml" in [*not_judged_text(some, sketch)][-1]
    assert told[0] in junit_text(some, PLAN, Path())
    row = msgspec.json.decode(explored_json(some, PLAN, Path()))
    assert row["not_judged"][1] == {
        "law": "token-known",
        "reason": blind,
        "lacks": ["storage-read"],
        "instead": "still-registered",
    }


def test_that_no_life_was_led_to_its_end_is_no_good_news() -> None:
    vain = Explored(lives=2, troubles=[Trouble("1", "no power"), Trouble("2", "no power")])
    assert vain.is_vain
    assert summary(vain, PLAN).startswith("nothing is known in 2 lives on esp32 in sim, seed 7, none led to its end · ")
    assert '<error message="not led to their end: life 1, 2: no power"' in junit_text(vain, PLAN, Path())
    assert not Explored().is_vain


def test_that_boards_were_spent_before_the_first_life_is_no_good_news() -> None:
    desk = OnBoards(LifeBudget(60_000_000, 10), 20_000_000, 26, ended="esp32: the next life needs 21")
    vain = Explored(on_boards=desk)
    assert vain.is_vain
    assert summary(vain, PLAN).startswith("nothing is known in 0 lives on esp32 in sim, seed 7, none led to its end · ")
    assert '<error message="ended: esp32: the next life needs 21"' in junit_text(vain, PLAN, Path())
    assert not Explored(lives=1, on_boards=desk).is_vain


def finding(number: int, line: int, law: str = "I8", found: str = "device asked again") -> Finding:
    calls = Call("poll", "lamp.ino", line), Call("loop", "lamp.ino", 90)
    acts = Act(1_000_000, "sent GET /a", calls), Act(500_000, "printed", calls[1:], is_before=True)
    failure = Failure(f"invariant {law}", "", 1, 1, "none", found, in_remedy=False, invariant=law, acts=acts)
    drawn = NamedLife(str(number), life(happening("reset")), seed=3)
    return Finding(Breach(law.lower(), found), failure, drawn, drawn.life)


def test_a_finding_is_told_with_the_number_of_its_invariant_and_the_place_in_the_program() -> None:
    lines = finding_block(finding(4, 7), PLAN, Path("out")).splitlines()
    assert lines[0].startswith("I8  1 life")
    rough = msgspec.structs.replace(finding(4, 7), is_simple=False)
    assert finding_block(rough, PLAN, Path("out")).startswith("I8  1 life, first life 4, not made simple: reset")
    assert lines[3:5] == [
        "  where     0:00:01.000  sent GET /a in poll at lamp.ino:7, called in loop at lamp.ino:90",
        "            0:00:00.500  last before that: printed in loop at lamp.ino:90",
    ]


def test_a_finding_names_the_invariants_that_would_have_ended_its_life_before() -> None:
    behind = finding(4, 7)
    behind.life = msgspec.structs.replace(behind.life, unjudged=(InvariantId.I13,))
    assert "\n  without   I13, broken where nothing happens\n" in finding_block(behind, PLAN, Path("out"))
    (row,) = msgspec.json.decode(explored_json(Explored(findings=[behind]), PLAN, Path("out")))["findings"]
    assert row["without"] == ["I13"]


def test_other_lives_that_met_a_finding_are_named_with_what_they_were_made_of() -> None:
    later = [NamedLife(str(each), life(happening("relay"), happening("power-cut")), seed=3) for each in range(5, 10)]
    met = msgspec.structs.replace(finding(4, 7), later=later[:1])
    assert "  also      life 5: power-cut, relay\n" in finding_block(met, PLAN, Path("out"))
    often = msgspec.structs.replace(finding(4, 7), later=later)
    assert "; life 7: power-cut, relay; 2 more (--json has all)\n" in finding_block(often, PLAN, Path("out"))
    (row,) = msgspec.json.decode(explored_json(Explored(findings=[often]), PLAN, Path("out")))["findings"]
    assert (row["lives"], len(row["later_lives"])) == (6, 5)
    assert row["later_lives"][0] == {"life": "5", "made_of": ["power-cut", "relay"]}


def test_findings_of_one_law_at_one_place_name_the_first_of_them() -> None:
    found = [finding(1, 7), finding(2, 7), finding(3, 8), finding(4, 7, law="I10")]
    assert same_places(found) == {found[1].id: found[0].id}
    told = finding_block(found[1], PLAN, Path("out"), found[0].id)
    assert "  same      place in the program as i8-esp32-seed-3-life-1\n" in told
    assert summary(Explored(findings=found), PLAN).startswith("4 findings, 1 of them at the place in the program of an")


def test_a_long_title_ends_behind_a_word() -> None:
    text = scenario_of(finding(1, 7, found=f"device asked {'again and ' * 20}"), PLAN, LAWS)
    (title,) = [line for line in text.splitlines() if line.startswith("title: ")]
    assert title.startswith('title: "I8: device asked again and')
    assert title.endswith(('again …"', 'and …"'))
    assert len(title) < 125


def test_what_it_prints_can_be_pasted_into_a_shell_wherever_the_files_are() -> None:
    met, plan = finding(1, 7), msgspec.structs.replace(PLAN, world="sketch:my sketches/lamp; x")
    folder = Path("my findings")
    file = f"my findings/{met.id}.yaml"
    assert shlex.split(again(met, plan, folder)) == ["oceanhil", "run", file, "--world", plan.world]
    assert shlex.split(why(met, plan, folder)) == ["oceanhil", "explore", "--why", file, "--world", plan.world]
    assert " --world 'sketch:my sketches/lamp; x'" in origin(met, plan)
    sanitized = msgspec.structs.replace(plan, is_sanitized=True)
    for line in (again(met, sanitized, folder), why(met, sanitized, folder)):
        assert shlex.split(line)[-3:] == ["--world", plan.world, "--sanitize"]


def test_the_name_of_a_known_finding_that_xml_has_no_place_for_makes_no_file_that_nobody_can_read() -> None:
    met = finding(1, 7)
    known = KnownFinding(finding="escaped\x1b", law=met.breach.law, way=met.breach.way)
    explored = Explored(lives=1, findings=[met], known=(known,))
    case = [*ET.fromstring(junit_text(explored, PLAN, Path("out"))).iter("testcase")][1]
    assert (case.get("classname"), case.get("name")) == ("oceanhil.explore.i8", "escaped\ufffd")
