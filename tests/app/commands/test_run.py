"""`oceanhil run` as a person sees it."""

from __future__ import annotations

import html
import os
import re
from pathlib import Path

import msgspec
import pytest

from oceanhil.scenarios.world import Capability
from tests.user import TEAPOT, Command, FlakyFactory, LackingFactory, write


def test_a_run_ends_with_a_table_of_scenarios_and_boards_with_the_verdict_of_the_cure(oceanhil: Command) -> None:
    done = oceanhil("run", "token-expired", "first-boot")
    assert done.code == 0
    assert re.search(r"^scenario +ESP32 +ESP8266 +Pico W", done.out, re.MULTILINE)
    assert re.search(r"^  token-expired +✓ · cure ✓ +✓ · cure ✓ +✓ · cure ✓", done.out, re.MULTILINE)
    assert "6 passed, 0 failed, 0 errors, 0 skipped · 3 remedies verified" in done.out


@pytest.mark.slow
def test_a_failure_shows_place_expectation_finding_what_came_before_and_how_to_repeat_it(
    oceanhil: Command, folder: Path
) -> None:
    write(folder / "own" / "teapot.yaml", TEAPOT)
    done = oceanhil("run", "own", "--board", "esp32", "--seed", "7")
    assert done.code == 1
    assert f"{Path('own', 'teapot.yaml')}:6:5: expect.serial: [REG] HTTP Response: 418" in done.out
    assert "  expected  the line '[REG] HTTP Response: 418' within 1m" in done.out
    assert "[INFO] Device ONLINE" in done.out
    assert "> GET /api/device/state/ -> 200" in done.out
    assert "again: oceanhil replay 'teapot@esp32#seed=7' --scenarios own/teapot.yaml\n" in done.out


@pytest.mark.slow
def test_the_page_has_sources_remedies_and_the_command_that_repeats_a_case(oceanhil: Command, folder: Path) -> None:
    write(folder / "own" / "teapot.yaml", TEAPOT)
    oceanhil("run", "own", "token-expired", "--html", "reports/run.html")
    page = html.unescape((folder / "reports" / "run.html").read_text("utf-8"))
    assert "token-invalid-or-expired, cause 1" in page
    assert "Generate new firmware in the dashboard and flash it within 24 hours." in page
    assert "oceanhil replay 'token-expired@esp32'</code>" in page
    assert "oceanhil replay 'teapot@esp32' --scenarios own/teapot.yaml</code>" in page


