"""The moments behind the cuts of the library's sweeps, held against runs of their own."""

from functools import partial

from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.scenarios.cut_moments import CutMoments
from oceanhil.scenarios.devices.stage import DeviceStage
from oceanhil.scenarios.engine import run_once
from oceanhil.scenarios.scenario import Case
from oceanhil.scenarios.world import World
from tests.hil.worlds.sweep_points import CASES, begun, bound_at

SINGLE = [case for case in CASES if case.scenario.sweep is not None and case.scenario.sweep.over.then is None]
TORN = [
    case
    for each in SINGLE
    if each.scenario.id == "eeprom-power-loss-torn"
    for case in each.scenario.expand(each.replay.board, (each.replay.driver,))
]


def moments_of(case: Case, factory: SimWorldFactory) -> tuple[CutMoments[World], DeviceStage, list[int]]:
    """Give the moments, and the units of each stretch that is worth one: first, second, some, last."""
    start, stage, _ = begun(case, factory)
    assert case.scenario.sweep is not None
    boot = case.scenario.sweep.boot
    work = start.record_work(case.bound(), boot)
    assert work is not None
    units = [
        unit
        for stretch in work.stretches
        if len(stretch) > 3
        for unit in sorted({stretch[0], stretch[1], stretch[len(stretch) // 3], stretch[-1]})
    ]
    return CutMoments(start, work, boot, partial(bound_at, case)), stage, units


def assert_moments_are_runs(case: Case, factory: SimWorldFactory) -> None:
    moments, stage, units = moments_of(case, factory)
    assert units
    for unit in units:
        assert moments.run(unit, set(), is_shown=True) == run_once(bound_at(case, unit), stage), unit
