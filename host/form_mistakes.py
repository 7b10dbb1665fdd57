"""Mistakes in a file of TOML, each with file and line; all of them are reported, not only the first."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from oceanhil.protocol.data_files import MISTAKES_MAX, DataFileError, Key, shortened, toml_lines, toml_tables

__all__ = ["Key", "Mistakes"]


class Mistakes:
    """What is wrong in the file at `path`, whose text is `text`."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._text = text
        self._found: list[tuple[int, str]] = []

    def tables(self) -> dict[str, object] | None:
        """Read the text; None, with the mistake noted, if it cannot be read."""
        try:
            return toml_tables(self._text)
        except DataFileError as error:
            self.add_at(error.line, error.what)
            return None

    def add(self, key: Sequence[str], what: str) -> None:
        """Note a mistake at a key such as `("board", "desk", "baud")`."""
        self.add_at(self._line_of(tuple(key)), what)

    def add_at(self, line: int, what: str) -> None:
        """Note a mistake in a line; 0 if there is none to name."""
        self._found.append((line, shortened(what)))

    def all(self) -> tuple[str, ...]:
        """Give them by line, as `file:line: what is wrong`; no more than anybody reads."""
        told = tuple(
            f"{self._path}:{line}: {what}" if line else f"{self._path}: {what}"
            for line, what in self._sorted[:MISTAKES_MAX]
        )
        more = len(self._found) - len(told)
        return (*told, f"{self._path}: {more} more mistakes; mend these first") if more else told

    @property
    def _sorted(self) -> list[tuple[int, str]]:
        return sorted(self._found, key=lambda each: each[0])

    @cached_property
    def _lines(self) -> dict[Key, int]:
        return dict(toml_lines(self._text))

    def _line_of(self, key: Key) -> int:
        """Give the line of a key, or of the nearest table round it; 0 if it has none."""
        known = (self._lines.get(key[:length]) for length in range(len(key), 0, -1))
        return next((line for line in known if line is not None), 0)
