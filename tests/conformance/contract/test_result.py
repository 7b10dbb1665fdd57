"""The report for programs."""

from __future__ import annotations

import json

import jsonschema
import msgspec
from msgspec import structs

from oceanhil.conformance.command.baseline import compare
from oceanhil.conformance.contract.received import Received, Side
from oceanhil.conformance.contract.result import (
    ConformReport,
    ItemResult,
    ItemVerdict,
    Seen,
    json_text,
    report_schema,
    seen_words,
    shared_findings,
)
from tests.conformance.results import ALIKE, EVERYTHING, FLAKY, report_of


def test_it_is_read_back_as_it_was() -> None:
    assert msgspec.json.decode(json_text(EVERYTHING), type=ConformReport) == EVERYTHING


def test_verdicts_and_kinds_are_words() -> None:
    (first, *_, last) = json.loads(json_text(EVERYTHING))["results"]
    assert (first["verdict"], first["kind"], first["severity"]) == ("conforms", "fact", "major")
    assert (last["verdict"], last["flaky"], last["attempts"]) == ("violates", True, 3)


def test_every_report_keeps_to_its_schema() -> None:
    compared = compare(EVERYTHING, report_of(), "old.json", {result.id for result in EVERYTHING.results})
    validator = jsonschema.Draft202012Validator(report_schema())
    validator.check_schema(report_schema())
    for report in (EVERYTHING, compared):
        assert [error.message for error in validator.iter_errors(json.loads(json_text(report)))] == []


def test_what_many_items_found_alike_is_gathered_and_nothing_is_lost() -> None:
    report = json.loads(json_text(report_of(*EVERYTHING.results, *ALIKE)))
    (shared,) = report["shared_findings"]
    assert shared.pop("items") == [result.id for result in ALIKE]
    assert shared == {"verdict": "violates", "expected": "a JSON object", "found": "'oops'", "asked": "POST /session/"}
    assert len(report["results"]) == len(EVERYTHING.results) + len(ALIKE)


def test_few_items_are_not_told_to_be_alike() -> None:
    assert json.loads(json_text(report_of(*ALIKE[1:], FLAKY)))["shared_findings"] == []


def now_and_then(result: ItemResult, *others: Seen) -> ItemResult:
    """Make a result flaky: beside what is told of it these were seen."""
    told = Seen(verdict=result.verdict, received=result.received, wanted=result.wanted)
    return structs.replace(result, flaky=True, seen=(told, *others))


def test_what_strikes_now_and_then_is_gathered_and_an_item_that_found_several_things_is_not() -> None:
    conforms = Seen(verdict=ItemVerdict.CONFORMS, count=2)
    other = Seen(verdict=ItemVerdict.VIOLATES, received=Received(Side.FAILED, 500))
    struck = [now_and_then(result, conforms) for result in ALIKE]
    (shared,) = shared_findings(struck)
    assert shared.items == tuple(result.id for result in ALIKE)
    assert shared_findings([*struck[1:], now_and_then(ALIKE[0], conforms, other)]) == ()


def test_outcomes_that_only_their_readings_tell_apart_are_told_with_them() -> None:
    refused = Received(Side.REFUSED, 401, "token_expired")
    longer, shorter = (
        Seen(verdict=ItemVerdict.DIFFERS, received=refused, readings={"server.session_ttl_s": lifetime_s})
        for lifetime_s in (93600, 90000)
    )
    assert seen_words([longer, shorter, Seen(verdict=ItemVerdict.VIOLATES)]) == (
        "1 x differs (401 token_expired, server.session_ttl_s = 93600), "
        "1 x differs (401 token_expired, server.session_ttl_s = 90000), 1 x violates"
    )


def test_an_item_that_met_two_causes_is_gathered_if_many_items_tell_each_of_them() -> None:
    failed = Received(Side.FAILED, 500)
    other = Seen(verdict=ItemVerdict.VIOLATES, received=failed)
    failing = [
        structs.replace(row, id=f"else/{number}", received=failed, found="500") for number, row in enumerate(ALIKE)
    ]
    both = now_and_then(structs.replace(ALIKE[0], id="topic-0/both"), Seen(verdict=ItemVerdict.CONFORMS), other)
    one, another = shared_findings([both, *ALIKE, *failing])
    assert one.items == (both.id, *(result.id for result in ALIKE))
    assert another.items == tuple(result.id for result in failing)
    third = Seen(verdict=ItemVerdict.VIOLATES, received=Received(Side.FAILED, 503))
    for lonely in (now_and_then(both, other, third), structs.replace(both, found="else")):
        assert lonely.id not in {
            name for shared in shared_findings([lonely, *ALIKE, *failing]) for name in shared.items
        }
    # Those of several causes make none: it would be one that no item shows by itself.
    assert [shared.found for shared in shared_findings([both, *ALIKE[1:], *failing])] == ["500"]


def test_fewer_are_gathered_if_they_are_of_many_topics() -> None:
    of_many = [structs.replace(ALIKE[0], id=f"topic-{number % 5}/{number}") for number in range(8)]
    (shared,) = shared_findings(of_many)
    assert shared.items == tuple(result.id for result in of_many)
    of_four = [structs.replace(ALIKE[0], id=f"topic-{number % 4}/{number}") for number in range(8)]
    assert shared_findings(of_four) == shared_findings(of_many[1:]) == ()


def test_silence_is_gathered_whatever_was_asked() -> None:
    silent = [structs.replace(result, received=Received(Side.SILENT), found="none: closed") for result in ALIKE]
    (same,) = shared_findings(silent)
    asked_else = structs.replace(silent[0].exchanges[0], sent="GET /state/")
    several = [structs.replace(silent[0], exchanges=(asked_else,)), *silent[1:]]
    (shared,) = shared_findings(several)
    assert (same.asked, shared.asked, len(shared.items)) == ("POST /session/", "several requests", len(ALIKE))
