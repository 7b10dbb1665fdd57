"""Expectations on which nothing depends are found by name, line and column; none is named that can fail."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.board import Board
from oceanhil.scenarios.devices.proof.passed import pass_once
from oceanhil.scenarios.devices.proof.scenario_proof import ExpectationVerdict, prove_scenario
from oceanhil.scenarios.loader import load_library
from tests.library import whole_library
from tests.scenarios.devices.proof.proving import idle_of, proof_of, stage_of

ROOT = Path(__file__).parents[4]
ONLINE = "- device.power_on\n- expect.online\n"
IDLE = {
    "a line that is never said": (ONLINE, "expect.no_serial: [INFO] Device ONLINW"),
    "at least none": (ONLINE, "expect.count: {path: register, at_least: 0}"),
    "a path that nobody knows": (ONLINE, "expect.no_request: {path: /firmware/update/, for: 1m}"),
    "a bound beyond all": (ONLINE, "expect.flash_work: {at_most_bytes: 1000000}"),
    "nothing of storage": (ONLINE, "expect.storage: {on: device}"),
    "an outcome that always is": (ONLINE, "classify: {anything: {}}"),
    "a relay without power": ("", "expect.relay: {relay: 1, state: off}"),
    "what nobody writes over": ("- storage.keep: {at: 60, bytes: 4}\n" + ONLINE, "expect.kept"),
}


@pytest.mark.long
@pytest.mark.parametrize("what", IDLE)
def test_an_idle_expectation_is_named_with_its_place(what: str) -> None:
    before, text = IDLE[what]
    step = text.replace("state: off", "state: 'off'")
    step = step.replace("[INFO] Device ONLINW", "'[INFO] Device ONLINW'")
    body = "paths: [/firmware/update/]\ngiven: {settings: {permanent_body_length: 24}, firmware: {store: legacy}}"
    proof = proof_of(body, f"{before}- {step}\n- device.power_on\n- expect.online")
    assert idle_of(proof) == [f"{7 + before.count(chr(10))}:5 {text}"]
    assert not proof.is_good


def test_a_good_scenario_has_none() -> None:
    scenario = load_library([ROOT / "scenarios" / "library" / "tokens"])["token-expired"]
    proof = prove_scenario(scenario, scenario.expand(Board.ESP32), stage_of, is_whole=False)
    assert [each.verdict for each in proof.expectations] == [ExpectationVerdict.NOTICES] * 8
    assert proof.is_good
    assert (proof.idle_steps, proof.loose, proof.unproved) == ([], (), ())


def test_one_failure_hides_no_other() -> None:
    steps = '- device.power_on\n- expect.serial: "[EEPROM] Empty"\n- expect.serial: "[REG] Registering device..."'
    noticed = [each.noticed["silent-line"] for each in proof_of("", steps).expectations]
    assert noticed == ["the serial line says nothing"] * 2


@pytest.mark.parametrize(
    ("steps", "prepares"),
    [
        (f"{ONLINE}- storage.remember: before\n- expect.storage: {{same_as: before}}", "storage.remember: before"),
        ("- server.generate: {on: twin}\n- expect.server: {device: pending, on: twin}", "server.generate: {on: twin}"),
    ],
)
def test_what_only_lacks_its_preparation_has_noticed_nothing(steps: str, prepares: str) -> None:
    proof = proof_of("", steps)
    assert "step-left-out" not in proof.expectations[-1].noticed
    assert prepares not in [text for _, text in proof.idle_steps]


def test_a_step_without_which_all_passes_is_named_and_fails_nothing() -> None:
    proof = proof_of("", "- radio.latency: 1ms\n- device.power_on\n- expect.online")
    assert [(place.line, text) for place, text in proof.idle_steps] == [(5, "radio.latency: 1ms")]
    assert proof.is_good


def test_what_is_given_is_left_out_too_but_not_what_it_prepares_by_itself() -> None:
    proof = proof_of("given: {network: {latency: 1ms}}", "- device.power_on\n- expect.online")
    assert [(place.line, text) for place, text in proof.idle_steps] == [(4, "radio.latency: 1ms")]


def test_an_expectation_that_other_lines_meet_as_well_is_loose() -> None:
    proof = proof_of("", '- device.power_on\n- expect.serial: {contains: "[REG] "}')
    assert [loose.words for loose in proof.loose] == ["the line '[REG] Registering device...' is not heard"]
    assert proof.is_good


def test_steps_of_other_cases_are_proved_in_one_that_has_them() -> None:
    body = "matrix: {mood: [calm, careless, glad]}"
    steps = f"{ONLINE}- when: {{mood: careless}}\n  steps: [{{expect.count: {{path: register, at_least: 0}}}}]"
    proof = proof_of(body, steps)
    assert proof.cases[:2] == ("probe@esp32#mood=calm", "probe@esp32#mood=careless")
    assert idle_of(proof) == ["9:14 expect.count: {path: register, at_least: 0}"]


def test_what_is_idle_on_one_board_may_be_worth_something_on_another() -> None:
    steps = f"{ONLINE}- mark\n- time.run: 1m\n- expect.flash_work: {{at_most_erases: 0}}"
    body = "given: {settings: {permanent_body_length: 24}, firmware: {store: legacy}}"
    assert idle_of(proof_of(body, steps)) == ["10:5 expect.flash_work: {at_most_erases: 0}"]
    proof = proof_of(body, steps, (Board.ESP32, Board.ESP8266))
    assert idle_of(proof) == []
    assert proof.cases == ("probe@esp32", "probe@esp8266")


def test_of_a_sweep_one_point_in_the_middle_is_proved() -> None:
    body = "sweep: {cut: {boot: 1, of: flash-units, every: 10}}"
    steps = "- storage.cut_power: ${cut}\n- device.power_on\n- expect.power_lost"
    proof = proof_of(body, steps)
    assert [case.partition("=")[0] for case in proof.cases] == ["probe@esp32#cut"]
    assert (
        proof.of(ExpectationVerdict.NOTICES)[0].noticed["step-left-out"] == "without storage.cut_power: 1.130 at line 6"
    )


def test_all_cases_are_proved_when_that_is_asked_for() -> None:
    proof = proof_of("matrix: {mood: [calm, careless]}", ONLINE, (Board.ESP32, Board.PICOW), is_whole=True)
    assert len(proof.cases) == 4


def test_a_reason_keeps_an_idle_expectation() -> None:
    body = "known_idle: {step: {expect.count: {path: register, at_least: 0}}, because: It stands for the others.}"
    proof = proof_of(body, f"{ONLINE}- expect.count: {{path: register, at_least: 0}}")
    assert [each.because for each in proof.of(ExpectationVerdict.KEPT)] == ["It stands for the others."]
    assert proof.is_good


def test_a_reason_that_nothing_needs_any_more_is_named_too() -> None:
    proof = proof_of("known_idle: [{step: expect.online, because: So it was.}]", ONLINE)
    assert [(place.line, text) for place, text in proof.outdated] == [(4, "expect.online")]
    assert not proof.is_good


def test_a_case_that_does_not_pass_is_said_and_skipped() -> None:
    proof = proof_of(
        "matrix: {line: [Empty, Full]}", '- device.power_on\n- expect.serial: "[EEPROM] ${line}"', is_whole=True
    )
    assert [each.replay_id for each in proof.unproved] == ["probe@esp32#line=Full"]
    assert proof.unproved[0].reason == "it fails at probe.yaml:7:5: expect.serial: [EEPROM] Full"
    assert proof.cases == ("probe@esp32#line=Empty",)


def test_steps_of_a_case_that_does_not_pass_are_not_judged() -> None:
    proof = proof_of("", "- device.power_on\n- expect.halt")
    assert [each.text for each in proof.of(ExpectationVerdict.UNJUDGED)] == ["expect.halt"]


def test_of_steps_behind_an_alias_one_that_is_needed_speaks_for_all() -> None:
    def runs(times: int) -> int:
        first = (
            f"{ONLINE}- when: {{board: esp32}}\n  steps: &again [device.power_off, device.power_on, expect.online]\n"
        )
        again = "- {when: {board: esp32}, steps: *again}\n" * (times - 1)
        proof = proof_of("", f"{first}{again}- expect.boots: {times + 1}")
        assert proof.is_good
        assert proof.idle_steps == []
        return proof.runs

    assert runs(2) == runs(5)


def test_the_same_proof_comes_out_twice() -> None:
    assert proof_of("", ONLINE) == proof_of("", ONLINE)


RESTART = "- time.run: 20s\n- server.restart\n"
POLLED = "expect.request: {path: state, status: 200}"


@pytest.mark.parametrize(
    ("before", "early"),
    [
        (RESTART, [(9, "server.restart at line 8")]),
        (RESTART + "- time.run: 5s\n", [(10, "server.restart at line 8")]),
        (f"{RESTART}- mark\n", []),
        (f"- mark\n{RESTART}- expect.request: {{path: state, status: 401}}\n", []),
    ],
    ids=["at once", "after a while", "marked since", "behind what came of the step"],
)
def test_what_came_before_the_last_step_that_acted_meets_an_expectation_early(
    before: str, early: Sequence[tuple[int, str]]
) -> None:
    proof = proof_of("", f"{ONLINE}{before}- {POLLED}")
    assert [(each.place.line, each.outdone_by) for each in proof.early] == early
    assert proof.is_good


@pytest.mark.long
def test_the_library_expects_nothing_that_was_there_before() -> None:
    factory = SimWorldFactory()
    every = [
        case
        for scenario in whole_library().values()
        for case in scenario.expand(Board.ESP32, factory.drivers(Board.ESP32))
    ]
    runs = [pass_once(case.bound(), stage_of(case)) for case in every if not case.is_whole_sweep]
    assert [f"{run.steps[index].place}" for run in runs for index in run.outdone] == []
