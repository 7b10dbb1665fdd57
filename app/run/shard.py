"""A shard: one of several equal parts of what was chosen to run, for machines that share it.

Which items are in a shard is a matter of their names alone, so that each machine finds its own without asking another:
all shards together are everything, no two have an item in common, and they differ by one item at most. Names are mixed
by their hash first. In the order of collection the boards of a scenario follow each other, and of as many shards as
there are boards each would have one board.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

SHARDS_MAX = 1_000


class Shard(msgspec.Struct, frozen=True):
    """Shard `number`, from 1, of `number_of_all`."""

    number: int
    number_of_all: int

    def __str__(self) -> str:
        return f"{self.number}/{self.number_of_all}"

    def choose(self, names: Iterable[str]) -> frozenset[str]:
        """Give the names that are in this shard; each name is there once."""
        mixed = sorted(names, key=lambda name: (crc32(name.encode()), name))
        return frozenset(mixed[self.number - 1 :: self.number_of_all])


def read_shard(text: str) -> Shard:
    """Read `2/3`; raises ValueError."""
    first, _, second = text.partition("/")
    if all(part.isascii() and part.isdigit() and len(part) <= len(str(SHARDS_MAX)) for part in (first, second)):
        shard = Shard(int(first), int(second))
        if 1 <= shard.number <= shard.number_of_all <= SHARDS_MAX:
            return shard
    raise ValueError(f"{text!r} is no shard, expected K/N such as 2/3, with K from 1 to N")
