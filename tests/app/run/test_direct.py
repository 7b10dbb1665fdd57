"""A few cases run without pytest: nobody can tell from what is printed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from oceanhil.scenarios import runner
from tests.user import TEAPOT, Command, FlakyFactory, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from oceanhil.scenarios.result import Result

pytestmark = pytest.mark.slow

_BY_PYTEST = "--maxfail=99"
"""An option of pytest that changes nothing here."""
_LOADED = """
import sys
from oceanhil.app.commands import main
try:
    main()
finally:
    print(*sorted({"pytest", "rich"} & set(sys.modules)), file=sys.stderr)
"""


@pytest.fixture
def without_pytest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever starts pytest fails."""

    def refused(_arguments: Sequence[str], own_options: Sequence[str]) -> int:
        raise AssertionError(own_options)

    monkeypatch.setattr("oceanhil.app.commands.pytest_run.run_pytest", refused)


def _timeless(text: str) -> str:
    return re.sub(r"[\d.]+ m?s ", "", text)


@pytest.mark.usefixtures("without_pytest")
def test_cases_that_pass_are_run_without_pytest(oceanhil: Command) -> None:
    done = oceanhil("run", "token-expired", "first-boot")
    assert (done.code, done.err) == (0, "")
    assert "6 passed, 0 failed, 0 errors, 0 skipped · 3 remedies verified" in done.out


def test_neither_pytest_nor_rich_is_loaded(folder: Path) -> None:
    words = [sys.executable, "-c", _LOADED, "run", "token-expired", "--board", "esp32"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True)
    assert done.stderr == "\n"


@pytest.mark.parametrize(
    "words",
    [
        ["token-expired", "first-boot"],
        ["token-reused", "--board", "picow"],
        ["token-expired", "--board", "all", "--seed", "7"],
        ["token-expired", "-q"],
        ["token-expired", "oau-213-after-refresh"],
    ],
    ids=" ".join,
)
def test_it_prints_what_a_session_of_pytest_prints(oceanhil: Command, words: list[str]) -> None:
    direct_run, by_pytest = oceanhil("run", *words), oceanhil("run", *words, _BY_PYTEST)
    assert (direct_run.code, by_pytest.code) == (0, 0)
    assert _timeless(direct_run.said) == _timeless(by_pytest.said)


@pytest.mark.parametrize("columns", ["0", "20", "60", "120"])
def test_the_table_is_as_wide_as_that_of_rich(oceanhil: Command, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    words = "run", "token-expired", "token-reused"
    told = oceanhil(*words).out
    assert "token-expired" in "".join(told.split()), "no width is so small that nothing is said"
    assert _timeless(told) == _timeless(oceanhil(*words, _BY_PYTEST).out)


def test_a_case_that_fails_is_told_by_pytest(oceanhil: Command, folder: Path) -> None:
    write(folder / "own" / "teapot.yaml", TEAPOT)
    done = oceanhil("run", "token-expired", "own", "--board", "esp32")
    assert done.code == 1
    assert done.out.count("token-expired") == 1
    assert "again: oceanhil replay 'teapot@esp32' --scenarios own/teapot.yaml\n" in done.out


@pytest.mark.parametrize(
    "words",
    [["no-such-file.yaml"], ["wrong.yaml"], ["own/first-boot.yaml", "first-boot"]],
    ids=["no file", "a mistake", "two of one name"],
)
def test_what_is_wrong_is_told_by_pytest(oceanhil: Command, folder: Path, words: list[str]) -> None:
    (folder / "wrong.yaml").write_text("id: wrong\n", "utf-8")
    write(folder / "own" / "first-boot.yaml")
    direct_run, by_pytest = oceanhil("run", *words), oceanhil("run", *words, _BY_PYTEST)
    assert direct_run.code == by_pytest.code != 0
    assert direct_run.said == by_pytest.said


@pytest.mark.usefixtures("without_pytest")
def test_ctrl_c_ends_it_with_2_and_what_was_finished(oceanhil: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []
    run_case = runner.run_case

    def interrupted(*of: object) -> Result:
        runs.append(of)
        if len(runs) == 3:
            raise KeyboardInterrupt
        return run_case(*of)  # type: ignore[arg-type]

    monkeypatch.setattr(runner, "run_case", interrupted)
    done = oceanhil("run", "token-expired")
    assert done.code == 2
    assert done.out.startswith("interrupted: what was finished until now follows\n")
    assert "2 passed" in done.out
    assert "1 of 3 cases was not run" in done.out


def test_a_world_that_may_notice_a_second_run_is_run_in_once(
    oceanhil: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    flaky = FlakyFactory(failures=1)
    monkeypatch.setattr("oceanhil.hil.worlds.load_world", lambda _: flaky)
    done = oceanhil("run", "token-expired", "--board", "esp32")
    assert done.code == 1
    assert "1 error" in done.out


def test_where_pytest_remembers_failures_it_learns_what_passes_now(oceanhil: Command, folder: Path) -> None:
    own = write(folder / "own.yaml", TEAPOT)
    assert oceanhil("run", "own.yaml", "--board", "esp32").code == 1
    write(own)
    assert oceanhil("run", "own.yaml", "--board", "esp32").code == 0
    assert (folder / ".pytest_cache" / "v" / "cache" / "lastfailed").read_text("utf-8") == "{}"


@pytest.mark.usefixtures("without_pytest")
@pytest.mark.parametrize("option", ["-k=token", "--retries=1", "--json", "-v", "--html=run.html", "--seed=1 -x"])
def test_what_pytest_does_is_left_to_pytest(oceanhil: Command, option: str) -> None:
    with pytest.raises(AssertionError):
        oceanhil("run", "token-expired", "--board", "esp32", *option.split())
