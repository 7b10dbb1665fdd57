"""A run about a service that its world ends, and how far it came."""

import pytest

from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.runner import run_service_case
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world_terms import WorldError
from tests.scenarios.ringcentral.fake_service import FakeService
from tests.scenarios.ringcentral.writing import scenario_of


def broken_service() -> FakeService:
    def login() -> None:
        raise WorldError("it is on fire")

    world = FakeService()
    setattr(world.client("worker"), "login", login)  # noqa: B010 - in place of the method
    return world


@pytest.mark.parametrize(
    ("steps", "remedy", "came"),
    [
        ("- client.login\n- mark", "", (Outcome.NONE, 1)),
        ("- mark\n- client.login\n- mark", "[client.call]", (Outcome.SKIPPED, 2)),
        ("- mark", "[mark, client.login, mark]", (Outcome.ERROR, 3)),
    ],
)
def test_a_service_that_breaks_is_an_error_that_says_how_far_steps_and_remedy_came(
    steps: str, remedy: str, came: tuple[Outcome, int]
) -> None:
    world = broken_service()
    case = scenario_of(steps, f"remedy: {{text: Begin anew., steps: {remedy}}}" if remedy else "").expand()[0]
    result = run_service_case(case, world)
    assert (result.outcome, result.failure) == (Outcome.ERROR, None)
    assert result.reason.startswith("it is on fire (in client.login, ")
    done = sum(event.kind is EventKind.STEP for event in result.events)
    assert (result.remedy, done) == came
    assert result.events[-1].fields == {"outcome": "error"}
    assert world.closed == 1
