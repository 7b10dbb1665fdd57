"""What firmware explains of itself and does not report: its `help`, what changed in its versions, and lists of codes.

A list has one refusal's status below the other, none smaller than the one before, and other words behind each. What
happens to a device never comes so: between two answers other lines stand, or the same status again with the same words.
Seconds since the start may come so, but not for three lines alone.

A list of signals has counts in front, as of a lamp's blinks, each by one more than the one above, and at least three
refusals in it. Steps that are counted so come to no three different ones.

What changed stands behind a heading, indented, behind a bullet or a version, or in a line that says so with the version
(`changes in 2.3.1: `), or behind a bullet and the word for it (`- fixed: `). The troubles in it are those of others.

What it must not know: what a status means.
"""

import re
from collections.abc import Iterator
from itertools import chain
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
_STAMP: Final = re.compile(
    r"[\[(]?(?:\d{4}-\d\d-\d\d[T ])?\d{1,2}:\d\d:\d\d(?:[.,]\d{1,6})?Z?[\])]?(?: -> | > | \| |: | |(?=$))"
)
_VERSION: Final = r"(?:v(?:er(?:sion)?)?\.? ?)?\d{1,3}\.\d{1,3}(?:\.\d{1,3}){0,2}(?:[a-z]\d*|-\w+)?"
# In the languages of Europe.
_NEWS: Final = (
    r"(?:changes?|change ?log|release notes?|what.?s new|new(?= (?:in|since)\b)|fixed(?= (?:in|since)\b)"
    r"|(?:version|revision) history|(?:ver)?.nderungen"
    r"|neu(?:erungen|igkeiten)?|nouveaut.s|changements|cambios|novedades|novit.|modifiche|novidades|mudan.as"
    r"|altera..es|zmiany|nowo.ci|novinky|zm.ny|wijzigingen|nieuw(?= in\b)|nyheter|.ndringar|yenilikler)"
)
_CHANGES_BEGIN: Final = re.compile(
    rf"(?i)[^\w:]{{0,8}}{_NEWS}(?: (?:in|of|since|seit|dans|de|del|della|en|em|do|da|na|ve|w|v|van|i)\b)?"
    rf"(?: (?:la |der )?{_VERSION})?\W{{0,8}}"
)
_CHANGE: Final = re.compile(
    rf"(?i)[^\w:]{{0,8}}{_NEWS} (?:\w{{1,5}} ){{0,2}}(?:version )?{_VERSION}(?! ?(?:[kmg]?b|ms|s|v|%|days?|min)\b) ?\)?"
    r"(?: \([^)]*\))? ?[:\u2013-] \S"
)
# Behind a bullet or a version alone.
_CHANGED: Final = (
    r"(?:(?:bug ?)?fix(?:e[ds])?|add(?:ed|s)|improve[ds]|remove[ds]|no longer|be(?:hoben|hebt)|hinzugef.gt|verbessert"
    r"|korrigiert|corrig\w+|ajout\w*|am.lior\w+|supprim\w+|arregl\w+|a.adid[oa]|mejorad[oa]|adicionad[oa]|melhorad[oa]|corrett[oa]"
    r"|aggiunt[oa]|migliorat[oa]|poprawion\w+|naprawion\w+|dodan[oya]\w*|opraven\w+|p.id.n[oay]\w*|verholpen|toegevoegd"
    r"|d.zeltildi|eklendi|исправлен[аоы]?|добавлен[аоы]?|修复|修正|新增|追加)"
)
_CHANGE_NOTE: Final = re.compile(
    rf"(?i)(?:[^\w:]{{0,8}}[*+•·\u2013-] |{_VERSION}\W{{1,3}}){_CHANGED}(?:\b|(?<=[修正增复加]))"
)
_COUNTED_ENTRY: Final = re.compile(
    r"[^\w]{0,8}(?<![\d.:,])(\d{1,2})(?:(?: ?[^\W\d_]{1,16}){1,2})?[ \t]{0,8}[=:.)\u2013>-]{1,3}[ \t]*(?=\S)"
)
_REFUSALS: Final = re.compile(rf"(?<!\d)(?:{'|'.join(sorted(STATUSES - {_GOOD}))})(?![\d.:])")
_COUNTS_FROM: Final = 2
_OF_CHANGES: Final = re.compile(rf"(?i)[ \t]+\S|[*+•·\u2013-] \S|{_VERSION}\b(?! ?(?:ms|s|v|%)\b)")


