"""Scenarios about a service, by the same commands as all others."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest

from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.core import AccessPolicy
from oceanhil.mock_server.ringcentral import TokenService
from oceanhil.protocol.ringcentral.profile import load_profile
from tests.scenarios.ringcentral.writing import HEAD
from tests.user import Command

NINE = (
    "access-token-expired",
    "credentials-changed",
    "download-with-dead-token",
    "oau-213-after-refresh",
    "oau-213-after-revoke",
    "oau-213-sixth-login",
    "refresh-reply-lost",
    "refresh-token-dead",
    "token-corrupted",
)
ONE = "oau-213-sixth-login"


def own(folder: Path, name: str, *steps: str) -> None:
    lines = "".join(f"  - {step}\n" for step in steps)
    (folder / f"{name}.yaml").write_text(f"{HEAD.replace('probe', name, 1)}steps:\n{lines}", "utf-8")


def rows_of(text: str) -> list[dict[str, object]]:
    return msgspec.json.decode(text, type=dict[str, list[dict[str, object]]])["results"]


def test_one_is_run_by_its_name(oceanhil: Command) -> None:
    done = oceanhil("run", ONE)
    assert done.code == 0
    assert "1 passed, 0 failed, 0 errors, 0 skipped · 1 remedy verified" in done.out


@pytest.mark.slow
def test_the_name_of_the_profile_stands_for_all_nine(oceanhil: Command) -> None:
    rows = rows_of(oceanhil("run", "--profile", "ringcentral", "--json").out)
    assert tuple(dict.fromkeys(row["scenario"] for row in rows)) == NINE
    assert {(row["board"], row["service"], row["outcome"], row["remedy"]) for row in rows} == {
        ("", "ringcentral", "passed", "passed")
    }


def test_with_that_profile_no_scenario_about_boards_runs(oceanhil: Command) -> None:
    done = oceanhil("run", "token-expired", "--profile", "ringcentral")
    assert done.code == 5
    assert "nothing to run: --profile left no case" in done.said


def test_a_choice_of_boards_leaves_them_out(oceanhil: Command) -> None:
    rows = rows_of(oceanhil("run", ONE, "token-expired", "--board", "esp32", "--json").out)
    assert [row["replay_id"] for row in rows] == ["token-expired@esp32"]


@pytest.mark.slow
def test_a_profile_file_of_the_service_travels_in_the_replay_id(oceanhil: Command, folder: Path) -> None:
    (folder / "one.toml").write_text('[profile]\nbase = "ringcentral"\n[server]\nsession_limit = 100\n', "utf-8")
    done = oceanhil("run", ONE, "--profile", "one.toml")
    again = f"oceanhil replay '{ONE}@ringcentral#set.server.session_limit=100'"
    assert done.code == 1
    assert again in done.out
    assert oceanhil("replay", f"{ONE}@ringcentral#set.server.session_limit=100", "-q").code == 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ringcentrl", "--profile is 'ringcentrl', expected a file or a service; did you mean 'ringcentral'?"),
        ("wrong.toml", "wrong.toml: unknown value 'server.session_limt'; did you mean 'session_limit'?"),
    ],
)
def test_a_wrong_profile_is_named_with_the_nearest_word(
    name: str, expected: str, oceanhil: Command, folder: Path
) -> None:
    (folder / "wrong.toml").write_text('[profile]\nbase = "ringcentral"\n[server]\nsession_limt = 1\n', "utf-8")
    done = oceanhil("run", ONE, "--profile", name)
    assert done.code == 4
    assert expected in done.err


def test_another_world_skips_them_and_says_why(oceanhil: Command) -> None:
    done = oceanhil("run", ONE, "--world", "serial:virtual")
    assert (done.code, "1 skipped" in done.out) == (5, True)
    assert "world 'serial:virtual' is one of boards and has no ringcentral; run it in 'sim'" in done.out


def test_against_another_world_they_are_not_compared_and_it_is_said(oceanhil: Command) -> None:
    done = oceanhil("run", ONE, "--against", "sim")
    assert done.code == 0
    assert "0 differ, 1 not compared" in done.out


@pytest.mark.slow
def test_a_served_service_is_used_and_named(oceanhil: Command) -> None:
    with BackgroundServer(TokenService(load_profile(), 5), AccessPolicy("a key")) as server:
        words = ("--server", server.url, "--admin-key", "a key")
        done = oceanhil("run", "refresh-reply-lost", "credentials-changed", *words)
    assert done.code == 0, done.said
    assert "2 passed, 0 failed, 0 errors, 0 skipped" in done.out


def test_junit_has_the_service_in_place_of_a_board(oceanhil: Command, folder: Path) -> None:
    oceanhil("run", ONE, "--junit", "run.xml", "-q")
    (case,) = ET.parse(folder / "run.xml").iter("testcase")
    found = {each.attrib["name"]: each.attrib["value"] for each in case.iter("property")}
    assert case.attrib["name"] == f"{ONE}@ringcentral"
    assert (found["service"], found["outcome"], found["remedy"]) == ("ringcentral", "passed", "passed")
    assert "board" not in found
    assert "[LOGIN] HTTP 200" in Path(found["serial_log"]).read_text("utf-8")


def test_report_and_trace_show_the_case_and_no_token(oceanhil: Command, folder: Path) -> None:
    oceanhil("run", ONE, "--html", "report.html", "--traces", "traces", "-q")
    page = (folder / "report.html").read_text("utf-8")
    trace = (folder / "traces" / f"{ONE}@ringcentral.jsonl").read_text("utf-8")
    assert f"{ONE}@ringcentral" in page
    assert "OAU-213" in page
    assert "access-1" in trace
    assert "U0pDMTFQMDFQ" not in page + trace


@pytest.mark.slow
def test_a_failure_shows_the_place_what_was_found_and_how_to_run_it_again(oceanhil: Command, folder: Path) -> None:
    own(folder, "probe", "client.login", "expect.answer: {status: 401, code: OAU-213}")
    done = oceanhil("run", "probe.yaml")
    assert done.code == 1
    assert "probe.yaml:7:5: expect.answer: {status: 401, code: OAU-213}" in done.out
    assert "found     POST /restapi/oauth/token -> 200" in done.out
    assert "again: oceanhil replay 'probe@ringcentral' --scenarios probe.yaml" in done.out


@pytest.mark.slow
def test_a_wrong_file_is_named_with_place_and_nearest_word(oceanhil: Command, folder: Path) -> None:
    own(folder, "probe", "client.logn")
    done = oceanhil("run", "probe.yaml")
    assert done.code == 2
    assert "probe.yaml:6:5: unknown step 'client.logn'; did you mean 'client.login'?" in done.said


def test_replay_shows_the_conversation(oceanhil: Command) -> None:
    done = oceanhil("replay", "oau-213-after-refresh@ringcentral")
    assert done.code == 0
    assert "second    > POST /restapi/oauth/token -> 400 OAU-213" in done.out
    assert done.out.endswith("passed: oau-213-after-refresh@ringcentral, remedy: passed\n")


@pytest.mark.parametrize(
    ("replay", "expected"),
    [
        ("token-corrupted@ringcentral", "gives no 'case'; add case=VALUE behind '#'"),
        ("token-expired@ringcentral", "token-expired is about boards; expected token-expired@BOARD"),
        (f"{ONE}@esp32", f"is about no board but about 'ringcentral'; write {ONE}@ringcentral"),
        (f"{ONE}@ringcentrl", "unknown board 'ringcentrl'; did you mean 'ringcentral'?"),
        (f"{ONE}@ringcentral#set.server.session_limt=1", "unknown value 'server.session_limt'; did you mean"),
        (f"{ONE}@ringcentral#set.server.session_limit=0", "session_limit is 0, expected"),
    ],
)
def test_a_wrong_replay_id_is_explained(replay: str, expected: str, oceanhil: Command) -> None:
    done = oceanhil("replay", replay)
    assert done.code != 0
    assert expected in done.said
    assert "Traceback" not in done.said


def test_a_world_of_boards_cannot_replay_one(oceanhil: Command) -> None:
    done = oceanhil("replay", f"{ONE}@ringcentral", "--world", "native")
    assert done.code == 5
    assert "has no ringcentral; run it in 'sim'" in done.out


def test_list_counts_their_cases(oceanhil: Command) -> None:
    rows = msgspec.json.decode(oceanhil("list", "--json").out)["scenarios"]
    found = {row["id"]: row["cases"] for row in rows if row["service"] == "ringcentral"}
    assert tuple(found) == NINE
    assert found["token-corrupted"] == {"ringcentral": 3}
    assert found[ONE] == {"ringcentral": 1}


def test_plain_pytest_collects_them(pytester: pytest.Pytester) -> None:
    own(pytester.path, "probe", "client.login", "expect.answer: 200")
    result = pytester.runpytest("probe.yaml", "-v")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["probe.yaml::probe@ringcentral PASSED*"])


def test_beside_boards_they_have_a_table_of_their_own(oceanhil: Command) -> None:
    out = oceanhil("run", ONE, "token-expired").out
    heads = [line.split() for line in out.splitlines() if line.startswith("scenario ")]
    assert heads == [["scenario", "ESP32", "ESP8266", "Pico", "W"], ["scenario", "ringcentral"]]
