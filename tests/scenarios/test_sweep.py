"""Sweeps over power cuts: one run for each unit of flash work, and a tally of what came of them."""

import gc
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.record import RecordReading, RecordVerdict
from oceanhil.scenarios import sweep as sweep_module
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.invariants import Past
from oceanhil.scenarios.replay import parse_replay
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.run import CUT_AT, was_met
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.sweep import Progress
from oceanhil.scenarios.world import Capability, TakesAnyFirmware
from tests.scenarios.fake_world import PERMANENT_TOKEN, FakeDevice, FakeFactory, FakeWorld, S, line, stored
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
AFTER_CUT = (stored(PERMANENT_TOKEN), EMPTY, RecordReading(RecordVerdict.BAD_CHECKSUM), EMPTY)


class WearingDevice(FakeDevice):
    """Some units of work in its first boot; what is left in storage depends on the unit it was cut at."""

    def __init__(self, world: FakeWorld, after_cut: Sequence[RecordReading]) -> None:
        super().__init__(world, "device", world.made_for.board)
        self.work_units, self.record = len(after_cut), stored(PERMANENT_TOKEN)
        self.after_cut = after_cut

    def cut_power(self, boot: int, unit: int) -> None:
        super().cut_power(boot, unit)
        self.work_units = 0
        self.after = self.after_cut[unit]

    def power_on(self) -> None:
        was_armed = self.cut is not None
        super().power_on()
        self.record = self.after if was_armed else self.record


def wear(world: FakeWorld, after_cut: Sequence[RecordReading]) -> None:
    world.put("device", WearingDevice(world, after_cut))


def prepare(world: FakeWorld) -> None:
    wear(world, AFTER_CUT)


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


def test_the_map_has_the_last_word_of_each_point_and_what_the_scenario_refuses() -> None:
    again = "    - classify: {still: {same_as: before}, gone: {storage: empty}, bad: {storage: corrupt}}\n"
    result, _ = sweep("tally: {outcomes: {bad: none}}", STEPS + again)
    assert result.swept is not None
    words = [result.swept.words[each] for each in result.swept.rows[0].ended_as]
    assert [(word.name, word.is_bad) for word in words] == [
        ("still", False),
        ("gone", False),
        ("bad", True),
        ("gone", False),
    ]
    assert result.swept.replay_id == "probe@esp32#cut={}"


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


def test_the_point_that_is_shown_fails_by_something_else_than_what_is_looked_past() -> None:
    leak = {"device.power_on": [line("a token oc_reg_rrrrr…", S, leak=True)]}
    case = case_of(SWEEP, STEPS.replace("        lost: {storage: empty}\n", ""))
    past = (Past(InvariantId.I1, "device printed"),)
    result = run_case(case, FakeFactory(leak, prepare=prepare), load_profile(), past=past)
    assert result.failure is not None
    assert (result.failure.invariant, result.replay_id) == ("", "probe@esp32#cut=1.1")
    assert result.reason == "4 of 4 points failed, 2 of them by what is looked past alone"
    assert was_met("I1: device printed", result.facts)


def test_what_is_looked_past_at_any_point_was_met_whichever_is_shown() -> None:
    leak = {"device.power_on": [line("a token oc_reg_rrrrr…", S, leak=True)]}
    worlds = iter(range(9))

    def leaks_late(world: FakeWorld) -> None:
        prepare(world)
        # The first world counts, the others are cut at 0, 1, 2 and 3.
        world.script = leak if next(worlds) > 2 else {}

    past = (Past(InvariantId.I1, "device printed"),)
    case = case_of(SWEEP, STEPS.replace("        lost: {storage: empty}\n", ""))
    result = run_case(case, FakeFactory(prepare=leaks_late), load_profile(), past=past)
    assert result.replay_id == "probe@esp32#cut=1.1"
    assert was_met("I1: device printed", result.facts)


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
        "none: boot 1 never came, the device booted 0 times",
    )


