"""What is wrong with a serial line: as steps say it, and as a trace names it."""

import msgspec
import pytest

from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.line_change import line_words
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.world_terms import LineFault
from tests.scenarios.fake_world import FakeFactory
from tests.scenarios.writing import case_of

NOTHING = LineFault(noise_ppm=0, drop_ppm=0, duplicate_ppm=0, stuck=False, seed=0)


@pytest.mark.parametrize(
    ("step", "changed"),
    [
        ("serial.disturb: 1%", {"noise_ppm": 10_000}),
        ("serial.disturb: {drop: 1%}", {"drop_ppm": 10_000}),
        ("serial.disturb: {duplicate: 1%, seed: 7}", {"duplicate_ppm": 10_000, "seed": 7}),
        ("serial.stick", {"stuck": True}),
    ],
)
def test_a_step_disturbs_a_line_as_it_says_and_not_otherwise(step: str, changed: dict[str, int]) -> None:
    factory = FakeFactory()
    run_case(case_of("given: {token: none}", f"- {step}"), factory, load_profile())
    assert factory.worlds[0].device().line_faults == [msgspec.structs.replace(NOTHING, **changed)]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (LineFault(), "sound"),
        (LineFault(seed=7), "sound"),
        (LineFault(noise_ppm=1), "noise 1 ppm"),
        (LineFault(noise_ppm=1, drop_ppm=2, duplicate_ppm=3), "noise 1 ppm, lost 2 ppm, doubled 3 ppm"),
        (LineFault(noise_ppm=1, stuck=True), "stuck"),
    ],
)
def test_a_trace_names_all_that_a_fault_does(fault: LineFault, words: str) -> None:
    assert line_words(fault) == words
