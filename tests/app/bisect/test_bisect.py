"""`oceanhil bisect`: the first bad commit of a repository, and nothing else of the repository touched."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from itertools import count
from typing import TYPE_CHECKING

import pytest

from tests.signed_commit import sign_head
from tests.user import ONLINE, TEAPOT, start, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.user import Command, Finished

BAD_FROM_4 = 'test "$(cat number)" -lt 4'


def git(folder: Path, *words: str) -> str:
    named = ("-c", "user.name=A. Writer", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", "-C", str(folder), *named, *words], check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture(scope="module")
def seven_commits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Commits of which the first has the tag `good`; each writes its number into a file."""
    folder = tmp_path_factory.mktemp("seven")
    git(folder, "init", "-q", "--template=")
    for number in range(1, 8):
        (folder / "number").write_text(str(number), "utf-8")
        if number > 3:
            (folder / "later").write_text("there from 4 on", "utf-8")
        git(folder, "add", ".")
        git(folder, "commit", "-q", "-m", f"number {number}")
    git(folder, "tag", "good", "HEAD~6")
    return folder


@pytest.fixture
def repository(folder: Path, seven_commits: Path) -> Path:
    """A user's repository with these commits, in which the user stands."""
    shutil.copytree(seven_commits, folder, dirs_exist_ok=True)
    return folder


@pytest.fixture
def looked_for(oceanhil: Command) -> Callable[..., Finished]:
    def look_for(*words: str) -> Finished:
        return oceanhil("bisect", "probe@esp32", "--good", "good", *words)

    return look_for


def trees(repository: Path) -> int:
    return len(git(repository, "worktree", "list").splitlines())


def test_the_first_bad_commit_is_found_and_each_step_told(
    repository: Path, looked_for: Callable[..., Finished]
) -> None:
    (repository / "number").write_text("not committed", "utf-8")
    before = git(repository, "status", "--porcelain"), git(repository, "for-each-ref"), git(repository, "log", "HEAD")
    done = looked_for("--command", BAD_FROM_4)
    assert done.code == 0
    assert done.out.startswith("first bad commit: ")
    assert " number 4 (A. Writer, 2" in done.out
    lines = [line.partition(" ")[2] for line in done.err.splitlines()]
    assert lines[:3] == ["is not committed is left out", "number 7: failed", "number 1: passed"]
    left = re.compile(r"number \d: (passed|failed) \(\d commits? left, about \d steps?\)")
    assert [line for line in lines[3:] if not left.fullmatch(line)] == []
    assert 2 <= len(lines[3:]) <= 3
    assert (repository / "number").read_text("utf-8") == "not committed"
    after = git(repository, "status", "--porcelain"), git(repository, "for-each-ref"), git(repository, "log", "HEAD")
    assert (after, trees(repository)) == (before, 1)


def test_the_good_end_may_be_on_a_branch_of_its_own(repository: Path, oceanhil: Command) -> None:
    git(repository, "checkout", "-q", "-b", "release", "HEAD~5")
    git(repository, "commit", "-q", "--allow-empty", "-m", "mended there")
    git(repository, "checkout", "-q", "-")
    done = oceanhil("bisect", "probe@esp32", "--good", "release", "--command", BAD_FROM_4)
    assert " number 4 (" in done.out
    assert "number 2: passed (before --good and --bad went apart)" in done.err


def test_a_bisection_of_the_users_own_goes_on(repository: Path, looked_for: Callable[..., Finished]) -> None:
    git(repository, "bisect", "start", "HEAD", "HEAD~3")
    before = git(repository, "bisect", "log"), git(repository, "rev-parse", "HEAD")
    assert looked_for("--command", BAD_FROM_4).code == 0
    assert (git(repository, "bisect", "log"), git(repository, "rev-parse", "HEAD")) == before


