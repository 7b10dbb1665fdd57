"""One statement of a contract that can be tried on a server: what it says, how sure it is, and how it is tried."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Generic, TypeVar

import msgspec

from oceanhil.protocol.profile import Kind
from oceanhil.protocol.sources import Link, in_words, links_of

BenchT_contra = TypeVar("BenchT_contra", contravariant=True)


_LEAST_SURE_FIRST = (Kind.ASSUMPTION, Kind.CONTRADICTION, Kind.FACT)


def weakest(*kinds: Kind) -> Kind:
    """Give the least sure of these: what rests on several things is no surer than any of them."""
    return min(kinds, key=_LEAST_SURE_FIRST.index)


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


class Need(msgspec.Struct, frozen=True):
    """Something that an item needs beside the device side of a server; reports name it where it is missing."""

    name: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Generic[BenchT_contra]):
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
    check: Callable[[BenchT_contra], None]
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


def worded(items: Iterable[Item[BenchT_contra]], service: str) -> tuple[Item[BenchT_contra], ...]:
    """Give a service's items with their sources in words, and with links."""
    return tuple(
        replace(each, source=in_words(each.source, service), links=links_of(each.source, service)) for each in items
    )


def item(
    id: str,  # noqa: A002 - the word that reports, baselines and the command line use
    title: str,
    *,
    kind: Kind,
    source: str,
    severity: Severity = Severity.MAJOR,
    style: Style = Style.NEGATIVE,
    needs: tuple[Need, ...] = (),
    rests_on: tuple[str, ...] = (),
    learns: tuple[str, ...] = (),
) -> Callable[[Callable[[BenchT_contra], None]], Item[BenchT_contra]]:
    """Make an item of the function below, which tries it on a bench."""

    def make(check: Callable[[BenchT_contra], None]) -> Item[BenchT_contra]:
        return Item(
            id=id,
            title=title,
            kind=kind,
            source=source,
            severity=severity,
            style=style,
            check=check,
            needs=frozenset(needs),
            rests_on=rests_on,
            learns=learns,
        )

    return make
