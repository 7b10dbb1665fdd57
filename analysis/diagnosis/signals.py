"""One printed line to the name of what it means.

Thousands of lines a second depend on it, and a search for 150 patterns in every line takes twenty times as long: what
text must be in a line for a pattern to match it is read from the pattern, in the part of the syntax that
`signals.toml` uses. Where nothing can be told, the empty text is required, which is in every line. Of a pattern's
alternatives only those are tried, and compiled, of which a line has what they require.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache

import msgspec

from oceanhil.analysis.diagnosis.knowledge import (
    KIND_OF_TAG,
    Need,
    SignalRow,
    mark,
    refusal,
    request_rows,
    signal_rows,
)
from oceanhil.analysis.diagnosis.lines import tag_of
from oceanhil.analysis.diagnosis.model import LineKind
from oceanhil.protocol.lines import recognise

_LINES_REMEMBERED = 4_096
_LETTERS = 3
# What a line with a known tag means when it says nothing in particular, or names no reason.
_VAGUE = re.compile(r".*-other|(?:reg|wifi)-failed|wifi-lost|session-refused")
# The number of an answer, or the client's own for a connection that failed; the line may go on with the reason.
_STATUS = re.compile(r"(?:reg|session|poll)-(-?\d+)")
_NUMBER = re.compile(r"http-(?P<status>-?\d+)")
_TAGS_OF_REQUESTS = frozenset({"REG", "SESSION", "POLL"})
# Tags that other firmware hardly uses, unlike [WiFi] or [INFO].
_TAGS_OF_THE_DEVICE = _TAGS_OF_REQUESTS | {"EEPROM"}
_Row = tuple[SignalRow, str]
"""What a line means in which a pattern is found: one of the alternatives of the row's."""
_ANY_CASE, _ANY_CASE_IN = "(?i)", "(?i:"
_GROUP = re.compile(r"\((?:\?(?:P<\w+>|[a-z-]*:|[a-z]+\)))?")
_LOOK = re.compile(r"\(\?(?:[!=]|<[!=])")
_QUANTIFIER = re.compile(r"[*+?]|\{(\d*)(?:,\d*)?\}")
_SET = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_ANYTHING = frozenset({""})
_LITERAL_ESCAPES = frozenset(".()[]{}*+?|^$/\\-")


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
def request_in(line: str) -> Meaning | None:
    """Tell which of the server's paths a line names, whatever else it means."""
    lowered = line.lower()
    rows = [row for literal, row in _request_patterns() if literal in lowered]
    return _first(rows, line) if rows else None


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
    fitting = _rows_that_fit(text.lower())
    rows = _rows_by_tag()[""]
    return _first([rows[index] for index in sorted(fitting)], text) if fitting else None


def _rows_that_fit(lowered: str) -> set[int]:
    """Find the rows of which a line has what they require: by its first letters, and then the whole of it."""
    literals = _untagged_by_literal()
    beginnings = {lowered[start : start + _LETTERS] for start in range(len(lowered) - _LETTERS + 1)}
    likely = [literals[beginning] for beginning in literals.keys() & beginnings] + [literals[""]]
    return {index for each in likely for literal, indexes in each if literal in lowered for index in indexes}


def _first(rows: Iterable[_Row], line: str, tag: str = "") -> Meaning | None:
    for row, pattern in rows:
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
        rows.setdefault(row.tag, []).extend((row, pattern) for pattern in alternatives_of(row.pattern))
    return {tag: tuple(each) for tag, each in rows.items()}


def alternatives_of(pattern: str) -> Iterator[str]:
    """Give the alternatives of a pattern, each a pattern by itself; one with fields stays whole."""
    if "(?P<" in pattern:
        yield pattern
        return
    flag = _ANY_CASE if pattern.startswith(_ANY_CASE) else ""
    for each in _alternatives(pattern.removeprefix(flag)):
        if each.startswith(_ANY_CASE_IN) and _end_of_item(each, 0) == len(each):
            yield from (f"{_ANY_CASE_IN}{inner})" for inner in _alternatives(each[len(_ANY_CASE_IN) : -1]))
        else:
            yield flag + each


@cache
def _request_patterns() -> tuple[tuple[str, _Row], ...]:
    """Give what a line must have for which row, in the order of the rows."""
    rows = [(row, pattern) for row in request_rows() for pattern in alternatives_of(row.pattern)]
    return tuple((literal, each) for each in rows for literal in sorted(required_in(each[1])))


@cache
def _untagged_by_literal() -> Mapping[str, tuple[tuple[str, tuple[int, ...]], ...]]:
    """Give what a line must have and for which rows, by its first letters; by none if it is shorter."""
    required = [required_in(pattern) for _, pattern in _rows_by_tag()[""]]
    found: dict[str, list[tuple[str, tuple[int, ...]]]] = {"": []}
    for text in sorted(frozenset().union(*required)):
        indexes = tuple(index for index, texts in enumerate(required) if text in texts)
        found.setdefault(text[:_LETTERS] if len(text) >= _LETTERS else "", []).append((text, indexes))
    return {beginning: tuple(texts) for beginning, texts in found.items()}


def required_in(pattern: str) -> frozenset[str]:
    """Give texts in lower case of which one at least is in every line, in lower case too, that `pattern` matches."""
    return frozenset().union(*(_required_in_sequence(part) for part in _alternatives(pattern)))


def _alternatives(pattern: str) -> Iterator[str]:
    start = depth = position = 0
    while position < len(pattern):
        character = pattern[position]
        if character == "|" and not depth:
            yield pattern[start:position]
            start = position + 1
        depth += (character == "(") - (character == ")")
        position = _after(pattern, position)
    yield pattern[start:]


def _after(pattern: str, position: int) -> int:
    """Skip one character, or an escaped one, or a whole set."""
    if pattern[position] == "\\":
        return position + 2
    found = _SET.match(pattern, position)
    return found.end() if found else position + 1


def _required_in_sequence(sequence: str) -> frozenset[str]:
    return max(_elements(sequence), key=lambda texts: min(map(len, texts)), default=_ANYTHING)


def _elements(sequence: str) -> Iterator[frozenset[str]]:
    """Give what each stretch of plain text and each group in a sequence requires."""
    run, position = "", 0
    while position < len(sequence):
        end = _end_of_item(sequence, position)
        quantifier = _QUANTIFIER.match(sequence, end)
        optional = quantifier is not None and (quantifier[0] in "*?" or quantifier[1] in ("", "0"))
        literal = "" if optional else _literal(sequence[position:end])
        if not literal:
            yield frozenset({run})
            run = ""
            if not optional and sequence[position] == "(":
                yield _required_in_group(sequence[position:end])
        run += literal
        if quantifier is not None:
            yield frozenset({run})
            run = ""
        position = end if quantifier is None else quantifier.end()
    yield frozenset({run})


def _required_in_group(group: str) -> frozenset[str]:
    opening = _GROUP.match(group)
    if opening is None or _LOOK.match(group) or opening.end() == len(group):
        return _ANYTHING
    return required_in(group[opening.end() : -1])


def _end_of_item(sequence: str, position: int) -> int:
    end, depth = _after(sequence, position), int(sequence[position] == "(")
    while depth:
        depth += (sequence[end] == "(") - (sequence[end] == ")")
        end = _after(sequence, end)
    return end


def _literal(item: str) -> str:
    if item.startswith("\\"):
        return item[1:] if item[1:] in _LITERAL_ESCAPES else ""
    return "" if item[0] in "([^$." else item.lower()
