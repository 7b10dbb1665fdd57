"""The compiled C++ core in the place of the Python device program, for tests that ask the program."""

from collections.abc import Iterator
from types import ModuleType

import pytest

from oceanhil.firmware.build import HostBuild, build_host_library
from oceanhil.hil.worlds.native.core import CoreLibrary
from oceanhil.hil.worlds.native.factory import NativeProgram
from tests.simulator.program import fake_hardware

CHECKED = HostBuild(extra_flags=("-DOR_CHECK_STATES",))
"""Halts at a step from state to state that the table of states does not have."""


@pytest.fixture(scope="module")
def compiled_program() -> Iterator[None]:
    """Let `fake_hardware.run` run the core."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fake_hardware, "run_program", NativeProgram(CoreLibrary(build_host_library(CHECKED))))
        yield


def rules_of(module: ModuleType) -> dict[str, object]:
    """Give the tests of a module about the program, each by a name that says which stage it is about."""
    stage = module.__name__.rpartition(".test_")[2]
    return {
        f"test_{stage}_{name.removeprefix('test_')}": rule
        for name, rule in vars(module).items()
        if name.startswith("test_")
    }
