"""The two programs that are compared: one in Python, one compiled from `firmware/core`."""

import pytest

from firmware.build import build_host_library
from hil.worlds.native.core import CoreLibrary
from hil.worlds.native.factory import NativeWorldFactory
from hil.worlds.native.program import NativeProgram


@pytest.fixture(scope="session")
def compiled() -> NativeProgram:
    return NativeProgram(CoreLibrary(build_host_library()))


@pytest.fixture(scope="session")
def native() -> NativeWorldFactory:
    return NativeWorldFactory()
