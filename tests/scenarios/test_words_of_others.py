"""Expectations about lines in worlds whose firmware prints its own."""

from collections.abc import Mapping

from oceanhil.protocol.lines import Line
from oceanhil.protocol.profile import load_profile, polling_every
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.run import POLLS_EVERY
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.world import SpeaksItsOwn, TakesAnyFirmware, WorldRequest
from tests.scenarios.fake_world import FakeFactory, FakeWorld, line, requested
from tests.scenarios.writing import case_of

NO_SYSTEM_LINE = '- expect.no_serial: {contains: "[SYSTEM]", for: 5m}\n'
MINUTE_US = 60_000_000


class Taciturn(FakeWorld, SpeaksItsOwn):
    """A world whose firmware prints its device ID, and nothing else of what is documented."""

    def speaks(self, line: Line) -> bool:
        return line is Line.DEVICE_ID


class FactoryOfTaciturn(FakeFactory, TakesAnyFirmware):
    def make(self, request: WorldRequest) -> FakeWorld:
        world = Taciturn(request, {}, self.capabilities)
        self._prepare(world)
        self.worlds.append(world)
        return world


def ran(steps: str, *printed: str) -> tuple[Result, FakeWorld]:
    def prepare(world: FakeWorld) -> None:
        for text in printed:
            world.plan(line(text, MINUTE_US))

    factory = FactoryOfTaciturn(prepare=prepare)
    result = run_case(case_of(steps=steps), factory, load_profile())
    return result, factory.worlds[0]


def test_that_a_part_stays_away_is_judged_of_firmware_that_prints_one_line_with_it() -> None:
    assert ran(NO_SYSTEM_LINE)[0].facts["expectations"] == "1 judged"
    assert ran(NO_SYSTEM_LINE, "[SYSTEM] Device ID: x")[0].outcome is Outcome.FAILED


def test_a_pace_that_is_not_the_profiles_is_a_fact() -> None:
    def facts(every: int) -> Mapping[str, str]:
        def prepare(world: FakeWorld) -> None:
            for at in range(0, 600, every):
                world.plan(requested("state", 200, at * 1_000_000, method="GET", session="5e5510"))

        steps = '- time.run: 10m\n- expect.no_serial: {contains: "[SYSTEM]", for: 1s}'
        factory = FactoryOfTaciturn(prepare=prepare)
        return run_case(case_of(steps=steps), factory, polling_every(load_profile(), 30)).facts

    assert facts(60)[POLLS_EVERY] == "60 s"
    assert not {POLLS_EVERY} & facts(30).keys()
    assert not {POLLS_EVERY} & facts(200).keys()


def test_the_time_in_which_a_line_is_not_to_come_passes_of_firmware_that_has_no_such_line() -> None:
    result, world = ran('- expect.no_serial: {line: "[INFO] Device ONLINE", for: 5m}\n')
    assert result.outcome is Outcome.SKIPPED
    assert world.now_us == 5 * MINUTE_US
