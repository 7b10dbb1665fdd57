"""Of a remedy no step can be left out, and one that does not cure is named."""

import msgspec
import pytest

from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.scenario import Scenario
from oceanhil.scenarios.templates import StepTemplate
from tests.hil.worlds.service.library import first_red, library
from tests.mutants import service_mutants
from tests.mutants.mutant import Mutant

CURES = [(mutant, name) for mutant in service_mutants.CURES.all for name in mutant.caught_by]
LEFT_OUT = [
    pytest.param(scenario, index, id=f"{scenario.id}, line {template.place.line}")
    for scenario in library().services.values()
    for index, template in enumerate(scenario.remedy)
    if isinstance(template, StepTemplate) and template.step.name.startswith("client.")
]


@pytest.mark.parametrize(("scenario", "index"), LEFT_OUT)
def test_without_this_step_the_remedy_does_not_cure(scenario: Scenario, index: int) -> None:
    shorter = (*scenario.remedy[:index], *scenario.remedy[index + 1 :])
    result = first_red(msgspec.structs.replace(scenario, remedy=shorter))
    assert result is not None
    assert result.remedy is Outcome.FAILED
    assert result.failure is not None
    assert result.failure.in_remedy


@pytest.mark.parametrize(("mutant", "name"), CURES, ids=lambda value: getattr(value, "name", value))
def test_a_cure_that_is_none_fails_in_the_remedy(mutant: Mutant, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant.apply(monkeypatch)
    result = first_red(library().services[name])
    assert result is not None
    assert (result.outcome, result.remedy) == (Outcome.FAILED, Outcome.FAILED)
    assert result.failure is not None
    assert result.failure.in_remedy
