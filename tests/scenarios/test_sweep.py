"""Sweeps over power cuts: one run for each unit of flash work, and a tally of what came of them."""

from protocol.profile import load_profile
from protocol.record import RecordReading, RecordVerdict
from scenarios.replay import parse_replay
from scenarios.result import Outcome, Result
from scenarios.runner import Progress, run_case
from scenarios.world import Capability
from tests.scenarios.fake_world import PERMANENT_TOKEN, FakeDevice, FakeFactory, FakeWorld, S, stored
from tests.scenarios.writing import case_of, scenario_of

SWEEP = "given: {token: none}\nsweep: {cut: {boot: 1, of: flash-units}}\n"
STEPS = """
    - storage.remember: before
    - storage.cut_power: ${cut}
    - device.power_on
    - expect.power_lost: 10s
    - classify:
        kept: {same_as: before}
        lost: {storage: empty}
        corrupt: {storage: corrupt}
"""
EMPTY = RecordReading(RecordVerdict.EMPTY)
AFTER_CUT = {"0": stored(PERMANENT_TOKEN), "1": EMPTY, "2": RecordReading(RecordVerdict.BAD_CHECKSUM), "3": EMPTY}


class WearingDevice(FakeDevice):
    """Four units of work in its first boot; what is left in storage depends on the unit it was cut at."""

    def cut_power(self, boot: int, unit: int) -> None:
        super().cut_power(boot, unit)
        self.work_units = 0
        self.after = AFTER_CUT[str(unit)]

    def power_on(self) -> None:
        was_armed = self.cut is not None
        super().power_on()
        self.record = self.after if was_armed else self.record


def prepare(world: FakeWorld) -> None:
    device = WearingDevice(world, "device", world.made_for.board)
    device.work_units, device.record = 4, stored(PERMANENT_TOKEN)
    world.put("device", device)


def sweep(tally: str = "", steps: str = STEPS, progress: Progress | None = None) -> tuple[Result, FakeFactory]:
    factory = FakeFactory(prepare=prepare)
    return run_case(case_of(SWEEP + tally, steps), factory, load_profile(), progress), factory


def test_a_sweep_runs_once_to_count_and_once_for_each_unit() -> None:
    result, factory = sweep()
    cuts = [[call for call in world.calls if "cut_power" in call] for world in factory.worlds]
    assert cuts == [[], *[[f"device.cut_power 1.{unit}"] for unit in range(4)]]
    assert (result.outcome, result.replay_id) == (Outcome.PASSED, "probe@esp32")


def test_the_tally_counts_what_came_of_each_point() -> None:
    result, _ = sweep()
    assert result.tally == {"kept": 1, "lost": 2, "corrupt": 1}
    assert result.simulated_us == 4 * S


def test_a_tally_that_is_as_expected_passes() -> None:
    result, _ = sweep("tally: {outcomes: {lost: 2, kept: some, corrupt: some}}")
    assert result.outcome is Outcome.PASSED


def test_an_outcome_that_must_not_come_fails_with_the_first_point_it_came_at() -> None:
    result, _ = sweep("tally: {outcomes: {corrupt: none}}")
    assert result.failure is not None
    assert (result.failure.step, result.failure.line) == ("tally: corrupt: none", 6)
    assert result.failure.found == "corrupt 1, kept 1, lost 2"
    assert result.replay_id == "probe@esp32#cut=1.2"


def test_an_outcome_that_comes_too_seldom_fails_the_sweep_as_a_whole() -> None:
    result, _ = sweep("tally: {outcomes: {kept: 2}}")
    assert (result.outcome, result.replay_id) == (Outcome.FAILED, "probe@esp32")


def test_only_the_rows_of_the_tally_that_fit_the_case_count() -> None:
    result, _ = sweep("tally: [{when: {board: picow}, outcomes: {corrupt: none}}]")
    assert result.outcome is Outcome.PASSED


def test_a_failing_point_is_named_and_the_others_are_run_all_the_same() -> None:
    result, factory = sweep(steps=STEPS.replace("        lost: {storage: empty}\n", ""))
    assert (result.outcome, result.replay_id) == (Outcome.FAILED, "probe@esp32#cut=1.1")
    assert result.reason == "2 of 4 points failed"
    assert len(factory.worlds) == 5


def test_one_point_runs_alone_by_its_replay_id() -> None:
    factory = FakeFactory(prepare=prepare)
    scenario = scenario_of(SWEEP + "tally: {outcomes: {kept: some, corrupt: none}}", STEPS)
    lost = run_case(scenario.case(parse_replay("probe@esp32#cut=1.1")), factory, load_profile())
    corrupt = run_case(scenario.case(parse_replay("probe@esp32#cut=1.2")), factory, load_profile())
    assert (lost.outcome, lost.tally) == (Outcome.PASSED, {"lost": 1})
    assert (corrupt.outcome, corrupt.replay_id) == (Outcome.FAILED, "probe@esp32#cut=1.2")


def test_every_takes_only_each_so_manieth_unit() -> None:
    factory = FakeFactory(prepare=prepare)
    result = run_case(case_of(SWEEP.replace("units", "units, every: 3"), STEPS), factory, load_profile())
    assert result.tally == {"kept": 1, "lost": 1}


def test_a_boot_without_flash_work_has_nothing_to_sweep() -> None:
    result = run_case(case_of(SWEEP, STEPS), FakeFactory(), load_profile())
    assert result.failure is not None
    assert (result.failure.expected, result.failure.found) == (
        "flash work in boot 1 to cut",
        "none in the run without a cut",
    )


def test_a_failure_before_the_cut_is_found_by_the_counting_run() -> None:
    result, factory = sweep(steps="- expect.boots: 1\n- expect.power_lost")
    assert result.failure is not None
    assert (result.failure.step, len(factory.worlds)) == ("expect.boots: 1", 1)


def test_progress_is_told_after_each_point() -> None:
    told: list[tuple[int, int]] = []
    sweep(progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_sweep_needs_virtual_time() -> None:
    factory = FakeFactory(capabilities=frozenset(Capability) - {Capability.VIRTUAL_TIME})
    result = run_case(case_of(SWEEP, STEPS), factory, load_profile())
    assert result.reason == "world 'fake' lacks virtual-time"


def test_a_world_that_fails_ends_the_sweep() -> None:
    factory = FakeFactory(prepare=prepare, broken=("device.cut_power",))
    result = run_case(case_of(SWEEP, STEPS), factory, load_profile())
    assert (result.outcome, result.replay_id) == (Outcome.ERROR, "probe@esp32#cut=1.0")
