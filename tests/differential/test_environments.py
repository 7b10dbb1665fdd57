"""Whatever a server answers and storage holds: both programs print, send, wait for and store the same."""

import os
import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings

from oceanhil.hil.worlds.native.factory import NativeProgram
from oceanhil.protocol.http import Exchanged, HttpResponse
from oceanhil.protocol.record import StorePolicy
from oceanhil.simulator.program import run_program
from tests.differential.bodies import ANSWERS
from tests.differential.environment import Environment, seen
from tests.differential.environments import ENVIRONMENTS
from tests.simulator.answers import reply
from tests.simulator.program.test_hostile_server import BODIES

pytestmark = pytest.mark.slow

EXAMPLES = 5 * int(os.environ.get("OCEANHIL_FUZZ_EXAMPLES", "20"))
# So many characters of a registration token are printed.
SHOWN = 12


def assert_same(around: Environment, compiled: NativeProgram) -> None:
    left, right = seen(run_program, around), seen(compiled, around)
    assert left.text.split("\n") == right.text.split("\n")
    assert left == right


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None)
@given(around=ENVIRONMENTS)
def test_both_programs_do_the_same_in_any_environment(around: Environment, compiled: NativeProgram) -> None:
    assert_same(around, compiled)


@pytest.mark.parametrize("stage", range(4), ids=["register", "session", "poll", "report"])
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None)
@given(answer=ANSWERS)
def test_both_programs_make_the_same_of_any_answer(stage: int, answer: HttpResponse, compiled: NativeProgram) -> None:
    scripts: list[Sequence[Exchanged]] = [(), (), (), ()]
    scripts[stage] = [answer, answer]
    assert_same(Environment(scripts=tuple(scripts), until_s=100), compiled)


def test_both_programs_show_and_hide_the_same_characters(compiled: NativeProgram) -> None:
    # What Unicode has not assigned is left out: Python hides it, and which it is depends on Python's version.
    every = [
        character for number in range(0xE0200) if unicodedata.category(character := chr(number)) not in {"Cn", "Cs"}
    ]
    for start in range(0, len(every), SHOWN):
        assert_same(Environment(token="".join(every[start : start + SHOWN]), until_s=3), compiled)


@pytest.mark.parametrize("store", StorePolicy, ids=lambda store: store.value)
@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body)[:40])
@pytest.mark.parametrize("status", [200, 401, 503])
def test_both_programs_make_the_same_of_one_body_in_answer_to_everything(
    status: int, body: object, store: StorePolicy, compiled: NativeProgram
) -> None:
    everything = [reply(status, body)]
    assert_same(Environment(store=store, scripts=(everything,) * 4), compiled)
