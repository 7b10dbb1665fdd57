"""The native world's tests need a C++ compiler."""

import pytest

from oceanhil.firmware.build import BuildError, find_compiler


@pytest.fixture(scope="session", autouse=True)
def _a_compiler_is_there() -> None:
    try:
        find_compiler()
    except BuildError as error:
        pytest.skip(str(error))
