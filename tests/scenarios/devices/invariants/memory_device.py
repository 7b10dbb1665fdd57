"""A device of a fake world that shows what its program uses, as a test says."""

from collections.abc import Mapping, Sequence

from oceanhil.protocol.board import Board
from oceanhil.scenarios.memory import Held, MemoryReading, ShowsMemory
from tests.scenarios.devices.invariants.watching import S
from tests.scenarios.fake_world import FakeDevice, FakeWorld, Planned, requested

FREE = 50_000
POLL_US = 5 * S


class MemoryDevice(FakeDevice, ShowsMemory):
    """Loses `lost` bytes at each look, and has held on for `holds_us[n]` by look number n, or the last of them.

    At look `at_once[0]` it loses `at_once[1]` bytes more.
    """

    def __init__(
        self,
        world: FakeWorld,
        board: Board,
        *,
        lost: int = 0,
        holds_us: Sequence[int] = (0,),
        at_once: tuple[int, int] = (0, 0),
    ) -> None:
        super().__init__(world, "device", board)
        self._lost = lost
        self._holds_us = holds_us
        self._looks = 0
        self._at_once = at_once

    def memory(self) -> MemoryReading:
        free = FREE - self._lost * self._looks - (self._at_once[1] if self._looks >= self._at_once[0] else 0)
        hold_us = self._holds_us[min(self._looks, len(self._holds_us) - 1)]
        self._looks += 1
        return MemoryReading(free, free, free, free, 1_000, hold_us)

    def memory_of_boots(self) -> Sequence[MemoryReading]:
        return [self.memory()]

    def held(self) -> Mapping[int, Held]:
        return {7: Held(self._looks, 24 * self._looks), 9: Held(1, 500)}

    def place_of_holder(self, number: int) -> str:
        return {7: "remember at lamp.ino:12"}.get(number, "")

    def place_of_hold(self) -> str:
        return "blink at lamp.ino:40"


def polls(number: int) -> list[Planned]:
    """So many accepted polls, one every five seconds."""
    return [requested("state", 200, (1 + index) * POLL_US, session="a1b2c3d4") for index in range(number)]


def failed_polls(number: int, after: int, method: str = "GET") -> list[Planned]:
    """So many refused polls, or other requests at their path, one a second, behind `after` accepted ones."""
    begin_us = (1 + after) * POLL_US
    return [requested("state", 503, begin_us + index * S, session="a1b2c3d4", method=method) for index in range(number)]
