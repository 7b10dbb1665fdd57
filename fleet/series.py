"""A number for each second of a run: what all counts of a fleet are kept in."""

from array import array
from collections.abc import Sequence


class Series:
    """A number for each second of the run, 0 where nothing was added."""

    __slots__ = ("_counts",)

    def __init__(self) -> None:
        """Start with nothing."""
        self._counts = array("q")

    def add(self, second: int, number: int = 1) -> None:
        """Add to a second."""
        try:
            self._counts[second] += number
        except IndexError:
            self._counts.extend([0] * (second + 1 - len(self._counts)))
            self._counts[second] += number

    def add_all(self, other: "Series") -> None:
        """Add each second of another one."""
        for second in range(len(other)):
            number = other[second]
            if number:
                self.add(second, number)

    def __len__(self) -> int:
        return len(self._counts)

    def __getitem__(self, second: int) -> int:
        return self._counts[second]

    def sum_up(self, distance: int) -> None:
        """Add to each second the one that lies so many seconds before it, which was summed up likewise."""
        counts = self._counts
        for second in range(distance, len(counts)):
            counts[second] += counts[second - distance]

    def between(self, first: int, end: int) -> Sequence[int]:
        """Give the seconds from `first` up to but without `end`."""
        found = self._counts[first:end].tolist()
        return found + [0] * (end - first - len(found))

    def sum(self, first: int = 0, end: int | None = None) -> int:
        """Add up seconds."""
        return sum(self._counts[first:end])
