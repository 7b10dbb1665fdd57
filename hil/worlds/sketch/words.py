"""What a sketch says, in its own words and in those of the documentation.

A sketch prints what its author likes. What it prints in the documented words is known from its program, in which they
stand; what it prints in others, from `[sketch.NAME.lines]` of oceanhil.toml. Nothing else is expected of it.
"""

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from oceanhil.protocol.lines import Line
from oceanhil.protocol.patterns import LinearPattern, PatternError

_FIELD: Final = re.compile(r"\{\w+\}")
# A group that is kept, with its name if it has one.
_GROUP: Final = re.compile(r"(?<!\\)\((?:\?P?<(\w+)>|(?!\?))")


class WordsError(ValueError):
    """A rule about a sketch's words means nothing; the text says which and what is expected."""


class _Rule(msgspec.Struct, frozen=True):
    """A pattern, the names of its groups in their order, and the line that is meant."""

    pattern: LinearPattern
    groups: tuple[str, ...]
    line: Line


class Words:
    """The words of one sketch."""

    def __init__(self, rules: Mapping[str, str], program: bytes) -> None:
        """Take patterns of the sketch's lines with the documented lines that they mean, and the compiled sketch.

        Raises WordsError for a pattern that is none, for a line that nobody has documented, and for one whose fields
        are no named groups of the pattern.
        """
        self._rules = [_rule(pattern, meant) for pattern, meant in rules.items()]
        self._spoken = {rule.line for rule in self._rules} | {line for line in Line if line.literal.encode() in program}

    def speaks(self, line: Line) -> bool:
        """Tell whether the sketch prints this line, in whatever words."""
        return line in self._spoken

    def translated(self, text: str) -> str:
        """Give a line of the sketch in the documented words where they are known, else as it is."""
        for rule in self._rules:
            if found := rule.pattern.search(text):
                fields = dict(zip(rule.groups, found[1:], strict=True))
                return rule.line.build(**{"glyph": "✓", **fields})
        return text


def _rule(pattern: str, meant: str) -> _Rule:
    try:
        compiled = LinearPattern(pattern)
    except PatternError as error:
        raise WordsError(str(error)) from error
    line, groups = _line_of(meant), tuple(_GROUP.findall(pattern))
    missing = set(_fields(line)) - set(groups)
    if missing:
        names = ", ".join(f"(?P<{name}>…)" for name in sorted(missing))
        raise WordsError(f"the line {line.template!r} has a field more than the pattern {pattern!r}: add {names}")
    return _Rule(compiled, groups, line)


def _fields(line: Line) -> list[str]:
    return [each[1:-1] for each in _FIELD.findall(line.template) if each != "{glyph}"]


def _line_of(meant: str) -> Line:
    for line in Line:
        if meant in {line.template, line.name.lower().replace("_", "-")}:
            return line
    known = ", ".join(line.name.lower().replace("_", "-") for line in Line)
    raise WordsError(f"no documented line is called {meant!r}; known: {known}")
