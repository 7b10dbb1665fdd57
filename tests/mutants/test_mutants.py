"""Every scenario goes red when the thing it tests is broken, and every mutant is caught by the scenarios it names."""

from collections.abc import Callable
from functools import cache

import pytest

from oceanhil.hil.worlds import load_world
from oceanhil.hil.worlds.service.factory import InProcessWorlds
from oceanhil.protocol.board import PLATFORM_BOARDS
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.loader import Library
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.runner import run_case, run_service_case
from tests.library import whole_library
from tests.mutants import (
    answer_mutants,
    board_mutants,
    device_mutants,
    network_mutants,
    output_mutants,
    server_mutants,
    service_mutants,
    storage_mutants,
    time_mutants,
)
from tests.mutants.mutant import Mutant

OF_SERVICES = [*service_mutants.RULES.all, *service_mutants.CURES.all, *service_mutants.HABITS.all]
OF_DEVICES = [
    *device_mutants.MUTANTS.all,
    *network_mutants.MUTANTS.all,
    *time_mutants.MUTANTS.all,
    *answer_mutants.MUTANTS.all,
    *output_mutants.MUTANTS.all,
    *storage_mutants.MUTANTS.all,
    *board_mutants.MUTANTS.all,
]
MUTANTS = [*server_mutants.MUTANTS.all, *OF_DEVICES, *OF_SERVICES]


@cache
def library() -> Library:
    return whole_library()


def first_red(scenario_id: str) -> Result | None:
    """Run the cases of a scenario, on all boards, until one does not pass."""
    if scenario_id in library().services:
        return first_red_of_service(scenario_id)
    factory, profile = load_world("sim"), load_profile()
    for board in PLATFORM_BOARDS:
        for case in library()[scenario_id].expand(board, factory.drivers(board)):
            result = run_case(case, factory, profile)
            if result.outcome is not Outcome.PASSED:
                return result
    return None


def first_red_of_service(scenario_id: str) -> Result | None:
    results = (run_service_case(case, InProcessWorlds()) for case in library().services[scenario_id].expand())
    return next((result for result in results if result.outcome is not Outcome.PASSED), None)


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
    named = {name for mutant in MUTANTS for name in mutant.caught_by}
    assert {*library(), *library().services} - named == set()


def test_every_scenario_about_a_service_sees_a_rule_that_is_off_and_a_cure_that_is_none() -> None:
    for mutants in (service_mutants.RULES, service_mutants.CURES):
        assert set(library().services) - {name for mutant in mutants.all for name in mutant.caught_by} == set()
