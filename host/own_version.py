"""Which version of this project runs: its number, and the commit where that can be known, to tell two apart.

A checkout is asked by git; what pip has installed from a repository says its commit in `direct_url.json` (PEP 610).
"""

import json
from functools import cache
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Final

from oceanhil.host.git import git

_PROJECT: Final = "oceanhil"
_SHORT: Final = 7


@cache
def own_version() -> str:
    """Give it as PEP 440 has it: `0.1.0+g1234567`, with `.dirty` where something is not committed; or `0.1.0` alone."""
    installed = distribution(_PROJECT)
    commit = commit_of(Path(__file__).resolve().parents[1]) or _commit_of_installed(installed)
    return f"{installed.version}+{commit}" if commit else installed.version


def commit_of(tree: Path) -> str:
    """Name the commit of a checkout of this project, `g1234567` or `g1234567.dirty`; empty where it is none.

    An installed copy may lie in the repository of somebody else, below which git would find that.
    """
    if not (tree / ".git").exists():
        return ""
    told = git(tree, "describe", "--always", "--exclude=*", f"--abbrev={_SHORT}", "--dirty=.dirty")
    return f"g{told}" if told else ""


def _commit_of_installed(installed: Distribution) -> str:
    told = installed.read_text("direct_url.json")
    commit = json.loads(told).get("vcs_info", {}).get("commit_id", "") if told else ""
    return f"g{commit[:_SHORT]}" if commit else ""
