"""A device with firmware that stores and says what it has to in its own way, and an invariant that watches it."""

from typing import Self

from oceanhil.protocol.board import Board
from oceanhil.protocol.lines import Line
from oceanhil.scenarios.invariants import Invariant
from oceanhil.scenarios.world import Capability, SpeaksItsOwn, World
from tests.scenarios.devices.invariants.watching import S, WatchedLife, work_flash
from tests.scenarios.fake_world import FakeWorld, fake_world


class ForeignWorld(FakeWorld, SpeaksItsOwn):
    def __init__(self, board: Board, spoken: frozenset[Line], *, is_read: bool = False) -> None:
        like = fake_world()
        unknown = frozenset[Capability]() if is_read else {Capability.STORAGE_READ}
        super().__init__(like.made_for, {}, frozenset(Capability) - unknown)
        self.device().board = board
        self._spoken = spoken

    def speaks(self, line: Line) -> bool:
        return line in self._spoken


class Life(WatchedLife):
    """A device with foreign firmware, watched by one invariant."""

    def __init__(
        self,
        invariant: type[Invariant[World]],
        board: Board = Board.ESP8266,
        *,
        spoken: frozenset[Line] = frozenset(),
        is_read: bool = False,
    ) -> None:
        super().__init__(ForeignWorld(board, spoken, is_read=is_read), invariant)

    def work(self, erases: int, programmed: int) -> Self:
        work_flash(self.world, erases, programmed)
        return self.see(run_us=S)
