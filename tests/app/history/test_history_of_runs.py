"""`--history`: what a run tells of what it was before."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.user import TEAPOT, write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.user import Command


def at(monkeypatch: pytest.MonkeyPatch, commit: str) -> None:
    monkeypatch.setenv("OCEANHIL_COMMIT", commit)


@pytest.mark.long
def test_a_run_is_kept_and_the_next_one_is_held_against_it(
    oceanhil: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("run", "ours.yaml", "--board", "esp32", "--history", "kept")
    write(tmp_path / "ours.yaml")
    at(monkeypatch, "v1")
    done = oceanhil(*words)
    assert (done.code, done.out.splitlines()[-1]) == (
        0,
        "history: 1 case of v1 kept in kept/history.sqlite, nothing to compare with yet",
    )
    assert oceanhil(*words).out.splitlines()[-1].endswith("1 of them known: nothing changed")

    at(monkeypatch, "v2")
    write(tmp_path / "ours.yaml", TEAPOT)
    done = oceanhil(*words, "--html", "report.html", "--markdown", "report.md")
    assert done.code == 1
    assert "1 of them known: 1 new failure\nnew failure: ours@esp32  since v2; passed at v1\n" in done.out
    assert "since v2; passed at v1" in (tmp_path / "report.html").read_text("utf-8")
    assert "since v2; passed at v1" in (tmp_path / "report.md").read_text("utf-8")

    at(monkeypatch, "v3")
    write(tmp_path / "ours.yaml", "  - radio.latency: 900ms\n  - device.power_on\n  - expect.online: 2m\n")
    found = json.loads(oceanhil(*words, "--json").out)["history"]
    assert [each["kind"] for each in found["changes"]] == ["fixed", "slower"]
    assert "since v3; failed at v2" in found["changes"][0]["text"]
    assert found["commit"] == {"name": "v3", "subject": "", "is_dirty": False}


def told_in_junit(path: Path) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Give what a JUnit file says of the history: of the run, and of each case."""
    root = ET.parse(path)

    def of(place: ET.Element) -> dict[str, str]:
        found = [each.attrib for each in place.findall("properties/property")]
        return {each["name"]: each["value"] for each in found if each["name"].startswith("history")}

    (suite,) = root.iter("testsuite")
    return of(suite), {each.attrib["name"]: of(each) for each in root.iter("testcase")}


@pytest.mark.parametrize(
    "more",
    [pytest.param((), id="here"), pytest.param(("-n", "2"), id="in several processes", marks=pytest.mark.long)],
)
def test_junit_says_what_changed_of_the_run_and_of_each_case(
    oceanhil: Command,
    oceanhil_process: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    more: Sequence[str],
) -> None:
    words = ("run", "ours.yaml", "theirs.yaml", "--board", "esp32", "--history", "kept", "--junit", "run.xml")
    write(tmp_path / "ours.yaml")
    write(tmp_path / "theirs.yaml")
    at(monkeypatch, "v1")
    assert oceanhil(*words).code == 0
    suite, cases = told_in_junit(tmp_path / "run.xml")
    assert suite["history"] == "2 cases of v1 kept in kept/history.sqlite, nothing to compare with yet"
    assert cases == {"ours@esp32": {}, "theirs@esp32": {}}

    at(monkeypatch, "v2")
    write(tmp_path / "ours.yaml", TEAPOT)
    write(tmp_path / "theirs.yaml", "  - radio.latency: 900ms\n  - device.power_on\n  - expect.online: 2m\n")
    assert (oceanhil_process if more else oceanhil)(*words, *more).code == 1
    suite, cases = told_in_junit(tmp_path / "run.xml")
    assert suite["history"].endswith("2 of them known: 1 new failure, 1 slower")
    assert cases["ours@esp32"] == {"history_new_failure": "since v2; passed at v1"}
    assert list(cases["theirs@esp32"]) == ["history_slower"]
    assert cases["theirs@esp32"]["history_slower"].startswith("boot_to_online 2.4 s → ")


def test_a_history_that_cannot_be_used_ends_a_run_before_it_begins(oceanhil: Command, tmp_path: Path) -> None:
    write(tmp_path / "ours.yaml")
    (tmp_path / "history.sqlite").write_text("no database", "utf-8")
    done = oceanhil("run", "ours.yaml", "--history", ".")
    assert (done.code, done.out) == (4, "")
    assert "history 'history.sqlite' cannot be used: file is not a database; move it away" in done.err


def test_what_was_skipped_is_not_kept(oceanhil: Command, tmp_path: Path) -> None:
    write(tmp_path / "ours.yaml", more="measure: {least_free_heap: '> 20 KiB'}\n")
    assert "history: 0 cases of" in oceanhil("run", "ours.yaml", "--history", "kept").out


def test_plain_pytest_keeps_a_history_too(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, "v1")
    write(pytester.path / "ours.yaml")
    done = pytester.runpytest_subprocess(
        "--oceanhil-history", "kept", "--oceanhil-board", "esp32", "-p", "no:cacheprovider"
    )
    done.assert_outcomes(passed=1)
    done.stdout.fnmatch_lines(["history: 1 case of v1 kept in kept/history.sqlite, nothing to compare with yet"])
