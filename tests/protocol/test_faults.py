"""What is declared of faults: every kind is whole, and a rule that exists is right."""

from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.faults import (
    AnswerChange,
    Arrival,
    Effect,
    Fate,
    Fault,
    FaultError,
    FaultKind,
    FaultRule,
    Malformation,
    Match,
    change_words,
    kinds_named,
    parse_rule,
)
from tests.fault_rules import fault_rules
from tests.together import together

FIELDS = {field.encode_name: field for field in msgspec.structs.fields(Fault)}
RULES = fault_rules(st.sampled_from(["", "/a", "/a*"]), st.integers(0, 3))


@given(RULES)
def test_a_rule_is_the_same_after_its_way_through_json(rule: FaultRule) -> None:
    assert parse_rule(msgspec.json.decode(msgspec.json.encode(rule))) == rule
    assert {"kind": rule.fault.kind.value, **rule.fault.parameters} == msgspec.to_builtins(rule.fault)


@together
@pytest.mark.parametrize("kind", FaultKind)
def test_a_kind_has_fields_that_there_are_and_says_what_happens(kind: FaultKind) -> None:
    assert {parameter.name for parameter in kind.parameters} <= FIELDS.keys() - {"kind"}
    assert kind.about
    assert kind.about[0].islower() or kind.about.startswith("TCP")


def test_diagrams_have_a_short_word_for_each_kind_and_no_word_for_two() -> None:
    words = [kind.short for kind in FaultKind]
    assert all(0 < len(each) <= 32 and each.isascii() for each in words)
    assert len(set(words)) == len(words)


def test_what_becomes_of_a_message_follows_from_what_a_kind_means_for_the_request() -> None:
    for kind in FaultKind:
        assert (kind.fate in {Fate.REQUEST_LOST, Fate.REPLY_LOST}) == (not kind.is_answered)
        assert (kind.fate in {Fate.REQUEST_LOST, Fate.MADE}) == (not kind.is_processed)
        assert (kind.fate is Fate.LATE) == (kind.arrival in {Arrival.LATE, Arrival.TRICKLING})
    assert {kind.fate for kind in FaultKind} == {*Fate}


def test_a_kind_that_does_not_say_what_arrives_cannot_be_declared() -> None:
    declare = vars(FaultKind)["_new_member_"]
    assert declare(FaultKind, "one_bit", "one bit", "one bit is wrong", Arrival.ALTERED).arrival is Arrival.ALTERED
    for rest in ((), (Effect.ANSWER,)):
        with pytest.raises(TypeError, match=r"fault kind 'one_bit': .* where its Arrival was expected"):
            declare(FaultKind, "one_bit", "one bit", "one bit is wrong", *rest)


def test_kinds_that_are_named_together_are_told_apart() -> None:
    assert kinds_named("delay+truncate") == (FaultKind.DELAY, FaultKind.TRUNCATE)
    assert kinds_named("") == kinds_named("of-another-version") == ()


def test_every_field_belongs_to_a_kind_and_no_key_to_two() -> None:
    declared = [parameter for kind in FaultKind for parameter in kind.parameters]
    assert {parameter.name for parameter in declared} == FIELDS.keys() - {"kind"}
    several = [key for key, count in Counter(parameter.key for parameter in declared).items() if count > 1]
    assert not several, f"keys of scenario files that two kinds have: {several}; give each kind a key of its own"


def test_what_is_not_answered_has_nothing_else_to_say() -> None:
    silent = [kind for kind in FaultKind if not kind.is_answered]
    assert [kind.parameters for kind in silent] == [()] * len(silent)
    assert all(kind.is_processed for kind in silent) is False
    assert not FaultKind.DROP_RESPONSE.is_in_the_answer


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


def _rule(**fields: object) -> dict[str, object]:
    return {"fault": {"kind": "drop_request"}, **fields}


def _fault(kind: str, **fields: object) -> dict[str, object]:
    return {"fault": {"kind": kind, **fields}}


