"""Worlds of foreign firmware, which speaks of its answers alone, and steps that are done in them."""

from oceanhil.protocol.lines import Line
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.result import Result
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.trace import Scalar
from oceanhil.scenarios.world import (
    Capability,
    SpeaksItsOwn,
    TakesAnyFirmware,
    WorldRequest,
)
from tests.scenarios.fake_world import (
    FakeFactory,
    FakeWorld,
    Planned,
    S,
    requested,
)
from tests.scenarios.writing import case_of

WELL = "- time.run: 1s\n- expect.count: {path: register, at_most: 9}\n"
DOCUMENTED_S = load_profile().device.poll_interval_s
RESPONSES = frozenset({Line.REG_RESPONSE, Line.SESSION_RESPONSE})


class OwnWorld(FakeWorld, SpeaksItsOwn):
    """Its firmware tells of its answers, and of nothing else, but for what a test wants."""

    spoken = RESPONSES

    def speaks(self, line: Line) -> bool:
        return line in self.spoken


class OwnFactory(FakeFactory, TakesAnyFirmware):
    def __init__(self, *planned: Planned, is_read: bool = True, spoken: frozenset[Line] = RESPONSES) -> None:
        super().__init__(capabilities=frozenset(Capability) - (set() if is_read else {Capability.STORAGE_READ}))
        self._planned = planned
        self._spoken = spoken

    def make(self, request: WorldRequest) -> FakeWorld:
        world = OwnWorld(request, {}, self.capabilities)
        world.spoken = self._spoken
        for each in self._planned:
            world.plan(each)
        self.worlds.append(world)
        return world


def run(
    steps: str,
    *planned: Planned,
    is_foreign: bool = True,
    is_read: bool = True,
    head: str = "",
    every_s: int = DOCUMENTED_S,
) -> Result:
    """Run steps with a device that polls every `every_s` seconds by its profile."""
    profile = load_profile().override({"device.poll_interval_s": every_s})
    factory = OwnFactory(*planned, is_read=is_read) if is_foreign else FakeFactory({"device.power_on": planned})
    begin = "" if is_foreign else "- device.power_on\n"
    return run_case(case_of("given: {token: none}\n" + head, begin + steps), factory, profile)


def reported(after_s: int, **fields: Scalar) -> Planned:
    return requested("state", 200, after_s * S, "device", method="POST", **fields)


def session(after_s: int, status: int = 200) -> Planned:
    return requested("session", status, after_s * S)
