"""Letters and tones of the points of a sweep: told apart in grey, by eyes that see fewer colours, and in a log."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from oceanhil.app.report.sweep_letters import STYLES, Tone, known_mark, marks_of
from oceanhil.scenarios.sweep_map import PointWord
from oceanhil.simulator.sweep import CutOutcome
from tests.app.report.colours import DARK, LIGHT, Sight, colour, difference, luminance

_READABLE = 4.5
_APART = 1.15
"""Contrast of two tones beside each other that a grey print still shows."""
_TOLD_APART = 9.0
"""Colour difference of any two tones, for any eyes: four times what is just noticeable."""
_BAD_TOLD_APART = 15.0
"""The same where at least one of them is more than what was written."""
_ALLOWED = {Tone.QUIET, Tone.NEW}


def contrast(one: float, other: float) -> float:
    low, high = sorted((one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("css", [LIGHT, DARK], ids=["light", "dark"])
def test_letters_can_be_read_and_tones_get_louder_in_grey(css: str) -> None:
    tones = [luminance(f"{tone.value}-tone", css) for tone in Tone]
    for tone, shade in zip(Tone, tones, strict=True):
        assert contrast(shade, luminance(f"on-{tone.value}", css)) >= _READABLE, tone
    assert tones == sorted(tones, reverse=css is LIGHT)
    assert [contrast(*pair) >= _APART for pair in pairwise(tones)] == [True] * (len(tones) - 1)


@pytest.mark.parametrize("css", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("sight", Sight)
def test_eyes_that_see_fewer_colours_tell_any_two_tones_apart(sight: Sight, css: str) -> None:
    for one, other in combinations(Tone, 2):
        apart = difference(colour(f"{one.value}-tone", css), colour(f"{other.value}-tone", css), sight)
        assert apart >= (_TOLD_APART if {one, other} <= _ALLOWED else _BAD_TOLD_APART), (one, other)


def test_on_a_terminal_lost_and_hangs_share_no_colour_and_wrong_alone_is_filled() -> None:
    styles = {tone: Style.parse(text) for tone, text in STYLES.items()}
    assert styles[Tone.LOST].color != styles[Tone.HANGS].color
    assert [tone for tone, style in styles.items() if style.bgcolor is not None] == [Tone.WRONG]


def test_each_outcome_of_a_sweep_has_a_letter_and_a_tone_of_its_own() -> None:
    marks = [known_mark(outcome.value) for outcome in CutOutcome]
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
