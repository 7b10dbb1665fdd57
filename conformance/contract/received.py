"""What a server answered, reduced to what stays the same when it is asked again: who compares two runs compares this.

Tokens, times, ids and texts are left out; which side of yes and no the answer is on, its status, its code and the names
of its fields are kept.
"""

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Final

import msgspec

from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.remote.evidence.exchange import Exchange

_CODES: Final = ("code", "errorCode", "error")
_CODE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{0,63}")
_FIELD: Final = re.compile(r"[A-Za-z_][A-Za-z_-]{0,40}[0-9]?")
_FIELDS_MAX: Final = 64
_DEEPEST: Final = 3
_DIGITS: Final = re.compile(r"\d+")
_WORDS_MAX: Final = 120


class Side(Enum):
    """Yes, no, or neither."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    """4xx, or a success whose body says that it is none."""
    REDIRECTED = "redirected"
    FAILED = "failed"
    """5xx, or a status that there is not."""
    SILENT = "no answer"


class ReceivedOutcome(Enum):
    """How an item's answer stands to what was expected of it: never one word for a yes and for a no."""

    AS_EXPECTED = "as expected"
    OTHER_WORDS = "refused in other words"
    """A refusal was expected and came, with another status, code or text."""
    ACCEPTED = "accepted"
    """It was to be refused; or which of both was expected is not said."""
    REFUSED = "refused"
    """It was to be accepted; or which of both was expected is not said."""
    OTHER_CONTENTS = "accepted with another answer"
    """It was to be accepted and was, but not with what was expected."""
    REDIRECTED = "redirected"
    FAILED = "failed"
    SILENT = "not answered"
    ELSEWHERE = "seen elsewhere"
    """In a status, a log: not in an answer."""
    NOT_TRIED = "not tried"
    UNKNOWN = "not recorded"
    """In reports of earlier versions."""


class Received(msgspec.Struct, frozen=True, omit_defaults=True):
    """An answer, reduced; `words` in place of it for what was no answer."""

    side: Side | None = None
    status: int = 0
    code: str = ""
    fields: tuple[str, ...] = ()
    """Names of the fields of its JSON, `outer.inner`, in alphabetical order; of other bodies their kind."""
    words: str = ""

    @property
    def kernel(self) -> tuple[object, ...]:
        """What makes it another outcome: fields may come and go with the state of a device."""
        return (self.side, self.status, self.code, self.words)

    @property
    def in_words(self) -> str:
        """Write it: `401 token_invalid`."""
        return self.words or f"{self.status or 'no answer'} {self.code}".rstrip()


_BADNESS: Final[Mapping[Side, Mapping[Side, int]]] = {
    Side.REFUSED: {Side.REFUSED: 0, Side.REDIRECTED: 1, Side.FAILED: 2, Side.SILENT: 2, Side.ACCEPTED: 3},
    Side.ACCEPTED: {Side.ACCEPTED: 0, Side.REFUSED: 1, Side.REDIRECTED: 1, Side.FAILED: 2, Side.SILENT: 2},
}
_OUTCOMES: Final[Mapping[Side, ReceivedOutcome]] = {
    Side.ACCEPTED: ReceivedOutcome.ACCEPTED,
    Side.REFUSED: ReceivedOutcome.REFUSED,
    Side.REDIRECTED: ReceivedOutcome.REDIRECTED,
    Side.FAILED: ReceivedOutcome.FAILED,
    Side.SILENT: ReceivedOutcome.SILENT,
}


def badness(side: Side, wanted: Side) -> int:
    """Tell how far an answer is from what was wanted, which is ACCEPTED or REFUSED: 0 for the same side."""
    return _BADNESS[wanted][side]


def wanted_by_status(status: int) -> Side | None:
    """Tell whether who demands this status wants a yes or a no; a 503 is a no, a redirection neither."""
    return {2: Side.ACCEPTED, 4: Side.REFUSED, 5: Side.REFUSED}.get(status // 100)


def outcome_of(received: Received | None, wanted: Side | None) -> ReceivedOutcome:
    """Give the outcome of an answer that is not as expected."""
    if received is None or received.side is None:
        return ReceivedOutcome.ELSEWHERE
    if received.side is wanted:
        return ReceivedOutcome.OTHER_WORDS if wanted is Side.REFUSED else ReceivedOutcome.OTHER_CONTENTS
    return _OUTCOMES[received.side]


def side_of_status(status: int) -> Side:
    """Tell on which side a status is."""
    return {2: Side.ACCEPTED, 3: Side.REDIRECTED, 4: Side.REFUSED}.get(status // 100, Side.FAILED)


def received_of(exchange: Exchange) -> Received:
    """Reduce what came back."""
    if exchange.response is None:
        return Received(Side.SILENT)
    return _reduced(exchange.response.status, exchange.response.body, exchange.response.headers.get("content-type", ""))


def received_in(text: str) -> Received | None:
    """Reduce an answer as reports show it; None if it is not told there."""
    if text.startswith("no answer"):
        return Received(Side.SILENT)
    head, _, body = text.partition("\n\n")
    first, *lines = head.split("\n")
    word, _, number = first.partition(" ")
    if word != "HTTP" or not (number.isascii() and number.isdigit()):
        return None
    types = [line.partition(":")[2].strip() for line in lines if line.lower().startswith("content-type:")]
    return _reduced(int(number), body.encode(), types[0] if types else "")


def received_elsewhere(found: str) -> Received:
    """Reduce what was found in another place than an answer: numbers in it come and go."""
    return Received(words=_DIGITS.sub("#", found)[:_WORDS_MAX])


def _reduced(status: int, body: bytes, media_type: str) -> Received:
    side = side_of_status(status)
    try:
        told = msgspec.json.decode(body, type=dict[str, object])
    except NOT_JSON:
        kind = media_type.partition(";")[0].strip().lower() if body else ""
        return Received(side, status, fields=(f"({kind})",) if kind else ())
    if side is Side.ACCEPTED and _says_no(told):
        side = Side.REFUSED
    return Received(side, status, _code(told), tuple(sorted(set(_fields(told))))[:_FIELDS_MAX])


def _says_no(told: Mapping[str, object]) -> bool:
    return told.get("success") is False or bool(told.get("error")) or bool(told.get("errorCode"))


def _code(told: Mapping[str, object]) -> str:
    said = (told.get(name) for name in _CODES)
    return next((code for code in said if isinstance(code, str) and _CODE.fullmatch(code)), "")


def _fields(told: Mapping[str, object], before: str = "") -> Iterator[str]:
    """Give the names of fields; those that look like ids or tokens as `*`."""
    for name, value in told.items():
        shown = f"{before}{name if _FIELD.fullmatch(name) else '*'}"
        yield shown
        if isinstance(value, dict) and before.count(".") < _DEEPEST - 1:
            yield from _fields(value, f"{shown}.")