def test_hooks_of_the_user_are_not_run(repository: Path, looked_for: Callable[..., Finished]) -> None:
    hook = repository / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch '{repository}/hooked'\n", "utf-8")
    hook.chmod(0o755)
    assert looked_for("--command", BAD_FROM_4).code == 0
    assert not (repository / "hooked").exists()


def test_signed_commits_are_read_as_others_are_where_git_is_to_show_signatures(
    repository: Path, looked_for: Callable[..., Finished]
) -> None:
    sign_head(repository)
    done = looked_for("--command", BAD_FROM_4)
    assert done.err.splitlines()[0].endswith(" number 7: failed")
    assert " number 4 (A. Writer, 2" in done.out


def test_commands_run_where_one_stands_even_where_a_commit_has_no_such_folder(
    repository: Path, looked_for: Callable[..., Finished], monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "deep").mkdir()
    monkeypatch.chdir(repository / "deep")
    where = 'test "$(basename "$PWD") $OCEANHIL_REPLAY_ID" = "deep probe@esp32"'
    done = looked_for("--command", f'{where} && test "$(cat ../number)" -lt 3')
    assert " number 3 (" in done.out


def test_what_cannot_be_built_is_skipped_and_what_is_left_is_named(
    repository: Path, looked_for: Callable[..., Finished]
) -> None:
    done = looked_for("--build", 'test "$(cat number)" != 4 || { echo no compiler; false; }', "--command", BAD_FROM_4)
    assert done.code == 1
    assert "number 4: not tried: its build ends with 1: no compiler" in done.err
    said, *named = done.out.splitlines()
    assert said == "one of these 2 is the first bad commit; those between were skipped:"
    assert sorted(line.split()[-1] for line in named) == ["4", "5"]


def test_what_a_build_changed_is_no_obstacle(repository: Path, looked_for: Callable[..., Finished]) -> None:
    build = "cat number > built && echo x >> number && echo built > later"
    assert " number 4 (" in looked_for("--build", build, "--command", 'test "$(cat built)" -lt 4').out


def test_a_flaky_failure_is_found_by_repeating(
    repository: Path, looked_for: Callable[..., Finished], monkeypatch: pytest.MonkeyPatch
) -> None:
    """At bad commits every third attempt fails."""
    tries = 'echo x >> "$TRIES"; test "$(cat number)" -lt 4 || test $(( $(wc -l < "$TRIES") % 3 )) != 0'
    monkeypatch.setenv("TRIES", str(repository / ".git" / "tries"))
    done = looked_for("--repeat", "3", "--command", tries)
    assert " number 4 (" in done.out
    assert "number 1: passed 3 times" in done.err
    assert "number 7: failed at attempt 3 of 3" in done.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--command", "false"), 1, "number 1 fails too; choose an older --good"),
        (("--command", "true"), 1, "number 7 passes, so there is nothing to look for; if it is flaky, add --repeat N"),
        (("--command", "exit 125"), 1, "number 7 could not be tried; choose another one"),
        (("--command", "kill -9 $$"), 1, "the command ended with -9"),
        (("--command", "echo why; exit 130"), 1, "the command ended with 130: why"),
        (("--command", "echo one; echo 'error: this'; exit 125"), 1, "number 7: not tried: error: this\n"),
        (("--command", 'echo "$PWD/file:3"; exit 125'), 1, "number 7: not tried: file:3\n"),
        (("--command", "true", "--bad", "v9"), 2, "'v9' names no commit of this repository"),
        (("--command", "true", "--bad", "--help"), 2, "'--help' names no commit of this repository"),
        (("--command", "true", "--bad", "good"), 2, "--bad and --good are the same commit, "),
        (("--command", "true", "--", "--world", "sim"), 2, "--command takes the place of a replay"),
        (("--command", "sleep 60", "--timeout", "1"), 1, "number 7: not tried: it takes too long"),
    ],
)
def test_what_is_not_as_was_said_ends_it_with_advice(
    repository: Path, looked_for: Callable[..., Finished], words: tuple[str, ...], code: int, said: str
) -> None:
    done = looked_for(*words)
    assert (done.code, done.out, trees(repository)) == (code, "", 1)
    assert said in done.err


