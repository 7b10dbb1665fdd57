"""Digests of what goes into a build: files by their content, each read once."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_MISSING: Final = "missing"


class Digests:
    """The digests of files during one build."""

    def __init__(self) -> None:
        self._known: dict[Path, str] = {}
        self._names: dict[tuple[Path, frozenset[str]], frozenset[str]] = {}

    def file(self, path: Path) -> str:
        """Give the digest of a file's content."""
        if path not in self._known:
            self._known[path] = _digest(path)
        return self._known[path]

    def names(self, path: Path, wanted: frozenset[str]) -> frozenset[str]:
        """Give those of some words that stand in a file, were it within another word."""
        key = path, wanted
        if key not in self._names:
            content = _content(path)
            self._names[key] = frozenset(word for word in wanted if word.encode() in content)
        return self._names[key]

    def files(self, paths: Iterable[Path]) -> str:
        """Give the digest of files: of their paths and their contents."""
        return digest_of([(str(path), self.file(path)) for path in paths])


def digest_of(value: object) -> str:
    """Give the digest of a value that `repr` tells apart from every other."""
    return hashlib.sha256(repr(value).encode("utf-8", "surrogateescape")).hexdigest()[:24]


def _digest(path: Path) -> str:
    return hashlib.sha256(_content(path)).hexdigest() if path.is_file() else _MISSING


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
