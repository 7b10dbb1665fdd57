"""I18: memory that is allocated and not given back."""

from functools import partial

import pytest

from oceanhil.protocol.board import Board
from oceanhil.scenarios.devices.invariants.memory import MemoryIsKept
from oceanhil.scenarios.world import Capability
from tests.scenarios.devices.invariants.memory_device import MemoryDevice, failed_polls, polls
from tests.scenarios.devices.invariants.watching import S, seen_by
from tests.scenarios.fake_world import FakeWorld, Planned, boot, network, power, requested


def losing(lost: int, world: FakeWorld) -> None:
    world.put("device", MemoryDevice(world, Board.ESP32, lost=lost))


def found(lost: int, *planned: Planned) -> str:
    return seen_by(MemoryIsKept, *planned, prepare=partial(losing, lost))


def test_a_leak_is_told_with_figures_and_with_the_place_of_what_was_never_given_back() -> None:
    said = found(40, *polls(800))
    assert said.startswith("device loses heap, 40 bytes at each poll: 50,000 bytes were free, ")
    assert "out of memory after" in said
    assert said.endswith("were allocated since in remember at lamp.ino:12, and not given back")


def test_a_device_that_keeps_its_heap_is_not_accused() -> None:
    assert not found(0, *polls(800))


@pytest.mark.parametrize("again", [boot(2_000 * S), power("off", 2_000 * S)])
def test_each_boot_has_a_heap_of_its_own(again: Planned) -> None:
    assert found(40, *polls(720))
    assert not found(40, *polls(720), again)


def test_polls_that_were_refused_are_not_compared() -> None:
    refused = [requested("state", 401, each.after_us, session="a1b2c3d4") for each in polls(800)]
    assert not found(40, *refused)


def over_failures(number: int, lost: int, *, sound: int = 4, method: str = "GET") -> str:
    """Lose so much over so many failures in a row, between ten polls that go well and some that do again."""

    def prepare(world: FakeWorld) -> None:
        world.put("device", MemoryDevice(world, Board.ESP32, at_once=(10, lost)))

    last_us = 11 * 5 * S + number * S
    again = [requested("state", 200, last_us + index * 5 * S, session="a1b2c3d4") for index in range(sound)]
    return seen_by(MemoryIsKept, *polls(10), *failed_polls(number, 10, method), *again, prepare=prepare)


def test_polls_that_fail_cost_no_heap() -> None:
    assert over_failures(200, 12_000).startswith(
        "device loses heap, 60 bytes at each poll that fails: 50,000 bytes were free, 38,000 are behind 200 of them; "
    )
    assert over_failures(200, 12_000).endswith("were allocated since in remember at lamp.ino:12, and not given back")


def test_what_a_device_needs_once_behind_failures_is_no_loss() -> None:
    assert not over_failures(200, 7_900)
    assert not over_failures(39, 12_000)
    assert not over_failures(200, 12_000, sound=3)


@pytest.mark.parametrize(("hours", "lost", "is_told"), [(3, 7_300, True), (3, 7_100, False), (1.9, 30_000, False)])
def test_an_outage_costs_no_heap(hours: float, lost: int, *, is_told: bool) -> None:
    def prepare(world: FakeWorld) -> None:
        world.put("device", MemoryDevice(world, Board.ESP32, at_once=(10, lost)))

    back_us = round(50 * S + hours * 3600 * S)
    again = [requested("state", 200, back_us + index * 5 * S, session="a1b2c3d4") for index in range(4)]
    said = seen_by(MemoryIsKept, *polls(10), network(55 * S), *again, prepare=prepare)
    told = "device loses heap, 41 bytes in each minute without a poll: 50,000 bytes were free, 42,700 are behind 180 "
    assert said.startswith(told) is is_told
    assert bool(said) is is_told
    assert not is_told or said.endswith(
        "; 96 bytes in 4 blocks were allocated since in remember at lamp.ino:12, and not given back"
    )


def test_a_report_is_no_poll_that_fails() -> None:
    assert not over_failures(200, 12_000, method="POST")


def test_a_world_that_sees_no_memory_judges_none() -> None:
    def prepare(world: FakeWorld) -> None:
        losing(40, world)
        world.capabilities = frozenset(Capability) - {Capability.MEMORY}

    assert not seen_by(MemoryIsKept, *polls(800), prepare=prepare)


def unanswered(lost: int, *planned: Planned, minutes: int = 3) -> str:
    """Ask once, lose so much, and get no answer any more for so many minutes behind what is planned."""

    def prepare(world: FakeWorld) -> None:
        world.put("device", MemoryDevice(world, Board.ESP32, at_once=(1, lost)))

    first = requested("register", 200, S)
    return seen_by(MemoryIsKept, first, *planned, prepare=prepare, run_us=minutes * 60 * S)


def test_who_comes_to_no_answer_any_more_for_want_of_memory_is_told_so() -> None:
    assert unanswered(38_000) == (
        "device has used up its heap: 50,000 bytes were free at the first request of this boot, 12,000 are, and no "
        "answer was as it should be for 3.0 minutes; 24 bytes in 1 block were allocated since in remember at "
        "lamp.ino:12, and not given back"
    )
    assert unanswered(38_000, requested("session", 503, 150 * S))


def test_who_is_answered_or_was_lately_or_has_a_quarter_left_has_not_used_up_its_heap() -> None:
    assert not unanswered(37_400)
    assert not unanswered(38_000, minutes=1)
    assert not unanswered(38_000, requested("session", 200, 150 * S, session="a1b2c3d4"))
    assert not unanswered(38_000, boot(150 * S))
