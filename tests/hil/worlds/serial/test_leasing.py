"""Leases of a bench's boards: two runs that want each other's board do not wait for each other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from oceanhil.hil.boards.board_lease import BoardLease
from oceanhil.hil.boards.entry import BoardEntry, key_of
from oceanhil.hil.boards.inventory import parse_inventory
from oceanhil.hil.boards.lease import BoardBusyError, LeaseState
from oceanhil.hil.boards.leases import Leases
from oceanhil.hil.farm.held_place import Farms
from oceanhil.hil.worlds.serial.leasing import BenchLeasing
from oceanhil.host.owners import Owner
from oceanhil.scenarios.world import WorldError
from tests.hil.boards.owners import FakeClock, somebody

_SECOND_S = 30.0
"""Less than a lease lasts: nobody renews one while a fake clock is moved."""
_TEXT = """
[board.desk]
kind = "esp32"
port = "/dev/nowhere1"
[board.shelf]
kind = "esp32"
port = "/dev/nowhere2"
"""


class _Room:
    """Two boards and two runs: alice's has `desk`, bob's has `shelf`."""

    def __init__(self, state: Path, exits: ExitStack) -> None:
        self.clock = FakeClock()
        self.leases = Leases(state, now=self.clock, monotonic=self.clock, pause=self.clock.advance)
        self.alice, self.bob = somebody("alice", 1), somebody("bob", 2)
        boards = parse_inventory(_TEXT, state / "boards.toml").boards
        self.desk, self.shelf = boards["desk"], boards["shelf"]
        self.said: list[str] = []
        farms = exits.enter_context(Farms())
        self.of_bob = BenchLeasing(self.leases, self.bob, self.said.append, _SECOND_S, farms)
        self.exits = exits
        exits.enter_context(BoardLease(self.leases, self.desk, self.alice, inherited={}))
        assert self.of_bob.free([self.shelf], exits) is not None

    def bob_asks_for_desk(self) -> str:
        with pytest.raises(WorldError) as refused:
            self.of_bob.first([self.desk], self.exits, has_one=True)
        return str(refused.value)

    def while_waiting(self, owner: Owner, entry: BoardEntry) -> str:
        """Let bob ask for the desk while `owner` stands in the queue for `entry`."""
        answers: list[str] = []

        def ask(state: LeaseState) -> None:
            if not answers:
                answers.append(self.bob_asks_for_desk())

        with pytest.raises(BoardBusyError):
            self.leases.acquire(key_of(entry), owner, wait_s=1.0, on_wait=ask)
        (answer,) = answers
        return answer


@pytest.fixture
def room(tmp_path: Path) -> Iterator[_Room]:
    with ExitStack() as exits:
        yield _Room(tmp_path, exits)


def test_who_would_close_a_circle_of_two_runs_gives_up_at_once(room: _Room) -> None:
    before = room.clock.unix_s
    answer = room.while_waiting(room.alice, room.shelf)
    assert "board 'desk' could not be leased: alice@bench-host:1, " in answer
    assert " has it and waits for board 'shelf', which this run has: neither would go on" in answer
    assert room.clock.unix_s - before < _SECOND_S
    assert not room.said


def test_who_waits_for_a_run_that_waits_for_nothing_of_ours_waits_as_long_as_it_may(room: _Room) -> None:
    before = room.clock.unix_s
    answer = room.while_waiting(somebody("carol", 3), room.shelf)
    assert "is not free" in answer
    assert room.clock.unix_s - before >= _SECOND_S
    assert "waiting for board 'desk': alice@bench-host:1" in room.said[0]


def test_who_gave_up_stands_in_no_queue(room: _Room) -> None:
    room.while_waiting(room.alice, room.shelf)
    assert room.leases.peek(key_of(room.desk)).queue == ()
