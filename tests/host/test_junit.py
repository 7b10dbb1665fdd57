"""JUnit XML: what CI servers count, and texts that XML has no place for."""

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from oceanhil.host.junit import JUnitSuite

ANY = st.text(st.characters(exclude_categories=()))


def suite_in(text: str) -> ET.Element:
    found = ET.fromstring(text).find("testsuite")
    assert found is not None
    return found


def test_cases_are_counted_by_their_outcome() -> None:
    suite = JUnitSuite("all", 1.5, began="2026-01-02T03:04:05Z")
    suite.add_case("a", "passed").add_output("said")
    suite.add_case("a", "failed").add_failure("wrong", kind="odd", text="all of it")
    suite.add_case("a", "skipped").add_skipped("no board")
    suite.add_case("a", "broken").add_error("no server")
    assert suite_in(suite.as_text()).attrib == {
        "name": "all",
        "timestamp": "2026-01-02T03:04:05Z",
        "time": "1.500",
        "tests": "4",
        "failures": "1",
        "errors": "1",
        "skipped": "1",
    }


def test_a_fact_that_is_empty_is_left_out() -> None:
    suite = JUnitSuite("all", 0)
    suite.add_properties({"url": "http://h", "connector": ""})
    assert [each.attrib for each in suite_in(suite.as_text()).iter("property")] == [
        {"name": "url", "value": "http://h"}
    ]


@given(ANY)
def test_whatever_is_said_can_be_read(text: str) -> None:
    suite = JUnitSuite(text, 0, began=text)
    suite.add_properties({text: text})
    case = suite.add_case(text, text)
    case.add_properties({text: text})
    case.add_failure(text, kind=text, text=text)
    case.add_output(text)
    assert suite_in(suite.as_text()).get("tests") == "1"


def test_what_xml_has_no_place_for_is_shown_as_such() -> None:
    suite = JUnitSuite("all", 0)
    suite.add_case("a\x1b", "b\0\ud800\uffff").add_output("tab\tand line\n")
    case = suite_in(suite.as_text()).find("testcase")
    assert case is not None
    assert case.attrib == {"classname": "a\ufffd", "name": "b\ufffd\ufffd\ufffd"}
    assert case.findtext("system-out") == "tab\tand line\n"
