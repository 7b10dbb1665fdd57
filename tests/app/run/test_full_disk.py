"""No room for a report: one message and exit code 1; everything else is kept."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import msgspec
import pytest

from tests.user import Command, write

Fill = Callable[[str], None]


@pytest.fixture
def fill(monkeypatch: pytest.MonkeyPatch) -> Fill:
    """Make files of that suffix find no room when they are opened for writing."""
    plain, plain_low = io.open, os.open

    def fill_up(suffix: str) -> None:
        def check(path: str | Path, *, writes: bool) -> None:
            if writes and suffix in Path(path).name:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

        def open_(path: Path, mode: str = "r", *rest: Any, **named: Any) -> IO[Any]:
            check(path, writes="w" in mode)
            return plain(path, mode, *rest, **named)

        def open_low(path: str | Path, flags: int, *rest: Any, **named: Any) -> int:
            check(path, writes=bool(flags & (os.O_WRONLY | os.O_RDWR)))
            return plain_low(path, flags, *rest, **named)

        monkeypatch.setattr(Path, "open", open_)
        monkeypatch.setattr(os, "open", open_low)

    return fill_up


@pytest.mark.slow
def test_a_report_without_room_leaves_the_verdict_and_the_old_report(
    oceanhil: Command, folder: Path, fill: Fill
) -> None:
    (folder / "run.html").write_text("the old one")
    fill(".html")
    done = oceanhil("run", "token-expired", "--html", "run.html", "--junit", "run.xml")
    assert done.code == 1
    assert "3 passed, 0 failed" in done.out
    assert done.out.count("report 'run.html' cannot be written: no space left on device; free some space") == 1
    assert (folder / "run.html").read_text() == "the old one"
    assert "token-expired@picow" in (folder / "run.xml").read_text("utf-8")


def test_traces_without_room_are_told_once_and_the_run_goes_on(oceanhil: Command, fill: Fill) -> None:
    fill(".jsonl")
    done = oceanhil("run", "token-expired", "--traces", "traces")
    assert done.code == 1
    assert "3 passed, 0 failed" in done.out
    assert done.out.count("traces in 'traces' are not complete: no space left on device") == 1


@pytest.mark.slow
def test_with_json_it_is_told_on_standard_error(oceanhil: Command, fill: Fill) -> None:
    fill(".html")
    done = oceanhil("run", "token-expired", "--html", "run.html", "--json")
    assert done.code == 1
    assert len(msgspec.json.decode(done.out)["results"]) == 3
    assert "cannot be written: no space left on device" in done.err


@pytest.mark.slow
@pytest.mark.parametrize("words", [["--html", "run.html"], ["--trace", "traces"]])
def test_a_failed_run_stays_a_failed_run(words: list[str], oceanhil: Command, folder: Path, fill: Fill) -> None:
    write(folder / "failing.yaml", "  - expect.online: {within: 1s}\n")
    fill(".html")
    assert oceanhil("run", "failing.yaml", *words).code == 1


def test_junit_without_room_leaves_the_table_and_the_other_report(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "run.xml")

    monkeypatch.setattr("_pytest.junitxml.LogXML.pytest_sessionfinish", no_room)
    done = oceanhil("run", "token-expired", "--junit", "run.xml", "--html", "run.html")
    assert done.code == 1
    assert "3 passed, 0 failed" in done.out
    assert done.out.count("run.xml cannot be written: no space left on device") == 1
    assert (folder / "run.html").exists()


def test_in_plain_pytest_it_is_told_below_the_summary(pytester: pytest.Pytester, fill: Fill) -> None:
    write(pytester.path / "fine.yaml")
    fill(".html")
    result = pytester.runpytest_inprocess(
        "--disable-plugin-autoload", "-p", "oceanhil.app.pytest_plugin", "--oceanhil-html", "run.html"
    )
    assert result.ret is pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["report 'run.html' cannot be written: no space left on device; *"])


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::pluggy.PluggyTeardownRaisedWarning")
def test_allure_without_room_ends_the_run_in_one_line_with_what_is_finished(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "allure/result.json")

    monkeypatch.setattr("allure_commons.logger.AllureFileLogger._report_item", no_room)
    done = oceanhil("run", "token-expired", "--allure", "allure", "--html", "run.html")
    assert done.code == pytest.ExitCode.INTERNAL_ERROR
    assert "ended early: allure/result.json cannot be used: no space left on device" in done.out
    assert "1 passed" in done.out
    assert "Traceback" not in done.said
    assert (folder / "run.html").exists()
