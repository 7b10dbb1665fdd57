"""A test in Python that meets what its world lacks is skipped by name, as a scenario is."""

from __future__ import annotations

import pytest

from tests.app.fixtures.test_fixtures import run

TESTS = """
import pytest
from oceanhil.scenarios.world import LackingError, WorldError

@pytest.fixture
def lacking(world):
    raise LackingError("set-state: the connector 'mine' does not say how")

def test_of_a_fixture(lacking):
    pass

def test_itself(world):
    raise LackingError("a clock of the server that tests can move")

def test_expecting_it(world):
    with pytest.raises(WorldError, match="a clock"):
        raise LackingError("a clock of the server that tests can move")
    with pytest.raises(pytest.fail.Exception), pytest.raises(LackingError):
        pass

def test_that_fails(world):
    raise WorldError("the server died")

def test_that_broke_something(world, invariants):
    from oceanhil.scenarios.trace import EventKind, Source
    world.trace.add(0, Source.DEVICE, EventKind.SERIAL, "device", {"text": "x", "leak": True})
    raise LackingError("a clock of the server that tests can move")
"""


def test_what_nobody_caught_skips_the_test(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TESTS)
    result = run(pytester, "--oceanhil-board", "esp32", "-rs")
    result.assert_outcomes(skipped=2, passed=1, failed=2, deselected=10)
    file = "test_what_nobody_caught_skips_the_test.py"
    result.stdout.no_fnmatch_line("*During handling*")
    result.stdout.fnmatch_lines_random(
        [
            f"SKIPPED [[]1[]] {file}:8: lacking here: set-state: the connector 'mine' does not say how",
            f"SKIPPED [[]1[]] {file}:11: lacking here: a clock of the server that tests can move",
            "E *WorldError: the server died",
            "invariant I1, *",
        ]
    )
