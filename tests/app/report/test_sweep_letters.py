"""Letters and tones of the points of a sweep: told apart in grey, by eyes that see fewer colours, and in a log."""

import re
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.app.report.sweep_letters import Tone, known_mark, marks_of
from oceanhil.scenarios.sweep_map import PointWord
from oceanhil.simulator.sweep import Outcome

_CSS = (files("oceanhil.app.report") / "templates" / "sweep_tones.css").read_text("utf-8")
_LIGHT, _DARK = _CSS.split("prefers-color-scheme", 1)
_READABLE = 4.5
_APART = 1.15
"""Contrast of two tones beside each other that a grey print still shows."""


def luminance(name: str, css: str) -> float:
    """Give the relative luminance of a colour (WCAG 2.2), 0 for black to 1 for white."""
    (colour,) = re.findall(rf"--{name}: #([0-9a-f]{{6}});", css)
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: float, other: float) -> float:
    low, high = sorted((one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("css", [_LIGHT, _DARK], ids=["light", "dark"])
def test_letters_can_be_read_and_tones_get_louder_in_grey(css: str) -> None:
    tones = [luminance(f"{tone.value}-tone", css) for tone in Tone]
    for tone, shade in zip(Tone, tones, strict=True):
        assert contrast(shade, luminance(f"on-{tone.value}", css)) >= _READABLE, tone
    assert tones == sorted(tones, reverse=css is _LIGHT)
    assert [contrast(*pair) >= _APART for pair in pairwise(tones)] == [True] * (len(tones) - 1)


def test_each_outcome_of_a_sweep_has_a_letter_and_a_tone_of_its_own() -> None:
    marks = [known_mark(outcome.value) for outcome in Outcome]
    assert "".join(mark.letter for mark in marks) == ".ncLHW"
    assert [mark.tone for mark in marks] == list(Tone)


@given(
    st.lists(
        st.builds(PointWord, st.text("abcdefgh.-é1", min_size=1, max_size=6), st.booleans()), unique=True, max_size=20
    )
)
def test_no_two_words_have_one_letter_and_only_bad_ones_are_capitals(words: list[PointWord]) -> None:
    marks = marks_of(words)
    assert len({mark.letter for mark in marks}) == len(marks)
    assert [mark.name for mark in marks] == [word.name for word in words]
    for word, mark in zip(words, marks, strict=True):
        assert len(mark.letter) == 1
        assert word.is_bad or not mark.letter.isupper()
        assert not word.is_bad or mark.letter.isupper() or mark.letter.isdigit() or mark.letter == "?"


def test_what_a_scenario_expects_alarms_nobody_and_what_it_refuses_does() -> None:
    lost, kept = PointWord("lost", is_bad=False), PointWord("kept", is_bad=True)
    assert [(mark.letter, mark.tone) for mark in marks_of([lost, kept])] == [("l", Tone.CORRUPT), ("K", Tone.LOST)]


def test_words_of_ones_own_have_their_first_letters() -> None:
    words = (
        PointWord("rolled-back", is_bad=False),
        PointWord("rejected", is_bad=False),
        PointWord("mixed", is_bad=True),
    )
    assert [(mark.letter, mark.tone) for mark in marks_of(words)] == [
        ("r", Tone.NEW),
        ("e", Tone.NEW),
        ("M", Tone.WRONG),
    ]
