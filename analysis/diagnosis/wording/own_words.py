"""What a firmware prints in words of its own, as the documented lines that it means.

A rule about a firmware's words is for what it prints. In a log that may stand behind what a monitor has put before it:
a time stamp, or the device's name as this project's own logs have it. So a rule is tried on what is left without them,
and on the line as it stands, for a firmware may print such a thing itself.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

from oceanhil.analysis.diagnosis.captured.lines import lines_with_letters
from oceanhil.analysis.diagnosis.wording.cut_lines import Piece

Meant = Callable[[str], str]
"""Gives the documented line that a line of a firmware means, the line itself where nobody knows that it means one."""
_NAMED: Final = re.compile(r"[\w-]+: ")


def as_printed(line: str) -> str:
    """Give a line itself: the firmware has no words of its own."""
    return line


def pieces_of(number: int, recorded: str, meant: Meant = as_printed) -> Iterator[Piece]:
    """Give what the device printed in a recorded line, each piece with what it means where the firmware says so."""
    parts = list(lines_with_letters(recorded))
    if meant is as_printed:
        yield from (Piece(number, printed, letters) for printed, letters in parts)
        return
    pieces = [_meant_piece(number, letters, meant) or Piece(number, printed, letters) for printed, letters in parts]
    whole = None if any(each.own for each in pieces) else _meant_piece(number, recorded.rstrip("\r"), meant)
    yield from pieces if whole is None else (whole,)


def _meant_piece(number: int, text: str, meant: Meant) -> Piece | None:
    named = _NAMED.match(text)
    for own in (text, *(() if named is None else (text[named.end() :],))):
        if (documented := meant(own)) != own:
            return Piece(number, documented, own=own)
    return None
