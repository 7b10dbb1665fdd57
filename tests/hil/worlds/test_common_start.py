"""The points of a sweep go on from one kept moment, and do event by event what they do from the very beginning."""

import pytest

from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.scenarios.course import Course, course_of
from oceanhil.scenarios.engine import run_once
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.scenario import Case
from tests.hil.worlds.sweep_points import CASES, POWER_LOSS, begun


@pytest.mark.long
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.replay_id)
def test_a_point_that_goes_on_is_the_point_run_alone(case: Case) -> None:
    start, stage, points = begun(case, SimWorldFactory())
    for point in points:
        assert start.run(point, set()) == run_once(point, stage)


def test_a_remedy_is_tried_once_for_each_course_of_events() -> None:
    start, _, points = begun(POWER_LOSS, SimWorldFactory())
    cured: set[Course] = set()
    first, again = start.run(points[1], cured), start.run(points[1], cured)
    assert (first.remedy, again.remedy) == (Outcome.PASSED, Outcome.PASSED)
    tried = [any(event.fields.get("remedy") for event in run.events) for run in (first, again)]
    assert tried == [True, False]
    assert len(cured) == 1


def test_the_course_of_another_outcome_is_another() -> None:
    start, _, _ = begun(POWER_LOSS, SimWorldFactory())
    runs = [start.run(POWER_LOSS.at(f"2.{unit}").bound(), set()) for unit in range(0, 65, 4)]
    by_outcome = {run.outcomes: course_of(run.events) for run in runs}
    assert len(by_outcome) > 1
    assert len(set(by_outcome.values())) == len(by_outcome)
