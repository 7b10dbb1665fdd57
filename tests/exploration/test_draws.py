"""What is drawn: numbers of a domain, the simpler ones of each, and how the language has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.exploration.draws import Draw, Seconds, Share, Shift, Span, Told, Units, Whole, Words
from oceanhil.protocol.chance import Chance
from oceanhil.scenarios.units import parse_duration

DRAWS = (
    Words("a", "b", "b", "c"),
    Whole(3, 90),
    Units(0, 180),
    Seconds(0, 300),
    Told(3000),
    Shift(7200),
    Share(1, 900),
    Span(100_000, 600_000_000),
    Span(0, 86_400_000_000),
)


@pytest.mark.parametrize("draw", DRAWS, ids=lambda draw: type(draw).__name__)
@given(seed=st.integers(0, 2**32))
def test_what_is_simpler_can_be_drawn_too_and_comes_to_an_end(draw: Draw, seed: int) -> None:
    value = draw.drawn(Chance(seed))
    way = [value]
    while simpler := next(draw.simpler(way[-1]), None) if way[-1] != draw.simplest else None:
        assert draw.written(simpler)
        way.append(simpler)
        assert len(way) < 100
    assert len(set(way)) == len(way)


@pytest.mark.parametrize("draw", DRAWS, ids=lambda draw: type(draw).__name__)
def test_nothing_is_simpler_than_the_simplest(draw: Draw) -> None:
    assert list(draw.simpler(draw.simplest)) == []


@pytest.mark.parametrize("draw", DRAWS, ids=lambda draw: type(draw).__name__)
@given(seed=st.integers(0, 2**32))
def test_what_is_written_is_read_again(draw: Draw, seed: int) -> None:
    word = draw.written(draw.drawn(Chance(seed)))
    assert draw.written(draw.read(word)) == word


@pytest.mark.parametrize(
    ("draw", "word"),
    [
        (Words("a", "b"), "c"),
        (Whole(3, 90), "2"),
        (Whole(3, 90), "many"),
        (Seconds(0, 300), "6m"),
        (Shift(7200), "-3h"),
        (Share(1, 900), "90.1%"),
        (Span(100_000, 600_000_000), "99ms"),
    ],
)
def test_what_lies_outside_is_not_read(draw: Draw, word: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        draw.read(word)


def test_times_become_those_that_a_person_would_write() -> None:
    span = Span(0, 86_400_000_000)
    simpler = [span.written(value) for value in span.simpler(parse_duration("7m 12s 345ms"))]
    rounder = "0s, 1s, 2s, 5s, 10s, 20s, 30s, 1m, 2m, 5m, 7m, 7m 12s, 7m 12s 300ms, 7m 12s 340ms"
    assert ", ".join(simpler) == rounder


def test_cuts_fall_between_words_three_times_of_four_and_more() -> None:
    chance = Chance(0)
    drawn = [Units(0, 180).drawn(chance) for _ in range(1000)]
    assert 700 < sum(value % 4 == 0 for value in drawn) < 900
    assert {*range(0, 181, 4)} <= {*drawn}


def test_shares_and_shifts_are_written_as_the_language_has_them() -> None:
    assert [Share(0, 900).written(value) for value in (0, 5, 123)] == ["0.0%", "0.5%", "12.3%"]
    assert [Shift(7200).written(value) for value in (0, -61, 3600)] == ["0s", "-1m 1s", "1h"]


def test_a_server_that_asks_to_be_left_alone_often_says_for_no_time_at_all() -> None:
    drawn = [Told(3000).drawn(Chance(seed)) for seed in range(400)]
    assert 60 < drawn.count(0) < 140
    assert 60 < sum(1 <= each < 60 for each in drawn) < 240
    assert max(drawn) <= 3000
    assert Told(3000).written(90) == "1m 30s"
