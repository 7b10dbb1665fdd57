"""Equal texts as one object: a hundred thousand rows of a journal say the same things over and over."""

from collections.abc import Iterable


class SharedTexts:
    """Remembers the texts it was shown, for as long as a journal is read."""

    __slots__ = ("_headers", "_texts")

    def __init__(self) -> None:
        """Know none yet."""
        self._texts: dict[str, str] = {}
        self._headers: dict[tuple[str, str], tuple[str, str]] = {}

    def text(self, text: str) -> str:
        """Give the first text that was equal."""
        return self._texts.setdefault(text, text)

    def headers(self, headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Give equal headers, each of them, and their names, as the first that was equal."""
        return tuple(self._headers.get(header) or self._new(header) for header in headers)

    def _new(self, header: tuple[str, str]) -> tuple[str, str]:
        name, value = header
        shared = self._headers[header] = (self.text(name), value)
        return shared
