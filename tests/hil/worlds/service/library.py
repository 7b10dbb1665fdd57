"""The scenarios about the token service, and how a case of them ends."""

from functools import cache

from oceanhil.app.run.library import service_files
from oceanhil.hil.worlds.service.factory import InProcessWorlds
from oceanhil.scenarios.loader import Library, load_library
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.runner import run_service_case
from oceanhil.scenarios.scenario import Case, Scenario
from oceanhil.scenarios.subject import ServiceName


@cache
def library() -> Library:
    return load_library(service_files(ServiceName.RINGCENTRAL))


def cases() -> list[Case]:
    return [case for scenario in library().services.values() for case in scenario.expand()]


def first_red(scenario: Scenario) -> Result | None:
    """Run the cases of a scenario until one does not pass."""
    results = (run_service_case(case, InProcessWorlds()) for case in scenario.expand())
    return next((result for result in results if result.outcome is not Outcome.PASSED), None)
