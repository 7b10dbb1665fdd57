"""What firmware explains of itself and does not report: the text of its `help`, and lists of codes with their meanings.

A list has one refusal's status below the other, none smaller than the one before, and other words behind each. What
happens to a device never comes so: between two answers other lines stand, or the same status again with the same words.
Seconds since the start may come so, but not for three lines alone.

What it must not know: what a status means.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from oceanhil.analysis.diagnosis.captured.lines import without_colours
from oceanhil.analysis.diagnosis.wording.statuses import STATUSES

_LIST_MIN: Final = 3
_LIST_MAX: Final = 20
_NEAR: Final = 60
_NONE: Final = -1
_GOOD: Final = "200"
# A number behind a stamp or a bullet, and behind no word: what stands behind a word is that of a request.
_NUMBERED: Final = re.compile(
    r"(?:[IWEDV] \(\d+\) [\w.-]+: )?([^A-Za-z]{0,40}?)(?<![\d.:,])(\d{1,9})(?![\d.,])"
    r"[\])]?[ \t]*(?:[:=.-]+[ \t]*)?[A-Za-z]"
)
_DIGITS: Final = re.compile(r"\d+")
_ASKED_FOR_HELP: Final = re.compile(
    r"(?i)\s*(?:[\w@./:~-]{0,30}[>$#:] ?)?(?:help|usage|commands|befehle|hilfe|aide|ayuda)\W*"
)


class Recorded(NamedTuple):
    """A line as it stands in the file, with its number; `explains` where it reports nothing."""

    number: int
    line: str
    explains: bool = False


class Legends:
    """Holds lines back that may be a list's, until it is known."""

    def __init__(self) -> None:
        self._held: list[Recorded] = []
        self._statuses: set[int] = set()
        self._head, self._value, self._line = "", _NONE, ""
        self._was_counted = self._is_help = False

    def take(self, number: int, line: str) -> Iterator[Recorded]:
        """Take a line; gives those that are decided, in their order."""
        plain = without_colours(line)
        self._is_help = _ASKED_FOR_HELP.fullmatch(plain) is not None or (self._is_help and plain[:1] in (" ", "\t"))
        recorded = Recorded(number, line, explains=self._is_help)
        found = _NUMBERED.match(plain)
        head, value = ("", _NONE) if found is None else (_DIGITS.sub("", found[1]), int(found[2]))
        grows = head == self._head and value > self._value != _NONE
        # Numbers beside it that are no statuses count something, and so do those in it.
        is_counted = grows and value - self._value <= _NEAR
        says_more = head == self._head and value == self._value and plain != self._line
        self._head, self._value, self._line = head, value, plain
        is_entry = found is not None and found[2] in STATUSES and found[2] != _GOOD
        if is_entry and (grows or says_more) and 0 < len(self._held) < _LIST_MAX:
            self._held.append(recorded)
            self._statuses.add(value)
            return
        yield from self._release(is_counted=is_counted)
        if is_entry:
            self._held, self._was_counted = [recorded], is_counted
            self._statuses = {value}
        else:
            yield recorded

    def rest(self) -> Iterator[Recorded]:
        """Give what is held back, at the end of the log."""
        return self._release(is_counted=False)

    def _release(self, *, is_counted: bool) -> Iterator[Recorded]:
        is_list = len(self._statuses) >= _LIST_MIN and not (is_counted or self._was_counted)
        held, self._held = self._held, []
        self._statuses = set()
        return (each._replace(explains=each.explains or is_list) for each in held)
