"""The report for programs."""

from __future__ import annotations

import json

import jsonschema
import msgspec

from oceanhil.conformance.command.baseline import compare
from oceanhil.conformance.contract.result import ConformReport, json_text, report_schema
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