class Recorded(NamedTuple):
    """A line as it stands in the file, with its number; `explains` where it reports nothing."""

    number: int
    line: str
    explains: bool = False


class _CountedList:
    """Holds lines back that are counted from the first on, until it is known what they are."""

    def __init__(self) -> None:
        self._held: list[Recorded] = []
        self._refusals: set[str] = set()
        self._count = _NONE

    def take(self, recorded: Recorded) -> Iterator[Recorded]:
        """Take a line; gives those that are decided, in their order."""
        plain = without_colours(recorded.line)
        stamp = _STAMP.match(plain)
        text = plain if stamp is None else plain[stamp.end() :]
        found = _COUNTED_ENTRY.match(text)
        count = _NONE if found is None else int(found[1])
        goes_on = bool(self._held) and count == self._count + 1 and len(self._held) < _LIST_MAX
        if not goes_on:
            yield from self.rest()
        self._count = count
        if found is None or not (goes_on or count < _COUNTS_FROM):
            yield recorded
            return
        self._held.append(recorded)
        self._refusals.update(_REFUSALS.findall(text, found.end()))

    def rest(self) -> Iterator[Recorded]:
        """Give what is held back."""
        is_list = len(self._refusals) >= _LIST_MIN
        held, self._held, self._refusals = self._held, [], set()
        return (each._replace(explains=each.explains or is_list) for each in held)


class Legends:
    """Holds lines back that may be a list's, until it is known."""

    def __init__(self) -> None:
        self._counted = _CountedList()
        self._held: list[Recorded] = []
        self._statuses: set[int] = set()
        self._head, self._value, self._line = "", _NONE, ""
        self._was_counted = self._is_help = self._are_changes = False

    def take(self, number: int, line: str) -> Iterator[Recorded]:
        """Take a line; gives those that are decided, in their order."""
        return chain.from_iterable(map(self._counted.take, self._of_codes(number, line)))

    def _of_codes(self, number: int, line: str) -> Iterator[Recorded]:
        plain = without_colours(line)
        recorded = Recorded(number, line, explains=self._is_explained(plain))
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

    def _is_explained(self, plain: str) -> bool:
        """Tell whether a line is of a text that the firmware prints of itself, by its heading or its own words."""
        stamp = _STAMP.match(plain)
        text = plain if stamp is None else plain[stamp.end() :]
        self._is_help = _ASKED_FOR_HELP.fullmatch(plain) is not None or (self._is_help and plain[:1] in (" ", "\t"))
        self._are_changes = _CHANGES_BEGIN.fullmatch(text) is not None or (
            self._are_changes and _OF_CHANGES.match(text) is not None
        )
        is_change = _CHANGE.match(text) is not None or _CHANGE_NOTE.match(text) is not None
        return self._is_help or self._are_changes or is_change

    def rest(self) -> Iterator[Recorded]:
        """Give what is held back, at the end of the log."""
        held = chain.from_iterable(map(self._counted.take, self._release(is_counted=False)))
        return chain(list(held), self._counted.rest())

    def _release(self, *, is_counted: bool) -> Iterator[Recorded]:
        is_list = len(self._statuses) >= _LIST_MIN and not (is_counted or self._was_counted)
        held, self._held = self._held, []
        self._statuses = set()
        return (each._replace(explains=each.explains or is_list) for each in held)
