"""A stranger's scenario ends in an answer: what would hang or fill the memory is refused with place, limit and cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from oceanhil.app.run import library
from oceanhil.hil.worlds import load_world
from oceanhil.protocol.bounded_text import MISTAKES_MAX
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios import bounds, sweep
from oceanhil.scenarios.bounds import CASES_MAX, refuse_many
from oceanhil.scenarios.loader import load_any, load_library
from oceanhil.scenarios.mistakes import Mistakes, ScenarioError
from oceanhil.scenarios.nodes import MapNode
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.scenario import Scenario
from oceanhil.scenarios.yaml_marks import parse

REFERENCE = (Path(__file__).parents[2] / "docs" / "scenario-language.md").read_text("utf-8")
HEAD = "id: x\ntitle: t\ngroup: g\nboards: [esp32]\n"
ON = "- device.power_on\n- expect.online\n"


def axes(count: int, size: int) -> str:
    return "matrix:\n" + "".join(f"  a{axis}: [{', '.join(map(str, range(size)))}]\n" for axis in range(count))


def mistakes_of(text: str, folder: Path) -> list[str]:
    path = folder / "x.yaml"
    path.write_text(text)
    with pytest.raises(ScenarioError) as raised:
        load_library([path])
    return [str(mistake).removeprefix(f"{folder}/") for mistake in raised.value.mistakes]


def run(steps: str, folder: Path, more: str = "") -> Result:
    path = folder / "x.yaml"
    path.write_text(f"{HEAD}{more}steps:\n{steps}")
    scenario = load_any(path)
    assert isinstance(scenario, Scenario)
    return run_case(scenario.expand(scenario.boards[0])[0], load_world("sim"), load_profile())


def test_eight_axes_of_ten_values_are_counted_and_not_expanded(tmp_path: Path) -> None:
    found = mistakes_of(HEAD.replace("[esp32]", "[esp32, picow]") + axes(8, 10) + "steps: [mark]\n", tmp_path)
    assert len(found) == 1
    assert found[0].startswith("x.yaml:6:3: 2 boards x 10 of a0 x 10 of a1")
    assert "make 200,000,000 cases; expected at most 1,000 a file: leave out values, or split the file" in found[0]


def test_a_service_scenario_is_counted_too(tmp_path: Path) -> None:
    head = "id: x\ntitle: t\ngroup: g\nservice: ringcentral\n"
    found = mistakes_of(f"{head}{axes(9, 12)}steps: [client.login]\n", tmp_path)
    assert found[0].startswith("x.yaml:6:3: 12 of a0 x 12 of a1")
    assert "make 5,159,780,352 cases; expected at most 1,000 a file" in found[0]


def test_rows_of_cases_multiply(tmp_path: Path) -> None:
    rows = "".join(f"- {{name: n{number}, v: a}}\n" for number in range(101))
    found = mistakes_of(f"{HEAD}{axes(1, 10)}cases:\n{rows}steps: [mark]\n", tmp_path)
    assert found[0].startswith("x.yaml:6:3: 10 of a0 x 101 of cases make 1,010 cases")


def test_as_many_cases_as_allowed_are_read(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(f"{HEAD}{axes(3, 10)}steps: [mark]\n")
    scenario = load_any(tmp_path / "x.yaml")
    assert isinstance(scenario, Scenario)
    assert len(scenario.expand(scenario.boards[0])) == CASES_MAX


def test_many_steps_in_many_cases_are_refused(tmp_path: Path) -> None:
    found = mistakes_of(f"{HEAD}{axes(3, 10)}steps:\n" + "- mark\n" * 100, tmp_path)
    assert "1,000 cases of 100 steps make 100,000 steps; expected at most 50,000 a file" in found[0]


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "steps:\n" + "".join(f"- unknown{number}\n" for number in range(9_000)),
        HEAD + "cases:\n" + "".join(f"- {{name: n{i}, v{i}: a}}\n" for i in range(3_000)) + "steps: [mark]\n",
        HEAD + "steps: [mark]\n" + "".join(f"{'k' * 900}{number}: 1\n" for number in range(900)),
    ],
    ids=["unknown steps", "uneven rows", "unknown long keys"],
)
def test_of_very_many_mistakes_the_first_are_told_in_words_of_bounded_length(text: str, tmp_path: Path) -> None:
    found = mistakes_of(text, tmp_path)
    assert len(found) <= MISTAKES_MAX + 2
    assert any(f"has more than {MISTAKES_MAX} mistakes; mend these first" in each for each in found)
    assert max(map(len, found)) < 2_000


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (f"time.run: {'9' * 5_000}s", "is not a duration"),
        ("storage.rewrite: 1000000000", "expected at most 10000"),
        ("device.reset_randomly: {count: 999999999, within: 5000w}", "expected at most 10000"),
        (f"storage.resize: {'9' * 400}", "is not a whole number"),
        ("server.fault: {kind: slow, times: " + "9" * 40 + "}", "is not a whole number"),
        ("expect.online: 5300w", "is longer than 100 years"),
    ],
)
def test_a_number_beyond_reason_is_refused_with_its_place(step: str, words: str, tmp_path: Path) -> None:
    found = mistakes_of(f"{HEAD}steps:\n- {step}\n", tmp_path)
    assert found[0].startswith("x.yaml:6:")
    assert words in found[0]


def test_a_file_larger_than_anybody_writes_is_refused_without_reading_it(tmp_path: Path) -> None:
    with (tmp_path / "x.yaml").open("wb") as file:
        file.truncate(1 << 33)
    with pytest.raises(ScenarioError, match="has more than 1048576 bytes"):
        load_any(tmp_path / "x.yaml")


def test_a_run_without_an_end_is_an_error_of_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oceanhil.hil.worlds.sim.RUN_STEPS_MAX", 10_000)
    result = run(f"{ON}- time.run: 5000w\n", tmp_path)
    assert result.outcome is Outcome.ERROR
    assert result.reason.startswith(
        "more happens than anybody waits for, over 10,000 timers and bytes, in 35000d (3,024,000,000,000,000 µs); let"
    )


@pytest.mark.parametrize(
    "step",
    [
        "expect.online: 5000w",
        "expect.status: {is: away, within: 5000w}",
        "expect.no_request: {path: register, for: 5000w}",
    ],
)
def test_a_wait_of_a_century_beside_a_board_without_power_ends(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oceanhil.hil.worlds.sim.RUN_STEPS_MAX", 10_000)
    result = run(f"- server.generate\n- {step}\n", tmp_path)
    assert result.outcome in {Outcome.ERROR, Outcome.FAILED, Outcome.PASSED}
    assert result.failure or result.reason or step.startswith("expect.no_request")


def test_waiting_for_ever_beside_a_device_without_power_ends(tmp_path: Path) -> None:
    result = run("- expect.online: 5000w\n", tmp_path)
    assert result.outcome is Outcome.FAILED


def test_a_sweep_of_very_many_points_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "POINTS_MAX", 20)
    result = run(f"{ON}- storage.cut_power: ${{cut}}\n", tmp_path, "sweep: {cut: {boot: 1, of: flash-units}}\n")
    assert result.outcome is Outcome.ERROR
    assert "points; expected at most 20: write 'every: " in result.reason


def test_the_points_of_a_sweep_have_a_budget_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "SWEEP_EVENTS_MAX", 50)
    result = run(f"- storage.cut_power: ${{cut}}\n{ON}", tmp_path, "sweep: {cut: {boot: 1, of: flash-units}}\n")
    assert result.outcome is Outcome.ERROR
    assert "more than 50 events in" in result.reason


def test_a_pattern_that_backtracks_for_ever_elsewhere_ends(tmp_path: Path) -> None:
    result = run('- device.power_on\n- expect.serial: {pattern: "((s|e|t|.)+)+~"}\n', tmp_path)
    assert result.outcome is Outcome.FAILED
    assert result.failure is not None
    assert "((s|e|t|.)+)+~" in result.failure.expected


def test_what_a_pattern_cannot_have_is_said_with_its_place(tmp_path: Path) -> None:
    found = mistakes_of(f'{HEAD}steps:\n- expect.serial: {{pattern: "(?=ONLINE)"}}\n', tmp_path)
    assert found[0].startswith("x.yaml:6:28: '(?=ONLINE)' is not a regular expression")
    assert "look-ahead is not known" in found[0]


def test_a_folder_of_very_many_files_is_not_searched_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "ENTRIES_MAX", 20)
    for number in range(21):
        (tmp_path / f"{number}.txt").touch()
    with pytest.raises(library.NoSuchScenarioError, match="more than 20 files and folders are below it"):
        library.find_files([str(tmp_path)])


def bounds_of(text: str, *, boards: int = 1, rows: int = 0, steps: int = 1, **sizes: int) -> list[str]:
    mistakes = Mistakes()
    root = parse(text.encode(), "x.yaml", mistakes)
    assert isinstance(root, MapNode)
    refuse_many(
        root, {name: range(size) for name, size in sizes.items()}, mistakes, boards=boards, rows=rows, steps=steps
    )
    return [str(mistake) for mistake in mistakes]


LESS = "leave out values, or split the file; a single case runs with any value by its replay id"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"a": 1_000}, ""),
        ({"a": 1_001}, "1001 of a make 1,001 cases; expected at most 1,000 a file"),
        ({"a": 10, "b": 10, "rows": 10}, ""),
        ({"a": 10, "rows": 101}, "10 of a x 101 of cases make 1,010 cases; expected at most 1,000 a file"),
        ({"rows": 1_001}, "1001 of cases make 1,001 cases; expected at most 1,000 a file"),
        ({"boards": 2, "a": 501}, "2 boards x 501 of a make 1,002 cases; expected at most 1,000 a file"),
        ({"boards": 2, "a": 500}, ""),
        ({"boards": 1_001}, "1001 boards make 1,001 cases; expected at most 1,000 a file"),
        ({"a": 1_000, "steps": 50}, ""),
        ({"a": 1_000, "steps": 51}, "1,000 cases of 51 steps make 51,000 steps; expected at most 50,000 a file"),
        ({"steps": 50_000}, ""),
        ({"steps": 50_001}, "1 case of 50,001 steps make 50,001 steps; expected at most 50,000 a file"),
    ],
)
def test_as_much_as_the_reference_says_and_no_more(given: dict[str, int], said: str) -> None:
    assert bounds_of("id: x", **given) == ([f"x.yaml:1:1: {said}: {LESS}"] if said else [])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("id: x\nmatrix: {a: [1]}\ncases: [1]", "x.yaml:2:9:"),
        ("id: x\ncases: [1]\nmatrix: {a: [1]}", "x.yaml:3:9:"),
        ("id: x\ncases: [1]", "x.yaml:2:8:"),
        ("id: x", "x.yaml:1:1:"),
    ],
)
def test_the_place_is_where_the_cases_are_made(text: str, place: str) -> None:
    (said,) = bounds_of(text, a=1_001)
    assert said.startswith(place)


def test_the_bounds_are_those_of_the_reference() -> None:
    table = REFERENCE.partition("\n## Bounds\n")[2].partition("\n## ")[0]
    assert f"| {bounds.ENTRIES_MAX:,} files and folders below it |" in table
    assert f"| {bounds.CASES_MAX:,}; cases times steps: {bounds.BINDINGS_MAX:,} |" in table
    assert f"| {bounds.REPEATS_MAX:,} times |" in table
    assert f"more than {bounds.FOREIGN_POINTS_MAX:,} points, one unit in 3, 5" in " ".join(REFERENCE.split())
    assert f"| {bounds.POINTS_MAX:,} points, {bounds.SWEEP_EVENTS_MAX:,} events |" in table
    assert f"| {bounds.RUN_STEPS_MAX:,} timers and bytes: two weeks" in table
    assert f"{bounds.SKETCH_STEPS_MAX:,} in world `sketch`" in table
