"""Whether what a scenario expects holds in a fake world, and if not, why: for tests of expectations.

No invariant watches such a run: it would judge the fake life, and not the step that the test is about.
"""

import msgspec

from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.result import Outcome, Result

UNWATCHED = f"without: [{', '.join(each.value for each in InvariantId)}]"
"""The head of a scenario that nothing but its own steps judges."""


class Judged(msgspec.Struct, frozen=True):
    """Whether it holds; a test that fails shows what did not."""

    step: str = ""
    expected: str = ""
    found: str = ""

    def __bool__(self) -> bool:
        return not self.step

    def __repr__(self) -> str:
        return f"{self.step}: expected {self.expected}, found {self.found}" if self.step else "all of it holds"


def judged(result: Result) -> Judged:
    """Give what a run came to; a run that came to no verdict, or failed for anything but a step, fails the test."""
    failure = result.failure
    if failure is None:
        assert result.outcome is Outcome.PASSED, f"{result.outcome.value}: {result.reason}"
        return Judged()
    assert not failure.invariant, f"{failure.invariant}: {failure.found}"
    return Judged(failure.step, failure.expected, failure.found)


def found_by(result: Result) -> str:
    """Give what a run was found to be where something else was expected; empty where all of it holds."""
    return judged(result).found
