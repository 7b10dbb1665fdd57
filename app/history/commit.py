"""Which commit a run is about: as told, as git says it, or as the CI does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from oceanhil.host.git import git

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

COMMIT_VARIABLE: Final = "OCEANHIL_COMMIT"
"""The environment variable that names the commit, whatever git says."""
CI_VARIABLES: Final = ("GITHUB_SHA", "CI_COMMIT_SHA", "GIT_COMMIT", "BITBUCKET_COMMIT", "BUILD_SOURCEVERSION")
"""Those of GitHub, GitLab, Jenkins, Bitbucket and Azure, for a place without git."""
_HASH: Final = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_SHORT: Final = 7


class Commit(msgspec.Struct, frozen=True):
    """A commit by its full name; empty: nobody knows it. `is_dirty`: with changes that are not committed."""

    name: str = ""
    subject: str = ""
    is_dirty: bool = False

    @property
    def short(self) -> str:
        """Say it in a few characters."""
        name = self.name[:_SHORT] if _HASH.fullmatch(self.name) else self.name
        if not name:
            return "an unknown commit"
        return f"{name} with changes" if self.is_dirty else name

    def is_same_as(self, other: Commit) -> bool:
        """Tell whether both are certainly the same state: what is not committed may differ from run to run."""
        return bool(self.name) and self.name == other.name and not (self.is_dirty or other.is_dirty)


def find_commit(folder: Path, environ: Mapping[str, str]) -> Commit:
    """Give the commit of `folder`: that of `$OCEANHIL_COMMIT`, else git's, else the one that a CI names."""
    if told := environ.get(COMMIT_VARIABLE, "").strip():
        return Commit(told)
    return _of_git(folder) or Commit(next((found for name in CI_VARIABLES if (found := environ.get(name))), ""))


def _of_git(folder: Path) -> Commit | None:
    head = git(folder, "log", "-1", "--format=%H%n%s")
    if not head:
        return None
    name, _, subject = head.partition("\n")
    # What git does not know of is no change of the commit: reports and builds lie about.
    return Commit(name, subject, is_dirty=bool(git(folder, "status", "--porcelain", "--untracked-files=no")))
