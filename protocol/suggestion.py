"""What somebody probably meant by a word that is not known, as every message about such a word ends."""

import difflib
from collections.abc import Iterable
from typing import Final

# What is longer than any name is near to none, and the search for it is slow.
_WORD_MAX: Final = 100
_LIKENESS: Final = 0.5


def suggestion(word: str, known: Iterable[str], otherwise: str = "", likeness: float = _LIKENESS) -> str:
    """Say which of the `known` words was probably meant by `word`; where none is near, `otherwise`, or all of them.

    They are listed as they come, those of a set, which has no order, by the alphabet. `likeness`, 0 to 1, is how near
    one must be.
    """
    words = sorted(known) if isinstance(known, (set, frozenset)) else list(known)
    if meant := nearest_word(word, words, likeness):
        return meant
    return otherwise or (f"known: {', '.join(words)}" if words else "none is known here")


def nearest_word(word: str, known: Iterable[str], likeness: float = _LIKENESS) -> str:
    """Say which of the `known` words was probably meant by `word`; empty if none is near."""
    close = difflib.get_close_matches(word, known, 1, likeness) if len(word) <= _WORD_MAX else ()
    return f"did you mean {close[0]!r}?" if close else ""
