"""Every rule of the Python device program, held by the C++ core: the same tests, run on the compiled program."""

from collections.abc import Iterator
from types import ModuleType

import pytest

from oceanhil.firmware.build import HostBuild, build_host_library
from oceanhil.hil.worlds.native.core import CoreLibrary
from oceanhil.hil.worlds.native.factory import NativeProgram
from tests.simulator.program import (
    fake_hardware,
    test_boot,
    test_clock_skew,
    test_hostile_server,
    test_refused_token,
    test_registration,
    test_session,
)
from tests.simulator.program import test_poll as test_polling

RULES = (
    test_boot,
    test_clock_skew,
    test_hostile_server,
    test_polling,
    test_refused_token,
    test_registration,
    test_session,
)


# Halts at a step from state to state that the table of states does not have.
CHECKED = HostBuild(extra_flags=("-DOR_CHECK_STATES",))


@pytest.fixture(autouse=True, scope="module")
def compiled_program() -> Iterator[None]:
    """Let `fake_hardware.run` run the core."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fake_hardware, "run_program", NativeProgram(CoreLibrary(build_host_library(CHECKED))))
        yield


def rules_of(module: ModuleType) -> dict[str, object]:
    stage = module.__name__.rpartition(".test_")[2]
    return {
        f"test_{stage}_{name.removeprefix('test_')}": rule
        for name, rule in vars(module).items()
        if name.startswith("test_")
    }


for each in RULES:
    globals().update(rules_of(each))
