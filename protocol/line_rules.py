"""Rules about firmware that prints words of its own: which documented line a line of its console means."""

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from oceanhil.protocol.lines import Line
from oceanhil.protocol.patterns import LinearPattern, PatternError
from oceanhil.protocol.suggestion import suggestion
from oceanhil.protocol.toml_form import Key, Mistakes

_FIELD: Final = re.compile(r"\{\w+\}")
# A group that is kept, with its name if it has one.
_GROUP: Final = re.compile(r"(?<!\\)\((?:\?P?<(\w+)>|(?!\?))")


class LineRuleError(ValueError):
    """A rule about a firmware's words means nothing; the text says which and what is expected."""


class LineRule(msgspec.Struct, frozen=True):
    """A pattern, the names of its groups in their order, and the line that is meant."""

    pattern: LinearPattern
    groups: tuple[str, ...]
    line: Line


def line_rule(pattern: str, meant: str) -> LineRule:
    """Give the rule by which what matches `pattern` is the line `meant`, called by its name or by its text.

    Raises LineRuleError for a pattern that is none, for a line that nobody has documented, and for one whose fields
    are no named groups of the pattern.
    """
    try:
        compiled = LinearPattern(pattern)
    except PatternError as error:
        raise LineRuleError(str(error)) from error
    line, groups = _line_of(meant), tuple(_GROUP.findall(pattern))
    missing = set(_fields(line)) - set(groups)
    if missing:
        names = ", ".join(f"(?P<{name}>…)" for name in sorted(missing))
        raise LineRuleError(f"the line {line.template!r} has a field more than the pattern {pattern!r}: add {names}")
    return LineRule(compiled, groups, line)


def note_wrong_rules(lines: Mapping[str, str], key: Key, mistakes: Mistakes) -> None:
    """Note what is wrong with the table of rules that stands at `key`."""
    for pattern, meant in lines.items():
        try:
            line_rule(pattern, meant)
        except LineRuleError as error:
            mistakes.add((*key, pattern), str(error))


def line_name(line: Line) -> str:
    """Give the name by which rules call a documented line."""
    return line.name.lower().replace("_", "-")


def _fields(line: Line) -> list[str]:
    return [each[1:-1] for each in _FIELD.findall(line.template) if each != "{glyph}"]


def _line_of(meant: str) -> Line:
    for line in Line:
        if meant in {line.template, line_name(line)}:
            return line
    raise LineRuleError(f"no documented line is called {meant!r}; {suggestion(meant, map(line_name, Line))}")
