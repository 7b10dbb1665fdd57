"""What a board's firmware says itself that goes wrong, in lines that nobody knows.

Where no cause is found that is all there is to tell. And a board that came online and of which behind that nothing but
complaints is read is not well, however good it was before.

What it must not know: what failed.
"""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Final

from oceanhil.analysis.diagnosis.history.consequences import is_others
from oceanhil.analysis.diagnosis.history.readings import Reading
from oceanhil.analysis.diagnosis.model import Evidence

# None of it counts failures and has none.
_COMPLAINT: Final = re.compile(
    r"(?i)(?<!\bno )(?<!\b0 )(?<!\bwithout )\b(?:error|fail(?:ed|ure)?|fault|exception|panic|fatal|unable to|could not"
    r"|cannot|fehler|fehlgeschlagen|erreur|echec|errore|erro|fallo|falha|blad|chyba)\b"
    r"(?!\W{0,3}(?:code )?(?:0|none|no)\b)"
)
# Few lines have any of it, and those are looked at.
_COMPLAINS: Final = re.compile(
    r"erro|fail|fault|exception|panic|fatal|unable|could|cannot|fehl|erreur|echec|fallo|falha|blad|chyba"
)
_COUNTED: Final = re.compile(r"(?i)\b(?:counter|count|total|rate|errors|failures)\b ?[:=] ?\d")
_WELL_NAME: Final = re.compile(
    r"(?:poll|polled|session|reg|http)-200$|online$|server-state$|session-opened$|went-well$|works"
)
_POLLED_NAME: Final = re.compile(r"(?:poll|polled)-200$|server-state$")
_WORD: Final = re.compile(r"[A-Za-z]{3,}")
_MOST: Final = 64
_VAGUE: Final = "-other"
# What is said in so many words, and is no matter of this platform's.
_BESIDE_NAME: Final = re.compile(r"sensor-|key-refused$")
_REFUSAL_NAME: Final = re.compile(r"(?:poll|session|reg|http)-4\d\d$")
_ANY: Final = "net-away"
"""The name of a trouble that anybody's request may have."""
_NOTHING, _KNOWN, _REFUSED, _NO_CAUSE, _WELL = range(5)
_NAMES_REMEMBERED: Final = 4_096
_KINDS: Final = 2
_ONLY: Final = 3
_DIGITS: Final = re.compile(r"[\d\W]+")


@lru_cache(maxsize=_NAMES_REMEMBERED)
def _said_by(reading: Reading) -> int:
    """Tell what a line says that means so; of a line's several meanings the largest counts."""
    if _WELL_NAME.match(reading.name) is not None:
        return _WELL
    if not reading.is_sure:
        return _NOTHING
    if _BESIDE_NAME.match(reading.name) is not None:
        return _NO_CAUSE
    if _REFUSAL_NAME.match(reading.name) is not None:
        return _REFUSED
    return _NOTHING if reading.name.endswith(_VAGUE) else _KNOWN


class Complaints:
    """What one board's log has shown of them."""

    def __init__(self) -> None:
        self.last = 0
        self._since = self._most = 0
        self._was_well = False
        self._kinds: dict[str, Evidence] = {}
        self._polls: set[str] = set()
        """The words with which polls begin that went well."""
        self._latest: set[str] = set()
        self._usual: set[str] = set()
        """What else was said with such a word in front while all was well."""

    @property
    def kinds(self) -> tuple[Evidence, ...]:
        """The first line of each kind, of the first few kinds since all was well."""
        return tuple(self._kinds.values())

    @property
    def nothing_else(self) -> bool:
        """True if behind the latest good answer several stand, and more than ever between two good answers."""
        return self._was_well and self._since >= _ONLY and self._since > 2 * self._most

    def take(self, number: int, line: str, readings: Collection[Reading]) -> bool:
        """Take a line, with its number, and what it means; tells whether it is a complaint that nobody knows.

        Neither is it known of a bare refusal why the server refuses.
        """
        says = max(map(_said_by, readings), default=_NOTHING)
        if says == _WELL:
            self._most, self._since, self._was_well = max(self._most, self._since), 0, True
            self._kinds.clear()
            self._went_well(line, readings)
            return False
        if says == _NO_CAUSE:
            self.last = number
            return True
        if says == _KNOWN or (says != _REFUSED and not _complains(line) and not self._is_unlike(line)):
            return False
        self._since += not is_others(_ANY, line)
        self.last = number
        return True

    def _went_well(self, line: str, readings: Collection[Reading]) -> None:
        self._usual |= self._latest
        self._latest.clear()
        if len(self._polls) < _MOST and any(_POLLED_NAME.match(reading.name) for reading in readings):
            self._polls.add(_head(line))

    def _is_unlike(self, line: str) -> bool:
        """Tell whether a line says of a poll what none said behind which all went well, in whatever language."""
        if not _head(line) or _head(line) not in self._polls:
            return False
        kind = _DIGITS.sub(" ", line)
        if len(self._latest) + len(self._usual) < _MOST:
            self._latest.add(kind)
        return kind not in self._usual

    def quote(self, line: str, evidence: Evidence) -> None:
        """Take the complaint to be shown."""
        kind = _DIGITS.sub(" ", line)
        if len(self._kinds) < _KINDS:
            self._kinds.setdefault(kind, evidence)


def _head(line: str) -> str:
    """Give the word with which a line begins, in small letters; empty if it begins with none."""
    found = _WORD.match(line)
    return "" if found is None else found[0].lower()


def _complains(line: str) -> bool:
    if _COMPLAINS.search(line.lower()) is None:
        return False
    return _COMPLAINT.search(line) is not None and _COUNTED.search(line) is None
