"""What somebody probably meant by a word that is not known, as every message about such a word ends."""

import difflib
from collections.abc import Iterable
from typing import Final

# What is longer than any name is near to none, and the search for it is slow.
_WORD_MAX: Final = 100
_LIKENESS: Final = 0.5
_LIKEST: Final = 3
_NO_SIGNS: Final = str.maketrans("", "", "-_ ")


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
    """Say which of the `known` words was probably meant by `word`; empty if none is near.

    Capitals, `-`, `_` and blanks tell no words apart here. Of the likest words the one is meant that is the fewest
    letters away.
    """
    if len(word) > _WORD_MAX:
        return ""
    words = list(known)
    folded = [_folded(each) for each in words]
    close = difflib.get_close_matches(_folded(word), folded, _LIKEST, likeness)
    if not close:
        return ""
    meant = min(close, key=lambda each: _letters_away(_folded(word), each))
    return f"did you mean {words[folded.index(meant)]!r}?"


def _folded(word: str) -> str:
    return word.casefold().translate(_NO_SIGNS)


def _letters_away(word: str, other: str) -> int:
    """Count the letters that are put in, left out or put in the place of another (the distance of Levenshtein)."""
    row = list(range(len(other) + 1))
    for count, letter in enumerate(word, 1):
        before, row[0] = row[0], count
        for place, letter_there in enumerate(other, 1):
            before, row[place] = row[place], min(before + (letter != letter_there), row[place] + 1, row[place - 1] + 1)
    return row[-1]
