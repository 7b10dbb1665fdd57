"""I19: a program that lets nobody else have a turn."""

from collections.abc import Sequence

from oceanhil.protocol.board import Board
from oceanhil.scenarios.devices.invariants.turns import TurnsAreLeft
from tests.scenarios.devices.invariants.memory_device import MemoryDevice, polls
from tests.scenarios.devices.invariants.watching import S, seen_by
from tests.scenarios.fake_world import FakeWorld


def found(board: Board, holds_us: Sequence[int]) -> str:
    def prepare(world: FakeWorld) -> None:
        world.put("device", MemoryDevice(world, board, holds_us=holds_us))

    return seen_by(TurnsAreLeft, *polls(len(holds_us)), prepare=prepare)


def test_a_program_that_holds_on_for_too_long_is_told_with_the_place() -> None:
    assert found(Board.ESP8266, [0, 0, 2 * S]) == (
        "device let nobody else have a turn for 2.0 s in blink at lamp.ino:40; its network needs one within 1.0 s"
    )


def test_what_was_held_before_it_was_online_is_no_harm() -> None:
    assert not found(Board.ESP8266, [3 * S, 3 * S, 3 * S])


def test_a_second_is_not_too_long() -> None:
    assert not found(Board.ESP8266, [0, 1 * S])


def test_where_the_network_is_served_beside_the_program_it_may_hold_on() -> None:
    assert not found(Board.ESP32, [0, 60 * S])
