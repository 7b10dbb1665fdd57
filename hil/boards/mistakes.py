"""Mistakes in an inventory, each with file and line; all of them are reported, not only the first."""

from collections.abc import Sequence
from pathlib import Path

import tomlkit
from tomlkit.items import Item, Table

_MARK = "oceanhil-looks-for-this-line"
Key = tuple[str, ...]


class Mistakes:
    """What is wrong in the file at `path`, whose text is `text`."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._text = text
        self._found: list[tuple[int, str]] = []

    def add(self, key: Sequence[str], what: str) -> None:
        """Note a mistake at a key such as `("board", "desk", "baud")`."""
        self._found.append((line_of(self._text, tuple(key)), what))

    def add_at(self, line: int, what: str) -> None:
        """Note a mistake in a line; 0 if there is none to name."""
        self._found.append((line, what))

    def all(self) -> tuple[str, ...]:
        """Give all, by line, as `file:line: what is wrong`."""
        return tuple(f"{self._path}:{line}: {what}" if line else f"{self._path}: {what}" for line, what in self._sorted)

    @property
    def _sorted(self) -> list[tuple[int, str]]:
        return sorted(self._found, key=lambda each: each[0])


def line_of(text: str, key: Key) -> int:
    """Give the line (from 1) of a key in a valid TOML `text`, or of the nearest table round it; 0 if it has none.

    No TOML reader tells places, but one keeps comments: one is put at the item, and looked for in what is written.
    """
    while key:
        document = tomlkit.parse(text)
        item = _item(document, key)
        if item is not None:
            return _marked_line(document, item) or _line_of_first(text, key, item)
        key = key[:-1]
    return 0


def _line_of_first(text: str, key: Key, item: Item) -> int:
    """Give the line of the first thing in a table that has no line of its own, as `a` in `[a.b]`."""
    first = next(iter(item), None) if isinstance(item, Table) else None
    return 0 if first is None else line_of(text, (*key, str(first)))


def _item(document: tomlkit.TOMLDocument, key: Key) -> Item | None:
    found: object = document
    for word in key:
        try:
            found = found[word]  # type: ignore[index]  # tomlkit's containers have no common base with __getitem__
        except (KeyError, TypeError, IndexError, tomlkit.exceptions.TOMLKitError):
            return None
    return found if isinstance(found, Item) else None


def _marked_line(document: tomlkit.TOMLDocument, item: Item) -> int:
    item.trivia.comment_ws, item.trivia.comment = " ", f"# {_MARK}"
    before, marked, _ = document.as_string().partition(_MARK)
    if not marked:
        return 0
    lines_inside = 0 if isinstance(item, Table) else item.as_string().count("\n")
    return before.count("\n") + 1 - lines_inside
