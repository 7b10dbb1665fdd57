"""Patterns of strangers are found in linear time, and what RE2 lacks is said with what to write instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.patterns import CHARACTERS_MAX, LinearPattern, PatternError
from tests.together import together


@together
@pytest.mark.parametrize("pattern", [r"((s|e|t|.)+)+~", r"(x+x+)+y", r"^(a|a)*$", r"(.*)*=(.*)*!", r"([a-z]+)*\d"])
@pytest.mark.parametrize("text", ["s" * 20_000, "x" * 20_000, "a" * 20_000 + "!", "é" * 20_000])
def test_a_pattern_that_backtracks_for_ever_elsewhere_ends(pattern: str, text: str) -> None:
    assert LinearPattern(pattern).search(text) in {None, (text[:-1], text[:-1]), (text, text[-1])}


@together
@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("(?=a)", "look-ahead is not known"),
        ("(?!a)b", "look-ahead is not known"),
        ("(?<!a)b", "look-behind is not known"),
        ("(?<=a)b", "look-behind is not known"),
        (r"(a)\1", "references to groups are not known"),
        ("(?P<x>a)(?P=x)", "references to groups are not known"),
        (r"a\Z", r"write \z for the end of the text"),
        (r"\u00e9", r"write \x{00e9} for a character by its number"),
        ("a++", "possessive and doubled repeats are not known"),
        ("(?>a)", "atomic groups are not known"),
        ("(a{1000}){1000}", "repeats go up to 1000"),
        (r"(\pL{1,100}){10}", "write a shorter one"),
        ("a(", "missing ): a("),
        ("\udcff", "is not a regular expression"),
        ("a" * (CHARACTERS_MAX + 1), f"expected at most {CHARACTERS_MAX}"),
    ],
)
def test_what_is_not_known_is_said(pattern: str, words: str) -> None:
    with pytest.raises(PatternError) as raised:
        LinearPattern(pattern)
    assert words in str(raised.value)


def test_the_match_and_its_groups_are_given() -> None:
    assert LinearPattern(r"HTTP Response: (\d+)( again)?").search("[REG] HTTP Response: 410") == (
        "HTTP Response: 410",
        "410",
        "",
    )
    assert LinearPattern("é.").search("aé😀b") == ("é😀",)
    assert LinearPattern("(?i)ONLINE").search("device online") == ("online",)
    assert LinearPattern(r"^token: (\S+)$", multiline=True).search("a\ntoken: xy\nb") == ("token: xy", "xy")


@given(st.text(max_size=30), st.text(max_size=60))
def test_any_text_is_a_pattern_or_refused_and_any_line_is_searched(pattern: str, line: str) -> None:
    try:
        compiled = LinearPattern(pattern)
    except PatternError:
        return
    found = compiled.search(line)
    assert found is None or found[0] in line


def test_half_a_character_in_a_line_does_no_harm() -> None:
    assert LinearPattern("b.c").search("a\udcffb\ud800c") == ("b?c",)
