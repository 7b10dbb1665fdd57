"""Scenario files in plain pytest, in the project of somebody else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from oceanhil.scenarios.world import Capability
from tests.user import ONLINE, TEAPOT, FlakyFactory, LackingFactory, write

Run = Callable[..., pytest.RunResult]


@pytest.fixture
def run(pytester: pytest.Pytester) -> Run:
    """Plain pytest with this plugin and no other."""

    def run_pytest(*words: str) -> pytest.RunResult:
        return pytester.runpytest_inprocess("--disable-plugin-autoload", "-p", "oceanhil.app.pytest_plugin", *words)

    return run_pytest


def test_a_scenario_is_a_test_for_each_of_its_boards(run: Run, pytester: pytest.Pytester) -> None:
    write(pytester.path / "tests" / "fine.yaml")
    result = run("-v")
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["tests/fine.yaml::fine@esp32 PASSED*", "tests/fine.yaml::fine@picow PASSED*"])


def test_board_and_words_choose_among_the_cases(run: Run, pytester: pytest.Pytester) -> None:
    write(pytester.path / "fine.yaml")
    write(pytester.path / "other.yaml", more="boards: [esp32]\n")
    run("--oceanhil-board", "esp8266").assert_outcomes(passed=1)
    run("-k", "ours and esp32").assert_outcomes(passed=2, deselected=2)


@pytest.mark.parametrize(
    "text",
    ["services: {}\n", "on: push\njobs:\n  a:\n    steps:\n    - id: x\n", "steps:\n- script: make\n", "{ no yaml", ""],
)
def test_other_yaml_files_are_left_alone(text: str, run: Run, pytester: pytest.Pytester) -> None:
    (pytester.path / "other.yaml").write_text(text)
    pytester.makepyfile("def test_of_theirs(): pass")
    run().assert_outcomes(passed=1)


@pytest.mark.slow
def test_a_yaml_file_that_is_named_is_a_scenario(run: Run, pytester: pytest.Pytester) -> None:
    (pytester.path / "other.yaml").write_text("services: {}\n")
    result = run("other.yaml")
    assert result.ret is pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["*other.yaml:1:1: the scenario lacks the key 'id'; add it*"])


def test_a_file_nobody_can_read_is_left_alone_unless_it_is_named(
    run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    write(pytester.path / "secret.yaml")
    monkeypatch.setattr("oceanhil.app.pytest_plugin.says_it_is_ours", refuse)
    assert run().ret is pytest.ExitCode.NO_TESTS_COLLECTED
    run("secret.yaml").assert_outcomes(passed=3)


def test_a_failure_is_told_in_the_words_of_the_scenario(run: Run, pytester: pytest.Pytester) -> None:
    write(pytester.path / "tests" / "teapot.yaml", TEAPOT)
    result = run("--oceanhil-board", "esp32")
    assert result.ret is pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        [
            "tests/teapot.yaml:6:5: expect.serial: [[]REG] HTTP Response: 418",
            "  expected  the line '[[]REG] HTTP Response: 418' within 1m",
            "again: oceanhil replay 'teapot@esp32' --scenarios tests/teapot.yaml",
            "FAILED tests/teapot.yaml::teapot@esp32 - expect.serial: *",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_remedy_that_does_not_cure_is_a_failure(run: Run, pytester: pytest.Pytester) -> None:
    remedy = "remedy: {text: Wait., steps: [{expect.serial: never}]}\n"
    write(pytester.path / "incurable.yaml", more=remedy)
    result = run("--oceanhil-board", "esp32")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["incurable.yaml:7:32: the remedy did not cure: expect.serial: never"])


def test_a_skip_names_the_scenario_and_what_the_world_lacks(
    run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oceanhil.hil.worlds.load_world", lambda _: LackingFactory(Capability.POWER))
    write(pytester.path / "fine.yaml")
    done = run("-rs")
    done.stdout.fnmatch_lines(["SKIPPED [[]3] fine.yaml:1: world 'sim' lacks power"])
    assert done.ret == pytest.ExitCode.OK


def test_a_world_that_fails_is_an_error_and_no_failure(
    run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oceanhil.hil.worlds.load_world", lambda _: FlakyFactory())
    write(pytester.path / "fine.yaml")
    done = run("--oceanhil-board", "esp32")
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["error: the board does not answer", "ERROR fine.yaml::fine@esp32 - error: *"])


def test_wrong_choices_are_usage_errors(run: Run, pytester: pytest.Pytester) -> None:
    write(pytester.path / "fine.yaml")
    for words, message in {
        ("--oceanhil-world", "simm"): "unknown world 'simm'; did you mean 'sim'?",
        ("--oceanhil-board", "esp33"): "*invalid choice: 'esp33'*",
        ("--oceanhil-seed", "-1"): "*'-1' is no seed, expected a whole number from 0 to *",
        ("--oceanhil-profile", "none.toml"): "none.toml: cannot be read: *",
        ("--oceanhil-traces", "fine.yaml"): "'fine.yaml' is a file, expected a folder; name another one",
    }.items():
        result = run(*words)
        assert result.ret is pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines([f"*{message}"])


def test_traces_and_report_are_written_where_pytest_writes_its_own_output(run: Run, pytester: pytest.Pytester) -> None:
    write(pytester.path / "fine.yaml")
    result = run("--oceanhil-board", "esp32", "--oceanhil-traces", "traces", "--oceanhil-html", "reports/all.html")
    result.stdout.fnmatch_lines(["report: reports/all.html"])
    assert {path.name for path in (pytester.path / "traces").iterdir()} == {"fine@esp32.jsonl", "fine@esp32.log"}
    assert "fine@esp32" in (pytester.path / "reports" / "all.html").read_text("utf-8")


@pytest.mark.slow
def test_the_last_failed_cases_run_again(run: Run, pytester: pytest.Pytester) -> None:
    write(pytester.path / "fine.yaml")
    write(pytester.path / "teapot.yaml", TEAPOT + ONLINE)
    run("--oceanhil-board", "esp32").assert_outcomes(passed=1, failed=1)
    run("--oceanhil-board", "esp32", "--lf").assert_outcomes(failed=1)


def test_what_agrees_with_another_world_is_said_of_each_case_and_in_sum(run: Run, pytester: pytest.Pytester) -> None:
    write(pytester.path / "fine.yaml")
    done = run("--oceanhil-board", "esp32", "--oceanhil-against", "sim", "-v")
    done.stdout.fnmatch_lines(
        [
            "fine.yaml::fine@esp32 PASSED (agrees with sim (* observables)*) *",
            "1 agree with sim, 0 differ, 0 not compared",
        ]
    )


def test_without_v_there_is_only_the_sum(run: Run, pytester: pytest.Pytester) -> None:
    write(pytester.path / "fine.yaml")
    done = run("--oceanhil-board", "esp32", "--oceanhil-against", "sim")
    done.stdout.fnmatch_lines(["fine.yaml . *", "1 agree with sim, 0 differ, 0 not compared"])


def test_an_inventory_that_is_not_there_is_a_usage_error(run: Run) -> None:
    done = run("--oceanhil-world", "serial", "--oceanhil-inventory", "none.toml")
    assert done.ret is pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines(["*the inventory 'none.toml' (--inventory) does not exist; *"])


@pytest.mark.usefixtures("interpreter_starts")
@pytest.mark.slow
def test_a_session_with_nothing_of_ours_loads_next_to_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import sys

        def test_theirs():
            heavy = {"yaml", "rich", "click", "oceanhil.scenarios", "oceanhil.simulator", "oceanhil.app.run.session"}
            print("loaded:", sorted(heavy & set(sys.modules)))
    """)
    (pytester.path / "theirs.yaml").write_text("id: checkout\ntitle: buy\nsteps:\n  - open: /cart\n", "utf-8")
    done = pytester.runpytest_subprocess("-s", "-p", "no:cacheprovider")
    done.stdout.fnmatch_lines(["*loaded: []*"])
    done.assert_outcomes(passed=1)
