"""Limits on measures: how they are written, what keeps them, and what a run that does not keep one says."""

import pytest

from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.limits import Breach, Limit, Untold, bind_limits, judge_limits, read_limits
from oceanhil.scenarios.measures import Better, Measure, Reading, rate
from oceanhil.scenarios.mistakes import Mistakes
from oceanhil.scenarios.nodes import MapNode
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.units import UNITS_US
from oceanhil.scenarios.world import Capability
from oceanhil.scenarios.yaml_marks import parse
from tests.scenarios.fake_world import FakeFactory, S, Script, boot, power, requested
from tests.scenarios.writing import case_of, mistakes_in, scenario_of, text_of
from tests.together import together

ONLINE: Script = {
    "device.power_on": [power("on"), boot(), requested("state", 200, 4 * S, session="a1b2c3d4")],
}
HOUR_US = UNITS_US["h"]


def limits(text: str) -> tuple[Limit, ...]:
    mistakes = Mistakes()
    node = parse(text.encode(), "probe.yaml", mistakes)
    assert isinstance(node, MapNode)
    found = bind_limits(read_limits(node, mistakes), {}, mistakes)
    mistakes.raise_any()
    return found


def run(measure: str, *steps: str, script: Script | None = None) -> Result:
    listed = "\n".join(f"- {step}" for step in (steps or ("device.power_on", "time.run: 10s")))
    factory = FakeFactory(ONLINE if script is None else script)
    return run_case(case_of(f"measure: {measure}", listed), factory, load_profile())


@pytest.mark.parametrize(
    ("text", "kept", "broken"),
    [
        ("boot_to_online: '< 6 s'", 5.999999, 6),
        ("boot_to_online: '<= 1m 30s'", 90, 90.000001),
        ("boot_to_online: '<1500ms'", 1.4, 1.5),
        ("longest_hold: '< 1 s'", 999, 1_000),
        ("requests_per_hour: '> 600'", 601, 600),
        ("least_free_heap: '>= 20 KiB'", 20_480, 20_479),
        ("least_free_heap: '>= 20 kB'", 20_000, 19_999),
        ("flash_bytes_per_day: '<= 512 bytes'", 512, 513),
        ("flash_erases_per_day: '<= 0'", 0, 1),
    ],
)
def test_a_limit_is_a_comparison_with_a_number_in_a_unit(text: str, kept: float, broken: float) -> None:
    (limit,) = limits(text)
    assert limit.holds(kept)
    assert not limit.holds(broken)


@together
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("measure: fast", "4:10: measure is 'fast'; expected measures and their limits, such as {boot_to_online: "),
        ("measure: {boot_to_onlin: '< 6 s'}", "4:11: unknown measure 'boot_to_onlin'; did you mean 'boot_to_online'?"),
        ("measure: {boot_to_online: 6 s}", "4:27: limit '6 s' lacks a comparison; expected <, <=, > or >=, such as"),
        ("measure: {boot_to_online: '== 6 s'}", "4:27: '==' is no comparison; expected <, <=, > or >="),
        ("measure: {boot_to_online: '< 6'}", "4:27: duration '6' has no unit; write '6s' for seconds"),
        ("measure: {boot_to_online: '< 6 MB'}", "4:27: '6 MB' is not a duration"),
        ("measure: {boot_to_online: '< -6 s'}", "4:27: limit '-6 s' is negative; expected 0s or more"),
        ("measure: {boot_to_online: [5]}", "4:28: limit '5' lacks a comparison"),
        ("measure: {boot_to_online: {less: 5}}", "4:27: found a mapping; expected a limit such as '< 6 s'"),
        ("measure: {boot_to_online: }", "4:27: found nothing; expected a limit such as '< 6 s'"),
        ("measure: {least_free_heap: '> 20 MB'}", "4:28: unknown unit 'MB' of least_free_heap; expected one of bytes"),
        ("measure: {requests_per_hour: '< 6 s'}", "unknown unit 's' of requests_per_hour; it is a count and has none"),
        ("measure: {requests_per_hour: '< many'}", "'many' is no limit of requests_per_hour; expected one such as"),
        ("measure: {requests_per_hour: '< 0'}", "no run keeps requests_per_hour '< 0': nothing is below 0"),
        ("measure: {requests_per_hour: '>= 0'}", "every run keeps requests_per_hour '>= 0'; expected more"),
        ("measure: {requests_per_hour: ['< 5', '< 6']}", "4:38: requests_per_hour has two upper limits; leave one out"),
        ("measure: {requests_per_hour: ['> 6', '> 5']}", "requests_per_hour has two lower limits; leave one out"),
        ("measure: {requests_per_hour: ['> 6', '< 5']}", "nothing is both requests_per_hour > 6 and requests_per_hour"),
        ("measure: {requests_per_hour: ['> 6', '< 6']}", "nothing is both requests_per_hour > 6 and requests_per_hour"),
        ("measure: {boot_to_online: '< ${pace}'}", "4:27: unknown variable 'pace'"),
        (
            "sweep: {cut: {boot: 1, of: flash-units}}\nmeasure: {boot_to_online: '< 6 s'}",
            "5:10: 'measure' and 'sweep' exclude each other",
        ),
    ],
)
def test_mistakes_in_limits(body: str, expected: str) -> None:
    steps = "- storage.cut_power: ${cut}" if "sweep" in body else ""
    assert any(expected in mistake for mistake in mistakes_in(text_of(body, steps))), mistakes_in(text_of(body, steps))


