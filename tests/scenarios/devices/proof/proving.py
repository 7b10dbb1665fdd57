"""Planted scenarios, proved in simulated worlds."""

from __future__ import annotations

from collections.abc import Sequence

from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.devices.proof.scenario_proof import ExpectationVerdict, ScenarioProof, prove_scenario
from oceanhil.scenarios.devices.stage import DeviceStage
from oceanhil.scenarios.scenario import Case
from tests.scenarios.writing import scenario_of


def stage_of(case: Case) -> DeviceStage:
    return DeviceStage(case, SimWorldFactory(), load_profile())


def proof_of(
    body: str, steps: str, boards: Sequence[Board] = (Board.ESP32,), *, is_whole: bool = False
) -> ScenarioProof:
    """Prove a scenario; line 4 is the first of `body`, or `steps:` where there is none."""
    scenario = scenario_of(body, steps)
    drivers = SimWorldFactory().drivers
    cases = [case for board in boards for case in scenario.expand(board, drivers(board))]
    return prove_scenario(scenario, cases, stage_of, is_whole=is_whole)


def idle_of(proof: ScenarioProof) -> list[str]:
    return [f"{each.place.line}:{each.place.column} {each.text}" for each in proof.of(ExpectationVerdict.IDLE)]
