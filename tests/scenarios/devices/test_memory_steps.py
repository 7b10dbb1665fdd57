"""`expect.heap`: how much is free, and how much less than before."""

from functools import partial

import pytest

from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.world import Capability
from tests.scenarios.devices.invariants.memory_device import MemoryDevice
from tests.scenarios.fake_world import FakeFactory, FakeWorld
from tests.scenarios.writing import case_of


def _put(lost: int, world: FakeWorld) -> None:
    """Give the world a device that has `lost` bytes less at each look, from 50,000 on."""
    world.put("device", MemoryDevice(world, Board.ESP32, lost=lost))


def run(step: str, lost: int = 0) -> Result:
    factory = FakeFactory(prepare=partial(_put, lost))
    return run_case(case_of("", f"- device.power_on\n- mark\n- {step}"), factory, load_profile())


@pytest.mark.parametrize(
    ("step", "expected", "found"),
    [
        ("expect.heap: {at_least: 49900}", "at least 49,900 bytes of heap free", "49,800 bytes are free"),
        (
            "expect.heap: {falls_at_most: 100}",
            "free heap falls by at most 100 bytes",
            "50,000 bytes were free, 49,800 are",
        ),
    ],
)
def test_less_than_expected_is_told_with_figures(step: str, expected: str, found: str) -> None:
    failure = run(step, lost=200).failure
    assert failure is not None
    assert (failure.expected, failure.found) == (expected, found)


@pytest.mark.parametrize("step", ["expect.heap: {at_least: 50000}", "expect.heap: {falls_at_most: 0}"])
def test_what_is_kept_is_enough(step: str) -> None:
    assert run(step).outcome is Outcome.PASSED


def test_a_world_without_memory_skips_it_by_name() -> None:
    factory = FakeFactory(capabilities=frozenset(Capability) - {Capability.MEMORY})
    result = run_case(case_of("", "- device.power_on\n- expect.heap: {at_least: 1}"), factory, load_profile())
    assert (result.outcome, result.reason) == (Outcome.SKIPPED, "world 'fake' lacks memory")
