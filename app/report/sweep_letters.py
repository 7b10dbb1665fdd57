"""What a point of a sweep looks like: a letter and a tone for each word it may come to, on terminals and pages alike.

Letters, because colours alone tell nothing in grey, in a log or to eyes that see fewer of them. Tones go from quiet to
loud as the damage does, and each is darker than the one before it; `wrong`, what is accepted though it is neither old
nor new, is the loudest. A small letter is what the scenario allows, a capital what it refuses.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from oceanhil.scenarios.sweep_map import PointWord


class Tone(Enum):
    """How loud a word is; also the name of its class in pages."""

    QUIET = "quiet"
    NEW = "new"
    CORRUPT = "corrupt"
    LOST = "lost"
    HANGS = "hangs"
    WRONG = "wrong"


STYLES: Final[Mapping[Tone, str]] = {
    Tone.QUIET: "dim",
    Tone.NEW: "green",
    Tone.CORRUPT: "yellow",
    Tone.LOST: "bold red",
    Tone.HANGS: "bold magenta",
    Tone.WRONG: "bold white on red",
}
"""As rich writes them on a terminal."""

_KNOWN: Final[Mapping[str, tuple[str, Tone]]] = {
    "old": (".", Tone.QUIET),
    "kept": (".", Tone.QUIET),
    "passed": (".", Tone.QUIET),
    "new": ("n", Tone.NEW),
    "corrupt": ("c", Tone.CORRUPT),
    "skipped": ("s", Tone.NEW),
    "lost": ("L", Tone.LOST),
    "failed": ("F", Tone.LOST),
    "error": ("E", Tone.CORRUPT),
    "hangs": ("H", Tone.HANGS),
    "wrong": ("W", Tone.WRONG),
}
_OTHERS: Final = "abdegijkmopqrtuvxyz0123456789"


class Mark(msgspec.Struct, frozen=True):
    """How the points of one word are shown."""

    letter: str
    tone: Tone
    name: str


def known_mark(name: str) -> Mark:
    """Give the mark of a word that every sweep has; raises KeyError for any other."""
    letter, tone = _KNOWN[name]
    return Mark(letter, tone, name)


def marks_of(words: Iterable[PointWord]) -> tuple[Mark, ...]:
    """Give a mark for each word, no two with one letter; a capital only where the scenario refuses the point."""
    taken: set[str] = set()
    found: list[Mark] = []
    for word in words:
        letter, tone = _KNOWN.get(word.name, ("", Tone.WRONG if word.is_bad else Tone.NEW))
        if letter == "." and word.is_bad:
            letter, tone = "", Tone.LOST
        elif letter and not word.is_bad and tone not in {Tone.QUIET, Tone.NEW}:
            # What the scenario expects of some points alarms nobody.
            tone = Tone.CORRUPT
        wanted = (letter, *(each for each in word.name if each.isalnum()), *_OTHERS)
        fitting = (each.upper() if word.is_bad else each if each == "." else each.lower() for each in wanted if each)
        letter = next((each for each in fitting if each.isascii() and each not in taken), "?")
        taken.add(letter)
        found.append(Mark(letter, tone, word.name))
    return tuple(found)
