"""Every rule of the Python device program, held by the C++ core: the same tests, run on the compiled program."""

import pytest

from tests.firmware.core_program import compiled_program, rules_of
from tests.simulator.program import test_boot, test_clock_skew, test_refused_token, test_registration, test_session
from tests.simulator.program import test_poll as test_polling

__all__ = ["compiled_program"]
pytestmark = pytest.mark.usefixtures("compiled_program")

for each in (test_boot, test_clock_skew, test_polling, test_refused_token, test_registration, test_session):
    globals().update(rules_of(each))
