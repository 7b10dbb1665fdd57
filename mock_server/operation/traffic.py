"""Counters of what the server answered: cheap to write, read when somebody asks for metrics."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import Final

from oceanhil.mock_server.core.early_refusal import EarlyRefusal

BOUNDS_S: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the histogram's buckets, s; one more takes the rest."""
OTHER: Final = "other"
HUNG_UP: Final = 0
"""Counted as the status of a request that got no answer on purpose."""
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})


class PathLabels:
    """A bounded number of names for all the paths there may be."""

    __slots__ = ("_device", "_exact", "_folders")

    def __init__(self, device: Iterable[str], others: Iterable[str]) -> None:
        """Name `device` and `others` by themselves; one of `others` that ends in a slash names all below it."""
        self._device = frozenset(device)
        known = tuple(others)
        self._exact = {path: path for path in (*self._device, *known)}
        self._folders = tuple(path for path in known if path.endswith("/") and path != "/")

    def of(self, target: str) -> str:
        """Give the name of a request's target."""
        return self._exact.get(target) or self._look_closer(target.partition("?")[0])

    def is_device(self, label: str) -> bool:
        """Tell whether a name is that of a device's path."""
        return label in self._device

    def _look_closer(self, path: str) -> str:
        found = self._exact.get(path)
        return found or next((folder for folder in self._folders if path.startswith(folder)), OTHER)


class Durations:
    """How long the answers on one path took."""

    __slots__ = ("buckets", "total_s")

    def __init__(self) -> None:
        """Start empty."""
        self.buckets = [0] * (len(BOUNDS_S) + 1)
        self.total_s = 0.0


class Traffic:
    """What was answered since the start."""

    __slots__ = ("_answers", "_durations", "_refusals")

    def __init__(self) -> None:
        """Start at zero."""
        self._answers: dict[tuple[str, str, int], int] = {}
        self._durations: dict[str, Durations] = {}
        self._refusals: dict[EarlyRefusal, int] = dict.fromkeys(EarlyRefusal, 0)

    @property
    def answers(self) -> Mapping[tuple[str, str, int], int]:
        """How many, by path, method and status (`HUNG_UP`: none was sent)."""
        return self._answers

    @property
    def durations(self) -> Mapping[str, Durations]:
        """How long they took, by path."""
        return self._durations

    @property
    def refusals(self) -> Mapping[EarlyRefusal, int]:
        """What was turned away beforehand."""
        return self._refusals

    def count(self, label: str, method: str, status: int, seconds: float) -> None:
        """Count one answer."""
        key = (label, method if method in _METHODS else OTHER, status)
        self._answers[key] = self._answers.get(key, 0) + 1
        durations = self._durations.get(label)
        if durations is None:
            durations = self._durations[label] = Durations()
        durations.buckets[bisect_left(BOUNDS_S, seconds)] += 1
        durations.total_s += seconds

    def count_refusal(self, why: EarlyRefusal) -> None:
        """Count one refusal."""
        self._refusals[why] += 1
