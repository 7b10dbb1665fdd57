"""Running a few steps about the token service."""

from oceanhil.hil.worlds.service.factory import InProcessWorlds
from oceanhil.scenarios.result import Result
from oceanhil.scenarios.runner import run_service_case
from tests.scenarios.ringcentral.writing import scenario_of


def ran(*steps: str) -> Result:
    (case,) = scenario_of("\n".join(f"- {step}" for step in steps)).expand()
    return run_service_case(case, InProcessWorlds())


def found_by(*steps: str) -> str:
    """Why the steps fail: what was expected, and what was found."""
    failure = ran(*steps).failure
    assert failure is not None
    return f"{failure.expected} | {failure.found}"
