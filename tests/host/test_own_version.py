"""Two checkouts are told apart by their version, wherever it is told."""

from __future__ import annotations

import re
import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner

import oceanhil
from oceanhil.app.commands import main
from oceanhil.host.own_version import commit_of, own_version


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", "-C", folder, *who, *words], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    (tmp_path / "file").write_text("one")
    git(tmp_path, "add", "file")
    git(tmp_path, "commit", "-q", "-m", "one")
    return tmp_path


@pytest.mark.slow
def test_a_checkout_is_known_by_its_commit_and_whether_that_is_all(checkout: Path) -> None:
    git(checkout, "tag", "-a", "v9", "-m", "nine")
    head = git(checkout, "rev-parse", "--short=7", "HEAD")
    assert commit_of(checkout) == f"g{head}"
    (checkout / "file").write_text("two")
    assert commit_of(checkout) == f"g{head}.dirty"


@pytest.mark.slow
def test_a_copy_in_the_checkout_of_somebody_else_is_not_theirs(checkout: Path) -> None:
    (checkout / "site-packages").mkdir()
    assert commit_of(checkout / "site-packages") == ""


def test_the_version_is_the_same_for_python_and_on_the_command_line() -> None:
    told = CliRunner().invoke(main, ["--version"]).output
    assert told == f"oceanhil, version {own_version()}\n"
    assert oceanhil.__version__ == own_version()
    assert re.fullmatch(re.escape(version("oceanhil")) + r"(\+g[0-9a-f]{7,}(\.dirty)?)?", own_version())


def test_what_the_package_does_not_have_is_told_as_of_any() -> None:
    with pytest.raises(AttributeError, match="module 'oceanhil' has no attribute '__versoin__'"):
        _ = oceanhil.__versoin__
