"""Answers that nobody thought of: a fault of an answer, drawn by somebody who knows what the answer should be.

What is it: `drawn_answer` takes a generator and the kind of answer, and gives a fault that mostly keeps HTTP and JSON
as they are and is wrong in one to three places: a field with a value of another type or size, one that is missing, a
change of the whole answer, sometimes a wrong length. The fields and their types are those of `protocol.messages`.

What it must not know: what a device makes of it.

Laws:
- The same generator state gives the same fault, on every machine; a word that is declared later changes no other draw
  than those in which it comes up itself.
- No drawn fault tells a lie that is well-formed to the last: a relay is never told the other way round by a true or
  false, which nobody could tell from the dashboard's own wish.
"""

import random
import string
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cache
from hashlib import blake2b
from typing import Final, Self, TypeVar, get_type_hints

import msgspec

from oceanhil.protocol.faults.answers import AnswerChange, Json
from oceanhil.protocol.faults.kind import DescribedWord, FaultKind, Malformation
from oceanhil.protocol.faults.rule import Fault
from oceanhil.protocol.messages import DeviceState, RegisterReply, SessionReply

Word = TypeVar("Word", bound=DescribedWord)

_MALFORMED_ONE_IN = 10
_WITHOUT_ONE_IN = 4
_SAME_ONE_IN = 2
_OF_LIFETIMES: Final = frozenset({AnswerChange.EXPONENT, AnswerChange.CAPITAL_EXPONENT, AnswerChange.SCIENTIFIC})
_FIELDS_MOST = 2
_NOTHING: Final[Sequence[Json]] = (None, [], {}, [0], {"value": 1})
_NUMBERS: Final[Sequence[Json]] = (
    0, 1, 59, 60, -1, 0.5, 600.0, -0.0, 10**9, 2**31 - 1, 2**31, 2**32, 2**53 + 1, 2**63, 2**64, 10**30, 1e300, 5e-324,
)  # fmt: skip
_TEXTS: Final[Sequence[Json]] = (
    "", " ", "x", "null", "true", "0", "oc_perm_", "a b", "\x00", "a\r\nX-More: b", '"\\/', "\u00fc\u20ac\U0001f30a",
)  # fmt: skip
_LENGTHS: Final = (16, 32, 33, 64, 65, 300, 4096)
_LETTERS: Final = string.ascii_letters + string.digits + "-_"
_LONG_ONE_IN: Final = 3
_WORDS_OF_TRUTH: Final[Sequence[Json]] = ("true", "false", "TRUE", "on", "1", "", 0, 1, 2)
_WRONG: Final[Mapping[type, Sequence[Json]]] = {
    bool: (*_NOTHING, *_WORDS_OF_TRUTH),
    int: (*_NOTHING, *_NUMBERS, True, "3600", "", "1e3", " 60"),
    float: (*_NOTHING, *_NUMBERS, True, "23.5"),
    str: (*_NOTHING, *_TEXTS, 0, 1.5, True),
}
_SUCCESS: Final = "success"


class DrawnAnswer(Enum):
    """A kind of answer that can be drawn, by its word in scenario files, with the body that it should have."""

    reply: type[msgspec.Struct]
    methods: tuple[str, ...]
    _value_: str

    def __new__(cls, word: str, reply: type[msgspec.Struct] = msgspec.Struct, *methods: str) -> Self:
        """Declare one: the word of its path, its body, the methods of its requests as often as they are to be drawn."""
        member = object.__new__(cls)
        member._value_, member.reply, member.methods = word, reply, methods
        return member

    @property
    def changes(self) -> Sequence[AnswerChange]:
        """What can be drawn of it: with an exponent is written how long a session lasts, which others do not say."""
        return [each for each in AnswerChange if each not in _OF_LIFETIMES or self is DrawnAnswer.SESSION]

    REGISTER = "register", RegisterReply, "POST"
    SESSION = "session", SessionReply, "POST"
    STATE = "state", DeviceState, "GET", "GET", "POST"


def drawn_answer(rng: random.Random, answer: DrawnAnswer) -> Fault:
    """Draw a fault of this kind of answer."""
    if not rng.randrange(_MALFORMED_ONE_IN):
        return Fault(FaultKind.MALFORMED, how=_drawn(rng, [*Malformation]))
    types = _types(answer)
    names = [*types]
    without = None if rng.randrange(_WITHOUT_ONE_IN) else rng.choice(names)
    change = _drawn(rng, answer.changes) if rng.randrange(_SAME_ONE_IN) else AnswerChange.SAME
    least = int(change is AnswerChange.SAME and without is None)
    chosen = rng.sample([name for name in names if name != without], rng.randint(least, _FIELDS_MOST))
    fields: dict[str, object] = {name: _wrong_value(rng, name, types[name]) for name in chosen}
    if change.leaves_nothing:
        return Fault(FaultKind.ANSWER, change=change)
    return Fault(FaultKind.ANSWER, change=change, fields=fields or None, without=without)


def _wrong_value(rng: random.Random, name: str, kind: type) -> Json:
    """Draw a value for a field of this type that is none, or an odd one."""
    if kind is str and not rng.randrange(_LONG_ONE_IN):
        # Looks like a token and is none: no piece of it comes twice, so that pieces that are shown can be told.
        return "".join(rng.choices(_LETTERS, k=rng.choice(_LENGTHS)))
    return rng.choice([*_WRONG[kind], False] if name == _SUCCESS else _WRONG[kind])


def _drawn(rng: random.Random, words: Sequence[Word]) -> Word:
    """Draw a word: each has a lot of its own, and the greatest wins (rendezvous hashing)."""
    lot = rng.getrandbits(64).to_bytes(8, "big")
    return max(words, key=lambda word: blake2b(word.value.encode(), key=lot, digest_size=8).digest())


@cache
def _types(answer: DrawnAnswer) -> Mapping[str, type]:
    """Give the type of each field of the answer; what may be null besides counts as what it is otherwise."""
    hints = get_type_hints(answer.reply)
    return {name: next(kind for kind in _WRONG if kind in _alternatives(hints[name])) for name in hints}


def _alternatives(hint: object) -> Sequence[object]:
    return getattr(hint, "__args__", (hint,))
