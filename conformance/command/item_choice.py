"""Which items of a contract are tried: by id, by topic, by a pattern of the shell, by kind."""

from collections.abc import Collection, Sequence
from fnmatch import fnmatchcase
from typing import Protocol, TypeVar

from oceanhil.protocol.profile import Kind
from oceanhil.protocol.suggestion import suggestion


class Choosable(Protocol):
    """An item, or the result of one."""

    @property
    def id(self) -> str:
        """`topic/what`."""

    @property
    def topic(self) -> str:
        """The part of the id that groups items."""

    @property
    def kind(self) -> Kind:
        """How sure it is."""


ItemT = TypeVar("ItemT", bound=Choosable)


class ChoiceError(ValueError):
    """A choice that names nothing; the text says what was given and the nearest valid word."""


def choose(
    items: Sequence[ItemT], only: Collection[str] = (), skip: Collection[str] = (), kinds: Collection[Kind] = ()
) -> tuple[ItemT, ...]:
    """Give the items that `only` names (none: all), less those of `skip`, of these kinds (none: of any), in order.

    A word names an item by its id, all items of a topic, or what a pattern such as `session/*` fits. Raises ChoiceError
    for a word that fits no item, and when nothing is left.
    """
    wanted = _named(items, "--only", only) if only else {item.id for item in items}
    unwanted = _named(items, "--skip", skip)
    chosen = tuple(item for item in items if item.id in wanted - unwanted and (not kinds or item.kind in kinds))
    if not chosen:
        raise ChoiceError("no item is left to try; give fewer of --only, --skip and --kind, or see --list")
    return chosen


def _named(items: Sequence[Choosable], option: str, words: Collection[str]) -> set[str]:
    named: set[str] = set()
    for word in words:
        fitting = {item.id for item in items if word in {item.id, item.topic} or fnmatchcase(item.id, word)}
        if not fitting:
            raise ChoiceError(f"{option} {word!r} names no item; {_meant(items, word)}")
        named |= fitting
    return named


def _meant(items: Sequence[Choosable], word: str) -> str:
    topics = list(dict.fromkeys(item.topic for item in items))
    known = [*topics, *(item.id for item in items)] if "/" in word else topics
    hint = suggestion(word, known)
    return hint if hint.startswith("did you mean") else f"topics: {', '.join(topics)}; all items: --list"
