"""Digests of what goes into a build: files by their content, each read once."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

_MISSING = "missing"


class Digests:
    """The digests of files during one build."""

    def __init__(self) -> None:
        self._known: dict[Path, str] = {}

    def file(self, path: Path) -> str:
        """Give the digest of a file's content."""
        if path not in self._known:
            self._known[path] = _digest(path)
        return self._known[path]

    def files(self, paths: Iterable[Path]) -> str:
        """Give the digest of files: of their paths and their contents."""
        return digest_of([(str(path), self.file(path)) for path in paths])


def digest_of(value: object) -> str:
    """Give the digest of a value that `repr` tells apart from every other."""
    return hashlib.sha256(repr(value).encode("utf-8", "surrogateescape")).hexdigest()[:24]


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return _MISSING
