"""Places of farms, and what can go wrong with them.

A farm is other people's: a coordinator or exporters that know which boards there are, who has which, and how a board's
line is reached. oceanhil knows a farm by its places alone. A place is written `FARM:NAME`, such as `labgrid:desk-3`.
"""

from dataclasses import dataclass
from enum import Enum

from oceanhil.protocol.suggestion import suggestion


class FarmKind(Enum):
    """The farms that are known; the value is the word in worlds, inventories and options."""

    LABGRID = "labgrid"
    JUMPSTARTER = "jumpstarter"


@dataclass(frozen=True, slots=True)
class FarmPlace:
    """Where a board is in a farm."""

    farm: FarmKind
    name: str

    def __str__(self) -> str:
        return f"{self.farm.value}:{self.name}"


@dataclass(frozen=True, slots=True)
class Selection:
    """Places of a farm: the one of a name, or (name empty) all that have these tags."""

    farm: FarmKind
    name: str = ""
    tags: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.farm.value}:{self.name or ','.join(f'{key}={value}' for key, value in self.tags)}"


def farm_kind(word: str) -> FarmKind:
    """Give the farm of this name; raises FarmError with the nearest."""
    known = {each.value: each for each in FarmKind}
    if word not in known:
        raise FarmError(f"unknown farm {word!r}; {suggestion(word, known)}")
    return known[word]


def parse_place(text: str) -> FarmPlace:
    """Read `FARM:NAME`; raises FarmError."""
    word, colon, name = text.partition(":")
    if not colon or not name:
        raise FarmError(f"{text!r} is no place of a farm; expected FARM:NAME, such as 'labgrid:desk-3'")
    return FarmPlace(farm_kind(word), name)


def parse_selection(text: str) -> Selection:
    """Read `FARM:NAME`, `FARM:TAG=VALUE,TAG=VALUE`, or `FARM` alone for all of its places; raises FarmError."""
    word, _, chosen = text.partition(":")
    kind = farm_kind(word)
    if "=" not in chosen:
        return Selection(kind, chosen)
    tags: list[tuple[str, str]] = []
    for each in chosen.split(","):
        key, equals, value = each.partition("=")
        if not key or not equals or not value:
            raise FarmError(f"{each!r} in {text!r} is no tag of a place; expected TAG=VALUE, more behind commas")
        tags.append((key, value))
    return Selection(kind, tags=tuple(tags))


class FarmError(Exception):
    """A farm, or a place of it, cannot be had or used; the text names it, and says what to do next."""


class NoFarmError(FarmError):
    """There is no client of the farm on this machine, or none that fits."""


class PlaceTakenError(FarmError):
    """Somebody else has the place."""
