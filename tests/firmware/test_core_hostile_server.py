"""Whatever a server answers, the C++ core survives it too: the tests of the Python device program."""

import pytest

from tests.firmware.core_program import compiled_program, rules_of
from tests.simulator.program import test_hostile_server

__all__ = ["compiled_program"]
pytestmark = [pytest.mark.long, pytest.mark.usefixtures("compiled_program")]

globals().update(rules_of(test_hostile_server))
