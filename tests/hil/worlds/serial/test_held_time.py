"""A board whose time the bench holds: what it was granted, and whether all it said has arrived."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import cast

import msgspec
import pytest

from oceanhil.hil.vboard.control import State
from oceanhil.hil.vboard.control_client import ControlClient, ControlError
from oceanhil.hil.worlds.serial.bench_board import BenchBoard
from oceanhil.hil.worlds.serial.held_time import HeldTime, Turn
from oceanhil.scenarios.world import WorldError
from oceanhil.simulator.board.mode import BoardMode

START = State(
    now_us=5_000, next_us=5_400, written_bytes=90, delivered_bytes=80, powered=True, mode=BoardMode.RUNNING, boots=1
)


@dataclass
class FakeLink:
    received_bytes: int = 30
    coming: int = 0
    waits: list[int] = field(default_factory=list)

    def wait_received(self, count: int, timeout_s: float) -> bool:
        del timeout_s
        self.waits.append(count)
        self.received_bytes += self.coming
        return self.received_bytes >= count


@dataclass
class FakeHand:
    link: FakeLink = field(default_factory=FakeLink)
    name: str = "desk"

    @contextmanager
    def blame(self) -> Iterator[None]:
        try:
            yield
        except ControlError as error:
            raise WorldError(f"board {self.name!r}: {error}") from error


class FakeControl:
    """Says so many bytes in each grant."""

    def __init__(self, turn: Turn, says: int = 0) -> None:
        self.granted: list[int] = []
        self.turns: list[str] = []
        self.refusal: ControlError | None = None
        self._turn = turn
        self._says = says
        self._state = START

    def run(self, until_us: int) -> State:
        if self.refusal is not None:
            raise self.refusal
        self.granted.append(until_us)
        self.turns.append(self._turn.name)
        delivered = self._state.delivered_bytes + self._says
        self._state = msgspec.structs.replace(self._state, now_us=until_us, next_us=None, delivered_bytes=delivered)
        return self._state


class Bench:
    """One board, which stands at 5,000 µs of its own time when 2,000 µs of the run are over."""

    def __init__(self, says: int = 0, coming: int = 0) -> None:
        self.turn, self.hand = Turn(), FakeHand(FakeLink(coming=coming))
        self.control = FakeControl(self.turn, says)
        hand, control = cast("BenchBoard", self.hand), cast("ControlClient", self.control)
        self.held = HeldTime("device", hand, control, START, self.turn, 2_000)


def test_a_board_that_joins_late_is_seen_at_the_time_of_the_run() -> None:
    held = Bench().held
    assert (held.now_us, held.next_us) == (2_000, 2_400)


def test_granting_is_told_to_the_board_in_its_own_time() -> None:
    bench = Bench()
    bench.held.grant(2_400)
    assert bench.control.granted == [5_400]
    assert (bench.held.now_us, bench.held.next_us) == (2_400, None)


def test_who_is_in_turn_is_known_while_its_time_runs_and_not_longer() -> None:
    bench = Bench()
    bench.held.grant(2_400)
    assert (bench.control.turns, bench.turn.name) == (["device"], "")


def test_the_turn_ends_when_a_grant_fails() -> None:
    bench = Bench()
    bench.control.refusal = ControlError("it hung up")
    with pytest.raises(WorldError, match="board 'desk': it hung up"):
        bench.held.grant(2_400)
    assert bench.turn.name == ""


def test_a_grant_waits_for_the_bytes_that_are_still_on_the_line() -> None:
    bench = Bench(says=12, coming=12)
    bench.held.grant(2_400)
    assert bench.hand.link.waits == [42]
    assert bench.hand.link.received_bytes == 42


def test_nothing_is_waited_for_when_all_has_arrived() -> None:
    bench = Bench()
    bench.held.grant(2_400)
    bench.held.listen()
    assert bench.hand.link.waits == []


def test_bytes_that_do_not_arrive_are_an_error_that_counts_them() -> None:
    bench = Bench(says=12, coming=5)
    with pytest.raises(WorldError, match="board 'desk': 7 bytes that it sent did not arrive"):
        bench.held.grant(2_400)
