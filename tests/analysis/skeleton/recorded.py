"""Recordings made in the simulated world."""

from collections.abc import Iterable

from oceanhil.analysis.recording.lines import RecordedLine, stamped_lines
from oceanhil.analysis.skeleton import Skeleton, make_skeleton
from oceanhil.app.run.attachments import serial_log
from oceanhil.app.run.library import board_files, find_scenario
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.loader import load_scenario
from oceanhil.scenarios.result import Result
from oceanhil.scenarios.runner import run_case


def recording_of(scenario: str, board: Board) -> list[RecordedLine]:
    """The serial log of a scenario's first case, or of one point of its sweep, in the simulated world."""
    case = load_scenario(find_scenario(scenario, ())).expand(board, ())[0]
    if case.scenario.sweep is not None:
        case = case.at(f"{case.scenario.sweep.boot}.10")
    result: Result = run_case(case, SimWorldFactory(), load_profile())
    return list(stamped_lines(serial_log(result.events).splitlines()))


def skeleton_of(texts: Iterable[str]) -> Skeleton:
    return make_skeleton(list(stamped_lines(texts)), "probe", "device.log", board_files())


def steps_in(skeleton: Skeleton) -> list[str]:
    """The steps, each as it is written, and comments among them."""
    lines = skeleton.yaml.partition("\nsteps:\n")[2].splitlines()
    return [line.strip().removeprefix("- ") for line in lines if line.startswith("  ")]
