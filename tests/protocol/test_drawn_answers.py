"""Drawn faults of answers: repeatable, fit for a rule, made from what the answer should be, and no plausible lies."""

import json
import random
from typing import get_type_hints

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from oceanhil.protocol.faults import Fault, FaultKind, FaultRule, Malformation, changed, parse_rule
from oceanhil.protocol.faults.drawn_answers import DrawnAnswer, drawn_answer
from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.messages import DeviceState, RegisterReply, SessionReply

KINDS = st.sampled_from(DrawnAnswer)
SEEDS = st.integers(0, 2**64)
REPLIES = {
    DrawnAnswer.REGISTER: RegisterReply(True, "ESP32_246F28AABBCC", "oc_perm_" + "B" * 43, 1_700_000_000),
    DrawnAnswer.SESSION: SessionReply(True, 3600, 1_700_000_000, "0123456789abcdef" * 2),
    DrawnAnswer.STATE: DeviceState(True, False, True, 23.5, 62.0),
}


def draw(seed: int, answer: DrawnAnswer) -> Fault:
    return drawn_answer(random.Random(seed), answer)


def many(answer: DrawnAnswer, count: int = 3000) -> list[Fault]:
    rng = random.Random(1)
    return [drawn_answer(rng, answer) for _ in range(count)]


@given(SEEDS, KINDS)
def test_the_same_seed_draws_the_same_fault(seed: int, answer: DrawnAnswer) -> None:
    assert draw(seed, answer) == draw(seed, answer)


def test_draws_stay_what_they_were() -> None:
    found = [draw(seed, DrawnAnswer.SESSION) for seed in (3, 5)]
    assert [msgspec.to_builtins(fault) for fault in found] == [
        {"kind": "answer", "change": "no_success", "fields": {"success": "1"}},
        {"kind": "answer", "change": "extra", "fields": {"success": 1, "expires_in": 59}},
    ]


@given(SEEDS, KINDS)
def test_a_drawn_fault_goes_through_json_as_it_is(seed: int, answer: DrawnAnswer) -> None:
    fault = draw(seed, answer)
    assert parse_rule(json.loads(json.dumps({"fault": msgspec.to_builtins(fault)}))) == FaultRule(fault)


@given(SEEDS, KINDS)
def test_fields_are_those_of_the_answer_and_never_both_changed_and_missing(seed: int, answer: DrawnAnswer) -> None:
    fault = draw(seed, answer)
    fields = {*(fault.fields or {})}
    assert fields | ({fault.without} if fault.without else set()) <= {*get_type_hints(answer.reply)}
    assert fault.without not in fields


@example(102137, DrawnAnswer.REGISTER)
@given(SEEDS, KINDS)
def test_something_is_wrong_or_written_otherwise_in_every_drawn_answer(seed: int, answer: DrawnAnswer) -> None:
    fault = draw(seed, answer)
    response = HttpResponse(200, msgspec.json.encode(REPLIES[answer]))
    if fault.kind is FaultKind.MALFORMED:
        return
    assert fault.change is not None
    drawn = changed(response, fault.change, fault.fields, fault.without)
    assert drawn != response or fault.change.is_of_writing


@given(SEEDS)
def test_no_relay_is_told_the_other_way_round_by_a_truth_value(seed: int) -> None:
    fields = draw(seed, DrawnAnswer.STATE).fields or {}
    assert not [name for name in ("relay1", "relay2") if isinstance(fields.get(name), bool)]


@pytest.mark.parametrize("answer", DrawnAnswer)
def test_in_the_long_run_everything_is_drawn(answer: DrawnAnswer) -> None:
    faults = many(answer)
    assert {fault.how for fault in faults if fault.kind is FaultKind.MALFORMED} == {*Malformation}
    assert {fault.change for fault in faults if fault.change} == {*answer.changes}
    assert {fault.without for fault in faults if fault.without} == {*get_type_hints(answer.reply)}
    assert {name for fault in faults for name in fault.fields or {}} == {*get_type_hints(answer.reply)}


def test_lifetimes_are_drawn_small_and_huge_as_texts_and_as_nothing() -> None:
    told = [fault.fields or {} for fault in many(DrawnAnswer.SESSION)]
    drawn = [fields["expires_in"] for fields in told if "expires_in" in fields]
    for wanted in (0, 1, 59, 10**9, 0.5, 600.0, "3600", None, -1):
        assert wanted in drawn


def test_texts_are_drawn_in_every_length_of_tokens_and_beyond() -> None:
    faults = many(DrawnAnswer.REGISTER)
    tokens = [(fault.fields or {}).get("permanent_token") for fault in faults]
    assert {0, 16, 32, 33, 64, 65, 300, 4096} <= {len(token) for token in tokens if isinstance(token, str)}


def test_the_first_whole_number_that_a_double_does_not_hold_is_drawn() -> None:
    told = [fault.fields or {} for fault in many(DrawnAnswer.SESSION)]
    lifetimes = [fields.get("expires_in") for fields in told]
    whole = [each for each in lifetimes if isinstance(each, int)]
    assert min(number for number in whole if int(float(number)) != number) == 2**53 + 1
