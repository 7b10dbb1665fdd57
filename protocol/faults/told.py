"""What a fault makes of an answer, in words: for traces and reports, which show the answer as it left the server."""

import json
from typing import Final

from oceanhil.protocol.faults.answers import AnswerChange
from oceanhil.protocol.faults.kind import FaultKind
from oceanhil.protocol.faults.rule import Fault
from oceanhil.protocol.tokens import shorten

ALL_MADE_UP: Final = "no answer of the server's"
"""What there is to say where all of an answer is the fault's; the name of the kind says it too."""


def change_words(fault: Fault) -> str:
    """Say what this fault makes of what an answer says; empty where it leaves that alone.

    One line of ASCII for what comes of the rule's own values; secrets that it quotes are names there, as in the rule.
    """
    match fault.kind:
        case FaultKind.STATUS:
            return ALL_MADE_UP
        case FaultKind.ANSWER:
            return ", ".join([*([] if fault.change is None else _own(fault.change)), *laid_over(fault)])
        case FaultKind.CORRUPT:
            return "one byte in eight of its body is wrong"
        case FaultKind.MALFORMED:
            return "" if fault.how is None else _plain(fault.how.about)
        case kind if kind.is_in_the_answer:
            return _plain(kind.about)
        case _:
            return ""


def says_the_same(words: str) -> bool:
    """Tell whether these words of a trace are of an answer that says what it said before, in another form."""
    return words in _HARMLESS


def laid_over(fault: Fault) -> tuple[str, ...]:
    """Name the values that an answer is given, and the field that is taken away."""
    values = (f"{name}={_short(value)}" for name, value in (fault.fields or {}).items())
    return (*values, *(() if fault.without is None else (f"without {_short(fault.without)}",)))


def _own(change: AnswerChange) -> list[str]:
    return [] if change is AnswerChange.SAME else [f"{change.value} ({_plain(change.about)})"]


def _plain(about: str) -> str:
    """Give a text of the tables without the marks of Markdown."""
    return about.replace("`", "")


def _short(value: object) -> str:
    """Write a value of an answer in ASCII, and of a long one, which a device may take for a token, its beginning."""
    return shorten(json.dumps(value))


_HARMLESS: Final = frozenset(word for change in AnswerChange if change.is_harmless for word in _own(change))
