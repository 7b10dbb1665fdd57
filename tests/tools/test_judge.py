"""The judge: bugs that fit the core, verdicts in areas, tables of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from oceanhil.scenarios.invariants import InvariantId
from oceanhil.scenarios.result import Failure
from tools.judge.areas import areas_of, clearest
from tools.judge.bugs import Area, Bug, BugListError, Depth, Edit, copy_core, read_bugs
from tools.judge.report import Judged, alone, by_bug, summary
from tools.judge.trial import Finding

BUG = Bug(
    "slow", "A story.", "Harm.", (Area.RETRY,), Depth.BLATANT, (Edit("backoff.cpp", "2u * next_s_", "next_s_"),), "x"
)


def failure(step: str, invariant: str = "") -> Failure:
    return Failure(step, "a.yaml", 1, 1, "this", "that", in_remedy=False, invariant=invariant)


def found(step: str = "", invariant: str = "", group: str = "", simulated_us: int = 0, died: str = "") -> Finding:
    at = None if died else failure(step or f"invariant {invariant}", invariant)
    return Finding(f"scenario-{invariant or step[:4]}", "a@esp32", group, at, died, simulated_us)


def test_every_bug_of_the_lists_fits_the_core(tmp_path: Path) -> None:
    for number, bug in enumerate(read_bugs()):
        copy_core(bug, tmp_path / str(number))


def test_there_are_more_than_120_bugs_of_every_depth_and_area() -> None:
    bugs = read_bugs()
    assert len(bugs) >= 120
    assert {bug.depth for bug in bugs} == {*Depth}
    assert {area for bug in bugs for area in bug.causes} == {*Area}


def test_a_bug_that_does_not_fit_is_an_error_of_the_list(tmp_path: Path) -> None:
    stale = Bug("old", "", "", (), Depth.SUBTLE, (Edit("backoff.cpp", "no such text", ""),), "x")
    with pytest.raises(BugListError, match=r"x/old: backoff.cpp holds 'no such text' 0 times, not once"):
        copy_core(stale, tmp_path)


def test_a_bug_changes_a_copy_and_nothing_else(tmp_path: Path) -> None:
    changed = copy_core(BUG, tmp_path / "with")
    plain = copy_core(None, tmp_path / "without")
    differing = [
        path.relative_to(changed)
        for path in changed.rglob("*.cpp")
        if path.read_bytes() != (plain / path.relative_to(changed)).read_bytes()
    ]
    assert differing == [Path("src/backoff.cpp")]


@pytest.mark.parametrize("text", ["", "[[bug]]\nid = 1\n", "[[bug", 'bug = [{id = "a"}]'])
def test_a_list_that_is_wrong_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.toml").write_text(text)
    with pytest.raises(BugListError, match=r"a\.toml: |no bug in "):
        read_bugs(tmp_path)


@pytest.mark.parametrize("number", InvariantId)
def test_every_invariant_is_about_something(number: InvariantId) -> None:
    assert areas_of(found(invariant=number.value))


@pytest.mark.parametrize(
    ("finding", "area"),
    [
        (found("expect.serial: [TIME] Synced"), Area.CLOCK),
        (found("expect.count: {path: session, count: 1}"), Area.SESSION),
        (found("expect.online", group="answers"), Area.PARSING),
        (found(died="the program crashed"), Area.MEMORY),
    ],
)
def test_a_step_is_about_what_it_names(finding: Finding, area: Area) -> None:
    assert area in areas_of(finding)


def test_the_clearest_is_an_invariant_then_a_step_that_names_something() -> None:
    vague, named, broken = found("expect.online"), found("expect.relay", simulated_us=9), found(invariant="I8")
    assert clearest([vague, named, broken]) == broken
    assert clearest([vague, named]) == named
    assert clearest([found("expect.relay", simulated_us=9), found("expect.relay", simulated_us=3)]).simulated_us == 3


def test_the_tables_count_what_was_found_and_what_was_named_right() -> None:
    right = Judged(BUG, (found(invariant="I8"),))
    wrong = Judged(BUG, (found("expect.relay"), found("expect.report")))
    missed = Judged(BUG, ())
    assert [*summary([right, wrong, missed])][2:] == ["| x | 3 | 2 | 1 |", "| all | 3 | 2 | 1 |"]
    assert [*alone([right, wrong, missed])][2:] == ["| I8 | 1 |", "| scenario-expe | 1 |"]
    assert [row.split(" | ")[1] for row in by_bug([right, missed])][2:] == ["I8", "**not found**"]
