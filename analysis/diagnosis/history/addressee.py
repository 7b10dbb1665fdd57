"""Who was asked when a request failed of which the line of the error does not tell it.

The cores tell why a connection did not come about, and not with whom: who that was stands in the firmware's own line
before it. A few lines on, or once somebody answered, it may be anybody. Of a request to another's page a bare status in
the very next line is the answer.

What it must not know: what of others' troubles counts.
"""

import re
from collections.abc import Iterable
from typing import Final

from oceanhil.analysis.diagnosis.history.consequences import Party, is_others, party_in
from oceanhil.analysis.diagnosis.history.readings import Reading

_LINES: Final = 6
# How a connection failed, in a line that is about no request; and what a token service says, in the body of its answer.
_NAMES_NOBODY: Final = re.compile(r"(?:net|tls|oauth)-")
_STATUS: Final = re.compile(r"http-[45]\d\d$")
_PAGE: Final = re.compile(r"(?i)\bhttps?://[\w.:-]+/[\w.-]")
_ANSWER: Final = re.compile(r"\w+-\d{3}$|works")


class Addressee:
    """Whom the latest line asked that names anybody, in one board's log."""

    def __init__(self) -> None:
        self._left = 0
        self._asks_page = self._asked_page = False

    def take(self, line: str) -> None:
        """Take a line before what it means is asked for."""
        party = party_in(line)
        self._asked_page, self._asks_page = self._asks_page, party is Party.OTHER and _PAGE.search(line) is not None
        self._asked_page = self._asked_page and party is Party.NOBODY
        self._left = _LINES if party is Party.OTHER else 0 if party is Party.OWN else max(self._left - 1, 0)

    def answered(self, readings: Iterable[Reading]) -> None:
        """Take what the line was read as: who has answered is asked no more."""
        if any(_ANSWER.match(each.name) for each in readings):
            self._left = 0

    def is_others(self, name: str, line: str) -> bool:
        """Tell whether the line that was taken, and means `name`, is about a request to somebody else."""
        is_answer = self._asked_page and _STATUS.match(name) is not None
        return is_others(name, line) or is_answer or (self._left > 0 and _NAMES_NOBODY.match(name) is not None)