def test_a_work_tree_that_is_gone_is_told_and_no_other_repository_is_taken_for_it(
    repository: Path, looked_for: Callable[..., Finished], monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "number").write_text("not committed", "utf-8")
    monkeypatch.setattr("tempfile.tempdir", str(repository))
    done = looked_for("--command", "rm .git; false")
    assert (done.code, done.out) == (2, "")
    assert "the work tree in which commits are tried is gone" in done.err
    assert (repository / "number").read_text("utf-8") == "not committed"


def test_an_id_that_is_none_is_told_before_anything_is_tried(repository: Path, oceanhil: Command) -> None:
    done = oceanhil("bisect", "probe", "--good", "good")
    assert (done.code, trees(repository)) == (2, 1)
    assert "replay ID 'probe' names no board" in done.err


def test_without_a_repository_it_says_so(folder: Path, looked_for: Callable[..., Finished]) -> None:
    # Where the temporary folder lies in a repository git would find that one.
    (folder / ".git").write_text("gitdir: nowhere", "utf-8")
    done = looked_for()
    assert done.code == 2
    assert "not a git repository" in done.err


def test_files_of_strangers_are_not_run(
    repository: Path, looked_for: Callable[..., Finished], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCEANHIL_UNTRUSTED", "1")
    done = looked_for("--command", "touch touched")
    assert (done.code, trees(repository)) == (2, 1)
    assert "bisect runs what commits hold, and --untrusted takes files as data only" in done.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_who_ends_it_finds_no_work_tree_left(repository: Path, number: signal.Signals) -> None:
    os.mkfifo(repository / "begun")
    command = f"cat '{repository}/begun'; sleep 60"
    process = start(repository, "bisect", "probe@esp32", "--good", "good", "--command", command)
    # Opened when the command reads it, in the middle of a trial.
    (repository / "begun").write_bytes(b"")
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, trees(repository)) == (2, "", 1)
    assert "interrupted" in err


@pytest.mark.slow
def test_a_case_is_replayed_with_the_scenario_and_the_options_of_each_commit(folder: Path, oceanhil: Command) -> None:
    git(folder, "init", "-q")
    numbers = count(1)
    for steps in (ONLINE, ONLINE, "steps: no scenario\n", TEAPOT, TEAPOT):
        write(folder / "tests" / "ours.yaml", steps)
        (folder / "number").write_text(str(next(numbers)), "utf-8")
        git(folder, "add", ".")
        git(folder, "commit", "-q", "-m", f"number {(folder / 'number').read_text('utf-8')}")
    done = oceanhil("bisect", "ours@esp32", "--good", "HEAD~4", "--", "--scenarios", "tests/ours.yaml")
    assert "number 3: not tried: Error: tests/ours.yaml:" in done.err
    assert done.out.startswith("one of these 2 is the first bad commit")
    # The scenario as it is now, at each commit: all fail.
    done = oceanhil("bisect", "ours@esp32", "--good", "HEAD~4", "--scenarios", "tests/ours.yaml")
    assert "number 1 fails too; choose an older --good" in done.err
    assert "expect.serial: [REG] HTTP Response: 418" in done.err


@pytest.mark.parametrize("words", [("--scenarios", "found/ours.yaml"), ("--scenarios=found/ours.yaml",)])
def test_a_scenario_that_no_commit_has_is_asked_for_as_it_is_now(
    repository: Path, oceanhil: Command, words: tuple[str, ...]
) -> None:
    write(repository / "found" / "ours.yaml", ONLINE)
    done = oceanhil("bisect", "ours@esp32", "--good", "good", "--", *words)
    assert (done.code, done.err.count("\n"), trees(repository)) == (2, 1, 1)
    assert "'found/ours.yaml' is in neither commit, " in done.err
    assert done.err.endswith("; put --scenarios before the --, for the file as it is now\n")
