"""The points of a sweep go on from the moment of their cut, and do event by event what they do from the beginning."""

from functools import partial

import msgspec
import pytest

from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.hil.worlds.sim_device import SimDevice
from oceanhil.scenarios.course import Course
from oceanhil.scenarios.cut_moments import CutMoments
from oceanhil.scenarios.devices.steps.device_state import ExpectBoots
from oceanhil.scenarios.devices.steps.storage import ExpectFlashWork
from oceanhil.scenarios.engine import run_once
from oceanhil.scenarios.mistakes import Place
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.run import Run
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.scenario import Bound, Case
from oceanhil.scenarios.step import PlacedStep, Step
from oceanhil.scenarios.tally import Amount, ExpectedOutcome, TallyRow
from oceanhil.simulator.flash.operation_log import OperationLog
from tests.hil.worlds.cut_moments import SINGLE, TORN, assert_moments_are_runs, moments_of
from tests.hil.worlds.sweep_points import POWER_LOSS, PROFILE, begun, bound_at

TWO_SLOTS = next(
    case
    for case in POWER_LOSS.scenario.expand(POWER_LOSS.replay.board, (POWER_LOSS.replay.driver,))
    if "reference" in case.replay_id
)


@pytest.mark.long
@pytest.mark.parametrize("case", SINGLE, ids=lambda case: case.replay_id)
def test_a_point_that_goes_on_from_its_cut_is_the_point_run_alone(case: Case) -> None:
    assert_moments_are_runs(case, SimWorldFactory())


@pytest.mark.long
@pytest.mark.parametrize(
    "case",
    [*TORN[::3], *(pytest.param(case, marks=pytest.mark.long) for at, case in enumerate(TORN) if at % 3)],
    ids=lambda case: case.replay_id,
)
def test_so_is_one_whose_cut_tears_by_chance(case: Case) -> None:
    assert_moments_are_runs(case, SimWorldFactory())


