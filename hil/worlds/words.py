"""What somebody else's firmware says, in its own words and in those of the documentation.

It prints what its author likes. What it prints in the documented words is known from its program, in which they stand,
also where it goes on in brackets behind them; what it prints in others, from `[sketch.NAME.lines]` of oceanhil.toml or
`[firmware.NAME.lines]` of boards.toml. Nothing else is expected of it.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from oceanhil.protocol.line_rules import line_rule
from oceanhil.protocol.lines import STATUS_MIN, Line, recognise
from oceanhil.scenarios.snapshot import Shared

_KNOWN_MOST: Final = 1024
"""Of a firmware's lines, which it says in each boot: to look through all rules takes longer than to know it."""
_MORE_IN_BRACKETS: Final = re.compile(r"\s+\([^()]*\)\s*$")


class Words(Shared):
    """The words of one firmware."""

    def __init__(self, rules: Mapping[str, str], program: bytes) -> None:
        """Take patterns of its lines with the documented lines that they mean, and its image, empty if nobody has it.

        Raises LineRuleError for a rule that means nothing.
        """
        self._rules = [line_rule(pattern, meant) for pattern, meant in rules.items()]
        self._meant = lru_cache(_KNOWN_MOST)(self._found_meaning)
        self._spoken = {rule.line for rule in self._rules} | {line for line in Line if line.literal.encode() in program}

    def speaks(self, line: Line) -> bool:
        """Tell whether the firmware prints this line, in whatever words."""
        return line in self._spoken

    def translated(self, text: str) -> str:
        """Give a line of the firmware in the documented words where they are known, else as it is."""
        return self._meant(text)

    def _found_meaning(self, text: str) -> str:
        for rule in self._rules:
            if found := rule.pattern.search(text):
                fields = dict(zip(rule.groups, found[1:], strict=True))
                return rule.line.build(**{"glyph": "✓", **fields, **_unanswered(fields.get("status", ""))})
        return self._without_more(text)

    def _without_more(self, text: str) -> str:
        """Give the documented line of one that goes on behind it, `[WiFi] Connecting... Failed! (reason 201)`."""
        shorter = _MORE_IN_BRACKETS.sub("", text)
        if shorter == text or recognise(text) is not None:
            return text
        found = recognise(shorter)
        return shorter if found is not None and self.speaks(found.line) else text


def _unanswered(status: str) -> Mapping[str, str]:
    """Give the number of the cores' HTTP clients for no answer where firmware has one of its own that is no status."""
    return {"status": "-1"} if status.isdecimal() and int(status) < STATUS_MIN else {}
