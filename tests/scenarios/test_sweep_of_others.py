"""Sweeps in worlds whose firmware is somebody else's: nobody knows the layout of what it saves."""

from collections.abc import Callable

import pytest

from oceanhil.protocol.lines import Line
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.world import Capability, SpeaksItsOwn, TakesAnyFirmware, WorldRequest
from tests.scenarios.fake_world import FakeFactory, FakeWorld, boot, requested
from tests.scenarios.test_sweep import AFTER_CUT, STEPS, SWEEP, wear
from tests.scenarios.writing import case_of

UNKNOWN = frozenset(Capability) - {Capability.STORAGE_READ}
TALLY = "tally: {outcomes: {kept: all}}\n"


class WorldOfOthers(FakeWorld, SpeaksItsOwn):
    def speaks(self, line: Line) -> bool:
        del line
        return True


class FactoryOfOthers(FakeFactory, TakesAnyFirmware):
    def make(self, request: WorldRequest) -> FakeWorld:
        world = WorldOfOthers(request, {}, self.capabilities)
        self._prepare(world)
        self.worlds.append(world)
        return world


def swept(prepare: Callable[[FakeWorld], None], tally: str = "") -> tuple[Result, FactoryOfOthers]:
    factory = FactoryOfOthers(prepare=prepare, capabilities=UNKNOWN)
    return run_case(case_of(SWEEP + tally, STEPS), factory, load_profile()), factory


def saving(world: FakeWorld) -> None:
    wear(world, AFTER_CUT)


def test_each_unit_is_cut_though_nobody_can_read_what_it_left() -> None:
    result, factory = swept(saving)
    assert result.outcome is Outcome.PASSED
    assert len(factory.worlds) == 1 + len(AFTER_CUT)


def test_no_tally_judges_what_nobody_could_classify() -> None:
    result, _ = swept(saving, TALLY)
    assert (result.outcome, result.tally) == (Outcome.PASSED, {})


def test_what_was_passed_over_is_counted() -> None:
    result, _ = swept(saving)
    assert result.facts["expectations"] == "1 judged, 1 in words that the firmware does not print"


def without_work(world: FakeWorld) -> None:
    wear(world, ())
    world.plan(boot(1))


def without_the_token(world: FakeWorld) -> None:
    without_work(world)
    world.plan(requested("register", 200, 2, granted="oc_perm_abc"))


@pytest.mark.parametrize(
    ("prepare", "outcome", "said"),
    [
        (without_work, Outcome.SKIPPED, "the firmware saved nothing, and had no token to"),
        (without_the_token, Outcome.FAILED, "the token that was granted in boot 1 was never saved"),
    ],
)
def test_firmware_that_saves_nothing_fails_only_if_it_had_a_token_to_save(
    prepare: Callable[[FakeWorld], None], outcome: Outcome, said: str
) -> None:
    result, _ = swept(prepare)
    assert result.outcome is outcome
    assert said in (result.failure.found if result.failure else result.reason)
