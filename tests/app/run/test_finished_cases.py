"""Going on with a run that was ended: only the cases run that it has not finished."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.user import Command, FlakyFactory, InterruptedFactory

NOTHING_LEFT = 5
WRONG = 4


@pytest.mark.slow
def test_only_what_was_not_finished_runs_and_then_nothing_is_left(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        factory = InterruptedFactory(before=2)
        patched.setattr("oceanhil.hil.worlds.load_world", lambda _: factory)
        oceanhil("run", "token-reused", "--junit", "run.xml")
    # A run that is killed writes none.
    (folder / "run.xml").unlink()
    reports = ("--html", "rest.html", "--markdown", "rest.md")
    words = ("run", "token-reused", "--not-in", "run-traces", "--traces", "run-traces", *reports)
    rest = oceanhil(*words)
    assert (rest.code, "4 passed" in rest.out) == (0, True)
    assert "left out: 2 cases that 'run-traces' has; its run says what came of them" in rest.out
    assert "<dt>Left out</dt><dd>2 cases that &#39;run-traces&#39; has</dd>" in (folder / "rest.html").read_text(
        "utf-8"
    )
    assert "| left out | 2 cases that 'run\\-traces' has |" in (folder / "rest.md").read_text("utf-8")
    nothing = oceanhil(*words)
    assert nothing.code == NOTHING_LEFT
    assert "nothing to run: --not-in left no case" in nothing.said


def test_a_case_that_ended_in_an_error_of_its_bench_was_not_finished(
    oceanhil: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("oceanhil.hil.worlds.load_world", lambda _: FlakyFactory())
        assert oceanhil("run", "first-boot", "--board", "esp32", "--traces", "traces").code == 1
    done = oceanhil("run", "first-boot", "--board", "esp32", "--not-in", "traces", "--min-run", "1")
    assert (done.code, "1 passed" in done.out, "left out" in done.out) == (0, True, False)


@pytest.mark.slow
def test_a_shard_is_the_same_part_when_one_goes_on_with_it(oceanhil: Command) -> None:
    oceanhil("run", "token-reused", "--shard", "1/2", "--traces", "traces")
    assert oceanhil("run", "token-reused", "--shard", "1/2", "--not-in", "traces").code == NOTHING_LEFT
    other = oceanhil("run", "token-reused", "--shard", "2/2", "--not-in", "traces")
    assert (other.code, "left out" in other.out) == (0, False)


@pytest.mark.slow
def test_processes_leave_out_what_was_finished_before_any_of_them_began(oceanhil: Command, folder: Path) -> None:
    oceanhil("run", "token-reused", "--board", "esp32", "--traces", "traces")
    done = oceanhil("run", "token-reused", "--not-in", "traces", "--traces", "traces", "-n", "2")
    assert (done.code, "4 passed" in done.out) == (0, True)
    assert "left out: 2 cases that 'traces' has" in done.out
    assert len(list((folder / "traces").glob("*.jsonl"))) == 6


def empty(folder: Path) -> None:
    (folder / "traces").mkdir()


def damaged(folder: Path) -> None:
    empty(folder)
    (folder / "traces" / "a.jsonl").write_text('{"time": 1}\n')


def headless(folder: Path) -> None:
    empty(folder)
    (folder / "traces" / "a.jsonl").write_text("")


def later(folder: Path) -> None:
    empty(folder)
    (folder / "traces" / "a.jsonl").write_text('{"trace":99}\n')


def junit(folder: Path) -> None:
    (folder / "traces").write_text("<testsuites/>")


def junit_with_traces(folder: Path) -> None:
    junit(folder)
    (folder / "traces-traces").mkdir()


_EXPECTED = "expected the folder of traces that a run with --traces or --junit has written"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (empty, f"--not-in 'traces' has no trace in it, {_EXPECTED}"),
        (damaged, f"is no trace that says its case, {_EXPECTED}"),
        (headless, f"is no trace that says its case, {_EXPECTED}"),
        (later, "is a trace of version 99, this program reads up to"),
        (junit, f"--not-in 'traces' is a file, {_EXPECTED}; with --junit own.xml it is 'own-traces'"),
        (junit_with_traces, f"--not-in 'traces' is a file, {_EXPECTED}; name 'traces-traces'"),
    ],
)
def test_what_is_no_folder_of_traces_is_refused(
    make: Callable[[Path], None], said: str, oceanhil: Command, folder: Path
) -> None:
    make(folder)
    done = oceanhil("run", "token-reused", "--not-in", "traces")
    assert (done.code, said in done.err, done.out) == (WRONG, True, ""), done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--seed", "8"), "is of a run with seed 0, and this one has 8; name the same seed, or another folder"),
        (
            ("--world", "serial:virtual"),
            "is of a run in world 'sim', and this one is in 'serial:virtual'; name the same world, or another folder",
        ),
    ],
)
def test_a_run_of_another_kind_is_not_gone_on_with(words: tuple[str, ...], said: str, oceanhil: Command) -> None:
    oceanhil("run", "first-boot", "--board", "esp32", "--traces", "traces")
    done = oceanhil("run", "first-boot", "--not-in", "traces", *words)
    assert (done.code, said in done.err) == (WRONG, True), done.err


def test_traces_about_a_service_have_a_world_of_their_own(oceanhil: Command, folder: Path) -> None:
    oceanhil("run", "--profile", "ringcentral", "--shard", "1/9", "--traces", "traces", "-q")
    assert list((folder / "traces").glob("*.jsonl"))
    done = oceanhil("run", "--profile", "ringcentral", "--shard", "1/9", "--not-in", "traces")
    assert done.code == NOTHING_LEFT, done.said
