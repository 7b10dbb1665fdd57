"""What a device's program uses of its board: heap, stack, and the turns that it leaves to others.

Only a world that runs the program itself can know; its devices are `ShowsMemory`.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

import msgspec


class MemoryReading(msgspec.Struct, frozen=True):
    """What one boot uses, as of the last request that its program began; sizes in bytes.

    `largest`: the most that can be allocated at once. `least_free`: the least that was free since the boot, and
    `largest_at_least` the most that could be allocated then. `stack_used`: the most that the program's own task has
    used of its stack, as the code of the machine that simulates it needs it. `longest_hold_us`: the longest time, µs,
    in which the program let nobody else have a turn.
    """

    free: int
    largest: int
    least_free: int
    largest_at_least: int
    stack_used: int
    longest_hold_us: int


class Held(msgspec.Struct, frozen=True):
    """What one way of calls has allocated and not given back: blocks, and bytes that were asked for."""

    blocks: int
    bytes: int


class ShowsMemory(ABC):
    """A device of which it is known what its program uses."""

    @abstractmethod
    def memory(self) -> MemoryReading | None:
        """Give what the boot under way uses; None before its first request."""

    @abstractmethod
    def memory_of_boots(self) -> Sequence[MemoryReading]:
        """Give the last reading of each boot that made a request, in order."""

    @abstractmethod
    def held(self) -> Mapping[int, Held]:
        """Give who holds what in the boot under way, by a number for each way of calls."""

    @abstractmethod
    def place_of_holder(self, number: int) -> str:
        """Name the place in the program that allocated it; empty where that cannot be found."""

    @abstractmethod
    def place_of_hold(self) -> str:
        """Name the place in which the program let nobody else have a turn for longest; empty as above."""
