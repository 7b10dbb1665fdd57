"""One printed line to the name of what it means."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

import msgspec

from hil.diagnosis.cleaning import tag_of
from hil.diagnosis.knowledge import SignalRow, signal_rows
from hil.diagnosis.model import LineKind

_LINES_REMEMBERED = 4_096


class Meaning(msgspec.Struct, frozen=True):
    """What a line means; `value` is the device ID of a line that shows one."""

    name: str
    kind: LineKind
    value: str = ""


@lru_cache(maxsize=_LINES_REMEMBERED)
def meaning_of(line: str) -> Meaning | None:
    """Recognise a line as `cleaning.printed_lines` gives it; None when it is none of the known ones."""
    tag = tag_of(line)
    if not tag and _untagged().search(line) is None:
        return None
    for row, pattern in _rows_by_tag().get(tag, ()):
        found = pattern.search(line)
        if found is not None:
            fields = found.groupdict()
            name = row.name.format(tag=tag.lower(), **fields)
            return Meaning(name, row.kind, fields.get("value") or "")
    return None


@cache
def _rows_by_tag() -> Mapping[str, tuple[tuple[SignalRow, re.Pattern[str]], ...]]:
    rows: dict[str, tuple[tuple[SignalRow, re.Pattern[str]], ...]] = {}
    for row in signal_rows():
        rows[row.tag] = (*rows.get(row.tag, ()), (row, re.compile(row.pattern)))
    return rows


@cache
def _untagged() -> re.Pattern[str]:
    return re.compile("|".join(_as_branch(row.pattern) for row in signal_rows() if not row.tag))


def _as_branch(pattern: str) -> str:
    unnamed = re.sub(r"\(\?P<\w+>", "(?:", pattern)
    return f"(?i:{unnamed.removeprefix('(?i)')})" if unnamed.startswith("(?i)") else f"(?:{unnamed})"
