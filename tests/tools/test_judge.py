"""The judge: bugs that fit the core, verdicts in areas, tables of them."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from oceanhil.app.report.causes import causes_of
from oceanhil.scenarios.invariant_ids import Area, InvariantId
from oceanhil.scenarios.result import Failure
from tools.judge.areas import areas_of, clearest
from tools.judge.bugs import Bug, Depth, read_bugs
from tools.judge.edits import BugListError, Edit, changed_core, changed_sources
from tools.judge.page import page
from tools.judge.report import Judged, OnVariant, alone, by_bug, false_alarms, summary
from tools.judge.trial import Finding
from tools.judge.variants import Variant, read_variants

BUG = Bug(
    "slow", "A story.", "Harm.", (Area.RETRY,), Depth.BLATANT, (Edit("backoff.cpp", "2u * next_s_", "next_s_"),), "x"
)


def failure(step: str, invariant: str = "") -> Failure:
    seen = "that" if invariant else step
    return Failure(step, "a.yaml", 1, 1, "this", seen, in_remedy=False, invariant=invariant)


def found(step: str = "", invariant: str = "", group: str = "", simulated_us: int = 0, died: str = "") -> Finding:
    at = None if died else failure(step or f"invariant {invariant}", invariant)
    return Finding(f"scenario-{invariant or step[:4]}", "a@esp32", group, at, died, simulated_us)


def test_every_bug_of_the_lists_and_every_variant_fits_the_core() -> None:
    for bug in read_bugs():
        changed_sources(bug.edit, bug.name)
    for variant in read_variants():
        changed_sources(variant.edit, variant.id)


def test_there_are_three_variants_and_more_with_a_page_that_allows_each() -> None:
    variants = read_variants()
    assert len(variants) >= 3
    assert [each.id for each in variants if not each.allowed or not each.edit] == []
    assert {each.id for each in variants}.isdisjoint(
        {name for bug in read_bugs() for name in (bug.id, bug.theme)} | {"variants"}
    )


def test_there_are_more_than_120_bugs_of_every_depth_and_area() -> None:
    bugs = read_bugs()
    assert len(bugs) >= 120
    assert {bug.depth for bug in bugs} == {*Depth}
    assert {area for bug in bugs for area in bug.causes} == {*Area}


def test_a_bug_that_does_not_fit_is_an_error_of_the_list(tmp_path: Path) -> None:
    stale = Bug("old", "", "", (), Depth.SUBTLE, (Edit("backoff.cpp", "no such text", ""),), "x")
    with pytest.raises(BugListError, match=r"x/old: backoff.cpp holds 'no such text' 0 times, not once"):
        changed_core(tmp_path, stale.edit, stale.name)


def test_a_bug_changes_a_copy_and_nothing_else(tmp_path: Path) -> None:
    changed = changed_core(tmp_path / "with", BUG.edit)
    plain = changed_core(tmp_path / "without")
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


@pytest.mark.parametrize("text", ["", "[[variant]]\nid = 1\n", 'variant = [{id = "a", story = "", edit = []}]'])
def test_a_file_of_variants_that_is_wrong_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.toml").write_text(text)
    with pytest.raises(BugListError, match=r"a\.toml: "):
        read_variants(tmp_path)


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


def test_the_clearest_is_the_case_that_the_report_says_to_look_at_first() -> None:
    vague, named, broken = found("expect.online"), found("expect.relay", simulated_us=9), found(invariant="I8")
    assert clearest([vague, named, broken]) == broken
    assert clearest([vague, named]) == named
    assert clearest([broken, named, named]) == named == causes_of([broken, named, named])[0].clearest


def test_what_a_device_complains_of_is_what_a_failed_step_is_about() -> None:
    seen = Failure("expect.request", "a.yaml", 1, 1, "one", "[WiFi] Connecting... Failed!", in_remedy=False)
    assert Area.WIFI in areas_of(Finding("a", "a@esp32", failure=seen))


def test_a_request_that_a_broken_invariant_names_is_what_it_is_about_too() -> None:
    at = msgspec.structs.replace(failure("invariant I10", "I10"), found="asked /api/device/session/ again")
    assert {Area.RETRY, Area.SESSION} <= areas_of(Finding("a", "a@esp32", failure=at))


def test_the_tables_count_what_was_found_and_what_was_named_right() -> None:
    right = Judged(BUG, (found(invariant="I8"),))
    wrong = Judged(BUG, (found("expect.relay"), found("expect.report")))
    missed = Judged(BUG, ())
    assert [*summary([right, wrong, missed])][2:] == ["| x | 3 | 2 | 1 |", "| all | 3 | 2 | 1 |"]
    assert [*alone([right, wrong, missed])][2:] == ["| I8 | 1 |", "| scenario-expe | 1 |"]
    assert [row.split(" | ")[1] for row in by_bug([right, missed])][2:] == ["I8", "**not found**"]


def test_what_turns_red_on_a_correct_variant_is_told_by_who_said_it() -> None:
    variant = Variant(
        "other",
        "A story.",
        ("a page",),
        (),
    )
    red = OnVariant(variant, (found(invariant="I8"), found(invariant="I8"), found("expect.relay")))
    rows = [*false_alarms([OnVariant(variant, ()), red])][2:]
    assert [row.split(" | ")[:3] for row in rows] == [
        ["| other", "0", "| |"],
        ["| other", "2", "I8"],
        ["| other", "1", "scenario-expe"],
    ]


def test_the_page_of_every_bug_is_the_same_in_whatever_order_they_were_tried() -> None:
    right = Judged(BUG, (found(invariant="I8"),))
    missed = Judged(msgspec.structs.replace(BUG, id="a-miss", theme="y", harm="A | in it."), ())
    text = page([missed, right], [], ["Without sweeps."])
    assert text == page([right, missed], [], ["Without sweeps."])
    assert "\nWithout sweeps.\n\n## " in text
    rows = [line for line in text.splitlines() if line.startswith(("| `", "| I8"))]
    assert rows == [
        "| I8 | `x/slow` |",
        "| `slow` | blatant | I8 | `I8 in scenario-I8: that` | yes |",
        r"| `a-miss` | blatant | **not found** | A \| in it. | |",
    ]