def test_invariants_look_at_what_each_cut_has_left(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[object] = []

    def holds(device: SimDevice, *texts: str) -> bool:
        del texts
        searched.append(device.contents())
        return False

    monkeypatch.setattr(SimDevice, "storage_contains", holds)
    moments, stage, units = moments_of(TWO_SLOTS, SimWorldFactory())
    before = set(searched)
    moments.run(units[0], set(), is_shown=True)
    of_cuts: set[object] = set()
    for unit in units:
        searched.clear()
        run_once(bound_at(TWO_SLOTS, unit), stage)
        alone = set(searched) - before
        searched.clear()
        moments.run(unit, set(), is_shown=True)
        assert alone <= set(searched), unit
        of_cuts |= alone
    assert of_cuts


@pytest.mark.long
def test_points_that_leave_the_same_contents_are_one_run() -> None:
    moments, stage, _ = moments_of(POWER_LOSS, SimWorldFactory())
    runs = [moments.run(unit, set(), is_shown=False) for unit in range(65)]
    assert None not in runs
    assert 1 < len({id(run) for run in runs}) < len(runs)
    alone = [run_once(bound_at(POWER_LOSS, unit), stage) for unit in range(65)]
    assert [run.outcomes for run in runs if run is not None] == [run.outcomes for run in alone]
    assert {run.outcome for run in alone} == {Outcome.PASSED}


def test_what_is_shown_is_a_run_of_its_own() -> None:
    moments, stage, units = moments_of(POWER_LOSS, SimWorldFactory())
    unit = units[1]
    moments.run(unit, set(), is_shown=False)
    assert moments.run(unit, set(), is_shown=True) == run_once(bound_at(POWER_LOSS, unit), stage)


def test_where_time_passes_between_two_cuts_neither_is_the_moment_of_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def everywhere_the_same(device: SimDevice, boot: int) -> OperationLog:
        board = device._board
        return OperationLog(board.flash, lambda: board.boots == boot, lambda: 0)

    monkeypatch.setattr(SimDevice, "record_work", everywhere_the_same)
    moments, _, units = moments_of(TWO_SLOTS, SimWorldFactory())
    assert moments.run(units[0], set(), is_shown=False) is None


def test_what_is_cured_behind_a_cut_is_not_cured_again_from_the_common_start() -> None:
    start, _, points = begun(POWER_LOSS, SimWorldFactory())
    moments, _, units = moments_of(POWER_LOSS, SimWorldFactory())
    cured: set[Course] = set()
    from_the_start = start.run(bound_at(POWER_LOSS, units[0]), cured)
    assert points[0].remedy
    assert len(cured) == 1
    behind_the_cut = moments.run(units[0], cured, is_shown=True)
    assert behind_the_cut is not None
    tried = [any(event.fields.get("remedy") for event in run.events) for run in (from_the_start, behind_the_cut)]
    assert (tried, len(cured)) == ([True, False], 1)


def test_a_cut_that_never_comes_has_no_moment() -> None:
    start, _, points = begun(POWER_LOSS, SimWorldFactory())
    assert start.just_cut(bound_at(POWER_LOSS, 100_000)) is None
    assert start.just_cut(points[0]) is not None


def with_step(step: Step, unit: int) -> Bound:
    """Give what is run for the cut at `unit`, and `step` behind it."""
    bound = bound_at(POWER_LOSS, unit)
    placed = PlacedStep(step, Place("there"), None, step.all_needs())
    return msgspec.structs.replace(bound, steps=(*bound.steps, placed))


def units_of_one_run() -> tuple[int, int]:
    """Give two cuts that leave the same."""
    moments, _, _ = moments_of(POWER_LOSS, SimWorldFactory())
    runs = [moments.run(unit, set(), is_shown=False) for unit in range(65)]
    shared = next(unit for unit in range(1, 65) if runs[unit] is runs[unit - 1])
    return shared - 1, shared


@pytest.mark.parametrize(
    "step", [ExpectBoots(count=99), ExpectFlashWork(at_most_bytes=10_000)], ids=["fails", "counts"]
)
def test_what_fails_or_counts_the_work_stands_for_no_other_point(step: Step) -> None:
    start, stage, _ = begun(POWER_LOSS, SimWorldFactory())
    work = start.record_work(POWER_LOSS.bound(), 2)
    assert work is not None
    moments = CutMoments(start, work, 2, partial(with_step, step))
    for unit in units_of_one_run():
        alone = run_once(with_step(step, unit), stage)
        assert moments.run(unit, set(), is_shown=False) == (untold(alone) if alone.outcome is Outcome.PASSED else alone)


def untold(run: Run) -> Run:
    """Give a run that passes as it is where nobody is shown it."""
    return msgspec.structs.replace(run, facts={}, measures={})


def test_the_course_of_a_point_is_the_same_from_wherever_it_goes_on() -> None:
    start, _, _ = begun(POWER_LOSS, SimWorldFactory())
    moments, _, _ = moments_of(POWER_LOSS, SimWorldFactory())
    from_start: set[Course] = set()
    from_cut: set[Course] = set()
    start.run(bound_at(POWER_LOSS, 7), from_start)
    moments.run(7, from_cut, is_shown=True)
    assert from_start == from_cut


def test_a_point_that_the_tally_refuses_is_shown_with_all_that_is_told_of_a_run() -> None:
    never = TallyRow((), (ExpectedOutcome("kept", Amount("none"), POWER_LOSS.scenario.place),))
    case = Case(msgspec.structs.replace(POWER_LOSS.scenario, tally=(never,)), POWER_LOSS.replay)
    result = run_case(case, SimWorldFactory(), PROFILE)
    assert result.outcome is Outcome.FAILED
    alone = run_case(case.at(result.points[0].replay_id.rpartition("cut=")[2]), SimWorldFactory(), PROFILE)
    assert alone.facts
    assert (result.replay_id, result.facts, result.events) == (alone.replay_id, alone.facts, alone.events)
    assert any(event.fields.get("remedy") for event in result.events)
