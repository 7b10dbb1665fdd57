"""Fuzzed answers in a file: one case for each draw, each repeatable by its replay ID, each another fault."""

import pytest

from oceanhil.protocol.board import Board
from oceanhil.protocol.faults import FaultRule
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.replay import parse_replay
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.scenario import Case
from tests.scenarios.fake_world import FakeFactory
from tests.scenarios.writing import mistakes_in, scenario_of, text_of

GIVEN = "given: {token: none}\nboards: [esp32]"
STEP = '- server.fuzz_answer: {draw: "${draw}", of: session}'


def rule_of(case: Case) -> FaultRule:
    """The rule that the case adds to the server."""
    factory = FakeFactory()
    result = run_case(case, factory, load_profile())
    assert result.outcome is Outcome.PASSED, result
    (rule,) = factory.worlds[0].server.rules
    return rule


def replayed(replay_id: str) -> Case:
    return scenario_of(f"{GIVEN}\nfuzz: {{answers: 2}}", STEP).case(parse_replay(replay_id))


def test_each_draw_is_a_case_with_its_replay_id() -> None:
    scenario = scenario_of(f"{GIVEN}\nfuzz: {{answers: 3}}", STEP)
    cases = scenario.expand(Board.ESP32)
    assert [case.replay_id for case in cases] == [f"probe@esp32#draw={number}" for number in (1, 2, 3)]


def test_draws_meet_every_other_axis() -> None:
    scenario = scenario_of(
        f"{GIVEN}\nmatrix: {{of: [register, session]}}\nfuzz: {{answers: 2}}",
        '- server.fuzz_answer: {draw: "${draw}", of: "${of}"}',
    )
    assert [case.replay_id for case in scenario.expand(Board.ESP32)][1:3] == [
        "probe@esp32#draw=2,of=register",
        "probe@esp32#draw=1,of=session",
    ]


def test_draws_differ_and_a_replay_id_gives_the_same_one_again() -> None:
    rules = [rule_of(case) for case in scenario_of(f"{GIVEN}\nfuzz: {{answers: 9}}", STEP).expand(Board.ESP32)]
    assert len({str(rule) for rule in rules}) == 9
    assert rule_of(replayed("probe@esp32#draw=2")) == rules[1]


def test_a_draw_that_the_file_does_not_come_to_can_be_replayed_too() -> None:
    assert rule_of(replayed("probe@esp32#draw=4711")) != rule_of(replayed("probe@esp32#draw=4712"))


def test_a_drawn_fault_ends_by_its_name_as_any() -> None:
    case = scenario_of(GIVEN, "- server.fuzz_answer: {draw: 1, of: state, name: strange}").expand(Board.ESP32)[0]
    assert rule_of(case).name == "strange"


def test_another_seed_draws_something_else() -> None:
    assert rule_of(replayed("probe@esp32#draw=1,seed=5")) != rule_of(replayed("probe@esp32#draw=1"))
    assert rule_of(replayed("probe@esp32#draw=1,seed=5")) == rule_of(replayed("probe@esp32#draw=1,seed=5"))


def test_the_rule_strikes_the_requests_whose_answers_are_meant() -> None:
    match = rule_of(replayed("probe@esp32#draw=1")).match
    assert (match.path, match.method) == ("/api/device/session/", "POST")


@pytest.mark.parametrize(
    ("body", "step", "said"),
    [
        ("fuzz: {answers: 0}", STEP, "answers is 0; expected 1 to 1,000 draws, each is a case"),
        ("fuzz: {replies: 3}", STEP, "unknown key 'replies'"),
        ("fuzz: 24", STEP, "expected a mapping"),
        ("fuzz: {answers: 3}", "- device.power_on", "fuzz draws, and its variable 'draw' is used nowhere"),
        ("matrix: {draw: [1]}\nfuzz: {answers: 3}", STEP, "variable 'draw' is set by matrix too; choose another name"),
        ("fuzz: {answers: 100000}", STEP, "answers is 100000; expected 1 to 1,000 draws"),
        ("fuzz: {answers: 1000}", STEP, "3 boards x 1000 of draw make 3,000 cases; expected at most 1,000 a file"),
        ("fuzz: {answers: 3}", '- server.fuzz_answer: {draw: "${draw}", of: sesion}', "did you mean 'session'?"),
        ("", STEP, "unknown variable 'draw'"),
    ],
)
def test_what_cannot_be_is_told_while_the_file_is_read(body: str, step: str, said: str) -> None:
    found = mistakes_in(text_of(body, step))
    assert [mistake for mistake in found if said in mistake], found