def test_skipped_cases_are_counted_apart_with_the_reason(oceanhil: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oceanhil.hil.worlds.load_world", lambda _: LackingFactory(Capability.SERVER_CLOCK))
    done = oceanhil("run", "token-expired", "first-boot", "--board", "picow")
    assert done.code == 0
    assert "1 - world 'sim' lacks server-clock; in token-expired" in done.out
    assert "1 passed, 0 failed, 0 errors, 1 skipped" in done.out


@pytest.mark.parametrize("output", ["--seed=0", "-q", "-v", "--json"])
def test_a_run_in_which_every_case_was_skipped_is_no_success_and_says_why_and_what_to_do(
    output: str, oceanhil: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oceanhil.hil.worlds.load_world", lambda _: LackingFactory(Capability.SERVER_CLOCK))
    done = oceanhil("run", "token-expired", "--board", "picow", "--board", "esp32", output)
    assert done.code == 5
    assert (
        "every case was skipped, so nothing was tried: world 'sim' lacks server-clock (2); "
        "try another --board, or --world sketch:PATH, which has what sim lacks\n"
    ) in done.out + done.err


def test_an_error_that_ends_many_cases_is_shown_once_and_counted_with_their_names(
    oceanhil: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oceanhil.hil.worlds.load_world", lambda _: FlakyFactory(failures=99))
    done = oceanhil("run", "token-expired", "first-boot", "--board", "picow")
    assert done.code == 1
    assert done.out.count("error: the board does not answer") == 1
    assert "  2 ! the board does not answer; in token-expired, first-boot\n" in done.out
    assert "0 passed, 0 failed, 2 errors, 0 skipped" in done.out


def test_how_many_agree_with_another_world_stands_below_the_table(oceanhil: Command) -> None:
    done = oceanhil("run", "token-expired", "first-boot", "--board", "picow", "--against", "sim")
    assert "2 agree with sim, 0 differ, 0 not compared\n" in done.out


def test_json_sums_up_the_comparison(oceanhil: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oceanhil.hil.worlds.load_world", lambda _: LackingFactory(Capability.SERVER_CLOCK))
    done = oceanhil("run", "token-expired", "first-boot", "--board", "picow", "--against", "sim", "--json")
    reason = "skipped in sim: world 'sim' lacks server-clock"
    assert msgspec.json.decode(done.out)["compared"] == {
        "with": "sim",
        "agree": 1,
        "differ": 0,
        "not_compared": {reason: ["token-expired@picow"]},
    }


def test_several_boards_may_be_chosen(oceanhil: Command) -> None:
    done = oceanhil("run", "token-reused", "--board", "esp32", "--board", "picow")
    assert "4 passed" in done.out
    assert "ESP8266" not in done.out


def test_quiet_says_nothing_when_all_passed(oceanhil: Command) -> None:
    assert oceanhil("run", "token-expired", "-q").said == ""


@pytest.mark.slow
def test_quiet_shows_failures(oceanhil: Command, folder: Path) -> None:
    write(folder / "teapot.yaml", TEAPOT)
    done = oceanhil("run", "teapot.yaml", "--board", "esp32", "-q")
    assert done.code == 1
    assert "again: oceanhil replay 'teapot@esp32'" in done.out


def test_verbose_is_pytests_own_output(oceanhil: Command) -> None:
    done = oceanhil("run", "token-expired", "--board", "esp32", "-v")
    assert "token-expired.yaml::token-expired@esp32 PASSED" in done.out


@pytest.mark.slow
def test_json_is_all_there_is_on_standard_output(oceanhil: Command, folder: Path) -> None:
    write(folder / "teapot.yaml", TEAPOT)
    done = oceanhil("run", "teapot.yaml", "token-expired", "--board", "esp32", "--json")
    results = msgspec.json.decode(done.out)["results"]
    assert done.code == 1
    assert [(row["replay_id"], row["outcome"], row["remedy"]) for row in results] == [
        ("teapot@esp32", "failed", "none"),
        ("token-expired@esp32", "passed", "passed"),
    ]
    assert results[0]["failure"]["line"] == 6
    assert not results[1]["flaky"]


@pytest.mark.slow
def test_words_choose_by_replay_id_group_and_board(oceanhil: Command) -> None:
    done = oceanhil("run", "--json", "-k", "tokens and picow and revoked")
    chosen = [row["replay_id"] for row in msgspec.json.decode(done.out)["results"]]
    assert chosen == ["token-revoked@picow#case=while-online", "token-revoked@picow#case=while-off"]


@pytest.mark.slow
def test_the_first_failure_can_end_the_run_and_the_rest_is_counted(oceanhil: Command, folder: Path) -> None:
    write(folder / "teapot.yaml", TEAPOT)
    done = oceanhil("run", "teapot.yaml", "-x")
    assert done.code == 1
    assert "2 of 3 cases were not run: stopping after 1 failures" in done.out


@pytest.mark.slow
def test_the_last_failures_can_be_run_alone(oceanhil: Command, folder: Path) -> None:
    write(folder / "own" / "fine.yaml")
    write(folder / "own" / "teapot.yaml", TEAPOT)
    oceanhil("run", "own", "--board", "esp32")
    again = oceanhil("run", "own", "--board", "esp32", "--lf", "--json")
    assert [row["replay_id"] for row in msgspec.json.decode(again.out)["results"]] == ["teapot@esp32"]


@pytest.mark.slow
def test_store_and_driver_choose_what_a_case_really_runs_with(oceanhil: Command) -> None:
    done = oceanhil("run", "eeprom-corrupted", "token-expired", "--store", "legacy", "--driver", "idf-5.5.1", "--json")
    chosen = {row["replay_id"].partition("#")[0] for row in msgspec.json.decode(done.out)["results"]}
    assert chosen == {"eeprom-corrupted@esp32+legacy"}


def test_what_a_project_has_for_its_own_tests_changes_nothing(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-option")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    (folder / "conftest.py").write_text("raise RuntimeError\n")
    write(folder / "fine.yaml")
    assert oceanhil("run", "fine.yaml", "-q").code == 0
    assert os.environ["PYTEST_ADDOPTS"] == "--no-such-option"


@pytest.mark.slow
def test_folders_of_a_user_may_hold_other_yaml_and_hidden_files(oceanhil: Command, folder: Path) -> None:
    write(folder / "deep" / "down" / "fine.yml")
    write(folder / ".venv" / "hidden.yaml", TEAPOT)
    (folder / "docker-compose.yaml").write_text("services: {}\n")
    done = oceanhil("run", ".", "--board", "esp32", "--json")
    assert [row["scenario"] for row in msgspec.json.decode(done.out)["results"]] == ["fine"]


def test_only_collecting_lists_the_cases(oceanhil: Command) -> None:
    done = oceanhil("run", "token-expired", "--co")
    assert done.code == 0
    assert "<ScenarioItem token-expired@esp8266>" in done.out


@pytest.mark.long
def test_characters_that_the_terminal_does_not_have_are_written_as_codes(
    oceanhil_process: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    write(folder / "teapot.yaml", TEAPOT)
    done = oceanhil_process("run", "teapot.yaml", "--board", "esp32")
    assert "[REG] Registration token: oc_reg_--2ni\\u2026" in done.out
    assert "1 failed" in done.out
    # A busy machine is told how far it is.
    assert [line for line in done.err.splitlines() if "cases done" not in line] == []


def test_what_was_to_be_looked_past_and_was_met_in_no_case_is_told(oceanhil: Command) -> None:
    past = ("--past", "I8: nonsense", "--past", "I1")
    for command in (("run", "token-expired", "--board", "esp32"), ("replay", "token-expired@esp32", "-q")):
        done = oceanhil(*command, *past)
        assert done.code == 0
        assert "--past 'I8: nonsense' was met in no case: leave it out, or check its words" in done.said
        assert "--past 'I1' was met in no case" in done.said


def test_nothing_is_said_of_what_is_looked_past_where_no_case_could_meet_it(oceanhil: Command) -> None:
    done = oceanhil("run", "token-expired", "-k", "nothing-is-called-so", "--past", "I8")
    assert "nothing to run" in done.said
    assert "was met in no case" not in done.said
