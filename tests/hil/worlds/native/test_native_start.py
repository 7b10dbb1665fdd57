"""As with the program in Python: the core is gone while its board is off, so that this moment can be kept too."""

import pytest

from oceanhil.hil.worlds.native.factory import NativeWorldFactory
from oceanhil.scenarios.engine import run_once
from oceanhil.scenarios.scenario import Case
from tests.hil.worlds.cut_moments import SINGLE, assert_moments_are_runs
from tests.hil.worlds.sweep_points import CASES, begun


@pytest.mark.long
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.replay_id)
def test_a_point_that_goes_on_is_the_point_run_alone(case: Case) -> None:
    start, stage, points = begun(case, NativeWorldFactory())
    for point in points:
        assert start.run(point, set()) == run_once(point, stage)


@pytest.mark.long
@pytest.mark.parametrize("case", SINGLE, ids=lambda case: case.replay_id)
def test_a_point_that_goes_on_from_its_cut_is_the_point_run_alone(case: Case) -> None:
    assert_moments_are_runs(case, NativeWorldFactory())
