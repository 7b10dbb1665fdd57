"""Patterns are left out only where they cannot match."""

import re

import pytest

from oceanhil.analysis.diagnosis.captured.lines import printed_lines
from oceanhil.analysis.diagnosis.knowledge import SignalRow, signal_rows
from oceanhil.analysis.diagnosis.wording.required_text import alternatives_of, required_in, requirement_of
from tests.analysis.diagnosis.score import read_logs
from tests.together import together

UNTAGGED = [row for row in signal_rows() if not row.tag]
LINES = sorted(
    {
        text
        for log in read_logs()
        for line in log.data.decode("utf-8", "ignore").split("\n")
        for text in printed_lines(line)
    }
)


@together
@pytest.mark.parametrize(
    ("pattern", "required"),
    [
        ("abc", {"abc"}),
        ("ABC|d", {"abc", "d"}),
        (r"^a\.b\d+c", {"a.b"}),
        ("ab?c", {"a"}),
        ("(?:ab|c)?defg", {"defg"}),
        ("(?i:AbC|de)", {"abc", "de"}),
        (r"(?P<x>one|two)\b", {"one", "two"}),
        (r"x(?!abc)yz", {"yz"}),
        ("[abc]{3}", {""}),
        (r"(?:a|\d)", {""}),
        (r"a{2}bc", {"bc"}),
        (r"[\]x]ab|c\|d", {"ab", "c|d"}),
        (r"a.*?bc", {"bc"}),
        (r"a+?\x42c", {"bc"}),
        (r"(?=.*abc)d|(?<=efg)h", {"abc", "efg"}),
        (r"(?<!abc)d", {"d"}),
    ],
)
def test_what_a_pattern_requires(pattern: str, required: set[str]) -> None:
    assert required_in(pattern) == required


@together
@pytest.mark.parametrize(
    ("pattern", "line", "is_met"),
    [
        ("abc", "anything", True),
        ("abc.*?de", "abc", False),
        ("abc.*?de", "abc and de", True),
        ("(?:abc.*de|fgh.*ij) end", "abc end", False),
        ("(?:abc.*de|fgh.*ij) end", "de abc end", True),
        ("(?:abc.*de|fgh) end", "fgh end", True),
        (r"(?i)^(?!.*\bno\b).*?\bABC\b[^,;]{0,24}?\bde", "abc", False),
        (r"(?i)^(?!.*\bno\b).*?\bABC\b[^,;]{0,24}?\bde", "abc de", True),
        (r"abc (?:de)?", "abc ", True),
        (r"abc (?:de|\d)", "abc ", True),
    ],
)
def test_what_else_a_pattern_requires(pattern: str, line: str, *, is_met: bool) -> None:
    assert requirement_of(pattern)(line) is is_met


@pytest.mark.long
@together
@pytest.mark.parametrize("row", UNTAGGED, ids=lambda row: row.name)
def test_a_line_that_matches_has_what_is_required(row: SignalRow) -> None:
    for each in alternatives_of(row.pattern):
        pattern, required, is_met = re.compile(each), required_in(each), requirement_of(each)
        matching = [line for line in LINES if pattern.search(line)]
        assert [line for line in matching if not any(text in line.lower() for text in required)] == []
        assert [line for line in matching if not is_met(line.lower())] == []


@together
@pytest.mark.parametrize("row", UNTAGGED, ids=lambda row: row.name)
def test_every_pattern_requires_something(row: SignalRow) -> None:
    assert "" not in required_in(row.pattern)


@together
@pytest.mark.parametrize(
    ("pattern", "alternatives"),
    [
        ("abc", ["abc"]),
        ("ab|c(?:d|e)", ["ab", "c(?:d|e)"]),
        ("(?i)ab|cd", ["(?i)ab", "(?i)cd"]),
        ("(?i:ab|c[|]d)|(?i:e)f|g", ["(?i:ab)", "(?i:c[|]d)", "(?i:e)f", "g"]),
        ("a(?P<status>b)|c", ["a(?P<status>b)|c"]),
    ],
)
def test_alternatives_are_patterns_by_themselves(pattern: str, alternatives: list[str]) -> None:
    assert list(alternatives_of(pattern)) == alternatives


@pytest.mark.long
@together
@pytest.mark.parametrize("row", UNTAGGED, ids=lambda row: row.name)
def test_a_line_matches_a_pattern_or_none_of_its_alternatives(row: SignalRow) -> None:
    whole, apart = re.compile(row.pattern), [re.compile(each) for each in alternatives_of(row.pattern)]
    for line in LINES[::7]:
        assert (whole.search(line) is None) is (not any(each.search(line) for each in apart)), line