def test_what_lies_between_two_limits_keeps_both() -> None:
    both = limits("requests_per_hour: ['> 600', '< 800']")
    found = [judge_limits(both, {Measure.REQUESTS: Reading(number=number)}) for number in (600, 700, 800)]
    assert [each and each.limit.text for each in found] == ["requests_per_hour > 600", None, "requests_per_hour < 800"]


def test_a_limit_may_differ_by_board_and_case() -> None:
    body = (
        "by_board: {esp32: {pace: 3 s}, esp8266: {pace: 5s}, picow: {pace: 7s}}\nmeasure: {boot_to_online: '< ${pace}'}"
    )
    scenario = scenario_of(body)
    bound = {board: scenario.expand(board)[0].bound().limits for board in (Board.ESP32, Board.PICOW)}
    assert [limit.number for (limit,) in bound.values()] == [3, 7]


def test_a_run_that_keeps_its_limits_passes_and_says_what_was_measured() -> None:
    result = run("{boot_to_online: '< 6 s'}")
    assert (result.outcome, result.failure) == (Outcome.PASSED, None)
    assert result.measures["boot_to_online"] == Reading(number=4, at_us=4 * S)
    assert result.facts["boot_to_online"] == "4.0 s"


def test_a_limit_that_is_broken_fails_with_place_limit_value_and_moment() -> None:
    result = run("{boot_to_online: '< 3 s'}")
    failure = result.failure
    assert result.outcome is Outcome.FAILED
    assert failure is not None
    assert (failure.step, failure.expected, failure.found) == (
        "measure: boot_to_online",
        "boot_to_online < 3 s",
        "4.0 s",
    )
    assert (failure.place, failure.at_us) == ("probe.yaml:4:27", 4 * S)


def test_a_step_that_fails_is_told_in_place_of_a_limit() -> None:
    result = run("{boot_to_online: '< 3 s'}", "device.power_on", "expect.serial: {line: never, within: 10s}")
    assert result.failure is not None
    assert result.failure.step.startswith("expect.serial")


def test_a_measure_of_what_never_happened_breaks_its_limit() -> None:
    result = run("{boot_to_online: '< 6 s'}", script={"device.power_on": [power("on"), boot()]})
    assert result.failure is not None
    assert result.failure.found == "nothing to measure: no boot came online"


def test_a_rate_of_a_time_that_is_too_short_breaks_its_limit_and_says_how_long_it_takes() -> None:
    result = run("{requests_per_hour: '< 800'}")
    assert result.failure is not None
    assert result.failure.found == "1 in 10s; it takes 1h with power: add 'time.run: 1h'"


def test_a_rate_is_judged_from_its_time_on() -> None:
    kept = {Measure.REQUESTS: rate(Measure.REQUESTS, 1_000, 2 * HOUR_US)}
    assert kept[Measure.REQUESTS].number == 500
    assert judge_limits(limits("requests_per_hour: '<= 500'"), kept) is None
    assert isinstance(judge_limits(limits("requests_per_hour: '< 500'"), kept), Breach)


def test_what_nobody_tells_is_no_breach_but_what_others_of_its_kind_are_told_of_is() -> None:
    lost = limits("heap_lost_per_hour: '< 10'")
    assert isinstance(judge_limits(lost, {}), Untold)
    told = judge_limits(lost, {Measure.LEAST_HEAP: Reading(number=9)})
    assert isinstance(told, Breach)
    assert told.found == "nothing to measure: no boot with 30 min of polls"


def test_a_breach_is_told_before_what_nobody_tells() -> None:
    found = judge_limits(
        limits("{least_free_heap: '> 9', longest_silence: '< 2s'}"), {Measure.SILENCE: Reading(number=3)}
    )
    assert isinstance(found, Breach)


def test_a_world_that_does_not_tell_a_measure_skips_the_case_by_name() -> None:
    factory = FakeFactory(ONLINE, capabilities=frozenset(Capability) - {Capability.MEMORY})
    result = run_case(case_of("measure: {least_free_heap: '> 20 KiB'}"), factory, load_profile())
    assert result.outcome is Outcome.SKIPPED
    assert result.reason == "world 'fake' lacks memory, which the limit on least_free_heap needs"
    assert not factory.worlds


def test_a_world_that_could_and_does_not_skips_too() -> None:
    result = run("{least_free_heap: '> 20 KiB'}")
    assert (result.outcome, result.reason) == (
        Outcome.SKIPPED,
        "nobody tells least_free_heap here, on which there is a limit",
    )


def test_the_list_of_measures_says_which_way_is_better() -> None:
    assert {each for each in Measure if each.better is Better.MORE} == {Measure.LEAST_HEAP, Measure.LARGEST_BLOCK}


def test_what_a_limit_needs_the_case_needs() -> None:
    bound = case_of("measure: {least_free_heap: '> 20 KiB', boot_to_online: '< 6 s'}", "- device.power_on").bound()
    assert Capability.MEMORY in bound.needs
    assert Capability.MEMORY not in case_of("", "- device.power_on").bound().needs
