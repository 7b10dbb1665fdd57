"""A run may know which cases fail: it fails for new failures only, and says what no longer fails."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import msgspec
import pytest

from oceanhil.app.run.known_failures import KnownFailures, KnownFailuresError, accept, load_known, new_failures
from oceanhil.scenarios.result import Failure, Outcome, Result
from tests.app.report.conftest import make_result
from tests.user import TEAPOT, Command, write

if TYPE_CHECKING:
    from pathlib import Path

STEP, EXPECTED = "expect.serial: x", "the line 'x'"


def failed(
    scenario: str = "lamp",
    found: str = "[TIME] Clock skew +9 s",
    invariant: str = "",
    step: str = STEP,
    expected: str = EXPECTED,
) -> Result:
    failure = Failure(step, "lamp.yaml", 3, 5, expected, found, in_remedy=False, invariant=invariant)
    return make_result(scenario, outcome=Outcome.FAILED, failure=failure)


def known_from(path: Path, *failures: Result) -> KnownFailures:
    accept(failures, path)
    return load_known(path, is_written=False)


def test_a_failure_that_was_written_is_known_whatever_its_numbers(tmp_path: Path) -> None:
    known = known_from(tmp_path / "known.yaml", failed(), failed("late", "asked again 9s after 401", invariant="I8"))
    assert known.has(failed(found="[TIME] Clock skew +11833 s"))
    assert known.has(failed("late", "asked again 2s after 403", invariant="I8"))


@pytest.mark.parametrize(
    ("then", "now"),
    [
        (
            ("at most 3 times", "request to session 1,016 times, at most 553 with 1,016 granted: 200 at 0:00:03.098"),
            (
                "at most 2 times",
                "request to session 796 times, at most 438 with 796 granted: 200 at 0:00:03.098, 2 more",
            ),
        ),
        (
            ("at most 0 times", "request to session 1 time: 200 at 2s"),
            ("the same", "request to session 2 times: 200 at 1s"),
        ),
        (("5", "5, answered 200 at 2s"), ("6", "7, answered 200 at 2s, no answer at 3s, and 1 more")),
        (
            ("the line 'y' within 1m", "nearest: 'x', 'x' in place of 'y', first at 0:06:42.559"),
            ("the line 'y' within 1m 1s", "nearest: 'x', 'x' in place of 'y', first at 0:06:42.609"),
        ),
    ],
    ids=["a limit that follows what was granted", "once and twice", "answers listed", "a line that comes near"],
)
def test_a_failure_is_known_whatever_the_run_computed(
    then: tuple[str, str], now: tuple[str, str], tmp_path: Path
) -> None:
    step = "expect.count: {path: session, at_least: 3, at_most: 45}"
    known = known_from(tmp_path / "known.yaml", failed(step=step, expected=then[0], found=then[1]))
    assert known.has(failed(step=step, expected=now[0], found=now[1]))
    assert known.rows[0].way.startswith(f"{step}, found ")
    assert "expected" not in known.rows[0].way


@pytest.mark.parametrize(
    "other",
    [
        failed("another"),
        failed(found="[WiFi] Failed"),
        failed(invariant="I8"),
        failed(step="expect.serial: y"),
        make_result("lamp"),
        make_result("lamp", outcome=Outcome.ERROR, reason="no board"),
    ],
    ids=["another case", "other words", "an invariant", "another step", "passed", "an error"],
)
def test_what_fails_otherwise_or_elsewhere_is_not_known(other: Result, tmp_path: Path) -> None:
    assert not known_from(tmp_path / "known.yaml", failed()).has(other)


def test_failures_are_added_a_row_for_each_way_and_what_stood_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "known.yaml"
    before = '- way: "I8: old"\n  cases: [old@esp32]\n  because: we wait for new boards'
    path.write_text(before, "utf-8")
    assert accept([failed("a"), failed("b")], path) == 2
    old, new = load_known(path, is_written=True).rows
    assert (old.because, old.cases) == ("we wait for new boards", ("old@esp32",))
    assert new.cases == ("a@esp32", "b@esp32")
    assert path.read_text("utf-8").startswith(before)


def test_what_several_runs_accept_at_the_same_time_is_written_once(tmp_path: Path) -> None:
    path = tmp_path / "known.yaml"
    names = [f"lamp-{number}" for number in range(8)]
    with ThreadPoolExecutor(8) as runs:
        added = sum(runs.map(lambda name: accept([failed("both"), failed(name)], path), names))
    (row,) = {row.way for row in load_known(path, is_written=True).rows}
    assert row.startswith("expect.serial: x")
    cases = [case for row in load_known(path, is_written=True).rows for case in row.cases]
    assert added == len(cases)
    assert sorted(cases) == sorted(f"{name}@esp32" for name in ("both", *names))


def test_what_has_passed_is_told_and_what_did_not_run_is_not(tmp_path: Path) -> None:
    known = known_from(tmp_path / "known.yaml", failed("a"), failed("b"), failed("c"))
    results = [make_result("a"), msgspec.structs.replace(failed("b"), is_known=True)]
    assert list(known.lines(results)) == [
        "known: 1 case, expect.serial: x, found [TIME] Clock skew N",
        f"no longer fails: a@esp32 (expect.serial: x, found [TIME] Clock skew N); take it out of {known.place}",
    ]


def test_tests_in_python_and_what_is_known_are_no_new_failures() -> None:
    python = msgspec.structs.replace(failed(), command="pytest test_lamp.py")
    old = msgspec.structs.replace(failed(), is_known=True)
    assert new_failures([python, old, make_result("a"), failed("new")]) == [failed("new")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("way: x\n", r"known\.yaml:1:1: found a mapping; expected a list of failures, each after '- '"),
        ("- way: x\n  case: [a]\n", r"known\.yaml:2:3: unknown key 'case' in a known failure; did you mean 'cases'"),
        ("[{way: x, cases: [a]}]\n", r"known\.yaml: failures cannot be added behind this list"),
    ],
)
def test_a_file_that_is_none_is_refused_with_the_place(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "known.yaml").write_text(text, "utf-8")
    with pytest.raises(KnownFailuresError, match=told):
        load_known(tmp_path / "known.yaml", is_written=True)


@pytest.fixture
def own(folder: Path) -> Path:
    """A scenario that fails, and one that passes."""
    write(folder / "own" / "fine.yaml")
    return write(folder / "own" / "teapot.yaml", TEAPOT)


RUN = ("run", "own", "--board", "esp32", "--known", "known.yaml")


def test_what_was_accepted_fails_no_later_run(oceanhil: Command, own: Path, folder: Path) -> None:
    accepted = oceanhil(*RUN, "--accept")
    assert (accepted.code, own.exists()) == (0, True)
    assert "accepted: 1 failure, in known.yaml" in accepted.out
    again = oceanhil(*RUN, "--junit", "r.xml", "--markdown", "r.md", "--html", "r.html", "-x")
    assert again.code == 0
    assert "1 passed, 0 failed, 0 errors, 0 skipped, 1 known to fail" in again.out
    assert "known: 1 case, expect.serial: [REG] HTTP Response: 418, found [INFO] Device ONLINE" in again.out
    assert "before that:" not in again.out
    junit = (folder / "r.xml").read_text("utf-8")
    assert 'failures="0" skipped="1"' in junit
    assert '<property name="trouble" value="known" />' in junit
    assert "1 case passed, 1 known to fail" in (folder / "r.md").read_text("utf-8")
    assert "1 passed, 1 known to fail" in (folder / "r.html").read_text("utf-8")


def test_allure_has_a_known_failure_as_skipped(oceanhil: Command, own: Path, folder: Path) -> None:
    assert own.exists()
    oceanhil(*RUN, "--accept")
    assert oceanhil(*RUN, "--allure", "allure").code == 0
    told = [msgspec.json.decode(path.read_bytes()) for path in (folder / "allure").glob("*-result.json")]
    assert {each["name"]: each["status"] for each in told} == {"fine@esp32": "passed", "teapot@esp32": "skipped"}


def test_a_new_failure_beside_known_ones_fails_the_run(oceanhil: Command, own: Path) -> None:
    oceanhil(*RUN, "--accept")
    own.write_text(own.read_text("utf-8").replace("418", "419"), "utf-8")
    done = oceanhil(*RUN)
    assert done.code == 1
    assert "1 passed, 1 failed, 0 errors, 0 skipped" in done.out


def test_a_known_failure_that_no_longer_fails_is_told(oceanhil: Command, own: Path) -> None:
    oceanhil(*RUN, "--accept")
    own.write_text(own.read_text("utf-8").replace("418", "200"), "utf-8")
    done = oceanhil(*RUN)
    assert done.code == 0
    assert "no longer fails: teapot@esp32 (expect.serial: [REG] HTTP Response: 418, found" in done.out
    assert "take it out of known.yaml" in done.out


def test_a_program_is_told_too(oceanhil: Command, own: Path) -> None:
    assert own.exists()
    oceanhil(*RUN, "--accept")
    told = msgspec.json.decode(oceanhil(*RUN, "--json").out)
    assert told["known_failures"] == {"file": "known.yaml", "known": 1, "no_longer": [], "accepted": 0}
    assert {row["scenario"]: row["is_known"] for row in told["results"]} == {"fine": False, "teapot": True}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--accept",), "--accept adds to a file of known failures; name it with --known"),
        (("--known", "none.yaml"), "none.yaml: cannot be read: no such file or directory; --accept makes one"),
    ],
)
def test_a_file_that_is_not_there_or_not_named_is_a_wrong_option(
    oceanhil: Command, own: Path, words: tuple[str, ...], told: str
) -> None:
    done = oceanhil("run", str(own), *words)
    assert done.code == 4
    assert told in done.err
