"""What a run must have tried, and by which exit code a run that did not pass is told apart."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from oceanhil.app.run.demands import Demands, only_boards_failed, trouble_of
from oceanhil.scenarios.result import Outcome, Result
from tests.user import Command, write


def result(name: str, outcome: Outcome, *needs: str, reason: str = "") -> Result:
    return Result(
        scenario=name,
        title=name,
        group="ours",
        board="esp32",
        world="serial",
        seed=0,
        parameters={},
        replay_id=f"{name}@esp32",
        outcome=outcome,
        remedy=Outcome.NONE,
        reason=reason,
        needs=needs,
    )


RAN = result("ran", Outcome.PASSED, "crash")
FAILED = result("failed", Outcome.FAILED, "crash")
SKIPPED = result("skipped", Outcome.SKIPPED, "crash", reason="needs crash: no esp32 of this inventory has an agent")
GONE = result("gone", Outcome.ERROR, "crash", reason="board 'desk': unplugged")


def unmet(results: list[Result], *require: str, min_run: int = 0) -> list[str]:
    return list(Demands(require, min_run).unmet(results))


@pytest.mark.parametrize("results", [[RAN], [FAILED], [RAN, FAILED]])
def test_what_was_tried_is_covered_whatever_it_came_to(results: list[Result]) -> None:
    assert unmet(results, "crash", min_run=1) == []


def test_each_case_that_was_not_tried_uncovers_what_it_needs() -> None:
    (said,) = unmet([RAN, SKIPPED, GONE], "crash")
    assert said == (
        "uncovered: --require crash: 2 of 3 cases not tried: skipped@esp32 (needs crash: no esp32 of this inventory has"
        " an agent), gone@esp32 (board 'desk': unplugged)"
    )


@pytest.mark.parametrize(("untried", "ending"), [(3, "case-2@esp32 (why)"), (4, "case-2@esp32 (why), 1 more")])
def test_three_cases_are_named_and_the_others_counted(untried: int, ending: str) -> None:
    results = [result(f"case-{number}", Outcome.SKIPPED, "crash", reason="why") for number in range(untried)]
    (said,) = unmet(results, "crash")
    assert said.endswith(ending)


def test_what_no_case_needs_is_not_covered() -> None:
    assert unmet([RAN], "radio") == ["uncovered: --require radio: no case that was chosen needs it"]


def test_too_few_cases_are_told_with_both_numbers() -> None:
    assert unmet([RAN, SKIPPED, GONE], min_run=2) == ["uncovered: 1 case tried, --min-run 2"]


@pytest.mark.parametrize(
    ("results", "is_bench"),
    [
        ([RAN, GONE], True),
        ([RAN, SKIPPED], False),
        ([GONE, FAILED], False),
        ([GONE, result("broken", Outcome.ERROR, reason="the sketch does not compile")], False),
    ],
)
def test_a_run_that_only_boards_failed_is_the_benchs(results: list[Result], *, is_bench: bool) -> None:
    assert only_boards_failed(results) is is_bench


def test_each_result_that_did_not_pass_is_of_one_kind() -> None:
    assert [trouble_of(each) for each in (RAN, FAILED, GONE, SKIPPED)] == ["", "product", "bench", "uncovered"]


def test_a_run_that_tries_too_little_ends_with_nine(oceanhil: Command) -> None:
    done = oceanhil("run", "first-boot", "--board", "esp32", "--min-run", "2")
    assert (done.code, "uncovered: 1 case tried, --min-run 2" in done.said) == (9, True), done.said
    done = oceanhil("run", "first-boot", "--board", "esp32", "--min-run", "1", "--require", "power")
    assert done.code == 0, done.said


def test_a_capability_that_is_required_and_not_had_ends_with_nine(oceanhil: Command) -> None:
    done = oceanhil("run", "first-boot", "--board", "esp32", "--require", "radio")
    assert (done.code, "--require radio: no case that was chosen needs it" in done.said) == (9, True), done.said


def test_a_word_that_is_no_capability_is_refused_with_the_nearest(oceanhil: Command) -> None:
    done = oceanhil("run", "first-boot", "--require", "power-cuts")
    assert (done.code, "did you mean 'power-cut'?" in done.said) == (4, True), done.said


def test_a_failure_stays_a_failure_where_less_was_tried_too(oceanhil: Command, folder: Path) -> None:
    name = write(folder / "fails.yaml", '  - device.power_on\n  - expect.serial: "never said"\n').name
    done = oceanhil("run", name, "--board", "esp32", "--min-run", "2")
    assert (done.code, "--min-run 2" in done.said) == (1, True), done.said


def test_a_bench_that_fails_ends_with_eight_and_junit_tells_it(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCEANHIL_STATE", str(folder / "state"))
    (folder / "boards.toml").write_text('[board.gone]\nkind = "esp32"\nport = "/dev/no-such-port"\nagent = true\n')
    done = oceanhil("run", "--world", "serial", "first-boot", "--board", "esp32", "--junit", "report.xml")
    assert done.code == 8, done.said
    properties = {each.attrib["name"]: each.attrib["value"] for each in ET.parse("report.xml").iter("property")}
    assert properties["trouble"] == "bench"


def test_a_mixed_family_runs_what_one_of_its_boards_can_do(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from oceanhil.hil.vboard.launcher import VirtualBoardProcess
    from tests.hil.worlds.serial.desk import entry_text

    monkeypatch.setenv("OCEANHIL_STATE", str(folder / "state"))
    bare = '[board.bare]\nkind = "esp32"\nport = "/dev/no-such-port"\nlines = "none"\n\n'
    with VirtualBoardProcess("--board", "esp32", "--clock", "held") as board:
        (folder / "boards.toml").write_text(bare + entry_text("desk", board, 'time = "held"'))
        done = oceanhil("run", "--world", "serial", "first-boot", "--board", "esp32", "-v", "--require", "flashing")
    assert (done.code, "on desk" in done.out) == (0, True), done.said
