"""Of many texts those that a line has, found by the line's words: most words are those of the lines before.

A text is looked for in a line only where the line has a word with the text's longest word in it. Words that were seen
are remembered, so that a line costs a look-up for each of its words, however many texts there are.

What it must not know: what the texts are required by.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Final

_WORD: Final = re.compile(r"[a-z0-9_]+")
_LETTERS: Final = 3
_WORDS_REMEMBERED: Final = 65_536
_Found = tuple[frozenset[int], tuple[tuple[str, frozenset[int]], ...]]
"""What a word brings: numbers of what has its text in it, and texts that go beyond the word, with their numbers."""


class TextIndex:
    """Knows of each of several things, by its number, texts of which one is in every line that may be about it."""

    def __init__(self, required: Sequence[Iterable[str]]) -> None:
        texts: dict[str, set[int]] = {}
        for number, each in enumerate(required):
            for text in each:
                texts.setdefault(text, set()).add(number)
        self._short: list[tuple[str, str, frozenset[int]]] = []
        self._by_letters: dict[str, list[tuple[str, str, frozenset[int]]]] = {}
        self._without_word: list[tuple[str, frozenset[int]]] = []
        for text, numbers in sorted(texts.items()):
            core = max(_WORD.findall(text), key=len, default="")
            if not core:
                self._without_word.append((text, frozenset(numbers)))
            elif len(core) < _LETTERS:
                self._short.append((core, text, frozenset(numbers)))
            else:
                self._by_letters.setdefault(core[:_LETTERS], []).append((core, text, frozenset(numbers)))
        self._brought_by = lru_cache(maxsize=_WORDS_REMEMBERED)(self._in_word)

    def of(self, lowered: str) -> set[int]:
        """Give the numbers of those of which `lowered`, a line in lower case, has a text."""
        found: set[int] = set()
        for text, numbers in self._without_word:
            if text in lowered:
                found |= numbers
        for word in _WORD.findall(lowered):
            certain, likely = self._brought_by(word)
            found |= certain
            for text, numbers in likely:
                if text in lowered:
                    found |= numbers
        return found

    def _in_word(self, word: str) -> _Found:
        starts = {word[start : start + _LETTERS] for start in range(len(word) - _LETTERS + 1)}
        longer = (self._by_letters[start] for start in starts & self._by_letters.keys())
        here = [each for each in chain(self._short, *longer) if each[0] in word]
        certain = frozenset[int]().union(*(numbers for core, text, numbers in here if core == text))
        return certain, tuple((text, numbers) for core, text, numbers in here if core != text)
