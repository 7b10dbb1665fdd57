"""What items of one topic found alike."""

from __future__ import annotations

import pytest
from msgspec import structs

from oceanhil.conformance.contract.alike import told_with
from oceanhil.conformance.contract.received import Received, Side
from oceanhil.conformance.contract.result import ItemResult, ItemVerdict, Seen
from tests.conformance.results import result_of


def found(name: str, verdict: ItemVerdict = ItemVerdict.VIOLATES) -> ItemResult:
    return result_of(name, verdict)


THREE = (found("clock/a"), found("clock/b", ItemVerdict.DIFFERS), found("clock/c"))

OTHER = Seen(verdict=ItemVerdict.VIOLATES, received=Received(Side.FAILED, 500))


def test_one_that_conforms_now_and_then_is_told_with_the_others() -> None:
    conforms = Seen(verdict=ItemVerdict.CONFORMS)
    third = structs.replace(THREE[2], flaky=True, seen=(THREE[2].outcomes[0], conforms))
    assert told_with([*THREE[:2], third]) == {"clock/a": (THREE[1], third)}


def test_what_a_topic_was_to_refuse_and_accepted_is_told_with_the_first_whatever_it_says() -> None:
    other_words = structs.replace(found("clock/d"), expected="a refusal (clock_skew)", found="200 'another id'")
    assert told_with([*THREE, other_words]) == {"clock/a": (*THREE[1:], other_words)}


@pytest.mark.parametrize(
    "third",
    [
        structs.replace(THREE[2], id="session/c"),
        structs.replace(THREE[2], received=Received(Side.FAILED, 500)),
        structs.replace(THREE[2], received=None),
        structs.replace(THREE[2], wanted=None),
        structs.replace(THREE[2], readings={"server.max_clock_skew_s": 5}),
        structs.replace(THREE[2], flaky=True, seen=(THREE[2].outcomes[0], OTHER)),
        structs.replace(THREE[2], verdict=ItemVerdict.CONFORMS),
    ],
    ids=["topic", "answer", "no answer kept", "no side wanted", "reading", "several things", "conforms"],
)
def test_two_and_another_one_are_told_by_themselves(third: ItemResult) -> None:
    assert told_with([*THREE[:2], third]) == {}


def test_the_words_of_a_refusal_and_what_is_no_yes_or_no_are_alike_only_if_the_same_was_expected() -> None:
    words = [structs.replace(each, received=Received(Side.REFUSED, 403)) for each in THREE]
    neither = [structs.replace(each, wanted=None) for each in THREE]
    for same in (words, neither):
        assert list(told_with(same)) == ["clock/a"]
        assert told_with([*same[:2], structs.replace(same[2], expected="410")]) == {}
