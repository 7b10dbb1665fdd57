"""A sweep over several power cuts in a row: behind each cut every unit of the next boot that does flash work."""

import pytest

from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios import sweep as sweep_module
from oceanhil.scenarios.mistakes import ScenarioError
from oceanhil.scenarios.replay import parse_replay
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.run import CUT_AT
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.scenario import Case
from oceanhil.scenarios.world import TakesAnyFirmware
from tests.scenarios.writing import scenario_of

SWEEP = "sweep: {cut: {boot: 2, of: flash-units, every: 60, then: {boot: 3, of: flash-units, every: 70}}}\n"
HEAD = "matrix: {store: [reference]}\ngiven: {settings: {permanent_body_length: 24}}\n"
STEPS = """
    - device.power_on
    - expect.online
    - device.power_off
    - storage.remember: before
    - server.set_relay: {relay: 1, state: "on"}
    - storage.cut_power: ${cut}
    - device.power_on
    - expect.power_lost
    - device.power_on
    - expect.power_lost
    - classify: {kept: {same_as: before}}
    - device.power_on
    - expect.online
"""


def case_of(sweep: str = SWEEP, tally: str = "", steps: str = STEPS) -> Case:
    return scenario_of(HEAD + sweep + tally, steps).expand(Board.ESP8266)[0]


def run(case: Case) -> Result:
    return run_case(case, SimWorldFactory(), load_profile())


def points(result: Result) -> list[tuple[str, str]]:
    found = [point.replay_id.partition("cut=")[2].split(":") for point in result.points]
    return [(first, second) for first, second in found]


def test_each_unit_of_the_second_boot_is_tried_behind_each_of_the_first() -> None:
    result = run(case_of(tally="tally: {outcomes: {kept: none}}"))
    pairs = points(result)
    assert [first for first, second in pairs if second == "3.0"] == ["2.0", "2.60", "2.120", "2.180"]
    assert {second for _, second in pairs} == {"3.0", "3.70", "3.140"}
    assert len(pairs) == len(set(pairs)) == sum(result.tally.values()) == 12


def test_the_map_has_a_row_for_each_first_cut_in_steps_of_the_second() -> None:
    result = run(case_of(tally="tally: {outcomes: {kept: none}}"))
    assert result.swept is not None
    assert [row.label for row in result.swept.rows] == [f"boot 3, behind 2.{unit}" for unit in (0, 60, 120, 180)]
    mapped = [tuple(row.point(at).split(":")) for row in result.swept.rows for at in range(len(row.ended_as))]
    assert mapped == points(result)
    assert {word.name: word.is_bad for word in result.swept.words} == {"kept": True}


class SomebodyElses(SimWorldFactory, TakesAnyFirmware):
    """The same boards, on which the firmware is not ours, as far as the engine can tell."""


def test_of_somebody_elses_firmware_both_cuts_come_in_larger_steps_where_the_pairs_would_be_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sweep_module, "FOREIGN_POINTS_MAX", 6)
    every_unit = SWEEP.replace(", every: 60", "").replace(", every: 70", "")
    result = run_case(case_of(every_unit), SomebodyElses(), load_profile())
    assert result.swept is not None
    rows = [(row.before, [row.unit(column) for column in range(len(row.ended_as))]) for row in result.swept.rows]
    assert rows == [("2.0", [0, 71, 142]), ("2.105", [0, 71, 142])]
    assert result.facts[CUT_AT] == "one in 105 of 209 units of flash work"


def test_both_cuts_come_where_the_replay_id_says() -> None:
    case = scenario_of(HEAD + SWEEP, STEPS).case(parse_replay("probe@esp8266+reference#cut=2.60:3.70"))
    result = run(case)
    cuts = [event.fields["unit"] for event in result.events if event.fields.get("state") == "cut"]
    assert (result.outcome, cuts) == (Outcome.PASSED, [60, 70])


def test_a_next_boot_without_flash_work_is_named() -> None:
    steps = STEPS.replace(
        "    - device.power_on\n    - expect.power_lost\n    - classify", "    - expect.power_lost: 1s\n    - classify"
    )
    result = run(case_of(steps=steps))
    assert result.failure is not None
    assert (result.failure.expected, result.failure.found) == (
        "flash work in boot 3 to cut",
        "none: boot 3 never came, the device booted 2 times",
    )


def test_three_cuts_in_a_row() -> None:
    sweep = SWEEP.replace("every: 70}", "every: 70, then: {boot: 4, of: flash-units, every: 150}}")
    steps = STEPS.replace("    - classify", "    - device.power_on\n    - expect.power_lost\n    - classify")
    result = run(case_of(sweep, steps=steps))
    cuts = [event.fields["unit"] for event in result.events if event.fields.get("state") == "cut"]
    assert (result.outcome, len(cuts)) == (Outcome.PASSED, 3)


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ("{boot: 2, of: flash-units}", "expected 'boot: 3' or more"),
        ("{boot: 0, of: flash-units}", "count from 1"),
        ("{boot: 3, of: flash-units, every: 0}", "count from 1"),
        ("{boot: 3}", "lacks the key 'of'"),
        (
            "{boot: 3, of: flash-units, then: {boot: 4, of: flash-units, then: {boot: 5, of: flash-units}}}",
            "unknown key 'then'",
        ),
    ],
)
def test_what_cannot_follow_is_refused(then: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        case_of(f"sweep: {{cut: {{boot: 2, of: flash-units, then: {then}}}}}\n")
