"""What tests of expectations show of a run: which step did not hold, and why."""

import pytest

from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.result import Result
from oceanhil.scenarios.runner import run_case
from tests.scenarios.devices.judging import UNWATCHED, judged
from tests.scenarios.fake_world import FakeFactory, S, boot, line
from tests.scenarios.writing import case_of

SILENT = "- device.power_on\n- time.run: 5m\n"


def run(head: str, steps: str) -> Result:
    factory = FakeFactory({"device.power_on": [boot(), line("hello", S)]})
    return run_case(case_of(head, steps), factory, load_profile())


def test_what_did_not_hold_is_shown_with_its_reason() -> None:
    told = judged(run(UNWATCHED, SILENT + "- expect.boots: 2"))
    assert not told
    assert repr(told) == "expect.boots: 2: expected 2 boots, found 1; 1 by power-on"


def test_no_invariant_has_a_word() -> None:
    assert judged(run(UNWATCHED, SILENT))
    with pytest.raises(AssertionError, match="I7: device was silent"):
        judged(run("", SILENT))


def test_what_came_to_no_verdict_is_not_taken_for_one() -> None:
    with pytest.raises(AssertionError, match="error: "):
        judged(run(UNWATCHED, "- expect.count: {path: state, method: GET, at_least: 99}"))
