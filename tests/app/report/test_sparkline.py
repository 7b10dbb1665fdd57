"""Small drawings of what changed."""

from oceanhil.app.history.changes import Change, ChangeKind
from oceanhil.app.report.sparkline import sparkline


def drawn(*numbers: float, measure: str = "") -> str:
    return sparkline(Change(kind=ChangeKind.SLOWER, replay_id="x", text="", measure=measure, drawn=numbers))


def test_a_measure_is_a_line_from_bottom_to_top_that_says_its_numbers() -> None:
    text = drawn(2, 2, 6, measure="boot_to_online")
    assert 'aria-label="boot_to_online of the last 3 runs: 2, 2, 6"' in text
    assert 'points="3,17.0 11,17.0 19,3.0"' in text
    assert 'cx="19" cy="3.0"' in text


def test_equal_numbers_are_a_line_in_the_middle() -> None:
    assert 'points="3,10.0 11,10.0"' in drawn(5, 5, measure="m")


def test_outcomes_are_bars_of_which_those_of_failures_are_tall() -> None:
    text = drawn(1, 0)
    assert 'aria-label="the last 2 runs: passed, did not pass"' in text
    assert "M3 20v-3" in text
    assert "M11 20v-17" in text


def test_no_colour_is_named_and_words_are_escaped() -> None:
    text = drawn(1, 2, measure="<b>")
    assert "<b>" not in text
    assert text.count("currentColor") == 2
