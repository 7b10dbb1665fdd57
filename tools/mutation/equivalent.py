"""Mutants that nobody could kill, because they do nothing else than the original: judged by hand, with the reason."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tools.mutation.mutants import Module

LIST = Path(__file__).parent / "equivalent.toml"


@dataclass(frozen=True)
class Equivalent:
    """One entry of the list; path, function and both statements must fit, so it goes with the code it was about."""

    path: str
    function: str
    before: str
    after: str
    reason: str
    # How many mutants of the function look like this.
    count: int = 1

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What a mutant's key is compared with."""
        return self.path, self.function, self.before, self.after

    @property
    def shown(self) -> str:
        """The entry in a message."""
        return f"{self.path}, {self.function}, {self.before!r} -> {self.after!r}, {self.count} times"


def read_equivalents(path: Path = LIST) -> list[Equivalent]:
    """Read the list; an unknown or missing key is a TypeError."""
    return [Equivalent(**entry) for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("equivalent", [])]


def stale(entries: Iterable[Equivalent], root: Path) -> list[Equivalent]:
    """Return the entries whose code is gone, or no longer as often there as the entry says."""
    chosen = list(entries)
    paths = sorted({entry.path for entry in chosen if (root / entry.path).exists()})
    there = Counter(mutant.key for path in paths for mutant in Module(root / path, root).mutants())
    return [entry for entry in chosen if there[entry.key] != entry.count]
