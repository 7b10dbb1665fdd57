"""Regular expressions that somebody writes into a file, searched for in time linear to the text.

Python's own engine backtracks: `((s|e|t|.)+)+~` over one line of 30 characters takes longer than anybody waits. RE2
does not, whatever the pattern; in exchange it has no look-around and no back references. Patterns in our own code are
Python's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol, cast

import re2  # type: ignore[import-untyped]  # it has no types; what is used of it stands in the protocols below

from oceanhil.protocol.bounded_text import shortened

CHARACTERS_MAX: Final = 1_000
_MEMORY_MAX: Final = 1 << 18
"""Bytes for one compiled pattern: bounds what repeats within repeats may grow to."""
_LACKING: Final[Mapping[str, str]] = {
    "(?=": "look-ahead is not known",
    "(?!": "look-ahead is not known",
    "(?<": "look-behind is not known",
    "(?>": "atomic groups are not known",
    "(?(": "conditions are not known",
    "(?#": "comments are not known",
    "(?P": "references to groups are not known",
    "(?x": "the flag x is not known",
    "(?a": "the flag a is not known: \\w, \\d and \\s are ASCII anyway",
    "(?u": "the flag u is not known; \\pL is any letter",
    "sequence: \\Z": "write \\z for the end of the text",
    "sequence: \\u": "write \\x{00e9} for a character by its number",
    "sequence: \\N": "write \\x{00e9} for a character by its number",
    "repetition size": "repeats go up to 1000, inside each other too",
    "repetition operator": "possessive and doubled repeats are not known",
    "invalid escape sequence: \\": "references to groups are not known",
    "too large": "write a shorter one",
}


class PatternError(ValueError):
    """A text that is no pattern; the message says why and what to write instead."""


class _Found(Protocol):
    def groups(self) -> tuple[bytes | None, ...]: ...

    def group(self, number: int, /) -> bytes: ...


class _Compiled(Protocol):
    @property
    def groups(self) -> int: ...

    def search(self, text: bytes, /) -> _Found | None: ...


class LinearPattern:
    """A compiled pattern; equal if its text is."""

    __slots__ = ("_compiled", "pattern")

    def __init__(self, text: str, *, multiline: bool = False) -> None:
        """Compile `text`; with `multiline`, `^` and `$` stand for every line's ends. Raises PatternError."""
        if len(text) > CHARACTERS_MAX:
            raise PatternError(f"a pattern has {len(text)} characters; expected at most {CHARACTERS_MAX}")
        options = re2.Options()
        options.max_mem = _MEMORY_MAX
        options.log_errors = False
        self.pattern = text
        try:
            compiled = re2.compile(f"(?m){text}".encode() if multiline else text.encode(), options)
        except (re2.error, UnicodeEncodeError) as error:
            raise PatternError(f"{shortened(repr(text), 200)} is not a regular expression: {_reason(error)}") from None
        self._compiled = cast("_Compiled", compiled)

    def search(self, text: str) -> tuple[str, ...] | None:
        """Find it anywhere in `text`: all that matched, then its groups, empty where one took no part; else None."""
        found = self._compiled.search(text.encode("utf-8", "replace"))
        if found is None:
            return None
        return tuple((part or b"").decode("utf-8", "replace") for part in (found.group(0), *found.groups()))

    def __repr__(self) -> str:
        return f"LinearPattern({self.pattern!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LinearPattern) and other.pattern == self.pattern

    def __hash__(self) -> int:
        return hash(self.pattern)


def _reason(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(error)
    hint = next((hint for part, hint in _LACKING.items() if part in text), "")
    return shortened(f"{text}; {hint} (syntax of RE2)" if hint else f"{text} (syntax of RE2)", 300)
