"""Every scenario goes red when the thing it tests is broken, and every mutant is caught by the scenarios it names."""

from collections.abc import Callable
from functools import cache

import pytest

from hil.library import library_root
from hil.worlds import load_world
from protocol.board import Board
from protocol.profile import load_profile
from scenarios.loader import Library, load_library
from scenarios.result import Outcome, Result
from scenarios.runner import run_case
from tests.mutants import board_mutants, device_mutants, server_mutants
from tests.mutants.mutant import Mutant

MUTANTS = [*server_mutants.MUTANTS.all, *device_mutants.MUTANTS.all, *board_mutants.MUTANTS.all]


@cache
def library() -> Library:
    return load_library([library_root()])


def first_red(scenario_id: str) -> Result | None:
    """Run the cases of a scenario on all boards until one does not pass."""
    factory, profile = load_world("sim"), load_profile()
    for board in Board:
        for case in library()[scenario_id].expand(board, factory.drivers(board)):
            result = run_case(case, factory, profile)
            if result.outcome is not Outcome.PASSED:
                return result
    return None


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_turns_its_scenarios_red(
    mutant: Mutant, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    mutant.apply(monkeypatch)
    for scenario_id in mutant.caught_by:
        result = first_red(scenario_id)
        assert result is not None, f"{scenario_id} stays green although {mutant.name}"
        assert result.failure is not None, f"{scenario_id}: {result.reason}"
        what = result.failure.invariant or result.failure.step
        record_property("mutant", f"{mutant.name}\t{scenario_id}\t{what}")


def test_there_are_at_least_25_mutants_with_different_names() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) >= 25


def test_every_scenario_of_the_library_catches_a_mutant() -> None:
    assert set(library()) - {name for mutant in MUTANTS for name in mutant.caught_by} == set()
