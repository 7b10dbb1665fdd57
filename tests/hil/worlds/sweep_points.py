"""The sweeps of the library, their points, and the moment from which the points go on."""

from collections.abc import Iterator

from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.board import PLATFORM_BOARDS
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.common_start import CommonStart
from oceanhil.scenarios.devices.stage import DeviceStage
from oceanhil.scenarios.scenario import Bound, Case
from oceanhil.scenarios.world import World
from tests.library import whole_library

PROFILE = load_profile()
UNITS = (0, 7, 61)


def swept() -> Iterator[Case]:
    """Each sweep of the library on each board, with its first driver and first variables."""
    library, factory = whole_library(), SimWorldFactory()
    for scenario in library.values():
        if scenario.sweep is not None:
            for board in PLATFORM_BOARDS:
                yield from scenario.expand(board, factory.drivers(board))[:1]


CASES = list(swept())
POWER_LOSS = next(case for case in CASES if case.replay_id.startswith("eeprom-power-loss@esp8266"))


def bound_at(case: Case, unit: int) -> Bound:
    assert case.scenario.sweep is not None
    return case.at(f"{case.scenario.sweep.boot}.{unit}").bound()


def points_of(case: Case) -> list[Bound]:
    return [bound_at(case, unit) for unit in UNITS]


def begun(case: Case, factory: SimWorldFactory) -> tuple[CommonStart[World], DeviceStage, list[Bound]]:
    stage, points = DeviceStage(case, factory, PROFILE), points_of(case)
    steps = next(
        number
        for number, (one, two) in enumerate(zip(points[0].steps, points[1].steps, strict=True))
        if one.step != two.step
    )
    start = CommonStart.of(points[0], stage, steps)
    assert start is not None
    return start, stage, points
