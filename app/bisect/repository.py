"""The user's repository, and a work tree of it in which commits are tried; nothing else of it is touched.

A bisection belongs to the work tree in which it goes on, as git has it, so one of the user's own is not disturbed.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from oceanhil.host.git import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

_SETTINGS: Final = (*SETTINGS, f"core.hooksPath={os.devnull}", "advice.detachedHead=false")
"""Hooks are for the user's own work tree."""
_OTHERS: Final = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"})
"""What git tells those that it starts: called by a hook, it would be about the user's work tree."""
_MERGE_BASE: Final = "a merge base must be tested"
_LEFT: Final = re.compile(r"Bisecting: (\d+) revisions? left to test after this \(roughly (\d+) steps?\)")
_SHORT: Final = 7


class GitError(Exception):
    """git refuses, or there is none; the text says why in a line."""


class Revision(msgspec.Struct, frozen=True):
    """A commit: its full name, its subject, who wrote it and when (a date)."""

    name: str
    subject: str
    author: str
    date: str

    def __str__(self) -> str:
        return f"{self.name[:_SHORT]} {self.subject}"


class Left(msgspec.Struct, frozen=True):
    """How much is left: commits beside the one that is tried now, and about how many steps.

    Both None before a commit from which the two ends went apart has been tried.
    """

    commits: int | None = None
    steps: int | None = None


class Repository:
    """The repository in which a folder stands; raises GitError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # Where one stands in it: commands run in the same folder of the other work tree.
        self._prefix = git(folder, "rev-parse", "--show-prefix")

    def resolve(self, text: str) -> Revision:
        """Give the commit that `text` names."""
        try:
            name = git(self._folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{text}^{{commit}}")
        except GitError:
            is_shallow = git(self._folder, "rev-parse", "--is-shallow-repository") == "true"
            more = ": this clone is shallow, 'git fetch --unshallow --tags' gets the rest" if is_shallow else ""
            raise GitError(f"{text!r} names no commit of this repository{more}") from None
        return revision(self._folder, name)

    def has(self, commit: Revision, path: str) -> bool:
        """Tell whether a commit has a file or folder there, seen from the folder in which one stands."""
        try:
            git(self._folder, "cat-file", "-e", f"{commit.name}:./{path}")
        except GitError:
            return False
        return True

    @property
    def is_dirty(self) -> bool:
        """Whether files that git knows are changed."""
        return bool(git(self._folder, "status", "--porcelain", "--untracked-files=no"))

    @contextmanager
    def bisection(self, bad: Revision, good: Revision) -> Iterator[Bisection]:
        """Give a bisection in a work tree of its own, which is gone behind the block, however that ends."""
        with tempfile.TemporaryDirectory(prefix="oceanhil-bisect-") as place:
            tree = Path(place) / "tree"
            git(self._folder, "worktree", "add", "--quiet", "--detach", str(tree), bad.name)
            try:
                yield Bisection(tree, self._prefix, bad, good)
            finally:
                if _is_tree(tree):
                    git(self._folder, "worktree", "remove", "--force", "--force", str(tree))


class Bisection:
    """A bisection under way in `tree`."""

    def __init__(self, tree: Path, prefix: str, bad: Revision, good: Revision) -> None:
        self._tree = tree
        self._prefix = prefix
        self._ends = bad, good

    @property
    def _here(self) -> Path:
        """The work tree, as long as it is one: without its `.git` git would look for another repository above it."""
        if not _is_tree(self._tree):
            what = "the work tree in which commits are tried is gone: does a command remove it?"
            raise GitError(f"{what} 'git worktree prune' forgets it")
        return self._tree

    def _git(self, *words: str) -> str:
        return git(self._here, *words)

    @property
    def folder(self) -> Path:
        """Where commands run; made if this commit has no such folder."""
        folder = self._tree / self._prefix
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @property
    def here(self) -> Revision:
        """The commit that is to be tried."""
        return revision(self._here, "HEAD")

    def go_to(self, wanted: Revision) -> None:
        """Have that commit in the work tree."""
        self._clean()
        self._git("checkout", "--quiet", "--detach", wanted.name)

    def start(self) -> Left | None:
        """Go to the first commit to be tried; None where there is none."""
        self._clean()
        return _left(self._git("bisect", "start", *(end.name for end in self._ends)))

    def mark(self, word: str) -> Left | None:
        """Say of the commit that was tried that it is `good`, `bad` or to `skip`; None: nothing more is to be tried."""
        self._clean()
        try:
            return _left(self._git("bisect", word))
        except GitError:
            if self._log("only skipped commits left to test"):
                return None
            raise

    def first_bad(self) -> list[Revision]:
        """Give the first bad commit, or all that it may be where those between were skipped."""
        found = self._log(r"first bad commit: \[([0-9a-f]+)\]") or self._log(
            r"possible first bad commit: \[([0-9a-f]+)\]"
        )
        return [revision(self._here, name) for name in dict.fromkeys(found)]

    def _log(self, pattern: str) -> list[str]:
        return re.findall(rf"^# {pattern}", self._git("bisect", "log"), re.MULTILINE)

    def _clean(self) -> None:
        """Undo what a build changed, or left behind where another commit has a file; what git ignores stays."""
        self._git("reset", "--quiet", "--hard")
        self._git("clean", "--quiet", "--force", "-d")


def _is_tree(folder: Path) -> bool:
    return (folder / ".git").is_file()


def git(folder: Path, *words: str) -> str:
    """Do it in `folder`; gives what git printed, and raises GitError with its last words."""
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    environment = {name: value for name, value in os.environ.items() if name not in _OTHERS}
    try:
        done = subprocess.run(  # noqa: S603 - words of ours, revisions behind --end-of-options or by their full names
            ["git", "-C", str(folder), *settings, *words],  # noqa: S607
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            stdin=subprocess.DEVNULL,
            env={**environment, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"},
        )
    except OSError:
        raise GitError("git is not here; install it") from None
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise GitError(said[-1].removeprefix("fatal: ").removeprefix("error: ") if said else f"git {words[0]} failed")
    return done.stdout.strip()


def revision(folder: Path, name: str) -> Revision:
    """Read a commit."""
    lines = git(folder, "log", "-1", "--format=%H%n%s%n%an%n%as", name, "--").split("\n")
    return Revision(*lines)


def _left(said: str) -> Left | None:
    if _MERGE_BASE in said:
        return Left()
    found = _LEFT.search(said)
    return None if found is None else Left(int(found[1]), int(found[2]))
