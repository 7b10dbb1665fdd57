"""The line by which an expectation was nearly met: where only its wording differs, that is why it failed.

Nearly means nine tenths of the characters (difflib's ratio), and the same numbers: `HTTP Response: 410` is another
answer than 401, and no slip of the pen.
"""

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches
from typing import Final

from oceanhil.protocol.wording import clock
from oceanhil.scenarios.trace import Event, own_words

_NEAREST: Final = "nearest: "
_WHEN: Final = ", first at "
_NEAR: Final = 0.9
_LOOKED_AT: Final = 5


def nearest_line(expected: str, lines: Iterable[Event]) -> str:
    """Give that line, how it differs and when it first came, for what was found; empty where none comes near.

    `lines` are the events of the lines that came in place of the one that was expected; of firmware with words of its
    own these count, and what they mean.
    """
    first: dict[str, Event] = {}
    for event in lines:
        for text in (own_words(event), str(event.fields["text"])):
            first.setdefault(text.rstrip(), event)
    for text in get_close_matches(expected, first, _LOOKED_AT, _NEAR):
        if text != expected and (difference := _difference(expected.split(), text.split())):
            return f"{_NEAREST}{text!r}, {difference}{_WHEN}{clock(first[text].t_us)}"
    return ""


def nearly_met(found: str) -> str:
    """Give the part of what was found that names such a line and how it differs; empty where there is none."""
    return found.partition(_WHEN)[0] if found.startswith(_NEAREST) else ""


def _difference(expected: list[str], found: list[str]) -> str:
    """Say in which words two lines differ; empty where any of these words has a number."""
    changes = SequenceMatcher(None, expected, found, autojunk=False).get_opcodes()
    words = [
        (" ".join(expected[begin:end]), " ".join(found[other_begin:other_end]))
        for change, begin, end, other_begin, other_end in changes
        if change != "equal"
    ]
    if any(each.isdigit() for missing, more in words for each in missing + more):
        return ""
    return ", ".join(_changed(missing, more) for missing, more in words) or "with other spaces"


def _changed(missing: str, more: str) -> str:
    if missing and more:
        return f"{more!r} in place of {missing!r}"
    return f"without {missing!r}" if missing else f"with {more!r} more"
