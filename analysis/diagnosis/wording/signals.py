"""One printed line to the name of what it means.

Thousands of lines a second depend on it, and a search for hundreds of patterns in every line takes fifty times as long:
a pattern is tried, and compiled, only where the line has all the text that it requires. Of a pattern's alternatives
only those are tried of which that is so.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache

import msgspec

from oceanhil.analysis.diagnosis.captured.lines import tag_of
from oceanhil.analysis.diagnosis.knowledge import (
    KIND_OF_TAG,
    Need,
    SignalRow,
    mark,
    refusal,
    request_rows,
    signal_rows,
)
from oceanhil.analysis.diagnosis.model import LineKind
from oceanhil.analysis.diagnosis.wording.required_text import Requirement, alternatives_of, required_in, requirement_of
from oceanhil.analysis.diagnosis.wording.text_index import TextIndex
from oceanhil.protocol.lines import recognise

_LINES_REMEMBERED = 4_096
# What a line with a known tag means when it says nothing in particular, or names no reason.
_VAGUE = re.compile(r".*-other|(?:reg|wifi)-failed|wifi-lost|session-refused")
# The number of an answer, or the client's own for a connection that failed; the line may go on with the reason.
_STATUS = re.compile(r"(?:reg|session|poll)-(-?\d+)")
_NUMBER = re.compile(r"http-(?P<status>-?\d+)")
# A request in one line, as many write it, has them all behind its path.
_HEADERS = frozenset({"sends-token", "sends-session"})
_TAGS_OF_REQUESTS = frozenset({"REG", "SESSION", "POLL"})
# Tags that other firmware hardly uses, unlike [WiFi] or [INFO].
_TAGS_OF_THE_DEVICE = _TAGS_OF_REQUESTS | {"EEPROM"}
_Row = tuple[SignalRow, str, Requirement]
"""What a line means in which a pattern is found, one of the alternatives of the row's, and what that requires."""


class Meaning(msgspec.Struct, frozen=True):
    """What a line means, given `need`; `value` is the device ID of a line that shows one."""

    name: str
    kind: LineKind
    value: str = ""
    need: Need = Need.NOTHING

    @property
    def is_vague(self) -> bool:
        """True when the line has a known tag and no more than that, or a failure without a reason."""
        return _VAGUE.fullmatch(self.name) is not None


@lru_cache(maxsize=_LINES_REMEMBERED)
def meaning_of(line: str) -> Meaning | None:
    """Recognise a line as `lines.printed_lines` gives it; None when it is none of the known ones."""
    tag = tag_of(line)
    if not tag:
        return _untagged_meaning(line)
    meaning = _first(_rows_by_tag().get(tag, ()), line, tag)
    status = _STATUS.fullmatch(meaning.name) if meaning is not None else None
    if meaning is not None and not meaning.is_vague and status is None:
        return meaning
    rest = line.partition("]")[2].strip()
    reason = _untagged_meaning(rest)
    if reason is None and status is None and tag in _TAGS_OF_REQUESTS:
        # Firmware of one's own has the word in the tag that stands in the text elsewhere.
        reason = _untagged_meaning(f"{tag.lower()} {rest}")
    if status is None or status[1].startswith("-"):
        return meaning if reason is None else _of_tag(tag, reason)
    return reason if reason is not None and reason.name.startswith("server-") else meaning


def _of_tag(tag: str, meaning: Meaning) -> Meaning:
    """Give a status in other words as that of the request which the line's tag names."""
    number = _NUMBER.fullmatch(meaning.name) if tag in _TAGS_OF_REQUESTS else None
    return meaning if number is None else Meaning(f"{tag.lower()}-{number['status']}", KIND_OF_TAG[tag])


def with_status(line: str, meaning: Meaning | None, status: str) -> Meaning:
    """Give what a line means that shows a number which may be a status, if it says nothing else."""
    tag = tag_of(line)
    if meaning is not None and (tag not in _TAGS_OF_REQUESTS or not meaning.is_vague):
        return meaning
    return _of_tag(tag, Meaning(f"http-{status}", LineKind.SERVER, need=Need.DEVICE))


@lru_cache(maxsize=_LINES_REMEMBERED)
def requests_in(line: str) -> tuple[Meaning, ...]:
    """Tell which of the server's paths a line names, whatever else it means, and then the headers beside it."""
    lowered = line.lower()
    fitting = sorted(_request_index().of(lowered))
    rows = [row for index in fitting if (row := _requests()[index])[2](lowered)]
    first = _first(rows, line) if rows else None
    if first is None:
        return ()
    others = (_first([row], line) for row in rows if row[0].name in _HEADERS and row[0].name != first.name)
    return first, *dict.fromkeys(filter(None, others))


@lru_cache(maxsize=_LINES_REMEMBERED)
def is_oceanremote(line: str) -> bool:
    """Tell whether only an OceanRemote device prints such a line: this project's own, or with the server's names."""
    if recognise(line) is not None or _is_marked(line):
        return True
    meaning = meaning_of(line) if tag_of(line) in _TAGS_OF_THE_DEVICE else None
    return meaning is not None and not meaning.is_vague


def _is_marked(line: str) -> bool:
    lowered = line.lower()
    return any(literal in lowered for literal in _mark_literals()) and mark().search(line) is not None


@cache
def _mark_literals() -> tuple[str, ...]:
    return tuple(sorted(required_in(mark().pattern)))


def begins_a_refusal(line: str) -> bool:
    """Tell whether a line has the beginning of the body with which the server refuses."""
    return refusal().search(line) is not None


def _untagged_meaning(text: str) -> Meaning | None:
    lowered = text.lower()
    rows = _rows_by_tag()[""]
    fitting = sorted(_untagged_index().of(lowered))
    return _first((row for index in fitting if (row := rows[index])[2](lowered)), text) if fitting else None


def _first(rows: Iterable[_Row], line: str, tag: str = "") -> Meaning | None:
    for row, pattern, _ in rows:
        found = _compiled(pattern).search(line)
        if found is not None:
            fields = found.groupdict()
            name = row.name.format(tag=tag.lower(), **{key: str(value).lower() for key, value in fields.items()})
            return Meaning(name, row.kind, fields.get("value") or "", row.need)
    return None


_compiled = cache(re.compile)


@cache
def _rows_by_tag() -> Mapping[str, tuple[_Row, ...]]:
    rows: dict[str, list[_Row]] = {}
    for row in signal_rows():
        rows.setdefault(row.tag, []).extend(_with_requirements(row))
    return {tag: tuple(each) for tag, each in rows.items()}


@cache
def _untagged_index() -> TextIndex:
    return TextIndex([required_in(pattern) for _, pattern, _ in _rows_by_tag()[""]])


@cache
def _requests() -> tuple[_Row, ...]:
    return tuple(each for row in request_rows() for each in _with_requirements(row))


@cache
def _request_index() -> TextIndex:
    return TextIndex([required_in(pattern) for _, pattern, _ in _requests()])


def _with_requirements(row: SignalRow) -> Iterator[_Row]:
    return ((row, pattern, requirement_of(pattern)) for pattern in alternatives_of(row.pattern))
