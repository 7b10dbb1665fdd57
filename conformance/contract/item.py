"""One statement of a contract that can be tried on a server: what it says, how sure it is, and how it is tried."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, Generic, TypedDict, TypeVar, Unpack, cast

from oceanhil.protocol.profile import Kind
from oceanhil.protocol.sources import Link, in_words, links_of
from oceanhil.remote.wire.need import Need

SubjectT_contra = TypeVar("SubjectT_contra", contravariant=True)
SubjectT = TypeVar("SubjectT")

_NAMES: Final = frozenset({"Basic", "Bearer"})
"""Words that begin titles and keep their capital."""


class Severity(Enum):
    """What it means for devices that are in the field when an item does not hold."""

    CRITICAL = "critical"
    """Devices stop working for good, or a secret is exposed."""
    MAJOR = "major"
    """Devices fail or say something wrong until somebody looks."""
    MINOR = "minor"
    """Nobody in the field notices; programs that read answers may."""


class Style(Enum):
    """How an item asks."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    BOUNDARY = "boundary"
    RACE = "race"
    ABUSE = "abuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Generic[SubjectT_contra]):
    """A statement with what is known about it; `check` raises a Finding where it does not hold."""

    id: str
    """`topic/what`, in lower case; never changes once published, for baselines name it."""
    title: str
    """What holds, as a sentence without a full stop."""
    kind: Kind
    source: str
    """The page or standard that says so, as the profile names pages, or in words; see `worded`."""
    severity: Severity
    style: Style
    check: Callable[[SubjectT_contra], None]
    needs: frozenset[Need] = frozenset()
    rests_on: tuple[str, ...] = ()
    """What must hold for it to hold, by names of the profile's values and ids of items: it is no surer than these."""
    links: tuple[Link, ...] = ()
    """The pages and standards that `source` names, where it is in words."""
    learns: tuple[str, ...] = ()
    """Names of the profile's values of which it finds the server's reading, `table.name`."""

    @property
    def topic(self) -> str:
        """The part of the id that groups items."""
        return self.id.partition("/")[0]


def worded(items: Iterable[Item[SubjectT_contra]], service: str) -> tuple[Item[SubjectT_contra], ...]:
    """Give a service's items with their sources in words, and with links."""
    return tuple(
        replace(each, source=in_words(each.source, service), links=links_of(each.source, service)) for each in items
    )


Trait = Severity | Style | Need
"""What an item says of itself where it is not major and negative, and where it takes more than requests."""


def item(
    id: str,  # noqa: A002 - the word that reports, baselines and the command line use
    *traits: Trait,
    kind: Kind,
    source: str,
    rests_on: tuple[str, ...] = (),
    learns: tuple[str, ...] = (),
    title: str = "",
) -> Callable[[Callable[[SubjectT_contra], None]], Item[SubjectT_contra]]:
    """Make an item of the function below, which tries it on a subject; its docstring is the title.

    `title` is for items that are made in a function for several cases. Raises ValueError where there is neither, and
    for two severities or styles.
    """
    severities = [trait for trait in traits if isinstance(trait, Severity)] or [Severity.MAJOR]
    styles = [trait for trait in traits if isinstance(trait, Style)] or [Style.NEGATIVE]
    if len(severities) + len(styles) > 2:
        raise ValueError(f"the item {id} has two severities or two styles; expected one of each at most")

    def make(check: Callable[[SubjectT_contra], None]) -> Item[SubjectT_contra]:
        return Item(
            id=id,
            title=title or _title(id, check.__doc__),
            kind=kind,
            source=source,
            severity=severities[0],
            style=styles[0],
            check=check,
            needs=frozenset(trait for trait in traits if isinstance(trait, Need)),
            rests_on=rests_on,
            learns=learns,
        )

    return make


class More(TypedDict, total=False):
    """What few items say."""

    rests_on: tuple[str, ...]
    learns: tuple[str, ...]
    title: str


def fact(
    id: str,  # noqa: A002 - as above
    *traits: Trait,
    source: str,
    **more: Unpack[More],
) -> Callable[[Callable[[SubjectT_contra], None]], Item[SubjectT_contra]]:
    """Make an item that a source states."""
    return item(id, *traits, kind=Kind.FACT, source=source, **more)


def contradiction(
    id: str,  # noqa: A002 - as above
    *traits: Trait,
    source: str,
    **more: Unpack[More],
) -> Callable[[Callable[[SubjectT_contra], None]], Item[SubjectT_contra]]:
    """Make an item of which sources say different things."""
    return item(id, *traits, kind=Kind.CONTRADICTION, source=source, **more)


def assumption(
    id: str,  # noqa: A002 - as above
    *traits: Trait,
    source: str = "no page",
    **more: Unpack[More],
) -> Callable[[Callable[[SubjectT_contra], None]], Item[SubjectT_contra]]:
    """Make an item that no source states; `source` says what comes nearest."""
    return item(id, *traits, kind=Kind.ASSUMPTION, source=source, **more)


def items_of(module: Mapping[str, object], subject: type[SubjectT]) -> tuple[Item[SubjectT], ...]:
    """Give the items that a module defines for a subject, in their order; `module` is its `globals()` at its end."""
    del subject
    return tuple(cast("Item[SubjectT]", each) for each in module.values() if isinstance(each, Item))


def _title(identity: str, docstring: str | None) -> str:
    """Give the first line of a docstring as titles are shown: without a full stop, and with no capital to begin with.

    A first word stays as it is where it has more capitals or digits (`JSON`, `600`), or is a name.
    """
    text = (docstring or "").strip().partition("\n")[0].removesuffix(".")
    if not text:
        raise ValueError(f"the item {identity} has no title; expected it as the docstring of its function")
    first = text.partition(" ")[0]
    is_kept = first in _NAMES or any(letter.isupper() or letter.isdigit() for letter in first[1:])
    return text if is_kept else text[0].lower() + text[1:]
