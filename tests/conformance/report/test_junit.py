"""The report for CI servers."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from oceanhil.conformance.command.exit_code import failing
from oceanhil.conformance.contract.result import ConformReport, ItemVerdict
from oceanhil.conformance.report.junit import junit_text
from oceanhil.protocol.profile import Kind
from tests.conformance.results import CURL, EVERYTHING, VIOLATES, report_of, result_of


def suite_of(report: ConformReport, level: Kind = Kind.FACT) -> ET.Element:
    root = ET.fromstring(junit_text(report, failing(report, level)))
    assert root.tag == "testsuites"
    (suite,) = root
    return suite


def case(suite: ET.Element, name: str) -> ET.Element:
    return next(one for one in suite.iter("testcase") if one.get("name") == name)


def test_every_item_is_a_case_and_the_counts_add_up() -> None:
    suite = suite_of(EVERYTHING)
    names = [(one.get("classname"), one.get("name")) for one in suite.iter("testcase")]
    assert names[0] == ("oceanremote.session", "opens")
    assert names[-2] == ("oceanremote.status", "away")
    counts = [suite.get(name) for name in ("tests", "failures", "errors", "skipped")]
    assert counts == ["6", "2", "0", "1"]


def test_a_failure_says_what_was_expected_and_how_to_repeat_it() -> None:
    failure = case(suite_of(EVERYTHING), "violates").find("failure")
    assert failure is not None
    assert failure.get("message") == "violates, accepted: expected 401, found 200"
    assert CURL in (failure.text or "")


def test_what_differs_below_the_level_is_no_failure_but_told() -> None:
    differs = case(suite_of(EVERYTHING), "differs")
    assert differs.find("failure") is None
    assert "reading: server.used_token_status = 401" in (differs.findtext("system-out") or "")
    assert case(suite_of(EVERYTHING, Kind.CONTRADICTION), "differs").find("failure") is not None


def test_what_is_not_testable_is_skipped_by_the_name_of_what_is_missing() -> None:
    skipped = case(suite_of(EVERYTHING), "away").find("skipped")
    assert skipped is not None
    assert (skipped.get("type"), skipped.get("message")) == ("test-clock", "not testable here: needs a clock")


def test_a_case_carries_kind_source_and_severity() -> None:
    found = {one.get("name"): one.get("value") for one in case(suite_of(EVERYTHING), "flaky").iter("property")}
    assert found["kind"] == "fact"
    assert found["source"] == "TOKEN"
    assert found["severity"] == "major"
    assert (found["flaky"], found["attempts"]) == ("true", "3")


def test_a_run_that_was_broken_off_has_an_error_and_skips_the_rest() -> None:
    report = structs.replace(report_of(result_of()), broken_off="it is gone", not_tried=("a/1", "a/2"))
    suite = suite_of(report)
    assert [suite.get(name) for name in ("tests", "errors", "skipped")] == ["4", "1", "2"]
    assert "it is gone" in [one.get("message") for one in suite.iter("error")]


@given(text=st.text(max_size=40))
def test_any_words_of_a_server_make_well_formed_xml(text: str) -> None:
    report = report_of(structs.replace(VIOLATES, found=text, verdict=ItemVerdict.VIOLATES))
    assert len(list(suite_of(report).iter("testcase"))) == 1


def test_what_was_left_behind_is_told_and_a_clock_that_stands_still_fails() -> None:
    line = "the server's clock stands still: clock-release failed"
    report = structs.replace(report_of(result_of()), left_behind=(line,), is_impaired=True)
    root = ET.fromstring(junit_text(report, ()))
    (case,) = root.iterfind(".//testcase[@name='leaves-the-server-as-it-was']")
    failure = case.find("failure")
    assert failure is not None
    assert failure.get("message") == line
    lying = ET.fromstring(junit_text(structs.replace(report, is_impaired=False), ()))
    (case,) = lying.iterfind(".//testcase[@name='leaves-the-server-as-it-was']")
    assert (case.find("failure"), case.findtext("system-out")) == (None, line)
