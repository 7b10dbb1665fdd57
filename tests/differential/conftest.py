"""The program that is compared with the Python one: compiled from `firmware/core`."""

import pytest

from oceanhil.firmware.build import BuildError, find_compiler
from oceanhil.hil.worlds.native.core import CoreLibrary
from oceanhil.hil.worlds.native.factory import NativeProgram, NativeWorldFactory


@pytest.fixture(scope="session", autouse=True)
def _a_compiler_is_there() -> None:
    try:
        find_compiler()
    except BuildError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def native() -> NativeWorldFactory:
    return NativeWorldFactory()


@pytest.fixture(scope="session")
def compiled(native: NativeWorldFactory) -> NativeProgram:
    return NativeProgram(CoreLibrary(native.build()))
