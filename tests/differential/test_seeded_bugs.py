"""A fault in the C++ core is noticed: by a scenario, an invariant, or the comparison with the Python program."""

import shutil
from functools import cache
from pathlib import Path

import pytest

from oceanhil.app.run.comparison import agreement
from oceanhil.firmware.build import CORE_DIRECTORY, HostBuild, build_host_library
from oceanhil.hil.worlds.native.core import CoreLibrary
from oceanhil.hil.worlds.native.factory import NativeProgram, NativeWorldFactory
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.board import PLATFORM_BOARDS
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.loader import Library
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.runner import run_case
from oceanhil.simulator.program import run_program
from tests.differential.environment import Environment, seen
from tests.differential.seeded_bugs import SEEDED_BUGS, SeededBug
from tests.library import whole_library


class SeededFactory(NativeWorldFactory):
    """Worlds with a library that has been built already."""

    def __init__(self, library: Path) -> None:
        self._library = library

    def build(self) -> Path:
        return self._library


@cache
def library() -> Library:
    return whole_library()


@pytest.fixture
def seeded(bug: SeededBug, tmp_path: Path) -> Path:
    """Give a library of the core with this fault in it, quick to compile; a fault may leave something unused behind."""
    copied = Path(shutil.copytree(CORE_DIRECTORY, tmp_path / "core"))
    source = copied / "src" / bug.file
    text = source.read_text()
    assert text.count(bug.old) == 1, f"{bug.file} has {text.count(bug.old)} times: {bug.old}"
    source.write_text(text.replace(bug.old, bug.new))
    return build_host_library(HostBuild(("-Wno-error",), "-O0", copied), tmp_path / "cache")


def noticed_by(scenario: str, factory: SeededFactory) -> str:
    """Run a scenario's cases until one is red or differs from world `sim`; say which."""
    sim, profile = SimWorldFactory(), load_profile()
    for board in PLATFORM_BOARDS:
        for case in library()[scenario].expand(board, factory.drivers(board)):
            result = run_case(case, factory, profile)
            if result.outcome is Outcome.FAILED:
                return f"{case.replay}: {result.failure}"
            compared = agreement(result, case, sim, profile)
            if not compared.agrees:
                return f"{case.replay}: {compared.headline}"
    return ""


def differs(around: Environment, program: NativeProgram) -> bool:
    return seen(program, around) != seen(run_program, around)


@pytest.mark.slow
@pytest.mark.parametrize("bug", SEEDED_BUGS, ids=lambda bug: bug.name)
def test_a_fault_in_the_core_is_noticed(bug: SeededBug, seeded: Path, compiled: NativeProgram) -> None:
    if bug.scenario:
        assert noticed_by(bug.scenario, SeededFactory(seeded)), f"{bug.scenario} stays green and agrees with sim"
    if bug.around is not None:
        assert differs(bug.around, NativeProgram(CoreLibrary(seeded)))
        assert not differs(bug.around, compiled)


def test_there_are_faults_in_at_least_ten_places() -> None:
    assert len({(bug.file, bug.old) for bug in SEEDED_BUGS}) == len(SEEDED_BUGS) >= 10
