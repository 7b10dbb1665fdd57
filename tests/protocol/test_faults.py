"""What is declared of faults: every kind is whole, and a rule that exists is right."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.faults import Effect, Fault, FaultError, FaultKind, FaultRule, Match, parse_rule
from tests.fault_rules import fault_rules

FIELDS = {field.encode_name: field for field in msgspec.structs.fields(Fault)}
RULES = fault_rules(st.sampled_from(["", "/a", "/a*"]), st.integers(0, 3))


@given(RULES)
def test_a_rule_is_the_same_after_its_way_through_json(rule: FaultRule) -> None:
    assert parse_rule(msgspec.json.decode(msgspec.json.encode(rule))) == rule
    assert {"kind": rule.fault.kind.value, **rule.fault.parameters} == msgspec.to_builtins(rule.fault)


@pytest.mark.parametrize("kind", FaultKind)
def test_a_kind_has_fields_that_there_are_and_says_what_happens(kind: FaultKind) -> None:
    assert {parameter.name for parameter in kind.parameters} <= FIELDS.keys() - {"kind"}
    assert kind.about
    assert kind.about[0].islower() or kind.about.startswith("TCP")


def test_every_field_belongs_to_a_kind_and_no_key_to_two() -> None:
    declared = [parameter for kind in FaultKind for parameter in kind.parameters]
    assert {parameter.name for parameter in declared} == FIELDS.keys() - {"kind"}
    assert len({parameter.key for parameter in declared}) == len(declared)


def test_what_is_not_answered_has_nothing_else_to_say() -> None:
    silent = [kind for kind in FaultKind if not kind.is_answered]
    assert [kind.parameters for kind in silent] == [()] * len(silent)
    assert all(kind.is_processed for kind in silent) is False
    assert Effect.ANSWER not in FaultKind.DROP_RESPONSE.effect


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Fault(FaultKind.STATUS), "fault.status is missing: kind 'status' needs it"),
        (lambda: Fault(FaultKind.RESET, seconds=1.0), "fault.seconds does not belong to kind 'reset'; leave it out"),
        (lambda: Fault(FaultKind.DELAY, seconds=float("nan")), "fault.seconds is nan, expected 0 to 86400"),
        (lambda: Match(path="/" * 301), "match.path has 301 characters, expected at most 300"),
        (lambda: FaultRule(Fault(FaultKind.RESET), probability=1.5), "probability is 1.5, expected 0 to 1"),
        (lambda: FaultRule(Fault(FaultKind.REFUSE)), "times or duration is missing: kind 'refuse' needs one of them"),
    ],
)
def test_a_rule_that_cannot_be_cannot_be_made(make: object, said: str) -> None:
    assert callable(make)
    with pytest.raises(FaultError) as refused:
        make()
    assert str(refused.value).startswith(said)
