"""Which commit a run is about."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from oceanhil.app.history.commit import Commit, find_commit
from tests.signed_commit import sign_head

if TYPE_CHECKING:
    from pathlib import Path


def repository(folder: Path) -> Path:
    for words in (
        ("init", "-q"),
        ("-c", "user.name=A", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "the first: of all"),
    ):
        subprocess.run(["git", "-C", str(folder), *words], check=True)
    return folder


def test_it_is_that_of_git_with_its_subject(tmp_path: Path) -> None:
    commit = find_commit(repository(tmp_path), {"GITHUB_SHA": "f" * 40})
    assert (len(commit.name), commit.subject, commit.is_dirty) == (40, "the first: of all", False)
    assert commit.short == commit.name[:7]


def test_what_git_is_to_say_of_signatures_is_no_part_of_its_name(tmp_path: Path) -> None:
    sign_head(repository(tmp_path))
    commit = find_commit(tmp_path, {})
    assert (len(commit.name), commit.subject) == (40, "the first: of all")


def test_what_is_not_committed_makes_it_another_and_what_git_does_not_know_of_does_not(tmp_path: Path) -> None:
    file = repository(tmp_path) / "scenario.yaml"
    file.write_text("id: scenario\n", "utf-8")
    assert not find_commit(tmp_path, {}).is_dirty
    subprocess.run(["git", "-C", str(tmp_path), "add", "scenario.yaml"], check=True)
    commit = find_commit(tmp_path, {})
    assert commit.is_dirty
    assert commit.short == f"{commit.name[:7]} with changes"
    assert not commit.is_same_as(commit)


def test_a_variable_has_the_first_word(tmp_path: Path) -> None:
    assert find_commit(repository(tmp_path), {"OCEANHIL_COMMIT": " v1.2 "}) == Commit("v1.2")
    assert Commit("v1.2-rc1").short == "v1.2-rc1"


def test_without_git_it_is_the_one_of_the_ci_or_unknown(tmp_path: Path) -> None:
    # Where the temporary folder lies in a repository git would find that one.
    (tmp_path / ".git").write_text("gitdir: nowhere", "utf-8")
    assert find_commit(tmp_path, {"CI_COMMIT_SHA": "f" * 40}).short == "fffffff"
    assert find_commit(tmp_path, {}) == Commit()
    assert Commit().short == "an unknown commit"
