"""Boards whose time is granted, without a process: they do things at times that were fixed before."""

from collections.abc import Callable, Iterable

Done = tuple[str, int]
"""What was done, and the present of the board that did it (µs)."""


class FakeBoard:
    """Does something at each of `times_us`, and tells `did` of it when its time is granted."""

    def __init__(self, name: str, times_us: Iterable[int], did: Callable[[Done], None]) -> None:
        self.name = name
        self.present_us = 0
        self.grants: list[int] = []
        self.listened = 0
        self._times_us = sorted(times_us)
        self._did = did

    @property
    def now_us(self) -> int:
        return self.present_us

    @property
    def next_us(self) -> int | None:
        return self._times_us[0] if self._times_us else None

    def grant(self, until_us: int) -> None:
        assert until_us >= self.present_us
        self.grants.append(until_us)
        while self._times_us and self._times_us[0] <= until_us:
            self.present_us = self._times_us.pop(0)
            self._did((self.name, self.present_us))
        self.present_us = until_us

    def listen(self) -> None:
        self.listened += 1