JUST_DOES: list[dict[str, object]] = [
    _rule(seed=2**63 - 1, times=2**63 - 1, probability=1, after=2**63 - 1, duration=10**9, name="x" * 300),
    _rule(seed=1 - 2**63, times=1, probability=0, after=0, duration=1e-9, name="x"),
    _rule(match={"path": "/" * 300, "method": "Options", "device": "x" * 300, "peer": "x" * 300}),
    _fault("status", status=200, retry_after=10**9),
    _fault("delay", seconds=86_400),
    _fault("slow", bytes_per_second=1),
    {**_fault("refuse"), "times": 1, "match": {"peer": "127.0.0.1"}},
]
"""Rules at the edge of what can be."""
DOES_NOT: list[tuple[str, dict[str, object]]] = [
    ("name", _rule(name="")),
    ("name", _rule(name="x" * 301)),
    ("seed", _rule(seed=2**63)),
    ("seed", _rule(seed=-(2**63))),
    ("times", _rule(times=0)),
    ("times", _rule(times=2**63)),
    ("probability", _rule(probability=-1e-9)),
    ("probability", _rule(probability=1.000001)),
    ("after", _rule(after=-1)),
    ("after", _rule(after=2**63)),
    ("duration", _rule(duration=0)),
    ("duration", _rule(duration=10**9 + 1)),
    ("match.path", _rule(match={"path": "/" * 301})),
    ("match.method", _rule(match={"method": "x" * 301})),
    ("match.method", _rule(match={"method": "optionsx"})),
    ("match.method", _rule(match={"method": "po\u017ft"})),
    ("match.method", _rule(match={"method": ""})),
    ("match.device", _rule(match={"device": "x" * 301})),
    ("match.peer", _rule(match={"peer": "x" * 301})),
    ("fault.status", _fault("status", status=199)),
    ("fault.status", _fault("status", status=600)),
    ("fault.status is missing", _fault("status")),
    ("fault.retry_after", _fault("status", status=503, retry_after=0)),
    ("fault.retry_after", _fault("status", status=503, retry_after=10**9 + 1)),
    ("fault.seconds", _fault("delay", seconds=-0.001)),
    ("fault.seconds", _fault("delay", seconds=86_400.001)),
    ("fault.seconds is missing", _fault("delay")),
    ("fault.bytes", _fault("truncate", bytes=-1)),
    ("fault.without", _fault("answer", change="portal", without="")),
    ("fault.fields", _fault("answer", change="empty", fields={})),
    ("fault.bytes", _fault("truncate", bytes=2**63)),
    ("fault.bytes", _fault("segments", bytes=0)),
    ("fault.bytes_per_second", _fault("slow", bytes_per_second=0)),
    ("fault.bytes_per_second", _fault("slow", bytes_per_second=10**9 + 1)),
    ("fault.bytes_per_second is missing", _fault("slow")),
    ("fault.how is missing", _fault("malformed")),
    ("fault.seconds does not belong", _fault("status", status=200, seconds=1)),
    ("fault.head does not belong", _fault("truncate", head=True)),
    ("fault.how does not belong", _fault("corrupt", how="header")),
    ("fault.status does not belong", _fault("delay", seconds=1, status=200)),
    ("times or duration is missing", _fault("refuse")),
    ("only 'peer'", {**_fault("refuse"), "times": 1, "match": {"path": "/"}}),
    ("only 'peer'", {**_fault("refuse"), "times": 1, "match": {"board": "esp32"}}),
]


@pytest.mark.parametrize("body", JUST_DOES, ids=str)
def test_a_rule_at_the_edge_is_read(body: dict[str, object]) -> None:
    assert parse_rule(body).name == body.get("name")


@together
@pytest.mark.parametrize(("named", "body"), DOES_NOT, ids=str)
def test_a_rule_beyond_the_edge_is_refused_by_name(named: str, body: dict[str, object]) -> None:
    with pytest.raises(FaultError) as error:
        parse_rule(body)
    assert named in str(error.value)


@together
@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "fault"),
        ({"fault": {}}, "kind"),
        ({"fault": {"kind": "explode"}}, "kind"),
        ({"fault": {"kind": "status"}}, "fault.status"),
        ({"fault": {"kind": "status", "status": 199}}, "fault.status"),
        ({"fault": {"kind": "status", "status": True}}, "status"),
        ({"fault": {"kind": "status", "status": 500, "retry_after": 0}}, "retry_after"),
        ({"fault": {"kind": "status", "status": 500, "seconds": 1}}, "seconds"),
        ({"fault": {"kind": "delay"}}, "fault.seconds"),
        ({"fault": {"kind": "delay", "seconds": -1}}, "seconds"),
        ({"fault": {"kind": "delay", "seconds": 10**9}}, "seconds"),
        ({"fault": {"kind": "slow", "bytes_per_second": 0}}, "bytes_per_second"),
        ({"fault": {"kind": "truncate", "bytes": -1}}, "bytes"),
        ({"fault": {"kind": "reset"}, "times": 0}, "times"),
        ({"fault": {"kind": "reset"}, "times": 1.5}, "times"),
        ({"fault": {"kind": "reset"}, "probability": 1.1}, "probability"),
        ({"fault": {"kind": "reset"}, "seed": 2**64}, "seed"),
        ({"fault": {"kind": "reset"}, "match": {"port": 1}}, "port"),
        ({"fault": {"kind": "reset"}, "tmes": 1}, "tmes"),
    ],
)
def test_a_wrong_rule_names_what_is_wrong(body: dict[str, object], named: str) -> None:
    with pytest.raises(FaultError, match=named):
        parse_rule(body)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(FaultKind.ANSWER, change=AnswerChange.SAME, without="session_id"), 'without "session_id"'),
        (
            Fault(FaultKind.ANSWER, change=AnswerChange.CUT, fields={"expires_in": 600}),
            "cut (the last third of the JSON is missing, the length is right), expires_in=600",
        ),
        (Fault(FaultKind.STATUS, status=401), "no answer of the server's"),
        (Fault(FaultKind.CORRUPT), "one byte in eight of its body is wrong"),
        (Fault(FaultKind.MALFORMED, how=Malformation.HEADER), "a header line without a colon"),
        (Fault(FaultKind.DELAY, seconds=2.0), ""),
    ],
)
def test_what_a_fault_makes_of_an_answer_can_be_told(fault: Fault, words: str) -> None:
    assert change_words(fault) == words


@given(RULES)
def test_whatever_changes_an_answer_is_told_and_nothing_else_is(rule: FaultRule) -> None:
    fault = rule.fault
    is_untouched = fault.change is AnswerChange.SAME and not fault.fields and fault.without is None
    is_changed = fault.kind.is_in_the_answer or fault.kind is FaultKind.MALFORMED
    assert bool(change_words(fault)) is (is_changed and not is_untouched)