def test_a_failure_before_the_cut_is_found_by_the_counting_run() -> None:
    result, factory = sweep(steps="- expect.boots: 1\n- storage.cut_power: ${cut}\n- expect.power_lost")
    assert result.failure is not None
    assert (result.failure.step, len(factory.worlds)) == ("expect.boots: 1", 1)


def test_progress_is_told_after_each_point() -> None:
    told: list[tuple[int, int]] = []
    sweep(progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


@pytest.mark.parametrize(("usual", "meanwhile"), [(700, 50_000), (90_000, 90_000), (0, 0)])
def test_garbage_is_looked_for_seldom_while_points_run_and_as_before_afterwards(usual: int, meanwhile: int) -> None:
    before, seen = gc.get_threshold(), set[int]()
    gc.set_threshold(usual, *before[1:])
    try:
        sweep(progress=lambda _done, _total: seen.add(gc.get_threshold()[0]))
        assert (seen, gc.get_threshold()) == ({meanwhile}, (usual, *before[1:]))
    finally:
        gc.set_threshold(*before)


def test_a_sweep_needs_virtual_time() -> None:
    factory = FakeFactory(capabilities=frozenset(Capability) - {Capability.VIRTUAL_TIME})
    result = run_case(case_of(SWEEP, STEPS), factory, load_profile())
    assert result.reason == "world 'fake' lacks virtual-time"


def test_a_world_that_fails_ends_the_sweep() -> None:
    factory = FakeFactory(prepare=prepare, broken=("device.cut_power",))
    result = run_case(case_of(SWEEP, STEPS), factory, load_profile())
    assert (result.outcome, result.replay_id) == (Outcome.ERROR, "probe@esp32#cut=1.0")


def ids(result: Result) -> list[str]:
    return [point.replay_id.partition("#")[2] for point in result.points]


def again(result: Result, tally: str, steps: str = STEPS) -> Result:
    """Run what the result prints."""
    case = scenario_of(SWEEP + tally, steps).case(parse_replay(result.replay_id))
    return run_case(case, FakeFactory(prepare=prepare), load_profile())


def test_an_outcome_that_must_always_come_fails_with_the_first_point_at_which_it_did_not() -> None:
    tally = "tally: {outcomes: {kept: all}}"
    result, _ = sweep(tally)
    assert (result.outcome, result.replay_id) == (Outcome.FAILED, "probe@esp32#cut=1.1")
    assert result.failure is not None
    assert result.failure.found == "corrupt 1, kept 1, lost 2"
    assert result.reason == "3 of 4 points failed"
    assert again(result, tally).outcome is Outcome.FAILED


def test_every_point_that_failed_is_listed_with_what_came_of_it() -> None:
    result, _ = sweep("tally: {outcomes: {kept: all}}")
    assert [(point.replay_id, point.ended_as, point.why) for point in result.points] == [
        ("probe@esp32#cut=1.1", ("lost",), "tally: kept: all"),
        ("probe@esp32#cut=1.2", ("corrupt",), "tally: kept: all"),
        ("probe@esp32#cut=1.3", ("lost",), "tally: kept: all"),
    ]


def test_points_at_which_a_step_failed_are_listed_beside_those_the_tally_refuses() -> None:
    steps = STEPS.replace("        lost: {storage: empty}\n", "")
    result, _ = sweep("tally: {outcomes: {corrupt: none}}", steps)
    assert ids(result) == ["cut=1.1", "cut=1.2", "cut=1.3"]
    assert [point.why.partition(":")[0] for point in result.points] == ["classify", "tally", "classify"]


def test_a_point_that_fails_alone_is_shown_before_a_number_that_is_wrong() -> None:
    result, _ = sweep("tally: {outcomes: {kept: 3, corrupt: none}}")
    assert (result.replay_id, ids(result)) == ("probe@esp32#cut=1.2", ["cut=1.2"])
    assert result.reason == "1 of 4 points failed; missed too: tally: kept: 3"


def test_a_number_that_is_wrong_lists_the_points_that_were_counted() -> None:
    tally = "tally: {outcomes: {lost: 1}}"
    result, _ = sweep(tally)
    assert (result.replay_id, ids(result)) == ("probe@esp32", ["cut=1.1", "cut=1.3"])
    assert result.reason == "the trace is that of the last of 4 points, 1.3"
    assert again(result, tally).outcome is Outcome.FAILED


def test_of_several_numbers_that_are_wrong_the_first_is_shown_with_its_points() -> None:
    result, _ = sweep("tally: {outcomes: {corrupt: 1, lost: 1, kept: 4}}")
    assert result.failure is not None
    assert (result.failure.step, ids(result)) == ("tally: lost: 1", ["cut=1.1", "cut=1.3"])
    assert {point.why for point in result.points} == {"tally: lost: 1"}


def test_a_point_that_says_an_outcome_twice_counts_once() -> None:
    twice = STEPS + "    - classify: {kept: {same_as: before}, lost: {}}\n"
    result, _ = sweep("tally: {outcomes: {kept: all}}", twice)
    assert (result.tally["kept"], result.outcome) == (1, Outcome.FAILED)


def test_a_single_run_that_says_nothing_is_not_as_expected() -> None:
    guarded = "- when: {board: picow}\n  steps: [{classify: {kept: {}}}]"
    result = run_case(case_of("tally: {outcomes: {kept: all}}", guarded), FakeFactory(), load_profile())
    assert result.outcome is Outcome.FAILED


@pytest.mark.slow
@given(
    ends=st.lists(st.sampled_from(["kept", "lost", "corrupt"]), min_size=1, max_size=6),
    expected=st.dictionaries(
        st.sampled_from(["kept", "lost", "corrupt"]), st.sampled_from(["all", "none", "some", "0", "1", "2"])
    ).filter(bool),
)
def test_what_is_printed_fails_again_and_so_does_each_listed_point(ends: list[str], expected: dict[str, str]) -> None:
    readings = {"kept": stored(PERMANENT_TOKEN), "lost": EMPTY, "corrupt": RecordReading(RecordVerdict.BAD_CHECKSUM)}
    tally = "tally: {outcomes: {" + ", ".join(f"{name}: {word}" for name, word in expected.items()) + "}}"
    scenario = scenario_of(SWEEP + tally, STEPS)

    def run(replay_id: str) -> Result:
        prepared = FakeFactory(prepare=lambda world: wear(world, [readings[each] for each in ends]))
        return run_case(scenario.case(parse_replay(replay_id)), prepared, load_profile())

    result = run("probe@esp32")
    if result.outcome is Outcome.PASSED:
        assert result.points == ()
        return
    assert run(result.replay_id).outcome is Outcome.FAILED
    if "#" in result.replay_id:
        assert all(run(point.replay_id).outcome is Outcome.FAILED for point in result.points)
        alone = {f"probe@esp32#cut=1.{unit}" for unit in range(len(ends))}
        failing = {each for each in alone if run(each).outcome is Outcome.FAILED}
        assert {point.replay_id for point in result.points} == failing


def test_a_sweep_that_a_failing_world_ends_keeps_what_failed_before() -> None:
    steps = STEPS.replace("        lost: {storage: empty}\n", "")
    factory = FakeFactory(prepare=prepare, broken=("device.cut_power 1.2",))
    result = run_case(case_of(SWEEP, steps), factory, load_profile())
    assert (result.outcome, result.replay_id) == (Outcome.ERROR, "probe@esp32#cut=1.2")
    assert ids(result) == ["cut=1.1", "cut=1.2"]
    assert result.reason.endswith(" (before that, 1 of 2 points failed)")


def test_points_that_a_world_turns_out_unable_to_run_do_not_pass_by_that() -> None:
    factory = FakeFactory(prepare=prepare, lacking=("device.cut_power 1.1", "device.cut_power 1.2"))
    result = run_case(case_of(SWEEP, STEPS), factory, load_profile())
    assert result.outcome is Outcome.SKIPPED
    assert result.reason.startswith("2 of 4 points were skipped: lacking here: ")


def test_a_remedy_that_one_point_skipped_is_not_verified() -> None:
    remedy = "remedy: {text: Do it., steps: [storage.clear]}"
    remedies = iter((False, False, True, False, False))

    def prepare_one(world: FakeWorld) -> None:
        prepare(world)
        world.lacking = ("device.clear_storage",) if next(remedies) else ()

    factory = FakeFactory(prepare=prepare_one)
    result = run_case(case_of(SWEEP + remedy, STEPS), factory, load_profile())
    assert (result.outcome, result.remedy) == (Outcome.PASSED, Outcome.SKIPPED)


@pytest.mark.parametrize(
    ("most", "reason"),
    [
        (4, ""),
        (3, "4 points; expected at most 3: write 'every: 2' in its sweep"),
        (1, "4 points; expected at most 1: write 'every: 4' in its sweep"),
        (2, "4 points; expected at most 2: write 'every: 2' in its sweep"),
    ],
)
def test_a_sweep_has_as_many_points_as_it_may_have(monkeypatch: pytest.MonkeyPatch, most: int, reason: str) -> None:
    monkeypatch.setattr(sweep_module, "POINTS_MAX", most)
    result, factory = sweep()
    assert (result.outcome, result.reason) == (Outcome.ERROR if reason else Outcome.PASSED, reason)
    assert len(factory.worlds) == (1 if reason else 5)


class ForeignFactory(FakeFactory, TakesAnyFirmware):
    """Somebody else's firmware."""


def swept_units(result: Result) -> list[tuple[str, list[int]]]:
    assert result.swept is not None
    return [(row.before, [row.unit(column) for column in range(len(row.ended_as))]) for row in result.swept.rows]


@pytest.mark.parametrize(
    ("most", "units", "cut_at"),
    [
        pytest.param(4, [0, 1, 2, 3], "", id="few enough"),
        pytest.param(3, [0, 3], "one in 3 of 4 units of flash work", id="an odd step"),
        pytest.param(1, [0], "one in 5 of 4 units of flash work", id="one alone"),
    ],
)
def test_of_the_work_of_somebody_elses_firmware_some_units_are_passed_over_where_it_is_much(
    monkeypatch: pytest.MonkeyPatch, most: int, units: list[int], cut_at: str
) -> None:
    monkeypatch.setattr(sweep_module, "FOREIGN_POINTS_MAX", most)
    result = run_case(case_of(SWEEP, STEPS), ForeignFactory(prepare=prepare), load_profile())
    assert (result.outcome, result.facts.get(CUT_AT, "")) == (Outcome.PASSED, cut_at)
    assert swept_units(result) == [("", units)]


def test_points_that_a_tally_counts_are_all_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_module, "FOREIGN_POINTS_MAX", 1)
    counted = case_of(SWEEP + "tally: {outcomes: {lost: 2}}", STEPS)
    result = run_case(counted, ForeignFactory(prepare=prepare), load_profile())
    assert (result.outcome, swept_units(result)) == (Outcome.PASSED, [("", [0, 1, 2, 3])])


def test_units_that_are_passed_over_are_told_beside_the_points_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_module, "FOREIGN_POINTS_MAX", 2)
    refused = case_of(SWEEP + "tally: {outcomes: {kept: none}}", STEPS)
    result = run_case(refused, ForeignFactory(prepare=prepare), load_profile())
    assert (result.reason, result.facts[CUT_AT]) == ("1 of 2 points failed", "one in 3 of 4 units of flash work")


def test_a_sweep_ends_at_the_point_whose_events_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, factory = sweep()
    events = [len(world.trace) for world in factory.worlds[1:]]
    monkeypatch.setattr(sweep_module, "SWEEP_EVENTS_MAX", sum(events))
    assert sweep()[0].outcome is whole.outcome is Outcome.PASSED
    monkeypatch.setattr(sweep_module, "SWEEP_EVENTS_MAX", sum(events[:2]) - 1)
    result, _ = sweep()
    assert result.outcome is Outcome.ERROR
    assert result.reason == f"more than {sum(events[:2]) - 1:,} events in 2 of 4 points: sweep fewer"
    assert [point.replay_id for point in result.points] == ["probe@esp32#cut=1.1"]
