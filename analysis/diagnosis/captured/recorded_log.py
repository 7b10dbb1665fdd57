"""A log as it was recorded: lines, where a logic analyser wrote characters, and the oldest line first.

Dashboards and collectors export the newest line first (Grafana, Kibana, CloudWatch, Datadog). Read in that order a
device comes ONLINE behind its failure, and seems well. Where the times in the first 400 lines go back, several times,
and never on, the file is read from its end. A line without a time goes with the one above, as a crash's lines do. In
JSON of many lines the times of one field are compared.

What must hold: a clock that is set back once turns no log round, and neither do times without a date, which go back at
midnight. Of a log that is turned round the newest million lines are read; of any other all, in bounded memory.

What it must not know: what a text means.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, pairwise
from typing import Final, NamedTuple

from oceanhil.analysis.diagnosis.captured.analyser_rows import lines_of_analyser

HEAD_LINES: Final = 400
"""So many lines tell in which order a log is."""
LINES_MAX: Final = 1_000_000
"""So many lines are read of one that has the newest first."""
_TIMES_BACK: Final = 3
# Of the lines, where the time is no field of JSON: a number that looks like one stands here and there.
_SHARE_PERCENT: Final = 5
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CLOCK: Final = r"(?P<hour>\d{1,2}):(?P<seconds>\d\d:\d\d(?:[.,]\d{1,9})?)(?: ?(?P<half>[AP])M)?"
_FORMS: Final = (
    re.compile(rf"(?P<year>20\d\d)[-/.](?P<month>\d\d)[-/.](?P<day>\d\d)[T ,]{{1,2}}{_CLOCK}"),
    # With the month first, as in the United States, it differs only where the log goes from one month to another.
    re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})[./](?P<month>\d{{1,2}})[./](?P<year>20\d\d),? {_CLOCK}"),
    re.compile(rf"\b(?P<name>{'|'.join(_MONTHS)}) +(?P<day>\d{{1,2}})(?:, (?P<year>20\d\d))? (?:@ )?{_CLOCK}"),
    re.compile(r"(?<!\d)(?P<unix>1[5-9]\d{8}(?:\d{3}){0,3})(?!\d)"),
)
_FIELD: Final = re.compile(r'\s*"([^"]{1,40})" ?: ?"?')

_Moment = tuple[int, int, int, int, str]
"""Year, month, day, hour, and what is behind it."""


class RecordedLog:
    """The lines of a log that can be read once, each with the number it has in the file kept for later."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Take the lines of a file in its order."""
        rest = lines_of_analyser(lines)
        head = list(islice(rest, HEAD_LINES))
        self._lines = chain(head, rest)
        self._form = _form_of_newest_first(head)
        self._numbers = array("L")

    def __iter__(self) -> Iterator[str]:
        """Give the lines as they were recorded, the oldest first."""
        return self._lines if self._form is None else self._turned_round(self._form)

    def number_in_file(self, number: int) -> int:
        """Give the number in the file, from 1, of the line that was given as the `number`th, from 1."""
        return number if self._form is None else self._numbers[number - 1]

    def _turned_round(self, form: re.Pattern[str]) -> Iterator[str]:
        groups: list[list[tuple[int, str]]] = [[]]
        for numbered in enumerate(islice(self._lines, LINES_MAX), 1):
            if form.search(numbered[1]):
                groups.append([])
            groups[-1].append(numbered)
        for number, line in chain.from_iterable(reversed(groups)):
            self._numbers.append(number)
            yield line


class _Told(NamedTuple):
    """A moment that a line tells, and the field of JSON in which it does."""

    field: str
    moment: _Moment


def _form_of_newest_first(head: Sequence[str]) -> re.Pattern[str] | None:
    """Give the form of the times by which lines go back; None where they do not."""
    lines = sum(bool(line.strip()) for line in head)
    for form in _FORMS:
        told = [each for line in head if (each := _told(form, line))]
        is_usual = any(each.field for each in told) or 100 * len(told) >= _SHARE_PERCENT * lines
        if is_usual and _goes_back(told):
            return form
    return None


def _goes_back(told: Sequence[_Told]) -> bool:
    if not told:
        return False
    field = Counter(each.field for each in told).most_common(1)[0][0]
    steps = [(before, now) for before, now in pairwise(each.moment for each in told if each.field == field)]
    return sum(now < before for before, now in steps) >= _TIMES_BACK and all(now <= before for before, now in steps)


def _told(form: re.Pattern[str], line: str) -> _Told | None:
    found = form.search(line)
    if found is None:
        return None
    field = _FIELD.fullmatch(line, 0, found.start())
    return _Told("" if field is None else field[1], _moment(found.groupdict("")))


def _moment(told: Mapping[str, str]) -> _Moment:
    """Give a key that sorts times of one form; days without a year are taken for those of one."""
    if unix := told.get("unix"):
        return 0, 0, 0, 0, unix
    month = _MONTHS.index(told["name"]) if "name" in told else int(told["month"])
    hour = int(told["hour"]) if not told["half"] else int(told["hour"]) % 12 + 12 * (told["half"] == "P")
    return int(told["year"] or 0), month, int(told["day"]), hour, told["seconds"]
